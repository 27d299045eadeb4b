import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyCheckout } from '../lib/checkout-copy.ts';
import { inheritedEnv } from '../lib/env.ts';
import { addToList, type GuideStep, readGuide } from '../lib/guide.ts';

const guide = readFileSync(new URL('../../docs/writing-a-detector.md', import.meta.url), 'utf8');
const steps = readGuide(guide);
const checkout = copyCheckout();
afterAll(() => checkout[Symbol.dispose]());

function titleOf(step: GuideStep): string {
  return step.kind === 'run' ? `run ${step.command}` : `${step.kind} ${step.file}`;
}

function doStep(step: GuideStep): void {
  if (step.kind === 'run') {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', step.command], {
      cwd: checkout.root,
      encoding: 'utf8',
      env: inheritedEnv(),
      timeout: 150_000,
    });
    const output = `${stdout}${stderr}`;
    if (step.exits === 'fails') expect(status, output).toBeGreaterThan(0);
    else expect(status, output).toBe(step.exits);
    expect(output).toContain(step.says ?? '');
    return;
  }
  const path = join(checkout.root, step.file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, step.kind === 'write' ? step.text : addToList(readFileSync(path, 'utf8'), step.lines));
}

describe('docs/writing-a-detector.md', () => {
  it('has steps of every kind', () => {
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(['write', 'add', 'run']));
    expect(steps.length).toBeGreaterThan(8);
  });

  // Each builds on the one before: after a failure the rest says nothing.
  let done = 0;
  it.each(steps.map((step, index) => [index + 1, titleOf(step), step] as const))(
    'step %i: %s',
    (number, _title, step) => {
      expect(done).toBe(number - 1);
      doStep(step);
      done = number;
    },
  );
});
