import { parseYara } from '@weir/code';
import { OWN_YARA_RULES, readRuleMeta, type YaraSource } from '@weir/detectors';
import { AppError, type Severity, type Stage } from '@weir/model';
import { checkRules } from './check.ts';
import type { RuleProblem } from './compile.ts';
import type { RuleCost } from './cost.ts';
import { type FileKind, kindsOfMeta } from './file-kind.ts';
import { readRules } from './sources.ts';

/** Problems that one error names. */
const PROBLEMS_TOLD_MAX = 20;

/** A rule for a table or for programs. */
export interface YaraRuleRow {
  /** `yara/NAME`, of the user's rules `yara/user/NAME`: as findings say it. */
  readonly id: string;
  readonly source: 'weir' | 'user';
  readonly file: string;
  readonly line: number;
  readonly description: string;
  readonly severity: Severity;
  readonly confidence: number;
  readonly stages: readonly Stage[];
  readonly kinds: readonly FileKind[];
  readonly usPerMb: number;
  readonly ratio: number;
}

function place({ file, line, rule }: RuleProblem): string {
  return `${file}${line === null ? '' : `:${line}`}${rule === null ? '' : `: rule ${rule}`}`;
}

function refused(where: string, problems: readonly RuleProblem[]): AppError {
  const told = problems.slice(0, PROBLEMS_TOLD_MAX).map((each) => `  ${place(each)}: ${each.message}`);
  const rest = problems.length - told.length;
  const lines = rest > 0 ? [...told, `  and ${rest} more`] : told;
  return new AppError('YARA_RULES', `YARA rules in ${where} cannot be used:\n${lines.join('\n')}`, {
    retriable: false,
  });
}

async function check(where: string, sources: readonly YaraSource[]): Promise<readonly RuleCost[]> {
  const { problems, costs } = await checkRules(sources);
  if (problems.length > 0) throw refused(where, problems);
  return costs;
}

/**
 * Reads the rules of a folder and refuses all of them when one does not compile, has a slow pattern, or costs too much
 * on the fixed sample: half a set would look like a whole one.
 * @throws AppError `YARA_RULES` naming files and lines, or `YARA_ENGINE`; neither is retriable.
 */
export async function loadYaraRules(dir: string): Promise<readonly YaraSource[]> {
  const sources = await readRules(dir);
  await check(dir, sources);
  return sources;
}

/**
 * Every rule, Weir's own and those of a folder, with its measured cost.
 * @throws AppError as {@link loadYaraRules} does.
 */
export async function listYaraRules(dir: string | null): Promise<YaraRuleRow[]> {
  const sets = [
    { source: 'weir' as const, where: 'Weir', sources: OWN_YARA_RULES },
    ...(dir === null ? [] : [{ source: 'user' as const, where: dir, sources: await readRules(dir) }]),
  ];
  const rows: YaraRuleRow[] = [];
  for (const { source, where, sources } of sets) {
    const costs = new Map((await check(where, sources)).map((cost) => [`${cost.file} ${cost.rule}`, cost]));
    for (const { name: file, text } of sources) {
      for (const rule of parseYara(text).rules) {
        const cost = costs.get(`${file} ${rule.name}`);
        if (!cost) continue;
        const { description, severity, confidence, stages } = readRuleMeta(rule.meta);
        const id = source === 'user' ? `yara/user/${rule.name}` : `yara/${rule.name}`;
        const kinds = kindsOfMeta(rule.meta.files);
        const { usPerMb, ratio } = cost;
        rows.push({
          id,
          source,
          file,
          line: rule.line,
          description,
          severity,
          confidence,
          stages,
          kinds,
          usPerMb,
          ratio,
        });
      }
    }
  }
  return rows;
}
