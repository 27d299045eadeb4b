/** Bytes of a file that is read for what is in it besides padding. */
export const PADDED_BYTES_MAX = 32 * 1024 * 1024;

/** Runs of blanks (bounded: the engine keeps a place for each repetition), and lines that are a comment and nothing else; each by its first characters only. */
const BLANKS = /[ \t\u00a0\ufeff]{64,4096}/g;
const COMMENT_LINES = { js: /^[ \t]{0,1000}\/\/[^\n]*$/gm, hash: /^[ \t]{0,1000}#[^\n]*$/gm } as const;

/**
 * A source without what takes up room and does nothing: runs of blanks become one, lines of comment become empty. Lines
 * keep their numbers. What stands in a text of several lines may be lost: whoever reads the rest must not call it whole.
 */
export function withoutPadding(text: string, comments: keyof typeof COMMENT_LINES): string {
  return text.replace(COMMENT_LINES[comments], '').replace(BLANKS, ' ');
}
