import { describe, expect, test } from 'vitest';
import { releaseStep } from './release-step.ts';

describe('releaseStep', () => {
  test.each([
    ['1.2.3', '1.2.4', 'patch'],
    ['1.2.3', '1.3.0', 'minor'],
    ['1.2', '1.2.0.1', 'patch'],
    ['1.2.3', '2.0.0', 'major'],
    ['0.3.1', '0.3.2', 'patch'],
    ['0.0.1', '0.0.2', 'minor'],
    ['1.0', '1.0.post1', 'patch'],
    ['1!1.0', '1!1.1', 'minor'],
    ['v1.0.0', '1.0.1', 'patch'],
    ['1.0.0-rc.1', '1.0.0', 'patch'],
    ['1.10.0', '1.9.0', null],
    ['2.0.0', '1.9.9', null],
    ['1.0.0', '1.0.0', null],
    ['nightly', '1.0.0', null],
    ['1.0.0', 'nightly', null],
  ])('from %s to %s is %s', (before, version, step) => {
    expect(releaseStep(before, version)).toBe(step);
  });
});
