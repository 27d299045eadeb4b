import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

/** Labels of what a source runs as code. */
function run(code: string): number {
  return analyzeJs(code).flow.flows.reduce(
    (all, { sink, labels }) => (sink === 'code' ? all | labels : all),
    0,
  );
}

const CLASS = `class Own { constructor(rows) { this.raw = Buffer.from(rows.join(''), 'base64'); }
  install() { new Function(this.raw.toString('utf8'))(); } }`;

describe('what is decoded is written out', () => {
  test('where a class of the file is given a list of the file', () => {
    const code = `${CLASS} const data = { more: ['Zm', '9v'] }; exports.go = () => new Own(data.more).install();`;

    expect(run(code) & LABEL.decodedConst).toBe(LABEL.decodedConst);
  });

  test('where codes are taken out of a table and run by what Reflect finds', () => {
    const code = `const parts = (text) => text.split('-').map(Number); const table = { a: ['102-111', '111-40'], b: ['111-111'] };
      const text = (key) => String.fromCharCode(...table[key].flatMap(parts));
      const run = ((fn) => { const made = Reflect.get(fn, 'constr' + 'uctor'); return (key) => Reflect.apply(Reflect.construct(made, [text(key)]), undefined, []); })(parts);
      exports.go = (key) => run(key);`;

    expect(run(code) & LABEL.decodedConst).toBe(LABEL.decodedConst);
  });

  test('and a class that Reflect makes one of runs nothing', () => {
    const code = `class Own {} const codes = [102, 111]; exports.go = () => Reflect.construct(Own, [String.fromCharCode(...codes)]);`;

    expect(run(code)).toBe(0);
  });

  test('but not where others may give it', () => {
    expect(run(`${CLASS} exports.Own = Own;`) & LABEL.decodedConst).toBe(0);
  });
});
