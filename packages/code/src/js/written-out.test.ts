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

  test('but not where others may give it', () => {
    expect(run(`${CLASS} exports.Own = Own;`) & LABEL.decodedConst).toBe(0);
  });
});
