import { expect, test } from 'vitest';
import { isMisnamed, programInside } from './program-inside.ts';
import { analyzeWheel } from './testing/analyze-wheel.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const PNG = latin1('\x89PNG\r\n\x1a\n');
const NOISE = Buffer.from(Array.from({ length: 900 }, (_item, at) => (at * 37 + 11) % 251));

/** The header of a program for Linux on x86-64, and some bytes behind it. */
function elf(): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(62, 18);
  header.writeUInt16LE(64, 52);
  return Buffer.concat([header, NOISE]);
}

/** The two headers of a program for Windows. */
function pe(): Buffer {
  const header = Buffer.alloc(128);
  header.write('MZ', 'latin1');
  header.writeUInt32LE(64, 60);
  header.write('PE\0\0d\x86', 64, 'latin1');
  return Buffer.concat([header, NOISE]);
}

async function disguised(name: string, data: Uint8Array, code = ''): Promise<string[]> {
  const { findings } = await analyzeWheel({ 'own/__init__.py': code, [`own/${name}`]: data });
  return findings
    .filter(({ rule }) => rule === 'shipped-executable/disguised')
    .map(({ severity, location }) => `${severity} ${location?.file}`);
}

test.each([
  ['ELF', elf()],
  ['PE', pe()],
])('a program somewhere in a file that a picture gives its name is told: %s', async (_kind, program) => {
  for (const name of ['logo.png', 'photo.JPG', 'font.woff2'])
    expect(await disguised(name, Buffer.concat([NOISE, program]))).toEqual([`high own/${name}`]);
});

test('one that code opens is told as well', async () => {
  const code = "import os\nDATA = open(os.path.join(os.path.dirname(__file__), 'logo.png'), 'rb').read()\n";

  expect(await disguised('logo.png', Buffer.concat([NOISE, elf()]), code)).toEqual(['high own/logo.png']);
});

test.each([
  ['a picture', 'logo.png', Buffer.concat([PNG, NOISE, NOISE])],
  ['a picture of another kind', 'logo.png', Buffer.concat([latin1('\xff\xd8\xff\xe0'), NOISE, NOISE])],
  ['a broken picture', 'broken.png', Buffer.concat([NOISE, NOISE])],
  ['noise with the letters of a program', 'broken.png', Buffer.concat([NOISE, latin1('MZ\x7fELF'), NOISE])],
  ['a text', 'logo.png', latin1('version https://lfs.weir.test/spec/v1\n'.repeat(60))],
  ['a program under a name of its own', 'helper.bin', Buffer.concat([NOISE, elf()])],
])('no program is told in %s', async (_what, name, data) => {
  expect(await disguised(name, data)).toEqual([]);
});

test('names whose first bytes say nothing are not looked at', () => {
  expect(isMisnamed('a.dat', NOISE)).toBe(false);
  expect(isMisnamed('a.png', PNG)).toBe(false);
  expect(isMisnamed('a.png', NOISE)).toBe(true);
});

test('a program is found by its headers, wherever it lies', () => {
  expect(programInside(elf())).toBe('elf');
  expect(programInside(Buffer.concat([NOISE, pe()]))).toBe('pe');
  expect(programInside(Buffer.concat([NOISE, elf()]).subarray(0, 940))).toBeNull();
});
