/**
 * The engine against another implementation of YARA: the `yara` program (4.x), where it is installed
 * (`apt-get install yara`). Without it the suite is reported as skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OWN_YARA_RULES } from '@weir/detectors';
import { SAMPLES } from '@weir/detectors/samples';
import { afterAll, describe, expect, test } from 'vitest';
import { loadAddon } from './addon.ts';
import { compileRules } from './compile.ts';

const version = spawnSync('yara', ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? '';
const { addon } = loadAddon();
const dir = mkdtempSync(join(tmpdir(), 'weir-yara-oracle-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Files of every sample, and our own sources, which are made of honest code. */
function texts(): Uint8Array[] {
  const samples = Object.values(SAMPLES).flatMap(({ malicious, benign }) =>
    [...malicious, ...benign].flatMap(({ files }) =>
      Object.values(files).map((content) => Buffer.from(content)),
    ),
  );
  const src = fileURLToPath(new URL('../', import.meta.url));
  const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(src, path)));
  return [...samples, ...sources];
}

describe.skipIf(!version.startsWith('4.') || addon === null)(`yara ${version}`, () => {
  test('finds the same rules in the same texts', () => {
    if (addon === null) throw new Error('guarded by skipIf');
    const matcher = compileRules(addon, OWN_YARA_RULES);
    const rules = join(dir, 'rules.yar');
    writeFileSync(rules, OWN_YARA_RULES.map(({ text }) => text).join('\n'));
    const ours: string[] = [];
    const folder = mkdtempSync(join(dir, 'texts-'));
    for (const [index, bytes] of texts().entries()) {
      const name = `${index}`.padStart(5, '0');
      writeFileSync(join(folder, name), bytes);
      for (const { ruleIdentifier } of matcher.scan(bytes)) ours.push(`${ruleIdentifier} ${name}`);
    }

    const theirs = spawnSync('yara', ['--no-warnings', '-r', rules, folder], { encoding: 'utf8' });

    expect(theirs.stderr).toBe('');
    expect(ours.length).toBeGreaterThan(70);
    expect(theirs.stdout.trim().replaceAll(`${folder}/`, '').split('\n').toSorted()).toEqual(ours.toSorted());
  });
});
