import { createHash } from 'node:crypto';
import type { YaraHit, YaraTextHit } from '@weir/detectors';
import { type ArtifactEntry, describeError, type Skipped, type Stage, safeText } from '@weir/model';
import type { EntryGraph } from '../entry-graph.ts';
import type { FileDigests } from '../file-digests.ts';
import { layerTexts } from '../layer-texts.ts';
import type { PackageIndex } from '../package-index.ts';
import { type FileKind, kindOf, kindOfPath } from './file-kind.ts';
import {
  DEAD_BYTES_MAX,
  DEAD_FILE_BYTES_MAX,
  HITS_PER_RULE_MAX,
  NATIVE_BYTES_MAX,
  REACHED_BYTES_MAX,
  REACHED_FILE_BYTES_MAX,
  WINDOW_BYTES,
  WINDOW_OVERLAP_BYTES,
  WINDOWS_FROM_BYTES,
  YARA_MS_MAX,
} from './limits.ts';
import { createPieceScanner } from './scan-pieces.ts';
import type { YaraScanner } from './scanner.ts';

export interface PackageScan {
  readonly scanner: YaraScanner;
  readonly index: PackageIndex;
  readonly graph: Pick<EntryGraph, 'files' | 'units' | 'hooks' | 'skipped'>;
  /** Bytes `[start, end)` of a member; empty when they cannot be read, which the caller lists. */
  readonly read: (entry: ArtifactEntry, range?: { start: number; end: number }) => Promise<Uint8Array>;
  readonly sha256Of: FileDigests;
  /** Milliseconds that the budget counts in. */
  readonly now: () => number;
}

/** What the rules said of a package, and what they were not asked about. */
export interface PackageScanResult {
  readonly hits: readonly YaraHit[];
  /** Files that something reaches and that were not wholly looked through. */
  readonly skipped: readonly Skipped[];
  readonly counts: {
    /** Files and decoded layers that were looked through, and their bytes. */
    readonly texts: number;
    readonly bytes: number;
    /** Of files that nothing reaches, beyond the budget: an additional look that was not taken. */
    readonly unscannedFiles: number;
    readonly unscannedBytes: number;
  };
}

/** Decoded texts below this hold no pattern worth a look. */
const LAYER_CHARS_MIN = 12;

function countLines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10, from); at >= 0 && at < to; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/** Settings and instructions that somebody else's program acts on come first: they are few, small and unreachable. */
function byPriority(paths: readonly string[]): string[] {
  const first = /^package\.json$|(?:^|\/)\.[^/]+(?:\/|$)|\.md$|tasks\.json$/;
  return [...paths.filter((path) => first.test(path)), ...paths.filter((path) => !first.test(path))];
}

/** Files that are read as programs, whatever their names say: `sh README.md`, `node notes.txt`. */
function programsOf({ units, hooks }: PackageScan['graph']): ReadonlySet<string> {
  const programs = new Set<string>();
  for (const { file, stage, origin, layer } of units)
    if (stage !== 'dead' && origin === null && layer === null) programs.add(file);
  // Of what a manifest or a file of settings runs, the hook is named after its key.
  for (const { file, hook, stage } of hooks) if (stage !== 'dead' && hook === file) programs.add(file);
  return programs;
}

/**
 * Looks through a package: what something reaches in full, up to caps that are listed when they cut something off;
 * what nothing reaches within a budget, as an addition; then every decoded layer of reachable code.
 */
export async function scanPackage(options: PackageScan): Promise<PackageScanResult> {
  const { scanner, index, graph, read, sha256Of, now } = options;
  const startedMs = now();
  const hits: YaraHit[] = [];
  const kept = new Map<string, number>();
  const skipped: Skipped[] = [];
  const listed = new Set(graph.skipped.map(({ file }) => file));
  const counts = { texts: 0, bytes: 0, unscannedFiles: 0, unscannedBytes: 0 };
  const windows = createPieceScanner(scanner);
  const runs = programsOf(graph);
  const left = { reached: REACHED_BYTES_MAX, dead: DEAD_BYTES_MAX };

  function scan(
    bytes: Uint8Array,
    kind: FileKind,
    place: Omit<YaraHit, keyof YaraTextHit>,
    sha256?: string,
  ): void {
    if (bytes.length === 0) return;
    counts.texts++;
    counts.bytes += bytes.length;
    try {
      for (const hit of scanner.scan(bytes, kind, sha256)) {
        const key = `${hit.namespace}/${hit.rule} ${place.stage}`;
        const known = kept.get(key) ?? 0;
        if (known < HITS_PER_RULE_MAX) hits.push({ ...hit, ...place });
        kept.set(key, known + 1);
      }
    } catch (error) {
      skip(place.file, `YARA: ${describeError(error, 150)}`, bytes.length);
    }
  }

  function skip(file: string, reason: string, sizeBytes: number): void {
    if (!listed.has(file)) skipped.push({ file: safeText(file, 1024), reason, sizeBytes });
    listed.add(file);
  }

  /** Head and tail as one text; the cut is marked so that nothing matches across it. */
  async function sample(entry: ArtifactEntry, headBytes: number, tailBytes: number): Promise<Uint8Array> {
    const head = await read(entry, { start: 0, end: headBytes });
    const tail = await read(entry, { start: entry.sizeBytes - tailBytes, end: entry.sizeBytes });
    return Buffer.concat([head, Buffer.alloc(16), tail]);
  }

  /** Most rules are written for files of some size, and let longer ones be: padding would hide from them. */
  function scanWindows(file: string, bytes: Uint8Array, stage: Stage): void {
    let firstLine = 1;
    for (let at = 0; at < bytes.length; at += WINDOW_BYTES - WINDOW_OVERLAP_BYTES) {
      if (now() - startedMs > YARA_MS_MAX) {
        skip(file, 'YARA: the time budget of the release is spent', bytes.length);
        return;
      }
      windows.scan(bytes.subarray(at, at + WINDOW_BYTES), { file, stage, firstLine });
      firstLine += countLines(bytes, at, Math.min(bytes.length, at + WINDOW_BYTES - WINDOW_OVERLAP_BYTES));
    }
  }

  async function visit(path: string, entry: ArtifactEntry): Promise<void> {
    const stage = graph.files.get(path)?.stage ?? 'dead';
    const named = runs.has(path) ? 'code' : kindOfPath(path);
    if (entry.sizeBytes === 0 || entry.unread !== undefined) return;
    // What is no native file by its name and no rule asks for is not even read.
    if (named !== null && !scanner.wants(named)) return;
    const late = now() - startedMs > YARA_MS_MAX;
    const dead = stage === 'dead';
    const sizeMax = dead
      ? DEAD_FILE_BYTES_MAX
      : named === 'native'
        ? NATIVE_BYTES_MAX
        : REACHED_FILE_BYTES_MAX;
    const take = Math.min(entry.sizeBytes, sizeMax);
    const over = take > (dead ? left.dead : left.reached);
    if (late || over) {
      if (dead) {
        counts.unscannedFiles++;
        counts.unscannedBytes += entry.sizeBytes;
      } else {
        skip(path, `YARA: the ${late ? 'time' : 'byte'} budget of the release is spent`, entry.sizeBytes);
      }
      return;
    }
    if (dead) left.dead -= take;
    else left.reached -= take;
    const whole = take === entry.sizeBytes;
    const tailBytes = Math.floor(take / (named === 'native' ? 2 : 4));
    const bytes = whole ? await read(entry) : await sample(entry, take - tailBytes, tailBytes);
    if (!whole && dead) counts.unscannedBytes += entry.sizeBytes - take;
    const kind = kindOf(path, bytes, named);
    if (!whole && !dead && kind !== 'native')
      skip(
        path,
        `YARA: only head and tail of more than ${sizeMax} bytes were looked through`,
        entry.sizeBytes,
      );
    // Lines of a sample are not those of the file.
    const place = whole ? { layer: null, originLine: null } : { layer: 'head and tail', originLine: 1 };
    if (scanner.wants(kind))
      scan(bytes, kind, { file: path, ...place, stage }, whole ? sha256Of(bytes) : undefined);
    if (kind === 'code' && !dead && bytes.length > WINDOWS_FROM_BYTES) scanWindows(path, bytes, stage);
  }

  const reached: string[] = [];
  const dead: string[] = [];
  for (const path of index.keys()) (graph.files.get(path)?.stage === 'dead' ? dead : reached).push(path);
  for (const path of [...reached, ...byPriority(dead)]) {
    const entry = index.get(path);
    if (entry) await visit(path, entry);
  }
  const seen = new Set<string>();
  for (const unit of graph.units) {
    for (const { text, layer, line } of layerTexts(unit)) {
      const key = `${unit.file}\0${text}`;
      if (text.length < LAYER_CHARS_MIN || seen.has(key)) continue;
      seen.add(key);
      if (left.reached < text.length || now() - startedMs > YARA_MS_MAX) {
        skip(unit.file, 'YARA: a decoded layer is beyond the budget of the release', text.length);
        continue;
      }
      left.reached -= text.length;
      scan(Buffer.from(text, 'utf8'), 'code', {
        file: unit.file,
        layer: layer.slice(0, 128),
        originLine: line,
        layerSha256: createHash('sha256').update(text).digest('hex'),
        stage: unit.stage,
      });
    }
  }
  return { hits: [...hits, ...windows.hits], skipped, counts };
}
