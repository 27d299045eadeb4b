/** A whole number of four bytes. */
export const int32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeInt32LE(value);
  return out;
};
/** A value that is a kind, a size and bytes. */
export const raw = (kind: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(kind), int32(body.length), body]);
/** A text. */
export const word = (text: string): Buffer => raw('u', Buffer.from(text));
/** A tuple. */
export const tuple = (items: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('('), int32(items.length), ...items]);
/** Bytes. */
export const bytesOf = (...codes: number[]): Buffer => raw('s', Buffer.from(codes));
