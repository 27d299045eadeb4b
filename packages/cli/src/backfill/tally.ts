import { formatPurl, type Verdict } from '@weir/model';
import { grouped } from '../output/numbers.ts';
import { printable } from '../output/printable.ts';
import type { BackfillRow } from './report.ts';

/** What a large backfill brought so far; no row a package is kept. */
export interface Tally {
  verdict(row: BackfillRow): void;
  count(what: 'absent' | 'failed' | 'put off'): void;
  readonly failed: number;
  /** `2 malicious, 1,204 benign; 3 put off, 1 failed (`weir gaps` lists them)` */
  render(): string;
}

const LOUD: ReadonlySet<Verdict> = new Set(['suspicious', 'malicious']);

/** True for what a person should see at once. */
export function isLoud({ judgement }: BackfillRow): boolean {
  return judgement !== null && LOUD.has(judgement.verdict);
}

/** One finding on a line of its own. */
export function renderLoud({ registry, name, version, judgement }: BackfillRow): string {
  if (judgement === null || version === null) return printable(name);
  const { verdict, level, score, complete } = judgement;
  const purl = printable(formatPurl(registry, name, version));
  return `${verdict}${complete ? '' : ' (incomplete)'}  ${level}  ${score}  ${purl}`;
}

/** Worst first, whatever came first. */
const RANK: readonly string[] = ['malicious', 'suspicious', 'inconclusive', 'benign'];

function byRank([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return RANK.indexOf(a) - RANK.indexOf(b);
}

/** An empty tally. */
export function createTally(): Tally {
  const verdicts = new Map<string, number>();
  const others = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const words = (counts: ReadonlyMap<string, number>): string =>
    [...counts]
      .toSorted(byRank)
      .map(([word, count]) => `${grouped(count)} ${word}`)
      .join(', ');
  return {
    verdict({ judgement }) {
      add(verdicts, judgement?.verdict ?? 'without verdict');
    },
    count(what) {
      add(others, what);
    },
    get failed() {
      return others.get('failed') ?? 0;
    },
    render() {
      const failed = others.has('failed') ? ' (`weir gaps` lists them)' : '';
      return [verdicts.size === 0 ? 'no verdicts' : words(verdicts), `${words(others)}${failed}`]
        .filter((part) => part !== '')
        .join('; ');
    },
  };
}
