/** Longest name that npm accepts (npm/validate-npm-package-name). Older, longer names do not exist. */
export const NPM_NAME_CHARS_MAX = 214;

const SEGMENT = String.raw`(?!\.{1,2}(?:/|$))[\w\-.!~*'()]+`;
const NAME = new RegExp(`^(?:@${SEGMENT}/)?${SEGMENT}$`);

/**
 * True for what can be a package's name on npm, legacy spellings included. Feed ids are hostile: everything that
 * could leave its place in a URL (`..`, `%`, `?`, slashes, control characters) is refused here, before a URL is built.
 */
export function isNpmName(name: string): boolean {
  return name.length > 0 && name.length <= NPM_NAME_CHARS_MAX && NAME.test(name);
}

/** A name as one path segment: `@scope%2Fname`. Call only with names that passed {@link isNpmName}. */
export function npmNamePath(name: string): string {
  return encodeURIComponent(name).replace(/^%40/, '@');
}

/** The address of a package's document. `base` may end with a slash; `fresh` reaches past caches to the origin. */
export function npmDocumentUrl(base: string, name: string, fresh: boolean): string {
  return `${base.replace(/\/+$/, '')}/${npmNamePath(name)}${fresh ? '?write=true' : ''}`;
}
