import type { Finding, Severity } from '@weir/model';
import type { DetectorInput } from '../contract.ts';
import { type Claim, hookFinding, unitFinding } from '../finding.ts';
import { unlockedFiles, unlockings } from '../lib/unlockings.ts';
import { momentOf } from '../reach.ts';

/** Archives of the package that nobody can look into, beside the code that opens them: told once each. */
export function lockedArchives(detector: string, input: DetectorInput): Finding[] {
  const locked = input.locked ?? new Set();
  if (locked.size === 0) return [];
  const found = new Map<string, Finding>();
  for (const unlocking of unlockings(input)) {
    const { at, by } = unlocking;
    const path = unlockedFiles(unlocking, locked)[0];
    if (path === undefined || found.has(path)) continue;
    const isAsked = 'hook' in at ? at.hook.stage === 'use' : momentOf(input, at.unit, at) === 'called';
    const severity: Severity = isAsked ? 'medium' : 'high';
    const claim: Claim = {
      rule: 'locked-archive',
      severity,
      confidence: 0.8,
      summary: `${path} is encrypted, and ${by} opens it with a password that stands beside it`,
      chain: [path, by],
    };
    found.set(
      path,
      'hook' in at
        ? hookFinding(detector, at.hook, at.action, claim)
        : unitFinding(detector, at.unit, at, claim),
    );
  }
  return [...found.values()];
}
