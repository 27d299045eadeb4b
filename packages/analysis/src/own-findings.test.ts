import { expect, test } from 'vitest';
import { analysisFinding, countedOnce } from './own-findings.ts';

test('one exhausted budget counts once, however many passes tell of it', () => {
  const findings = [
    analysisFinding('budget-unread', 'low', 'more than may be looked through', null),
    analysisFinding('budget-release', 'medium', 'more than may be read', null),
    analysisFinding('unread-flood', 'medium', 'more pieces than may be looked at', null),
    analysisFinding('nesting', 'medium', 'nested', 'a.py'),
  ];

  expect(countedOnce(findings).map(({ rule, severity }) => [rule, severity])).toEqual([
    ['analysis/budget-unread', 'info'],
    ['analysis/budget-release', 'medium'],
    ['analysis/unread-flood', 'info'],
    ['analysis/nesting', 'medium'],
  ]);
});
