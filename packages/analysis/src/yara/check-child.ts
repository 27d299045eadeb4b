/**
 * Entry of a child that checks rules once: compiles them, then measures each. Rules that hang or crash the engine do so
 * here, and the parent says which.
 */
import type { YaraSource } from '@weir/detectors';
import { loadAddon } from './addon.ts';
import { findProblems, type RuleProblem } from './compile.ts';
import { measureCosts, type RuleCost } from './cost.ts';

/** What the child tells, in this order; `measuring` before each rule. */
export type CheckAnswer =
  | { readonly kind: 'missing'; readonly problem: string }
  | { readonly kind: 'problems'; readonly problems: readonly RuleProblem[] }
  | { readonly kind: 'measuring'; readonly file: string; readonly rule: string }
  | { readonly kind: 'costs'; readonly costs: readonly RuleCost[] };

function tell(answer: CheckAnswer): void {
  process.send?.(answer);
}

/** Processor time: a busy machine makes no rule dearer. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function check(sources: readonly YaraSource[]): void {
  const { addon, problem } = loadAddon();
  if (addon === null) {
    tell({ kind: 'missing', problem });
    return;
  }
  const problems = findProblems(addon, sources);
  tell({ kind: 'problems', problems });
  if (problems.length > 0) return;
  const costs = measureCosts(addon, sources, {
    now: processorMs,
    before: (file, rule) => tell({ kind: 'measuring', file, rule }),
  });
  tell({ kind: 'costs', costs });
}

process.on('disconnect', () => process.exit(0));
process.once('message', (sources: readonly YaraSource[]) => check(sources));
