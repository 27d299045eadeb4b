import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import {
  AppError,
  describeFileError,
  type Ecosystem,
  ecosystemOf,
  parsePurl,
  REGISTRIES,
  type Registry,
} from '@weir/model';

/** A file or directory on this machine. */
export interface LocalTarget {
  readonly kind: 'file' | 'directory';
  /** As given. */
  readonly text: string;
  /** Absolute. */
  readonly path: string;
  readonly filename: string;
}

/** A release that a registry has. */
export interface ReleaseTarget {
  readonly kind: 'release';
  /** As given. */
  readonly text: string;
  readonly registry: Registry;
  readonly name: string;
  /** A version, or a tag of the registry's; null: the newest. */
  readonly version: string | null;
}

/** What one `weir scan` target names. */
export type ScanTarget = LocalTarget | ReleaseTarget;

/** How people write a release of a registry that `weir scan` can fetch from. */
interface ReleaseForm {
  readonly registry: Registry;
  /** `PREFIX:` says that it is one; without it the ecosystem of the command line decides. */
  readonly prefix: string;
  /** With `name`, and with `version` unless the newest is meant. */
  readonly pattern: RegExp;
  /** For people: what to write. */
  readonly shape: string;
}

/** One row for each registry that can be fetched from. */
const RELEASE_FORMS: readonly ReleaseForm[] = [
  {
    registry: 'npmjs',
    prefix: 'npm',
    pattern: /^(?<name>@?[^@\s]{1,214})@(?<version>[^@/\s]{1,256})$/,
    shape: 'name@version',
  },
  {
    registry: 'pypi',
    prefix: 'pypi',
    pattern: /^(?<name>[^@=\s/]{1,214})(?:={2,3}(?<version>[^@=/\s]{1,256}))?$/,
    shape: 'name==version',
  },
];

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);

function invalid(message: string, cause?: unknown): AppError {
  return new AppError('SCAN_TARGET', message, { retriable: false, cause });
}

function releaseOfPurl(text: string): ReleaseTarget {
  const { type, name, version } = parsePurl(text);
  const registry = REGISTRIES.find((candidate) => ecosystemOf(candidate) === type);
  if (registry === undefined || !RELEASE_FORMS.some((form) => form.registry === registry)) {
    throw invalid(`releases of type "${type}" cannot be fetched yet; give the file or its directory`);
  }
  if (version === null) throw invalid('the purl names no version; write pkg:TYPE/NAME@VERSION');
  return { kind: 'release', text, registry, name, version };
}

function releaseIn(form: ReleaseForm, text: string, written: string): ReleaseTarget | null {
  const parts = form.pattern.exec(written)?.groups;
  return parts?.name
    ? { kind: 'release', text, registry: form.registry, name: parts.name, version: parts.version ?? null }
    : null;
}

async function findLocal(text: string, cwd: string): Promise<LocalTarget | null> {
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
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    if (ABSENT.has(code)) return null;
    if (code === 'ELOOP') throw invalid('is a symbolic link that leads back to itself', error);
    throw invalid(`cannot be read: ${describeFileError(error)}`, error);
  }
}

/**
 * Decides what a target is: a purl by its `pkg:`, a release by the prefix of its registry; else what exists on this
 * machine; else a release of `ecosystem` (null: of the registry that releases are written so for).
 * @throws AppError `SCAN_TARGET` or `PURL_INVALID`, not retriable, that says what a target may be.
 */
export async function parseTarget(
  text: string,
  cwd: string,
  ecosystem: Ecosystem | null,
): Promise<ScanTarget> {
  if (text.startsWith('pkg:')) return releaseOfPurl(text);
  const named = RELEASE_FORMS.find(({ prefix }) => text.startsWith(`${prefix}:`));
  if (named) {
    const release = releaseIn(named, text, text.slice(named.prefix.length + 1));
    if (release) return release;
    throw invalid(`a release is written ${named.prefix}:${named.shape}`);
  }
  const local = await findLocal(text, cwd);
  if (local) return local;
  if (/^(?:\.{0,2}\/|~|[A-Za-z]:\\)|\.(?:tgz|tar|gz|zip|whl|vsix)$/.test(text)) {
    throw invalid('no such file or directory');
  }
  const forms = RELEASE_FORMS.filter(
    ({ registry }) => ecosystem === null || ecosystemOf(registry) === ecosystem,
  );
  for (const form of forms) {
    const release = releaseIn(form, text, text);
    // Without prefix and version, a word is a path that is not there.
    if (release && release.version !== null) return release;
  }
  const shapes = ['a purl', ...forms.map(({ shape }) => shape)].join(' or ');
  throw invalid(`no such file or directory, nor a release: write ${shapes}`);
}
