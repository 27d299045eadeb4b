import { expect, test } from 'vitest';
import { analyzeWheel } from '../testing/analyze-wheel.ts';

/** What a package is said to wipe that deletes, when it is loaded, what another of its modules lists below a folder. */
async function wiped(base: string): Promise<string[]> {
  const { findings } = await analyzeWheel({
    'own/__init__.py': 'from .sweep import Sweeper\n',
    'own/rules.py':
      "RULES = {'build': ['build', 'dist']}\ndef matches(base, group):\n    for pattern in RULES[group]:\n        yield from base.glob(pattern)\n",
    'own/sweep.py': `import shutil\nfrom pathlib import Path\nfrom .rules import RULES, matches\nRULES['all'] = ['*']\nclass Sweeper:\n    def __init__(self, base, group):\n        self.base, self.group = base, group\n    def run(self):\n        for path in matches(self.base, self.group):\n            shutil.rmtree(path)\nSweeper(${base}).run()\n`,
  });
  return findings
    .filter(({ rule }) => rule === 'destruction/wipe')
    .map(({ severity, location }) => `${severity} ${location?.file}:${location?.line}`);
}

test('what a module deletes is what another one lists', async () => {
  expect(await wiped("Path.home(), 'all'")).toEqual(['critical own/sweep.py:10']);
});

test.each([
  ['a cache of its own', "Path.home() / '.cache' / 'own', 'all'"],
  ['what building left in the home folder', "Path.home(), 'build'"],
  ['a folder for what does not last', "Path('/tmp/own'), 'all'"],
])('%s may be emptied', async (_what, base) => {
  expect(await wiped(base)).toEqual([]);
});
