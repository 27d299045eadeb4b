import { expect, test } from 'vitest';
import { renderRuleTable } from './render.ts';

test('a rule is a line, a long description is cut, and the costs are summed', () => {
  const row = {
    id: 'yara/user/\u001b[31mred',
    source: 'user',
    file: 'mine.yar',
    line: 7,
    description: 'x'.repeat(100),
    severity: 'high',
    confidence: 0.7,
    stages: ['install', 'import'],
    kinds: ['code'],
    usPerMb: 40,
    ratio: 0.01,
  } as const;

  const lines = renderRuleTable([row, { ...row, stages: ['install', 'import', 'use', 'dead'] }]).split('\n');

  expect(lines[1]).toMatch(/^yara\/user\/\S*red +mine\.yar:7 +high +70 % +install import +code +40 +x{69}…$/);
  expect(lines[1]).not.toContain('\u001b');
  expect(lines[2]).toContain(' any ');
  expect(lines.at(-1)).toBe('2 rules add 80 µs to a MB of text, on this machine');
});
