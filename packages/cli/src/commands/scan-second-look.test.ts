import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarball } from '@weir/testkit/archive';
import { afterAll, describe, expect, it } from 'vitest';
import type { ScanResult } from '../scan/result.ts';
import { newFolder, startScan } from '../testing/run-scan.ts';

const cwd = newFolder('second-look-cwd');
const tmp = newFolder('second-look-tmp');
afterAll(() => {
  for (const folder of [cwd, tmp]) rmSync(folder, { recursive: true, force: true });
});

/** Some 20 MB that unpack to 300 times what they take: more than a first look allows, and less than a second. */
function table(): Buffer {
  const row = (at: number): Buffer => createHash('sha256').update(`${at}`).digest();
  return Buffer.concat([...Array(2000).keys()].flatMap((at) => [row(at), Buffer.alloc(10_000)]));
}

writeFileSync(
  join(cwd, 'table.tgz'),
  tarball()
    .file('package/package.json', JSON.stringify({ name: 'x', version: '1.0.0', main: 'index.js' }))
    .file('package/data.bin', table())
    .file('package/index.js', 'module.exports = 1;\n')
    .build(),
);

describe('weir scan of what budgets leave unread', () => {
  it.each([
    [[], { verdict: 'benign', complete: true }, 0],
    [['--quick'], { verdict: 'inconclusive', complete: false }, 2],
  ])('looks again with larger ones, but for --quick: %j', async (more, expected, exitCode) => {
    const run = await startScan(['table.tgz', '--format', 'ndjson', ...more], { cwd, tmp }).ended;

    const result: ScanResult = JSON.parse(run.stdout);
    expect(result).toMatchObject(expected);
    expect(run.code).toBe(exitCode);
  });
});
