import type { Logger } from '@weir/model';

interface TopicOffsets {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
}

/** What group members said about their partitions and commits, in the order in which it happened. */
export interface Ledger {
  /** A logger for one member; its lines are read, not printed. */
  logger(member: string): Logger;
  readonly figures: {
    assignments: number;
    commits: number;
    /** Commits of partitions that the member did not hold. */
    strangerCommits: number;
    /** Commits that put a partition's offset back. */
    backwardCommits: number;
  };
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const figures = { assignments: 0, commits: 0, strangerCommits: 0, backwardCommits: 0 };
  const owned = new Map<string, Set<string>>();
  const committed = new Map<string, bigint>();

  function onCommit(member: string, topics: readonly TopicOffsets[]): void {
    for (const { topic, partitions } of topics) {
      for (const { partition, offset } of partitions) {
        const name = `${topic}/${partition}`;
        figures.commits += 1;
        if (!owned.get(member)?.has(name)) figures.strangerCommits += 1;
        if (BigInt(offset) < (committed.get(name) ?? 0n)) figures.backwardCommits += 1;
        committed.set(name, BigInt(offset));
      }
    }
  }

  function note(member: string, fields: object, message: string): void {
    if (message === 'partitions assigned') {
      const { partitions } = fields as { partitions: Record<string, number[]> };
      const names = Object.entries(partitions).flatMap(([topic, list]) => list.map((n) => `${topic}/${n}`));
      owned.set(member, new Set(names));
      figures.assignments += 1;
    }
    if (message === 'partitions given up') owned.delete(member);
    if (message === 'offsets committed') onCommit(member, (fields as { topics: TopicOffsets[] }).topics);
  }

  return {
    figures,
    logger(member) {
      const write = (fields: object, message: string): void => note(member, fields, message);
      const logger: Logger = { debug: write, info: write, warn: write, error: write, child: () => logger };
      return logger;
    },
  };
}
