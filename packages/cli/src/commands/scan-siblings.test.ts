import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zip } from '@weir/testkit/archive';
import { afterAll, expect, it } from 'vitest';
import type { ScanResult } from '../scan/result.ts';
import { newFolder, startScan } from '../testing/run-scan.ts';

const cwd = newFolder('scan-siblings-cwd');
const tmp = newFolder('scan-siblings-tmp');
afterAll(() => {
  for (const folder of [cwd, tmp]) rmSync(folder, { recursive: true, force: true });
});

const CORE = 'def add(a, b):\n    return a + b\n';

function write(name: string, core: string): string {
  const archive = zip()
    .file('acme-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: weir-acme\nVersion: 1.0\n\nx')
    .file('acme/__init__.py', 'from .core import add\n')
    .file('acme/core.py', core);
  writeFileSync(join(cwd, name), archive.build());
  return name;
}

async function divergent(names: readonly string[]): Promise<readonly string[]> {
  const run = await startScan(['--format', 'ndjson', '--offline', ...names], { cwd, tmp, input: '' }).ended;
  const results = run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ScanResult);
  return results.flatMap(({ target, findings }) =>
    findings.filter(({ id }) => id.startsWith('sibling-divergence/')).map(({ id }) => `${target} ${id}`),
  );
}

it('holds wheels of one release that are scanned together against each other, in their order', async () => {
  const good = ['cp311', 'cp312'].map((tag) => write(`acme-1.0-${tag}-${tag}-win_amd64.whl`, CORE));
  const bad = write(
    'acme-1.0-cp313-cp313-win_amd64.whl',
    `import subprocess\nsubprocess.run(["weir-inert"])\n${CORE}`,
  );
  const other = write('acme-2.0-cp313-cp313-win_amd64.whl', 'import subprocess\n');

  expect(await divergent([...good, other, bad])).toEqual([`${bad} sibling-divergence/differs`]);
  expect(await divergent([bad])).toEqual([]);
});
