const SEPARATOR = String.raw`[-_.]?`;
/** PEP 440, appendix B, with the spellings that it allows. */
const VERSION = new RegExp(
  [
    String.raw`^v?(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)`,
    `(?:${SEPARATOR}(?<preWord>alpha|a|beta|b|preview|pre|c|rc)${SEPARATOR}(?<pre>\\d*))?`,
    `(?:(?:-(?<postNumber>\\d+))|(?:${SEPARATOR}(?<postWord>post|rev|r)${SEPARATOR}(?<post>\\d*)))?`,
    `(?:${SEPARATOR}(?<devWord>dev)${SEPARATOR}(?<dev>\\d*))?`,
    String.raw`(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$`,
  ].join(''),
);
const PRE_WORDS: Readonly<Record<string, string>> = {
  alpha: 'a',
  a: 'a',
  beta: 'b',
  b: 'b',
  c: 'rc',
  pre: 'rc',
  preview: 'rc',
  rc: 'rc',
};
/** Longer texts are no version, and matching them is not worth the time. */
const CHARS_MAX = 256;

function number(digits: string | undefined): string {
  return (digits ?? '').replace(/^0+(?=\d)/, '') || '0';
}

/**
 * A version in the spelling that PEP 440 calls normal, so that `1.0-1` in a file's name and `1.0.post1` in a list meet;
 * in lower case for what is none.
 */
export function normalVersion(text: string): string {
  const lower = text.trim().toLowerCase();
  const parts = lower.length > CHARS_MAX ? undefined : VERSION.exec(lower)?.groups;
  if (!parts?.release) return lower;
  const { epoch, preWord, pre, postNumber, postWord, post, devWord, dev, local } = parts;
  return [
    epoch === undefined || number(epoch) === '0' ? '' : `${number(epoch)}!`,
    parts.release.split('.').map(number).join('.'),
    preWord === undefined ? '' : `${PRE_WORDS[preWord] ?? ''}${number(pre)}`,
    postNumber === undefined && postWord === undefined ? '' : `.post${number(postNumber ?? post)}`,
    devWord === undefined ? '' : `.dev${number(dev)}`,
    local === undefined ? '' : `+${local.replaceAll(/[-_]/g, '.')}`,
  ].join('');
}
