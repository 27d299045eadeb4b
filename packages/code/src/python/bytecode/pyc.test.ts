import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { JsFacts } from '../../js/facts.ts';
import { createSourceText } from '../../text.ts';
import { analyzePython } from '../facts.ts';
import { decompilePyc } from './pyc.ts';
import samples from './samples.json' with { type: 'json' };

/** What detectors read of a source, by the line that it stands on. */
function view(text: string): Record<string, unknown> {
  const facts: JsFacts = analyzePython(text, { script: true });
  const source = createSourceText(text);
  const at = (offset: number): number => source.lineAt(offset);
  const sorted = (items: unknown[]): string[] =>
    [...new Set(items.map((item) => JSON.stringify(item)))].sort((a, b) => (a < b ? -1 : 1));
  return {
    problem: facts.problem,
    imports: sorted(facts.imports.map(({ specifier, kind, offset }) => [specifier, kind, at(offset)])),
    capabilities: facts.capabilities,
    envNames: facts.envNames,
    code: sorted(facts.codeSinks.map((sink) => [sink.name, sink.text, sink.layers, sink.live, at(sink.offset)])),
    commands: sorted(facts.commands.map((command) => [command.line, command.argv, command.live, at(command.offset)])),
    flows: sorted(
      facts.flow.flows.map((flow) => [flow.sinkName, flow.labels, flow.live, flow.targets, at(flow.offset)]),
    ),
    decoded: sorted(facts.decoded.filter(({ proven }) => proven).map(({ text: found, layers }) => [found, layers])),
  };
}

const unpack = (text: string): Buffer => inflateSync(Buffer.from(text, 'base64'));

describe.each(Object.entries(samples.versions))('a file of CPython %s', (version, compiled) => {
  test.each(Object.entries(compiled))('tells what its source tells: %s', (name, text) => {
    const found = decompilePyc(unpack(text));
    expect(found).toMatchObject({ version, problem: null, whole: true });
    const source = samples.sources[name as keyof typeof samples.sources];
    expect(view(found.text)).toEqual(view(source));
  });
});
