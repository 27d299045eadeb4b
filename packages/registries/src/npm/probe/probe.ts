import type { Clock } from '@weir/model';
import { askAll, type ProbeAnswer } from '../../lib/probe/ask-all.ts';
import { createAsker, unanswered } from '../../lib/probe/asker.ts';
import type { Requests } from '../../requests.ts';
import { parseHead } from '../rows.ts';
import { STAND_IN_BEHAVIOUR, type StandInBehaviour } from '../stand-in/behaviour.ts';
import { documentQuestion, limitQuestions, pollQuestion, watchQuestion } from './questions.ts';

export interface ProbeOptions {
  /** Base of the change feed's database, and of documents; they must match. */
  readonly feedBase: string;
  readonly documentsBase: string;
  readonly requests: Requests;
  readonly clock: Clock;
  /** How long the feed is watched for held versions, in ms; 0 asks only what needs no watching. */
  readonly watchMs: number;
  /** Polls in a row, at most; 0 leaves that question out. */
  readonly burst: number;
  /** Packages that are known to have been published by staging. */
  readonly staged: readonly string[];
  /** A line for the person who waits. */
  readonly onProgress: (line: string) => void;
}

export interface ProbeReport {
  /** When it began, RFC 3339. */
  readonly at: string;
  readonly feed: string;
  readonly documents: string;
  readonly seconds: number;
  readonly requests: number;
  readonly answers: readonly ProbeAnswer[];
  /** The stand-in's behaviour with what was found out; what was not is as it is known without a probe. */
  readonly standIn: StandInBehaviour;
  /** Members of `standIn` that this probe did not find out. */
  readonly assumed: readonly string[];
}

/**
 * Asks an npm registry what is not known for sure (registries.md section 11), and says what the stand-in should do by
 * its answers. About 100 requests besides the watch, which asks every ten seconds and for 60 documents at its end. A
 * question that cannot be answered does not keep the others from being asked.
 *
 * Throws AppErrors `PROBE_UNANSWERED` and `FEED_MALFORMED` (retriable) when the feed does not even say where it is,
 * what {@link Requests} throws then, and the signal's reason.
 */
export async function probeNpm(options: ProbeOptions, signal: AbortSignal): Promise<ProbeReport> {
  const { clock, onProgress } = options;
  const feedBase = options.feedBase.replace(/\/+$/, '');
  const documentsBase = options.documentsBase.replace(/\/+$/, '');
  const startedMs = clock.now();
  const asker = createAsker(options.requests, signal);
  const root = await asker.get(`${feedBase}/`);
  if (root.status !== 200) unanswered(`${feedBase}/`, root.status);
  const deps = { asker, clock, feedBase, documentsBase, head: parseHead(root.json), signal, onProgress };
  const questions = [
    // First, while nothing else was asked: every request counts against a limit.
    pollQuestion(deps, options.burst),
    ...limitQuestions(deps),
    documentQuestion(deps),
    watchQuestion(deps, options.watchMs, options.staged),
  ];
  const { answers, found } = await askAll(questions, { onProgress, signal });
  return {
    at: new Date(startedMs).toISOString(),
    feed: feedBase,
    documents: documentsBase,
    seconds: Math.round((clock.now() - startedMs) / 1_000),
    requests: asker.count,
    answers,
    standIn: { ...STAND_IN_BEHAVIOUR, ...found },
    assumed: Object.keys(STAND_IN_BEHAVIOUR).filter((member) => !Object.hasOwn(found, member)),
  };
}
