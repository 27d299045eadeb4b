import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { tarball, zip } from '@weir/testkit/archive';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type FileServer, startFileServer } from './testing/file-server.ts';
import { type AnalyzerHarness, openHarness } from './testing/harness.ts';

const PATIENCE = { timeout: 55_000, interval: 50 };
const METADATA = 'Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n\nA sample.';
const CODE = {
  'acme/__init__.py': 'from .core import add\n',
  'acme/core.py': 'def add(a, b):\n    return a + b\n',
};
const CLEAN = { 'acme-1.0.dist-info/METADATA': METADATA, ...CODE };

let postgres: TestPostgres;
let server: FileServer;
let evidenceDir: string;
let harness: AnalyzerHarness;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());
beforeEach(async () => {
  server = await startFileServer();
  evidenceDir = await mkdtemp(join(tmpdir(), 'weir-analyzer-siblings-'));
  const databaseUrl = await postgres.createDatabase();
  harness = await openHarness({ databaseUrl, origin: server.origin, evidenceDir });
  await harness.listen();
  await harness.start();
});
afterEach(async () => {
  await harness[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(evidenceDir, { recursive: true, force: true });
});

/** Announces a file, waits for its verdict and returns the rules that compare it with the others. */
async function analyse(filename: string, files: Readonly<Record<string, string>>, hoursAgo: number) {
  const isWheel = filename.endsWith('.whl');
  const archive = isWheel ? zip() : tarball();
  for (const [path, content] of Object.entries(files))
    archive.file(isWheel ? path : `acme-1.0/${path}`, content);
  server.answer(`/${filename}`, archive.build());
  const fileId = await harness.announcePypi('acme', '1.0', filename, hoursAgo);
  await vi.waitFor(
    () => expect(harness.verdicts.some(({ data }) => data.fileId === fileId)).toBe(true),
    PATIENCE,
  );
  const rows = await harness.query(
    `SELECT f.rule, f.severity, f.basis FROM findings f JOIN analyses a ON a.id = f.analysis_id
      WHERE a.file_id = '${fileId}' AND f.detector = 'sibling-divergence' ORDER BY 1`,
  );
  return rows.map(({ rule, severity, basis }) => `${String(rule)} ${String(severity)} ${String(basis)}`);
}

it('holds a wheel that joins a release against the files that were there', async () => {
  const days = 24 * 13;
  const sdist = { 'PKG-INFO': METADATA, 'setup.py': 'from setuptools import setup\nsetup()\n', ...CODE };
  const bad = {
    ...CLEAN,
    'acme/core.py': `import subprocess\nsubprocess.run(["weir-inert"])\n${CODE['acme/core.py']}`,
  };

  expect(await analyse('acme-1.0.tar.gz', sdist, days)).toEqual([]);
  expect(await analyse('acme-1.0-cp311-cp311-win_amd64.whl', CLEAN, days)).toEqual([]);
  expect(await analyse('acme-1.0-cp312-cp312-win_amd64.whl', CLEAN, 0)).toEqual([]);
  expect(await analyse('acme-1.0-cp313-cp313-win_amd64.whl', bad, 0)).toEqual([
    'sibling-divergence/differs high context',
  ]);
});
