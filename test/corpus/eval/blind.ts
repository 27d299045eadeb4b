/**
 * The blind mode of the evaluation (detection.md, section 8): what tells malware from the sets' benign packages without
 * looking at their code is withheld before anything is analysed. The name is unknown where metadata declare it, and
 * {@link BLIND_NAME} in paths and code; versions become {@link BLIND_VERSION}; authors, mail addresses and home pages
 * go, and so do the archive's folder, name and size.
 */
import { createHash } from 'node:crypto';

/** A file of a package: path without the archive's own top folder, bytes as they are. */
export interface NamedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export const BLIND_NAME = 'subject';
export const BLIND_VERSION = '1.0';

/** Files in which the name is looked for; larger ones, in bytes, are data. */
const TEXT =
  /\.(?:py|pyi|pth|toml|cfg|ini|in|txt|md|rst|json|ya?ml)$|(?:^|\/)(?:METADATA|PKG-INFO|RECORD|MANIFEST)$/i;
const TEXT_BYTES_MAX = 2 * 1024 * 1024;
const METADATA = /(?:^|\/)(?:METADATA|PKG-INFO)$/;
/** Files that say what the distribution is called, whatever its modules are called. */
const NAMING = /^(?:setup\.py|setup\.cfg|pyproject\.toml)$/;
const WITHHELD_HEADERS =
  /^(?:author|author-email|maintainer|maintainer-email|home-page|project-url|download-url):.*$/gim;
/** Publishers as setup.py tells them; addresses stay, which code may mean. */
const WITHHELD_ARGUMENTS =
  /\b(?<key>author|author_email|maintainer|maintainer_email)(?<equals>\s*=\s*)(?:'[^'\n]*'|"[^"\n]*")/g;
/** Publishers and home pages in setup.cfg and pyproject.toml, which are no code. */
const WITHHELD_LINES =
  /^(?<key>(?:author|maintainer|author_email|maintainer_email|url|home_page|home-page|homepage|repository|documentation|download_url)\s*=)[ \t]*[^[{\s].*$/gim;
const WITHHELD_TABLES = /^(?<key>(?:authors|maintainers)\s*=\s*)\[[^\]]*\]/gim;
/** Shorter names are words of the code as often as names. */
const NAME_CHARS_MIN = 3;

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A name in any spelling that an index treats as the same (PEP 503), as a pattern. */
function spellingsOf(name: string): string {
  return name
    .split(/[-_.]+/)
    .map(escapeRegex)
    .join('[-_.]+');
}

/** The module that a distribution of this name would usually hold. */
function moduleOf(name: string): string {
  return name.toLowerCase().replace(/[-.]+/g, '_');
}

const MODULE_ROOT =
  /^(?<root>(?:(?:src|lib|python|source)\/|[^/]+\.data\/(?:purelib|platlib)\/)?)(?<top>[^/.]+)(?<rest>\.py|\/.*)$/;

/** The top-level modules that have the distribution's name, as they are spelled. */
function ownModules(paths: readonly string[], module: string): string[] {
  const tops = paths.map((path) => MODULE_ROOT.exec(path)?.groups?.top ?? '');
  return [...new Set(tops)].filter((top) => top.toLowerCase() === module);
}

/** Renames metadata folders, and the module that has the distribution's name. */
function blindPath(path: string, spellings: string, module: string): string {
  const folder = new RegExp(
    `^(?<lead>(?:[^/]+/)?)${spellings}(?:-[^/]*)?\\.(?<kind>dist-info|egg-info|data)(?=/|$)`,
    'i',
  );
  const renamed = path.replace(folder, `$<lead>${BLIND_NAME}-${BLIND_VERSION}.$<kind>`);
  const parts = MODULE_ROOT.exec(renamed)?.groups;
  if (parts?.top?.toLowerCase() !== module) return renamed;
  return `${parts.root ?? ''}${BLIND_NAME}${parts.rest ?? ''}`;
}

/** How `blindFiles` renames the files, folders and links of a distribution with these files. */
export function blindPaths(name: string): (path: string) => string {
  const [spellings, module] = [spellingsOf(name), moduleOf(name)];
  return (path) => blindPath(path, spellings, module);
}

function blindMetadata(text: string): string {
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const headers = text
    .slice(0, end)
    // Unknown rather than another name: detectors would hold that against modules and descriptions.
    .replace(/^name:.*$/im, 'Comment: withheld')
    .replace(/^version:.*$/im, `Version: ${BLIND_VERSION}`)
    .replace(WITHHELD_HEADERS, 'Comment: withheld');
  return headers + text.slice(end);
}

/** Keys of TOML that are spellings of the name stay different keys: a table may hold each of them. */
function withDistinctKeys(path: string, text: string, spellings: string): string {
  if (!path.endsWith('.toml')) return text;
  const seen: string[] = [];
  return text.replace(new RegExp(`^([ \\t]*["']?)(${spellings})(?=["']?[ \\t]*=)`, 'gim'), (_, lead, key) => {
    if (!seen.includes(key)) seen.push(key);
    const at = seen.indexOf(key);
    return `${lead}${BLIND_NAME}${at === 0 ? '' : `_${at + 1}`}`;
  });
}

/** In setup.py only what surely names the distribution: the rest is code. */
function blindNaming(path: string, text: string, spellings: string): string {
  const named = text
    .replace(new RegExp(`\\b(?<key>name\\s*=\\s*)(['"])${spellings}\\2`, 'gi'), `$<key>"${BLIND_NAME}"`)
    .replace(new RegExp(`^(?<key>name\\s*=\\s*)${spellings}\\s*$`, 'gim'), `$<key>${BLIND_NAME}`)
    .replace(/\b(?<key>version\s*=\s*)(?:'\d[^'\n]*'|"\d[^"\n]*")/, `$<key>"${BLIND_VERSION}"`)
    .replace(/^(?<key>version\s*=\s*)\d\S*\s*$/m, `$<key>${BLIND_VERSION}`)
    .replace(WITHHELD_ARGUMENTS, '$<key>$<equals>""');
  if (path === 'setup.py') return named;
  return withDistinctKeys(path, named, spellings)
    .replace(WITHHELD_TABLES, '$<key>[]')
    .replace(WITHHELD_LINES, '$<key> ""');
}

function recordDigest(bytes: Uint8Array): string {
  return `sha256=${createHash('sha256').update(bytes).digest('base64url')}`;
}

/** A `RECORD` that is as right or wrong about the renamed files as it was about the others. */
function blindRecord(
  text: string,
  before: ReadonlyMap<string, Uint8Array>,
  after: ReadonlyMap<string, NamedFile>,
): string {
  return text
    .split('\n')
    .map((line) => {
      const [path = '', digest = '', ...rest] = line.split(',');
      const renamed = after.get(path);
      const bytes = before.get(path);
      if (!renamed || !bytes) return line;
      const isRight = digest === recordDigest(bytes);
      if (!isRight) return [renamed.path, digest, ...rest].join(',');
      return [renamed.path, recordDigest(renamed.bytes), String(renamed.bytes.length)].join(',');
    })
    .join('\n');
}

/**
 * The files of a distribution called `name` with its names, version and publisher replaced. Code keeps its meaning:
 * the name is replaced as a word and never behind a dot, and in source files only if a module of the package has it.
 * Latin 1 both ways: bytes that are no text come through as they were.
 */
export function blindFiles(name: string, files: readonly NamedFile[]): NamedFile[] {
  const spellings = spellingsOf(name);
  const module = moduleOf(name);
  const own = ownModules(
    files.map(({ path }) => path),
    module,
  );
  const anySpelling = new RegExp(`(?<![\\w.])${spellings}(?!\\w)`, 'gi');
  // In code only the module itself, and a name that can be no identifier: a class may have it with other capitals.
  const inCode = [...own, ...(/^\w+$/.test(name) ? [] : [name, name.toLowerCase()])].map(escapeRegex);
  const codeWord = new RegExp(`(?<![\\w.])(?:${inCode.join('|')})(?!\\w)`, 'g');
  const rename = blindPaths(name);
  const before = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const after = new Map<string, NamedFile>();
  for (const { path, bytes } of files) {
    const renamed = rename(path);
    if (!TEXT.test(path) || bytes.length > TEXT_BYTES_MAX) {
      after.set(path, { path: renamed, bytes });
      continue;
    }
    const original = Buffer.from(bytes).toString('latin1');
    let text = original;
    if (METADATA.test(path)) text = blindMetadata(text);
    if (NAMING.test(path)) text = blindNaming(path, text, spellings);
    const isSource = /\.(?:py|pyi|pth)$/i.test(path);
    if (name.length >= NAME_CHARS_MIN && (inCode.length > 0 || !isSource)) {
      text = text.replace(isSource ? codeWord : anySpelling, BLIND_NAME);
    }
    after.set(path, { path: renamed, bytes: text === original ? bytes : Buffer.from(text, 'latin1') });
  }
  for (const [path, file] of after) {
    if (!path.endsWith('.dist-info/RECORD')) continue;
    const record = Buffer.from(before.get(path) ?? []).toString('latin1');
    after.set(path, { path: file.path, bytes: Buffer.from(blindRecord(record, before, after), 'latin1') });
  }
  return [...after.values()];
}
