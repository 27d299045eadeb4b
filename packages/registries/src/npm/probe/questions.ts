import type { Clock } from '@weir/model';
import type { Question as SharedQuestion } from '../../lib/probe/ask-all.ts';
import { type Asker, unanswered } from '../../lib/probe/asker.ts';
import { probePollLimit } from '../../lib/probe/poll-limit.ts';
import { isNpmName } from '../names.ts';
import { parsePage } from '../rows.ts';
import type { StandInBehaviour } from '../stand-in/behaviour.ts';
import { lookAt, probeDocuments } from './documents.ts';
import { estimateVersionsPerDay, judgeHolds, judgeStages, type LookedAt } from './learned.ts';
import { allDocsListing, changesListing } from './listings.ts';
import { probeRowLimit } from './row-limit.ts';
import { watchFeed } from './watch.ts';

/** What is asked together. */
export type Question = SharedQuestion<StandInBehaviour>;

export interface QuestionDeps {
  readonly asker: Asker;
  readonly clock: Clock;
  /** Without a slash at the end, like `documentsBase`. */
  readonly feedBase: string;
  readonly documentsBase: string;
  /** The feed's, decimal text. */
  readonly head: string;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

const WATCH_EVERY_MS = 10_000;
/** Documents that are looked at after the watch, spread over the names that changed. */
const SAMPLE_MAX = 60;
/** Positions behind the head where names are taken from; a quarter to half of them have a row (2026-08). */
const RECENT_SEQS = 2_000n;
const RECENT_ROWS = 100;

type Maybe<T> = { readonly [K in keyof T]?: T[K] | null };

/** What is null was not found out. */
function known(found: Maybe<Omit<StandInBehaviour, 'pollLimit'>>): Partial<StandInBehaviour> {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}

function spread<T>(all: readonly T[], max: number): readonly T[] {
  const step = Math.max(1, all.length / max);
  return all.filter((_, at) => Math.floor(at / step) > Math.floor((at - 1) / step));
}

/** How often the feed may be asked. `burst` polls in a row at most; 0 does not ask. */
export function pollQuestion(deps: QuestionDeps, burst: number): Question {
  const { asker, clock, feedBase, head, signal } = deps;
  const question = 'How many polls in a row does the feed answer? (11.3)';
  return {
    question,
    isAsked: burst > 0,
    async ask() {
      const url = `${feedBase}/_changes?since=${head}&limit=1`;
      const { limit, evidence } = await probePollLimit(asker, clock, url, burst, signal);
      return [{ question, answer: { limit }, evidence, found: { pollLimit: limit } }];
    },
  };
}

/** How much a page holds. */
export function limitQuestions({ asker, feedBase }: QuestionDeps): readonly Question[] {
  const changes = 'How many rows does _changes give, and what does it answer to more? (11.2)';
  const allDocs = 'How many rows does _all_docs give, and what does it answer to more? (1.4)';
  const post = 'What does POST _changes answer? (11.2)';
  return [
    {
      question: changes,
      isAsked: true,
      async ask() {
        const { evidence, ...answer } = await probeRowLimit(asker, changesListing(feedBase));
        const { limitMax: changesLimitMax, overLimitStatus } = answer;
        return [{ question: changes, answer, evidence, found: known({ changesLimitMax, overLimitStatus }) }];
      },
    },
    {
      question: allDocs,
      isAsked: true,
      async ask() {
        const { evidence, ...answer } = await probeRowLimit(asker, allDocsListing(feedBase));
        return [{ question: allDocs, answer, evidence, found: known({ allDocsLimitMax: answer.limitMax }) }];
      },
    },
    {
      question: post,
      isAsked: true,
      async ask() {
        const { status } = await asker.post(`${feedBase}/_changes`);
        if (status === 429 || status >= 500) unanswered('POST _changes', status);
        // A server that takes it is no case of the stand-in's.
        const found = status >= 400 ? { postChangesStatus: status } : {};
        return [{ question: post, answer: { status }, evidence: `{} was answered with ${status}`, found }];
      },
    },
  ];
}

/** What documents look like. */
export function documentQuestion({ asker, feedBase, documentsBase, head }: QuestionDeps): Question {
  const question = 'Does Accept: */* alone give the abbreviated document, and how long is one cached? (11.5)';
  return {
    question,
    isAsked: true,
    async ask() {
      const since = BigInt(head) > RECENT_SEQS ? String(BigInt(head) - RECENT_SEQS) : '0';
      const { status, json } = await asker.get(`${feedBase}/_changes?since=${since}&limit=${RECENT_ROWS}`);
      if (status !== 200) unanswered('the feed', status);
      const { rows } = parsePage(json, since, RECENT_ROWS);
      const names = rows.filter(({ deleted }) => !deleted).map(({ name }) => name);
      const { evidence, ...answer } = await probeDocuments(asker, documentsBase, names);
      return [{ question, answer, evidence, found: known(answer) }];
    },
  };
}

/** What shows only to who watches for a while (`watchMs`; 0 does not). `staged`: names published by staging. */
export function watchQuestion(deps: QuestionDeps, watchMs: number, staged: readonly string[]): Question {
  const { asker, clock, feedBase, documentsBase, head, signal } = deps;

  async function lookAtAll(names: readonly string[]): Promise<readonly LookedAt[]> {
    const looked: LookedAt[] = [];
    for (const name of names) {
      const document = await lookAt(asker, documentsBase, name);
      if (document !== null) looked.push(document);
    }
    return looked;
  }

  return {
    question: 'What shows while the feed is watched? (11.1, 11.9, 11.10)',
    isAsked: watchMs > 0,
    async ask() {
      const onLook = (rows: number, leftMs: number): void =>
        deps.onProgress(`watching the feed: ${rows} rows, ${Math.ceil(leftMs / 1_000)} s left`);
      const how = { feedBase, head, forMs: watchMs, everyMs: WATCH_EVERY_MS, onLook };
      const watched = await watchFeed(asker, clock, how, signal);
      const { sightings } = watched;
      const names = [...new Set(sightings.map(({ name }) => name))];
      const sampled = spread(names, SAMPLE_MAX);
      const looked = await lookAtAll(sampled);
      const late = sightings.filter((row) => row.late).length;
      const sample = `${sightings.length} rows of ${names.length} names in ${watchMs / 1_000} s, ${looked.length} documents`;
      const { rowAt, ...holds } = judgeHolds(watched, looked);
      const named = staged.filter(isNpmName);
      const stages = judgeStages([...looked, ...(await lookAtAll(named))], new Set(named));
      return [
        {
          question: 'Does the row of a held version show at its upload or at its release? (11.1)',
          answer: { rowAt, ...holds, rows: sightings.length, lateRows: late },
          evidence: `${sample}; ${holds.held} versions were held, ${holds.withoutUpload} did not say when they were uploaded`,
          found: known({ rowAt }),
        },
        {
          question: 'How many versions a day are published? (11.9)',
          answer: { versionsPerDay: estimateVersionsPerDay(watched, sampled.length, looked) },
          evidence: `${sample}; at this rate`,
          found: {},
        },
        {
          question: 'What becomes of the version 0.0.0-stage? (11.10)',
          answer: { ...stages },
          evidence: `${sample}, ${named.length} packages named as staged`,
          found: known({ stagePlaceholder: stages.stagePlaceholder }),
        },
      ];
    },
  };
}
