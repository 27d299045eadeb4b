import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import samples from './bytecode/samples.json' with { type: 'json' };
import { analyzePyc } from './compiled.ts';

const file = (version: '3.8' | '3.14', name: 'install' | 'choices'): Buffer =>
  inflateSync(Buffer.from(samples.versions[version][name], 'base64'));

describe('the facts of a compiled file', () => {
  test('are those of its source, on its lines', () => {
    const { facts, text, version, problem, filename } = analyzePyc(file('3.14', 'install'), { script: true });
    expect({ version, problem, filename }).toEqual({
      version: '3.14',
      problem: null,
      filename: 'install.py',
    });
    expect(facts).toMatchObject({ complete: true, commands: [{ line: 'id > /dev/null', live: true }] });
    const [command] = facts.commands;
    expect(text.slice(0, command?.offset).split('\n')).toHaveLength(10);
  });

  test('hold texts that no instruction loads', () => {
    const data = file('3.8', 'choices');
    // Every `LOAD_CONST` loads the first constant: the texts are left in the file alone.
    const changed = Buffer.from(data);
    for (let place = 16; place + 1 < data.length; place++)
      if (data[place] === 100 && (data[place + 1] ?? 0) < 24) changed[place + 1] = 0;
    const { text, facts } = analyzePyc(changed);
    expect(text).not.toContain('uname -a');
    expect(facts.strings).toContainEqual({ value: 'uname -a', offset: 0 });
  });

  test('are incomplete where the file is damaged, and say so', () => {
    const data = file('3.8', 'install');
    expect(analyzePyc(data.subarray(0, 60))).toMatchObject({
      problem: 'truncated',
      facts: { problem: 'syntax', complete: false },
    });
    expect(analyzePyc(Buffer.from('no such file at all'))).toMatchObject({
      version: null,
      problem: 'version',
    });
  });
});
