import { expect, test } from 'vitest';
import { computeRulesetVersion } from './ruleset.ts';

test('the ruleset version is stable and short enough for its column', () => {
  const version = computeRulesetVersion();
  expect(version).toMatch(/^[0-9a-f]{16}$/);
  expect(computeRulesetVersion()).toBe(version);
});
