import { normalizeName } from '@weir/model';

/** Longest name that Weir takes: PyPI has no limit of its own, its longest name had 80 characters (2026). */
export const PYPI_NAME_CHARS_MAX = 214;
const VERSION_CHARS_MAX = 256;

/** PEP 508: letters, digits, `.`, `_`, `-`, with a letter or digit at both ends. */
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
/** What PEP 440 and the versions before it are made of: nothing that could leave its place in a URL. */
const VERSION = /^[A-Za-z0-9](?:[A-Za-z0-9.!+_*~-]*[A-Za-z0-9])?$/;

/** True for what can be a project's name on PyPI, in any spelling. Checked before a URL is built. */
export function isPypiName(name: string): boolean {
  return name.length <= PYPI_NAME_CHARS_MAX && NAME.test(name);
}

/** True for what can be a version on PyPI, old ones that PEP 440 does not know included. */
export function isPypiVersion(version: string): boolean {
  return version.length <= VERSION_CHARS_MAX && VERSION.test(version);
}

/** The name as addresses have it (PEP 503); others are answered with 301. Call only with what {@link isPypiName} passed. */
export function pypiName(name: string): string {
  return normalizeName('pypi', name);
}
