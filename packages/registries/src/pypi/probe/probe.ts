import type { Clock } from '@weir/model';
import { askAll, type ProbeAnswer, type Question as SharedQuestion } from '../../lib/probe/ask-all.ts';
import { type Asker, createAsker, unanswered } from '../../lib/probe/asker.ts';
import { probePollLimit } from '../../lib/probe/poll-limit.ts';
import type { Requests } from '../../requests.ts';
import { SIMPLE_JSON } from '../api.ts';
import { parseProjectPage } from '../project-page.ts';
import { parseReleaseDocument } from '../release-document.ts';
import { PYPI_BEHAVIOUR, type PypiBehaviour } from '../stand-in/behaviour.ts';
import { readItems, type Sighting, watchWindow } from './windows.ts';

export interface PypiProbeOptions {
  /** `simple`, `pypi` and `rss` are below it. */
  readonly index: string;
  readonly requests: Requests;
  readonly clock: Clock;
  /** How long the window of releases is watched, in ms; 0 asks only what needs no watching. */
  readonly watchMs: number;
  /** Polls in a row, at most; 0 leaves that question out. */
  readonly burst: number;
  /** A line for the person who waits. */
  readonly onProgress: (line: string) => void;
}

export interface PypiProbeReport {
  /** When it began, RFC 3339. */
  readonly at: string;
  readonly index: string;
  readonly seconds: number;
  readonly requests: number;
  readonly answers: readonly ProbeAnswer[];
  /** The stand-in's behaviour with what was found out; what was not is as it is known without a probe. */
  readonly standIn: PypiBehaviour;
  /** Members of `standIn` that this probe did not find out. */
  readonly assumed: readonly string[];
}

interface Deps {
  readonly asker: Asker;
  readonly options: PypiProbeOptions;
  readonly index: string;
  readonly signal: AbortSignal;
}

type Question = SharedQuestion<PypiBehaviour>;

const DAY_MS = 86_400_000;
/** Shorter than the 20 to 30 s of the feed, and no more than one client may do for some minutes. */
const WATCH_EVERY_MS = 10_000;
/** Releases whose page and document are looked at, spread over those that were seen. */
const SAMPLE_MAX = 40;
/** Files of a release that come later than this after its first one came late. */
const LATE_MS = 60_000;
const WINDOW = 'updates.xml';

function numberOf(text: string | undefined, pattern: RegExp): number | null {
  const found = pattern.exec(text ?? '')?.groups?.n;
  return found === undefined ? null : Number(found);
}

/** The `q`-quantile of numbers by nearest rank; null for none. */
function quantileOf(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

function spread<T>(all: readonly T[], max: number): readonly T[] {
  const step = Math.max(1, all.length / max);
  return all.filter((_, at) => Math.floor(at / step) > Math.floor((at - 1) / step));
}

function pollQuestion({ asker, options, index, signal }: Deps): Question {
  return {
    question: 'How many polls in a row does the window answer? (2.1)',
    isAsked: options.burst > 0,
    async ask() {
      const url = `${index}/rss/${WINDOW}`;
      const { limit, evidence } = await probePollLimit(asker, options.clock, url, options.burst, signal);
      return { answer: { limit }, evidence };
    },
  };
}

function windowsQuestion({ asker, index }: Deps): Question {
  return {
    question: 'How many items do the windows hold? (2.1)',
    isAsked: true,
    async ask() {
      const [updates, projects] = [
        await readItems(asker, `${index}/rss/${WINDOW}`),
        await readItems(asker, `${index}/rss/packages.xml`),
      ];
      const found = {
        ...(updates.length > 0 && { updatesMax: updates.length }),
        ...(projects.length > 0 && { projectsMax: projects.length }),
      };
      const answer = { updatesMax: updates.length, projectsMax: projects.length };
      return { answer, evidence: 'one look at each; a young index holds fewer than the most', found };
    },
  };
}

/** The list has tens of MB: its headers say what is asked. */
function listQuestion({ asker, index }: Deps): Question {
  return {
    question: 'How old may the list of all names be? (2.4)',
    isAsked: true,
    async ask() {
      const { status, headers } = await asker.head(`${index}/simple/`, SIMPLE_JSON);
      if (status !== 200) unanswered('the list of all names', status);
      const cacheControl = headers['cache-control'] ?? 'absent';
      const ageSeconds = numberOf(headers.age, /^(?<n>\d{1,9})$/);
      return {
        answer: {
          ageSeconds,
          maxAgeSeconds: numberOf(cacheControl, /\bmax-age=(?<n>\d{1,9})\b/),
          serial: headers['x-pypi-last-serial'] ?? null,
          packedBytes: numberOf(headers['content-length'], /^(?<n>\d{1,12})$/),
          isJson: (headers['content-type'] ?? '').startsWith(SIMPLE_JSON),
        },
        evidence: `age ${headers.age ?? 'absent'}, cache-control ${cacheControl.slice(0, 200)}`,
      };
    },
  };
}

/** What the pages and documents of some releases show of each other. */
async function compareDocuments(
  { asker, index }: Deps,
  sightings: readonly Sighting[],
): Promise<Readonly<Record<string, unknown>>> {
  let [looked, behind, absent, conditional, late] = [0, 0, 0, 0, 0];
  let files = 0;
  for (const { item } of spread(sightings, SAMPLE_MAX)) {
    const url = `${index}/simple/${item.name}/`;
    const { status, json, headers } = await asker.get(url, SIMPLE_JSON);
    const page = status === 200 ? parseProjectPage(json, item.name, url) : null;
    if (!page || item.version === null) {
      absent++;
      continue;
    }
    looked++;
    if (headers.etag !== undefined) conditional++;
    const own = page.files.filter(({ version }) => version === item.version);
    files += own.length;
    const times = own.flatMap(({ uploadedAt }) => (uploadedAt === null ? [] : [Date.parse(uploadedAt)]));
    if (times.some((time) => time - Math.min(...times) > LATE_MS)) late++;
    const answer = await asker.get(`${index}/pypi/${item.name}/${encodeURIComponent(item.version)}/json`);
    const document = answer.status === 200 ? parseReleaseDocument(answer.json) : null;
    if (!document || own.some(({ filename }) => !document.digests.has(filename))) behind++;
  }
  return {
    releases: looked,
    filesPerRelease: looked === 0 ? null : Math.round((files / looked) * 100) / 100,
    pagesAbsent: absent,
    pagesWithEtag: conditional,
    releasesWithLateFiles: late,
    documentsBehindTheirPage: behind,
  };
}

function watchQuestion(deps: Deps): Question {
  const { asker, options, index, signal } = deps;
  return {
    question: 'How late do windows show a release, and do its page and document agree? (2.1, 2.3, 2.4)',
    isAsked: options.watchMs > 0,
    async ask() {
      const times = { watchMs: options.watchMs, everyMs: WATCH_EVERY_MS };
      const watched = await watchWindow(asker, options.clock, `${index}/rss/${WINDOW}`, times, signal);
      const { sightings, startMs, endMs, rollovers, steppedBack, looks } = watched;
      const lags = sightings.flatMap(({ item, seenMs }) =>
        item.publishedAt === null ? [] : [Math.max(0, (seenMs - Date.parse(item.publishedAt)) / 1_000)],
      );
      const [p50, p95] = [quantileOf(lags, 0.5), quantileOf(lags, 0.95)];
      return {
        answer: {
          releasesPerDay: Math.round((sightings.length / (endMs - startMs)) * DAY_MS),
          lagSecondsP50: p50 === null ? null : Math.round(p50),
          lagSecondsP95: p95 === null ? null : Math.round(p95),
          rollovers,
          windowsOlderThanBefore: steppedBack,
          ...(await compareDocuments(deps, sightings)),
        },
        evidence: `${looks} looks, one each ${WATCH_EVERY_MS / 1_000} s, showed ${sightings.length} releases; a lag holds up to one pause`,
      };
    },
  };
}

/**
 * Asks a PyPI what is not known for sure (registries.md 2), and says what the stand-in should do by its answers. Some 10
 * requests besides the polls in a row and the watch, which asks every ten seconds and for 80 documents at its end. The
 * journal is never asked: new integrations should leave it alone. A question that cannot be answered does not keep the
 * others from being asked.
 *
 * Throws AppError `PROBE_UNANSWERED` (retriable) when not even the window answers, what {@link Requests} throws then,
 * and the signal's reason.
 */
export async function probePypi(options: PypiProbeOptions, signal: AbortSignal): Promise<PypiProbeReport> {
  const { clock } = options;
  const index = options.index.replace(/\/+$/, '');
  const startedMs = clock.now();
  const asker = createAsker(options.requests, signal);
  await readItems(asker, `${index}/rss/${WINDOW}`);
  const deps: Deps = { asker, options, index, signal };
  // First, while nothing else was asked: every request counts against a limit.
  const questions = [pollQuestion(deps), windowsQuestion(deps), listQuestion(deps), watchQuestion(deps)];
  const { answers, found } = await askAll(questions, { onProgress: options.onProgress, signal });
  return {
    at: new Date(startedMs).toISOString(),
    index,
    seconds: Math.round((clock.now() - startedMs) / 1_000),
    requests: asker.count,
    answers,
    standIn: { ...PYPI_BEHAVIOUR, ...found },
    assumed: Object.keys(PYPI_BEHAVIOUR).filter((member) => !Object.hasOwn(found, member)),
  };
}
