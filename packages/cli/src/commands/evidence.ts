import { AppError, ecosystemOf, parsePurl, REGISTRIES, type Registry } from '@weir/model';
import { type KeptReleaseFile, openRecord, readKeptFiles } from '@weir/platform';
import { startSession } from '../compose/session.ts';
import { forecastStorage, renderStorage } from '../evidence/storage.ts';
import { grouped } from '../output/numbers.ts';
import { printableJson } from '../output/printable.ts';
import { renderTable } from '../output/table.ts';

const DAY_MS = 24 * 3_600_000;

/** `weir evidence`: what was kept in the last days, by kind, and what a year comes to. Always 0. */
export async function showStorage(options: {
  readonly json?: boolean;
  readonly days: number;
}): Promise<number> {
  const { config, deps } = startSession('evidence', { quiet: true });
  await using record = await openRecord(config, deps);
  const nowMs = deps.clock.now();
  const sinceMs = nowMs - (nowMs % DAY_MS) - (options.days - 1) * DAY_MS;
  const days = await record.store.evidence.storage(new Date(sinceMs));
  const text = options.json
    ? printableJson({ days, forecast: forecastStorage(days, config.retention) })
    : renderStorage(days, config.retention);
  process.stdout.write(`${text}\n`);
  return 0;
}

function releaseOf(purl: string): { registry: Registry; name: string; version: string } {
  const { type, name, version } = parsePurl(purl);
  const registry = REGISTRIES.find((candidate) => ecosystemOf(candidate) === type);
  if (registry === undefined || version === null) {
    throw new AppError('EVIDENCE_RELEASE', 'write pkg:TYPE/NAME@VERSION', { retriable: false });
  }
  return { registry, name, version };
}

async function readKept(purl: string): Promise<KeptReleaseFile[]> {
  const { config, deps } = startSession('evidence', { quiet: true });
  const release = releaseOf(purl);
  await using record = await openRecord(config, deps);
  return await readKeptFiles({ store: record.store, evidenceDir: config.evidenceDir }, release);
}

/** `weir evidence ls`: 1 when nothing of the release is kept. */
export async function listKept(purl: string): Promise<number> {
  const files = await readKept(purl);
  if (files.length === 0) {
    process.stdout.write('nothing of this release is kept\n');
    return 1;
  }
  const rows = files.map(({ path, bytes, sha256, filename }) => [
    path,
    grouped(bytes.length),
    sha256,
    filename,
  ]);
  process.stdout.write(`${renderTable(['path', 'bytes', 'sha256', 'from'], rows)}\n`);
  return 0;
}

/**
 * `weir evidence cat`: the bytes as they are. Throws AppErrors `EVIDENCE_TERMINAL` (a terminal obeys what is in such
 * bytes) and `EVIDENCE_UNKNOWN`, not retriable.
 */
export async function printKept(purl: string, path: string): Promise<number> {
  if (process.stdout.isTTY) {
    throw new AppError('EVIDENCE_TERMINAL', 'these bytes are hostile: send them to a file or a pipe', {
      retriable: false,
    });
  }
  const file = (await readKept(purl)).find((one) => one.path === path);
  if (file === undefined) {
    throw new AppError('EVIDENCE_UNKNOWN', 'no such file is kept: `weir evidence ls` lists them', {
      retriable: false,
    });
  }
  process.stdout.write(file.bytes);
  return 0;
}
