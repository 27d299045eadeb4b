import type { AnalysisResult } from '@weir/model';
import { analyzeFiles } from './analyze-files.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** An attack, and its nearest honest relation, which stays below the line; null when there is none. */
export interface AttackPair {
  readonly attack: Files;
  readonly twin: Files | null;
}

type Pairs = Readonly<Record<string, AttackPair>>;

/** Whether a result tells of an attack: `suspicious` or worse. */
function isTold({ judgement }: AnalysisResult): boolean {
  return judgement.verdict === 'suspicious' || judgement.verdict === 'malicious';
}

/** Names of the packages that are told to be attacks, and of those that are not, in the order in which they come. */
async function divide(
  packages: Iterable<readonly [string, Files]>,
): Promise<{ readonly told: string[]; readonly untold: string[] }> {
  const told: string[] = [];
  const untold: string[] = [];
  for (const [id, files] of packages) (isTold(await analyzeFiles(files)) ? told : untold).push(id);
  return { told, untold };
}

/** Names of the packages that are not told to be attacks, in the order in which they come. */
export async function untoldOf(packages: Iterable<readonly [string, Files]>): Promise<string[]> {
  return (await divide(packages)).untold;
}

/** Names of the attacks that are not told, in the order of the alphabet. */
export async function missedOf(pairs: Pairs): Promise<string[]> {
  const attacks = Object.entries(pairs).map(([id, { attack }]) => [id, attack] as const);
  return (await untoldOf(attacks)).toSorted();
}

/** Names of the honest relations that are told to be attacks, in the order of the alphabet. */
export async function takenOf(pairs: Pairs): Promise<string[]> {
  const twins = Object.entries(pairs).flatMap(([id, { twin }]) => (twin ? [[id, twin] as const] : []));
  return (await divide(twins)).told.toSorted();
}
