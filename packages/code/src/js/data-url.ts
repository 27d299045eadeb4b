/** The text of a `data:` address, null for other addresses. */
export function dataUrlText(url: string): string | null {
  const match = /^data:[^,]{0,100},/i.exec(url);
  if (!match) return null;
  const body = url.slice(match[0].length);
  if (/;base64,$/i.test(match[0])) return Buffer.from(body, 'base64').toString('utf8');
  try {
    return decodeURIComponent(body);
  } catch {
    // Bad escapes: the runtime would refuse the address.
    return null;
  }
}
