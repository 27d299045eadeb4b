/** A part of a text that does not keep the whole text alive, as a slice would. */
export function cutText(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : Buffer.from(text.slice(0, charsMax)).toString();
}
