/** Base64 of a text, for tests. */
export function hide(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
