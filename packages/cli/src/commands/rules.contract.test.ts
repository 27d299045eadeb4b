import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runWeir } from '../testing/run-weir.ts';

const dir = mkdtempSync(join(tmpdir(), 'weir-cli-rules-'));
afterAll(() => rmSync(dir, { recursive: true }));

function folder(name: string, files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(dir, `${name}-`));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

const good = folder('good', {
  'mine.yar': 'rule mine { meta: severity = "high" strings: $a = "words of mine" condition: $a }',
});
const bad = folder('bad', {
  'slow.yar': 'rule slow {\n strings:\n  $re = /[A-Za-z0-9]{400,}/\n condition: $re }',
});
const suspect = folder('package', {
  'package.json': '{ "name": "a", "version": "1.0.0" }',
  'index.js': '// words of mine\n',
});

function weir(...args: string[]) {
  return runWeir(args, { HOME: dir, WEIR_DATA: dir });
}

describe('weir rules', () => {
  it('lists rules with source, severity and cost', () => {
    const run = weir('rules', '--rules', good, '--json');

    expect(run).toMatchObject({ status: 0, stderr: '' });
    const { rules } = JSON.parse(run.stdout) as { rules: { id: string; source: string; usPerMb: number }[] };
    expect(rules.filter(({ source }) => source === 'user')).toMatchObject([
      { id: 'yara/user/mine', severity: 'high', file: 'mine.yar', line: 1 },
    ]);
    expect(rules.find(({ id }) => id === 'yara/npm_self_publish')?.usPerMb).toBeGreaterThanOrEqual(0);
  });

  it('names what cannot be used, with file and line', () => {
    const run = runWeir(['rules'], { HOME: dir, WEIR_DATA: dir, WEIR_YARA_RULES: bad });

    expect(run.status).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/slow\.yar:3: rule slow: pattern \$re: slow pattern/);
  });
});

describe('weir scan --rules', () => {
  it("asks the user's rules", () => {
    const plain = JSON.parse(weir('scan', suspect, '--format', 'ndjson').stdout) as Record<string, unknown>;
    const run = weir('scan', suspect, '--rules', good, '--format', 'ndjson');

    const result = JSON.parse(run.stdout) as Record<string, unknown>;
    expect(run.status).toBe(1);
    expect(result).toMatchObject({ verdict: 'suspicious', findings: [{ id: 'yara/user/mine', line: 1 }] });
    expect(plain).toMatchObject({ verdict: 'benign', findings: [] });
    expect(result.rulesetVersion).not.toBe(plain.rulesetVersion);
  });

  it.each([
    ['rules that cannot be used', bad, /slow\.yar:3/],
    ['a folder that is not there', join(dir, 'absent'), /cannot be read/],
  ])('ends with 2 for %s', (_name, rules, says) => {
    const run = weir('scan', suspect, '--rules', rules);

    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toMatch(says);
  });
});
