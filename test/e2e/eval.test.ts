import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarball } from '@weir/testkit/archive';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../corpus/eval/report.ts';
import { inheritedEnv } from '../lib/env.ts';

const MAIN = join(import.meta.dirname, '../corpus/eval/main.ts');
const root = mkdtempSync(join(tmpdir(), 'weir-eval-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const PKG_INFO = 'Metadata-Version: 2.1\nName: NAME\nVersion: 1.0\nAuthor-email: a@mail.example\n';
const SETUP = "from setuptools import setup\nsetup(name='NAME', version='1.0', packages=['NAME'])\n";
/** Inert: the host is reserved, and nothing is ever run. */
const PAYLOAD = Buffer.from("import os; os.system('echo weir')").toString('base64');
const RUNS_DECODED = `import base64\nexec(base64.b64decode('${PAYLOAD}'))\n`;
const ADDS =
  'def add(a, b):\n    """Adds."""\n    total = a + b\n    return total\n\ndef sub(a, b):\n    return a - b\n\ndef twice(a):\n    return 2 * a\n';

/** Unpacks to more than archives may take in memory (packages/archive/src/spool.ts), and packs to a sixtieth. */
function largeData(): Buffer {
  const chunk = Buffer.alloc(64 * 1024);
  return Buffer.concat(
    Array.from({ length: 528 }, (_, index) => {
      const noise = Buffer.concat(
        Array.from({ length: 32 }, (__, at) => createHash('sha256').update(`${index} ${at}`).digest()),
      );
      return Buffer.concat([noise, chunk.subarray(noise.length)]);
    }),
  );
}

function sdist(name: string, setup: string, code: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const fill = (text: string): string => text.replaceAll('NAME', name);
  const top = `${name}-1.0`;
  return tarball()
    .file(`${top}/data.bin`, data)
    .file(`${top}/PKG-INFO`, fill(PKG_INFO))
    .file(`${top}/setup.py`, fill(setup))
    .file(`${top}/${name}/__init__.py`, fill(code))
    .build();
}

interface Archive {
  readonly name: string;
  readonly bytes: Buffer;
  readonly split: 'train' | 'dev';
}

async function writeCorpus(dir: string, archives: readonly Archive[]): Promise<void> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { password: 'infected', zipCrypto: true, level: 0 });
  const labels: object[] = [];
  for (const { name, bytes, split } of archives) {
    const file = `${name}.tar.gz`;
    await zip.add(file, new Uint8ArrayReader(bytes));
    const about = { name, version: '1.0', filename: `${name}-1.0.tar.gz`, bytes: bytes.length };
    labels.push({ file, ...about, family: name, clusterSize: 1, split, traits: [] });
  }
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'pypi-malicious.zip'), await zip.close());
  writeFileSync(join(dir, 'pypi-malicious.json'), JSON.stringify(labels));
}

function writeBenign(dir: string, count: number): void {
  mkdirSync(join(dir, 'cache'), { recursive: true });
  const rows = Array.from({ length: count }, (_, index) => {
    const name = `honest${index}`;
    const bytes = sdist(name, SETUP, ADDS, index === 0 ? largeData() : undefined);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(dir, 'cache', sha256), bytes);
    return [name, '1.0', `${name}-1.0.tar.gz`, sha256, bytes.length, 'web'].join('\t');
  });
  writeFileSync(join(dir, 'list.tsv'), `# a list\n${rows.join('\n')}\n`);
}

function evaluate(...more: readonly string[]) {
  const sets = [
    '--corpus',
    root,
    '--benign-list',
    join(root, 'list.tsv'),
    '--benign-cache',
    join(root, 'cache'),
  ];
  return spawnSync(process.execPath, [MAIN, ...sets, '--jobs', '1', ...more], {
    encoding: 'utf8',
    env: inheritedEnv(),
    timeout: 120_000,
  });
}

describe('npm run eval', () => {
  beforeAll(async () => {
    await writeCorpus(root, [
      { name: 'dropper', bytes: sdist('dropper', `${RUNS_DECODED}${SETUP}`, ADDS), split: 'train' },
      { name: 'quiet', bytes: sdist('quiet', SETUP, ADDS), split: 'train' },
      { name: 'squat', bytes: sdist('squat', SETUP, ''), split: 'train' },
      { name: 'cut', bytes: sdist('cut', `${RUNS_DECODED}${SETUP}`, ADDS).subarray(0, 60), split: 'dev' },
      { name: 'later', bytes: sdist('later', `${RUNS_DECODED}${SETUP}`, ADDS), split: 'dev' },
    ]);
    writeBenign(root, 4);
  });

  it('reports recall, false positives and baselines over train, and lists what was missed', () => {
    const misses = join(root, 'misses.json');
    const { status, stdout, stderr } = evaluate('--json', '--misses', misses);

    expect(status, stderr).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.sets).toEqual({ malicious: 3, families: 3, codeFree: 1, benign: 4, benignSdists: 4 });
    for (const mode of ['blind', 'full'] as const) {
      expect(report.modes[mode]?.atDefault.recall.family).toMatchObject({ hits: 1, total: 2 });
      expect(report.modes[mode]?.atDefault.falsePositives).toMatchObject({ hits: 0, total: 4 });
      expect(report.modes[mode]?.verdicts.benign.inconclusive.hits).toBe(0);
      expect(report.modes[mode]?.strata.large).toBe('not measured');
    }
    expect(report.baselines.nearestNeighbour.oneFalsePositive.falsePositives.total).toBe(4);
    expect(report.cost.benign.files).toBe(4);
    const listed = JSON.parse(readFileSync(misses, 'utf8')) as { family: string }[];
    expect(listed.map(({ family }) => family)).toEqual(['quiet', 'squat']);
  });

  it('opens dev only when asked, counts what cannot be read as missed, and lists nothing of it', () => {
    const { status, stdout, stderr } = evaluate('--report', 'dev', '--modes', 'blind');

    expect(status, stderr).toBe(0);
    expect(stdout).toContain('dev: 2 malicious archives in 2 families');
    expect(stdout).toMatch(/recall by family {3}1 of 2 = 50\.0 %/);
    expect(stdout).toContain('inconclusive 1');
    expect(stdout).not.toMatch(/later|cut\.tar/);
    expect(evaluate('--report', 'dev', '--misses', join(root, 'no.json')).status).toBe(1);
  });

  it('goes on from a log, and from none of other modes', () => {
    const log = join(root, 'log.ndjson');
    const first = evaluate('--json', '--modes', 'blind', '--every', '2', '--log', log);
    const kept = readFileSync(log, 'utf8');
    // As a kill leaves it.
    writeFileSync(log, kept.slice(0, -20));

    const second = evaluate('--json', '--modes', 'blind', '--log', log);

    expect(kept.trim().split('\n')).toHaveLength(1 + 2 + 2);
    expect(readFileSync(log, 'utf8').trim().split('\n')).toHaveLength(1 + 4 + 3);
    expect((JSON.parse(first.stdout) as Report).sets.benign).toBe(2);
    expect((JSON.parse(second.stdout) as Report).modes.blind?.atDefault.recall.family).toMatchObject({
      hits: 1,
      total: 2,
    });
    const other = evaluate('--modes', 'full', '--log', log);
    expect(other.status).toBe(1);
    expect(other.stderr).toContain('other modes');
  });

  it('refuses to measure on a benign set with holes', () => {
    const { status, stderr } = evaluate('--benign-cache', join(root, 'empty'));

    expect(status).toBe(1);
    expect(stderr).toContain('4 of 4 benign distributions are not in');
  });
});
