import { fileURLToPath } from 'node:url';
import { type Child, forkChild } from './child.ts';

/** What the stand-in's process says when it listens, and after each order. */
export interface StandInFacts {
  readonly url: string;
  readonly feedUrl: string;
  /** The newest sequence number. */
  readonly headSeq: string;
}

/** What it is told. */
export interface StandInOrder {
  /** Rows for as many new names, with nothing behind them. */
  readonly appendRows: number;
}

const ENTRY = fileURLToPath(new URL('../bench/stand-in-process.ts', import.meta.url));

/** Starts the npm stand-in in a process of its own; the caller disposes it. */
export async function startStandInProcess(): Promise<
  AsyncDisposable & { readonly facts: StandInFacts; append(rows: number): Promise<StandInFacts> }
> {
  const child: Child<StandInFacts> = forkChild(ENTRY, {});
  const facts = await child.next();
  return {
    facts,
    async append(appendRows) {
      child.send({ appendRows } satisfies StandInOrder);
      return child.next();
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
