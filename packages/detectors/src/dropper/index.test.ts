import { expect, test } from 'vitest';
import { analyzeSample, describeSamples } from '../testing/samples-suite.ts';
import { samples } from './samples.ts';

describeSamples('dropper', samples);

// As `setup.py` of many a library begins: what it runs is the source, not the text for readers.
const VERSION = "about = {}\nwith open('own/__version__.py') as f:\n    exec(f.read(), about)\n";
const README = "with open('README.md') as f:\n    text = f.read()\n";
const RUN = "with open('tables.dat') as f:\n    exec(f.read())\n";

test.each([
  ['a source', VERSION + README, []],
  ['a table', README + RUN, ['dropper/code-from-data']],
])('Python that reads and runs %s', async (_what, code, expected) => {
  const { findings } = await analyzeSample({
    name: 'reads',
    files: { 'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n', 'setup.py': code },
    expected: [],
  });

  expect(findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('dropper/'))).toEqual(expected);
});
