import { isAbsolute, relative, sep } from 'node:path';
import type { ArtifactLocation } from './document.ts';

/** The `uriBaseId` of paths below the working directory: what viewers and code scanning take for the checkout. */
export const ROOT_ID = 'SRCROOT';

/** A path with `/` as a URI path: whatever its segments hold is encoded (RFC 3986), lone surrogates as U+FFFD. */
export function encodePath(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

/** The `file:` URI of an absolute path on this machine. */
export function fileUri(path: string): string {
  const parts = path.split(sep).join('/');
  // A drive letter keeps its colon.
  const drive = /^[A-Za-z]:/.exec(parts)?.[0] ?? '';
  return `file://${drive === '' ? '' : `/${drive}`}${encodePath(parts.slice(drive.length))}`;
}

/**
 * Where viewers find an absolute path: relative to the working directory when it is inside, so that a log can be read
 * in another checkout; else as a `file:` URI. A directory's ends in `/`.
 */
export function locate(path: string, cwd: string, directory = false): ArtifactLocation {
  const inside = relative(cwd, path).split(sep).join('/');
  const end = directory ? '/' : '';
  if (inside === '..' || inside.startsWith('../') || isAbsolute(inside)) return { uri: fileUri(path) + end };
  return { uri: inside === '' ? './' : encodePath(inside) + end, uriBaseId: ROOT_ID };
}

/**
 * The URI of a member inside its archive or folder; null for a path that a viewer would resolve to somewhere else
 * (`..`, absolute, empty segments).
 */
export function memberUri(path: string): string | null {
  const segments = path.split('/');
  const plain = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  return plain ? encodePath(path) : null;
}
