import { expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

const IMPORTS = 'import base64, importlib.abc, importlib.machinery, importlib.util\n';

/** Texts that the source runs as code when it is loaded. */
function ran(source: string, files: Readonly<Record<string, string>> = {}): (string | null)[] {
  return analyzePython(IMPORTS + source, {
    files: {
      read: (path) => files[path.replace(/^\$UNKNOWN\//, '')] ?? null,
      chars: Object.values(files).join('').length,
    },
  })
    .codeSinks.filter(({ live }) => live)
    .map(({ text }) => text);
}

const LOAD = 'spec.loader.exec_module(importlib.util.module_from_spec(spec))\n';
const DATA =
  'class L(importlib.abc.SourceLoader):\n  def get_filename(self, name):\n    return name\n  def get_data(self, path):\n    return bytes(x ^ 7 for x in b"ebt")\n';

test.each([
  ['by its specification', `${DATA}spec = importlib.util.spec_from_loader("own.x", L())\n${LOAD}`],
  ['by one that is made by hand', `${DATA}spec = importlib.machinery.ModuleSpec("own.x", L())\n${LOAD}`],
  ['by its own method', `${DATA}L().exec_module(importlib.util.module_from_spec(None))\n`],
  ['by its older method', `${DATA}L().load_module("own.x")\n`],
  [
    'by its source',
    `class L(importlib.abc.InspectLoader):\n  def get_source(self, name):\n    return base64.b64decode("YmVz").decode()\nspec = importlib.util.spec_from_loader("own.x", L())\n${LOAD}`,
  ],
])('what a loader of the source gives is run as code: %s', (_, source) => {
  expect(ran(source)).toEqual(['bes']);
});

test('the name of the module tells a loader what to read', () => {
  const source =
    'import csv\nfrom importlib import resources\nclass L(importlib.abc.SourceLoader):\n  def get_filename(self, name):\n    return name\n  def get_data(self, path):\n    text = resources.files(__package__).joinpath(path.rpartition(".")[2] + ".csv").read_text()\n    return bytes(int(cell) ^ 1 for row in csv.reader(text.splitlines()) for cell in row)\n';
  const load = `spec = importlib.util.spec_from_loader(f"{__package__}.x", L())\n${LOAD}`;
  expect(ran(source + load, { 'x.csv': '99, 100\n"114",\n'.replace(',\n', '\n') })).toEqual(['bes']);
});

test('a loader that makes its modules itself runs nothing', () => {
  expect(
    ran(
      `class L(importlib.abc.Loader):\n  def exec_module(self, module):\n    module.x = 1\nspec = importlib.util.spec_from_loader("own.x", L())\n${LOAD}`,
    ),
  ).toEqual([]);
});
