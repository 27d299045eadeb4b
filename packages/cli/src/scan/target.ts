import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AppError, ecosystemOf, parsePurl, REGISTRIES, type Registry } from '@weir/model';

/** What one `weir scan` target names. */
export type ScanTarget =
  | {
      readonly kind: 'file' | 'directory';
      readonly text: string;
      readonly path: string;
      readonly filename: string;
    }
  | {
      readonly kind: 'release';
      readonly text: string;
      readonly registry: Registry;
      readonly name: string;
      readonly version: string;
    };

/** Registries that `weir scan` can fetch from. */
const FETCHABLE: readonly Registry[] = ['npmjs'];

function invalid(message: string): AppError {
  return new AppError('SCAN_TARGET', message, { retriable: false });
}

function releaseOfPurl(text: string): ScanTarget {
  const { type, name, version } = parsePurl(text);
  const registry = REGISTRIES.find((candidate) => ecosystemOf(candidate) === type);
  if (registry === undefined || !FETCHABLE.includes(registry)) {
    throw invalid(`releases of type "${type}" cannot be fetched yet; give the file or its directory`);
  }
  if (version === null) throw invalid('the purl names no version; write pkg:TYPE/NAME@VERSION');
  return { kind: 'release', text, registry, name, version };
}

async function findLocal(text: string, cwd: string): Promise<ScanTarget | null> {
  if (text === '' || text.includes('\0')) return null;
  const path = resolve(cwd, text);
  try {
    // A link that a person names means what is behind it; links inside of packages are never followed.
    const real = await stat(path);
    if (real.isDirectory()) return { kind: 'directory', text, path, filename: basename(path) };
    if (real.isFile()) return { kind: 'file', text, path, filename: basename(path) };
    throw invalid('is neither a file nor a directory');
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null;
    throw new AppError('SCAN_TARGET', `cannot be read (${code}); check its permissions`, {
      retriable: false,
      cause: error,
    });
  }
}

/**
 * Decides what a target is: a purl by its `pkg:`; else what exists on this machine; else `name@version`.
 * @throws AppError `SCAN_TARGET` or `PURL_INVALID`, not retriable, that says what a target may be.
 */
export async function parseTarget(text: string, cwd: string): Promise<ScanTarget> {
  if (text.startsWith('pkg:')) return releaseOfPurl(text);
  const local = await findLocal(text, cwd);
  if (local) return local;
  const parts = /^(?<name>@?[^@\s]{1,214})@(?<version>[^@/\s]{1,256})$/.exec(text)?.groups;
  const looksLikePath = /^(?:\.{0,2}\/|~|[A-Za-z]:\\)|\.(?:tgz|tar|gz|zip|whl|vsix)$/.test(text);
  if (!looksLikePath && parts?.name && parts.version) {
    return { kind: 'release', text, registry: 'npmjs', name: parts.name, version: parts.version };
  }
  throw invalid(
    looksLikePath
      ? 'no such file or directory'
      : 'no such file or directory, and no purl or name@version either (a release needs its version)',
  );
}
