import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ArtifactView } from '@weir/model';

/** A regular file as a reader sees it. */
export type ReadFile = readonly [path: string, sizeBytes: number, sha256: string];

/** What a reader got out of one archive, in order, and why it went no further. */
export interface Reading {
  readonly files: readonly ReadFile[];
  readonly error: string | null;
}

/** A reader of archives that other people wrote; it lists and reads into memory, and extracts nothing. */
export interface ForeignReader {
  readonly name: string;
  /** One process for all paths; an archive that it refuses is an `error`. */
  readAll(paths: readonly string[]): Promise<Reading[]>;
}

const run = promisify(execFile);
const OUTPUT_BYTES_MAX = 2 ** 28;

const PYTHON = `
import hashlib, json, sys, tarfile, zipfile
def of(name, body): return [name, len(body), hashlib.sha256(body).hexdigest()]
def read(path):
    files, error = [], None
    try:
        if path.endswith('.zip'):
            with zipfile.ZipFile(path) as archive:
                for info in archive.infolist():
                    if not info.is_dir(): files.append(of(info.filename, archive.read(info)))
        else:
            with tarfile.open(path) as archive:
                for info in archive:
                    # What it does not know it writes as a file.
                    if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES:
                        body = archive.extractfile(info).read()
                        if len(body) == info.size: files.append(of(info.name, body))
    except Exception as cause: error = repr(cause)[:200]
    return {'files': files, 'error': error}
print(json.dumps([read(path) for path in json.load(sys.stdin)]))
`;

/** npm unpacks with this parser and writes what is a file to it. */
const NPM = `
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { Parser } = require(process.argv[1]);
const FILES = new Set(['File', 'OldFile', 'ContiguousFile']);
function read(path) {
  return new Promise((resolve) => {
    const files = [];
    let error = null;
    const parser = new Parser({
      strict: false,
      onReadEntry(entry) {
        const hash = createHash('sha256');
        let size = 0;
        entry.on('data', (chunk) => { hash.update(chunk); size += chunk.length; });
        entry.on('end', () => {
          if (FILES.has(entry.type) && size === entry.size) files.push([entry.path, size, hash.digest('hex')]);
        });
      },
    });
    const done = () => resolve({ files, error });
    parser.on('error', (cause) => { error ??= String(cause); done(); });
    parser.on('end', done);
    parser.on('close', done);
    setTimeout(done, 5000).unref();
    try { parser.end(readFileSync(path)); } catch (cause) { error ??= String(cause); done(); }
  });
}
(async () => {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  const readings = [];
  for (const path of JSON.parse(text)) readings.push(await read(path));
  process.stdout.write(JSON.stringify(readings), () => process.exit(0));
})();
`;

async function ask(command: string, args: readonly string[], paths: readonly string[]): Promise<Reading[]> {
  const running = run(command, [...args], { maxBuffer: OUTPUT_BYTES_MAX });
  running.child.stdin?.end(JSON.stringify(paths));
  return JSON.parse((await running).stdout) as Reading[];
}

function output(command: string, args: readonly string[]): string | null {
  try {
    const text = execFileSync(command, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return text.trim();
  } catch {
    return null;
  }
}

/** Python's tarfile and zipfile, which pip installs with; null when there is no python3. */
export function findPython(): ForeignReader | null {
  const version = output('python3', ['--version']);
  if (version === null) return null;
  return { name: version, readAll: (paths) => ask('python3', ['-c', PYTHON], paths) };
}

/** The tar parser inside the npm on this machine; null when it is not where npm keeps it. */
export function findNpmTar(): ForeignReader | null {
  const root = output('npm', ['root', '--global']);
  if (root === null) return null;
  const path = join(root, 'npm/node_modules/tar');
  const version = output('node', ['-p', 'require(process.argv[1]).version', join(path, 'package.json')]);
  if (version === null) return null;
  return { name: `npm's tar ${version}`, readAll: (paths) => ask('node', ['-e', NPM, path], paths) };
}

/** What a view gives out, as the others tell it. */
export async function readingOf(view: ArtifactView): Promise<ReadFile[]> {
  const files: ReadFile[] = [];
  for (const { index, kind, path, unread } of view.entries) {
    if (kind !== 'file' || unread !== undefined) continue;
    const bytes = await view.read(index);
    files.push([path, bytes.length, createHash('sha256').update(bytes).digest('hex')]);
  }
  return files;
}
