import { basename } from 'node:path/posix';
import { decodeSource } from '@weir/code';
import type { CodeUnit } from '@weir/detectors';
import { AppError, type ArtifactEntry, type ArtifactView } from '@weir/model';
import type { PackageIndex } from '../package-index.ts';

/** Containers that Python imports from, or that code unpacks before it does. */
const CONTAINER = /\.(?:zip|whl|egg|pyz|pyzw|tar|tgz|tar\.gz|gz|dat|bin)$/i;
/** True for a file that may be a container, by its name. */
export const isContainer = (path: string): boolean => CONTAINER.test(path);

/** How code says that it imports from a container, or unpacks one. */
const IMPORTS_FROM =
  /^(?:sys\.path\.(?:insert|append|extend)|site\.addsitedir|zipimport\.\w+|runpy\.run_path|zipfile\.\w+|tarfile\.\w+|shutil\.unpack_archive)(?:$|[.(])/;
/** Containers of one package, modules of one container, and bytes of one module that are read. */
export const CONTAINERS_MAX = 10;
const MODULES_MAX = 60;
const MODULE = /\.py[cow]?$/;
const MODULE_BYTES_MAX = 1024 * 1024;

/** Opens a container inside the package, with passwords to try on it; null for what is none. */
export type OpenInner = (entry: ArtifactEntry, passwords: readonly string[]) => Promise<ArtifactView | null>;

/** The containers that a unit names where it says that it imports from one. */
export function innerContainers({ facts }: CodeUnit, index: PackageIndex): string[] {
  if (![...facts.apis.keys()].some((name) => IMPORTS_FROM.test(name))) return [];
  const named = new Set(
    facts.strings.flatMap(({ value }) => (value.length < 512 ? [basename(value.replaceAll('\\', '/'))] : [])),
  );
  return [...index.keys()].filter((path) => CONTAINER.test(path) && named.has(basename(path)));
}

/** A module in a container. */
interface InnerModule {
  /** Empty where it was not read, and of compiled Python. */
  readonly text: string;
  /** Bytes of compiled Python; null for a source. */
  readonly compiled: Uint8Array | null;
  readonly sizeBytes: number;
  /** Why a budget left it unread; null where it was read. */
  readonly unread: string | null;
}

/** Modules of a container by the path inside of it. */
export type InnerModules = ReadonlyMap<string, InnerModule>;

function unreadReason({ unread, sizeBytes }: ArtifactEntry, readCount: number): string | null {
  if (unread !== undefined) return 'the container does not give it';
  if (sizeBytes > MODULE_BYTES_MAX) return `larger than ${MODULE_BYTES_MAX} bytes`;
  return readCount === MODULES_MAX ? `more than ${MODULES_MAX} modules in one container` : null;
}

/** Texts of code that unpacks an archive which may be its password; those of what it unpacks with stand last. */
const PASSWORDS_MAX = 32;
const PASSWORD_CHARS_MAX = 128;

/** Passwords that a unit may open its containers with; none where it opens none with one. */
function passwordsOf({ facts }: CodeUnit): string[] {
  const unpacks = [...facts.apis.keys()].some((name) => /^(?:zipfile|pyzipper)\./.test(name));
  if (!unpacks) return [];
  const texts = facts.strings.flatMap(({ value }) => (value.length <= PASSWORD_CHARS_MAX ? [value] : []));
  return [...new Set(texts)].slice(-PASSWORDS_MAX);
}

/** The modules of a container that a unit opens; none for what is no container. */
export async function readInnerModules(
  open: OpenInner,
  entry: ArtifactEntry,
  unit: CodeUnit,
): Promise<InnerModules> {
  const found = new Map<string, InnerModule>();
  let readCount = 0;
  await using view = await open(entry, passwordsOf(unit));
  if (!view) return found;
  for (const inner of view.entries) {
    const { kind, path, sizeBytes, index } = inner;
    if (kind !== 'file' || !MODULE.test(path)) continue;
    const unread = unreadReason(inner, readCount);
    if (unread !== null) {
      found.set(path, { text: '', compiled: null, sizeBytes, unread });
      continue;
    }
    readCount++;
    const bytes = await readMember(view, index);
    if (bytes === null) {
      found.set(path, { text: '', compiled: null, sizeBytes, unread: 'the container does not give it' });
      continue;
    }
    const compiled = /\.py[co]$/.test(path) ? bytes : null;
    const text = compiled ? '' : decodeSource(bytes);
    found.set(path, { text, compiled, sizeBytes: compiled ? bytes.length : text.length, unread });
  }
  return found;
}

/** A member; null where no password fits. */
async function readMember(view: ArtifactView, index: number): Promise<Uint8Array | null> {
  try {
    return await view.read(index);
  } catch (error) {
    if (error instanceof AppError && error.code === 'ARCHIVE_ENTRY') return null;
    throw error;
  }
}

/** Paths inside a container that importing a name runs, or running the container. */
export function modulesNamed(unit: CodeUnit, modules: InnerModules): string[] {
  const names = new Set(unit.facts.imports.map(({ specifier }) => specifier.replace(/^\.+/, '')));
  for (const { value } of unit.facts.strings) if (/^[\w.]{1,80}$/.test(value)) names.add(value);
  return [...modules.keys()].filter((path) => {
    const dotted = path
      .replace(MODULE, '')
      .replace(/\/__init__$/, '')
      .replaceAll('/', '.');
    return dotted === '__main__' || names.has(dotted) || names.has(basename(path));
  });
}
