import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

/** The texts that a source runs when it is loaded. */
function run(source: string): (string | null)[] {
  return analyzePython(source)
    .codeSinks.filter(({ live }) => live)
    .map(({ text }) => text);
}

const CODEC =
  'import codecs\ndef decode(data, errors="strict"):\n  text = bytes(data).decode()\n  exec(text)\n  return text, len(data)\ndef encode(text, errors="strict"):\n  exec(text)\n  return text.encode(), len(text)\n';
const INFO = `${CODEC}def find(name):\n  return codecs.CodecInfo(encode, decode, name=name) if name == "macro" else None\n`;

describe('a codec that the source registers', () => {
  test.each([
    ['bytes', 'b"x = 1".decode("macro")'],
    ['bytes, by its name', 'b"x = 1".decode(encoding="macro")'],
    ['text', '"x = 1".encode("macro")'],
    ['a function of codecs', 'codecs.decode(b"x = 1", "macro")'],
  ])('runs for what is converted by it: %s', (_what, use) => {
    expect(run(`${INFO}codecs.register(find)\n${use}\n`)).toEqual(['x = 1']);
  });

  test('may be a tuple of functions', () => {
    const find = `${CODEC}def find(name):\n  return (encode, decode, None, None)\n`;
    expect(run(`${find}codecs.register(find)\nb"x = 1".decode("own")\n`)).toEqual(['x = 1']);
  });

  test('gives the text that is gone on with', () => {
    const find = 'import codecs\ndef d(data, errors="strict"):\n  return data[::-1].decode(), len(data)\n';
    const register = 'codecs.register(lambda name: codecs.CodecInfo(None, d) if name == "own" else None)\n';
    expect(run(`${find}${register}exec(b"1 = x".decode("own"))\n`)).toEqual(['x = 1']);
  });

  test.each([
    ['one of Python', `${INFO}codecs.register(find)\nb"x = 1".decode("utf-8")\n`],
    ['another one', `${INFO}codecs.register(find)\nb"x = 1".decode("micro")\n`],
    ['one that nobody registered', `${INFO}b"x = 1".decode("macro")\n`],
  ])('does not run for %s', (_what, source) => {
    expect(run(source)).toEqual([]);
  });
});
