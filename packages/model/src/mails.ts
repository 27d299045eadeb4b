const TEXT_CHARS_MAX = 4_096;
const MAIL_CHARS_MAX = 320;

/** Mail addresses in a text such as `Ann <ann@acme.example>, bob@acme.example`, each once, in lower case. Pure. */
export function mailsIn(text: string): string[] {
  const words = text
    .slice(0, TEXT_CHARS_MAX)
    .toLowerCase()
    .split(/[\s<>,;"'()]+/);
  return [...new Set(words.filter((word) => word.length <= MAIL_CHARS_MAX && /^[^@]+@[^@]+$/.test(word)))];
}
