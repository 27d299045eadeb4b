import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { JsFacts } from '../../js/facts.ts';
import { createSourceText } from '../../text.ts';
import { analyzePython } from '../facts.ts';
import { bytesOf, int32, tuple, word } from './fixtures.ts';
import { decompilePyc, loadMarshal } from './pyc.ts';
import samples from './samples.json' with { type: 'json' };

/** Sources in which an end is compiled more than once: what follows it stands some lines lower. */
const MOVED = new Set(['download', 'imports']);

/** What detectors read of a source, with the lines that it stands on. */
function view(text: string, withLines = true): Record<string, unknown> {
  const facts: JsFacts = analyzePython(text, { script: true });
  const source = createSourceText(text);
  const at = (offset: number): number => (withLines ? source.lineAt(offset) : 0);
  const sorted = (items: unknown[]): string[] =>
    [...new Set(items.map((item) => JSON.stringify(item)))].sort((a, b) => (a < b ? -1 : 1));
  return {
    problem: facts.problem,
    imports: sorted(facts.imports.map(({ specifier, kind, offset }) => [specifier, kind, at(offset)])),
    capabilities: facts.capabilities,
    envNames: facts.envNames,
    code: sorted(
      facts.codeSinks.map((sink) => [sink.name, sink.text, sink.layers, sink.live, at(sink.offset)]),
    ),
    commands: sorted(
      facts.commands.map((command) => [command.line, command.argv, command.live, at(command.offset)]),
    ),
    flows: sorted(
      facts.flow.flows.map((flow) => [flow.sinkName, flow.labels, flow.live, flow.targets, at(flow.offset)]),
    ),
    decoded: sorted(
      facts.decoded.filter(({ proven }) => proven).map(({ text: found, layers }) => [found, layers]),
    ),
  };
}

const unpack = (text: string): Buffer => inflateSync(Buffer.from(text, 'base64'));
/** The marshalled code of a file: headers have no flags before 3.7. */
const codeOf = ({ version, data }: { version: string; data: Buffer }): Buffer =>
  data.subarray(version === '2.7' ? 8 : version === '3.6' ? 12 : 16);
const sources: { readonly 2: Record<string, string>; readonly 3: Record<string, string> } = {
  2: samples.older,
  3: samples.sources,
};
const sourceOf = (version: string, name: string): string =>
  sources[version.startsWith('2') ? 2 : 3][name] ?? '';
const compiled = Object.entries(samples.versions).flatMap(([version, files]) =>
  Object.entries(files).map(([name, text]) => ({ version, name, data: unpack(text) })),
);

describe('a compiled file', () => {
  test.each(compiled)('of CPython $version tells what its source tells: $name', ({ version, name, data }) => {
    const found = decompilePyc(data);
    expect(found).toMatchObject({ version, problem: null, whole: true, filename: `${name}.py` });
    const withLines = !MOVED.has(name);
    expect(view(found.text, withLines)).toEqual(view(sourceOf(version, name), withLines));
  });

  test.each(compiled.filter(({ name }) => name === 'dispatch'))(
    'of CPython $version reads like its source',
    ({ data }) => {
      const { text } = decompilePyc(data);
      expect(text).toContain('while n < 5 and len(text) < 100:\n n += 1\n if n == 2: ');
    },
  );

  test('of another version is told by its number', () => {
    const [{ data }] = compiled as [(typeof compiled)[0]];
    const old = Buffer.concat([Buffer.from([0xb3, 0xf2, 0x0d, 0x0a]), data.subarray(4)]);
    expect(decompilePyc(old)).toMatchObject({ version: null, problem: 'version', text: '' });
  });
});

describe('marshalled code in a source', () => {
  const hidden = compiled.filter(({ name }) => name === 'choices' || name === 'functions');
  test.each(hidden)('of CPython $version is a layer: $name', ({ version, name, data }) => {
    const text = codeOf({ version, data }).toString('base64');
    const facts = analyzePython(`import marshal, base64\nexec(marshal.loads(base64.b64decode("${text}")))`);
    const [sink] = facts.codeSinks;
    expect(sink).toMatchObject({ name: 'exec', layers: ['base64', 'marshal'] });
    expect(facts.decoded).toContainEqual(expect.objectContaining({ text: sink?.text, proven: true }));
    expect(view(sink?.text ?? '')).toEqual(view(sourceOf(version, name)));
  });

  test('the version is the one that the code fits best', () => {
    // What 3.6 and 3.7, and 3.8 and 3.9, compile is the same as often as not.
    for (const one of hidden.filter(({ version }) => !/^3\.[6-9]$/.test(version)))
      expect(loadMarshal(codeOf(one))).toMatchObject({ version: one.version });
  });

  test('a str of Python 2 is bytes', () => {
    const made = compiled.filter(({ version, name }) => version === '2.7' && name === 'choices');
    const literal = made
      .flatMap((one) => [...codeOf(one)])
      .map((code) => `\\x${code.toString(16).padStart(2, '0')}`)
      .join('');
    const { codeSinks } = analyzePython(`import marshal\nexec marshal.loads("${literal}")`);
    expect(codeSinks).toMatchObject([{ layers: ['marshal'] }]);
    expect(view(codeSinks[0]?.text ?? '')).toEqual(view(sourceOf('2.7', 'choices')));
  });

  test('a text is a text', () => {
    expect(
      analyzePython(String.raw`import marshal; exec(marshal.loads(b'\xda\x05a = 1'))`).codeSinks,
    ).toMatchObject([{ text: 'a = 1', layers: ['marshal'] }]);
  });
});

/** A code object of CPython 3.8 with its code, constants and names. */
function code38(code: readonly number[], consts: readonly Buffer[], names: readonly string[]): Buffer {
  return Buffer.concat([
    Buffer.from('c'),
    ...[0, 0, 0, 0, 10, 64].map(int32),
    bytesOf(...code),
    tuple(consts),
    tuple(names.map(word)),
    tuple([]),
    tuple([]),
    tuple([]),
    word('x.py'),
    word('<module>'),
    int32(1),
    bytesOf(),
  ]);
}
const pyc38 = (code: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x55, 0x0d, 0x0d, 0x0a]), Buffer.alloc(12), code]);

const LOAD_CONST = 100;
const LOAD_NAME = 101;
const RETURN = 83;
const POP_TOP = 1;
const DUP_TOP = 4;
const ADD = 23;
const CALL = 131;

describe('hostile files', () => {
  test('what is cut short is told', () => {
    const [{ data }] = compiled as [(typeof compiled)[0]];
    const problems = new Set<string | null>();
    for (let size = 0; size < data.length; size++) problems.add(decompilePyc(data.subarray(0, size)).problem);
    expect([...problems]).toEqual(['truncated']);
  });

  test('changed bytes never end in an error', () => {
    let seed = 1;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % below;
    };
    for (const { data } of compiled) {
      for (let round = 0; round < 4; round++) {
        const changed = Buffer.from(data);
        for (let count = next(6) + 1; count > 0; count--) changed[16 + next(changed.length - 16)] = next(256);
        const { text } = decompilePyc(changed);
        expect(analyzePython(text)).toBeDefined();
      }
    }
  });

  test.each([
    [
      'nested containers',
      Buffer.from('('.repeat(1)).subarray(0, 0),
      Buffer.concat(Array.from({ length: 5000 }, () => Buffer.from([0x28, 1, 0, 0, 0]))),
    ],
    ['a count of four thousand million', Buffer.alloc(0), Buffer.from([0x28, 0xff, 0xff, 0xff, 0x7f])],
    ['a reference to nothing', Buffer.alloc(0), Buffer.from([0x72, 9, 0, 0, 0])],
    ['a list that holds itself', Buffer.alloc(0), Buffer.from([0xdb, 1, 0, 0, 0, 0x72, 0, 0, 0, 0])],
    ['an endless number', Buffer.alloc(0), Buffer.from([0x6c, 0xff, 0xff, 0xff, 0x7f])],
  ])('%s', (_what, before, body) => {
    expect(decompilePyc(pyc38(Buffer.concat([before, body]))).problem).not.toBeNull();
    expect(() => loadMarshal(body)).not.toThrow();
  });

  test('a value that is doubled again and again stays small', () => {
    const code = [
      LOAD_NAME,
      0,
      ...Array.from({ length: 4000 }, () => [DUP_TOP, 0, ADD, 0]).flat(),
      POP_TOP,
      0,
    ];
    const { text, problem } = decompilePyc(
      pyc38(code38([...code, LOAD_CONST, 0, RETURN, 0], [Buffer.from('N')], ['a'])),
    );
    expect(problem).toBeNull();
    expect(text.length).toBeLessThan(2_000_000);
    expect(analyzePython(text).problem).toBeNull();
  });

  test('a constant that is used again and again stays under the cap', () => {
    const large = word('a'.repeat(100_000));
    const code = Array.from({ length: 500 }, () => [LOAD_NAME, 0, LOAD_CONST, 1, CALL, 1, POP_TOP, 0]).flat();
    const found = decompilePyc(
      pyc38(code38([...code, LOAD_CONST, 0, RETURN, 0], [Buffer.from('N'), large], ['f'])),
    );
    expect(found.whole).toBe(false);
    expect(found.text.length).toBeLessThan(6_000_000);
  });

  test('names cannot pose as code', () => {
    const names = ["x\nimport evil\n#'", 'import', "os'); exec('a"];
    const code = names.flatMap((_name, index) => [LOAD_NAME, index, CALL, 0, POP_TOP, 0]);
    const { text } = decompilePyc(
      pyc38(code38([...code, LOAD_CONST, 0, RETURN, 0], [Buffer.from('N')], names)),
    );
    const facts = analyzePython(text);
    expect(facts).toMatchObject({ problem: null, imports: [], codeSinks: [] });
  });

  test('code that no instruction reaches is read, as code that does not run', () => {
    // JUMP_FORWARD over a call.
    const code = [110, 6, LOAD_NAME, 0, CALL, 0, POP_TOP, 0, LOAD_CONST, 0, RETURN, 0];
    const { text } = decompilePyc(pyc38(code38(code, [Buffer.from('N')], ['evil'])));
    expect(text).toContain('def _unreached0():\n evil()');
  });

  test('a function that nothing makes is read', () => {
    const inner = code38([LOAD_NAME, 0, CALL, 0, RETURN, 0], [Buffer.from('N')], ['evil']);
    const { text } = decompilePyc(pyc38(code38([LOAD_CONST, 0, RETURN, 0], [Buffer.from('N'), inner], [])));
    expect(text).toContain('def _unreached0():\n evil()');
  });

  test('a call that is dropped stays a call', () => {
    const code = [LOAD_NAME, 0, CALL, 0, DUP_TOP, 0, POP_TOP, 0, POP_TOP, 0, LOAD_CONST, 0, RETURN, 0];
    const { text } = decompilePyc(pyc38(code38(code, [Buffer.from('N')], ['evil'])));
    expect(text).toContain('evil()');
  });
});
