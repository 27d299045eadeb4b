import {
  createPypiTraffic,
  createPypiWeather,
  type PypiTraffic,
  type PypiWeather,
  startPypiStandIn,
  type Target,
  type Truth,
} from '@weir/registries/pypi/stand-in';
import { z } from 'zod';
import type { Course, CourseOptions, CourseParts, FeedLedger } from './course.ts';
import { createOutboxReader } from './outbox.ts';
import { startTarballReader } from './tarballs.ts';

/** What the feeder asks for: the journal is off. */
const TARGETS = ['rss', 'list', 'page', 'document', 'file'] as const satisfies readonly Target[];
const HISTORY_NAME = 'weir-first';
/** Of the files that were told, one in so many is fetched. */
const FETCH_ONE_IN = 3;
/** More than there are faults that wait for one kind of request. */
const CARELESS_TIMES = 5;
/** Looks at the window, of any kind and outcome, that one burst of releases is given to be seen. */
const POLLS_A_BURST = 8;

const eventSchema = z.object({
  type: z.string(),
  data: z.object({
    name: z.string().optional(),
    version: z.string().nullish(),
    filename: z.string().nullish(),
    reason: z.string().nullish(),
    release: z.object({ name: z.string(), version: z.string() }).optional(),
    file: z
      .object({
        filename: z.string(),
        locator: z.object({ url: z.string() }),
        digests: z.record(z.string(), z.string()),
      })
      .optional(),
  }),
});
type ToldEvent = z.infer<typeof eventSchema>;

function subjectOf({
  kind,
  name,
  version,
  filename,
}: Pick<Truth, 'kind' | 'name' | 'version' | 'filename'>): string {
  return `${kind} ${name}@${version ?? '*'}${filename === null ? '' : `/${filename}`}`;
}

function subjectTold({ type, data }: ToldEvent): string {
  return subjectOf({
    kind: type.split('.')[1] as Truth['kind'],
    name: data.release?.name ?? data.name ?? '',
    version: data.release?.version ?? data.version ?? null,
    filename: data.file?.filename ?? data.filename ?? null,
  });
}

function count(subjects: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const subject of subjects) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return counts;
}

/** What there is more of on one side. */
function surplus(of: ReadonlyMap<string, number>, than: ReadonlyMap<string, number>): string[] {
  return [...of].flatMap(([subject, times]) => {
    const more = times - (than.get(subject) ?? 0);
    return more > 0 ? [`${subject}${more > 1 ? ` ×${more}` : ''}`] : [];
  });
}

/** PyPI, misbehaving in every way that its stand-in knows; what is yanked or held comes back, and goes again. */
export async function openPypiCourse(parts: CourseParts, options: CourseOptions): Promise<Course> {
  const { clock, store } = parts;
  await using stack = new AsyncDisposableStack();
  const standIn = stack.use(await startPypiStandIn({ clock, seed: options.seed }));
  const files = stack.use(await startTarballReader(clock, standIn.url));
  const { world } = standIn;
  let running: { readonly traffic: PypiTraffic; readonly weather: PypiWeather } | null = null;
  const readOutbox = createOutboxReader(store);
  /** How often something happened to a project, and how often that was told, as far as either was looked at. */
  const happenedTo = new Map<string, number>();
  const toldOf = new Map<string, number>();
  /** Projects of which the feeder has read the owners. */
  let owned: ReadonlySet<string> = new Set();
  let truths = 0;
  let published = 0;
  let bursts = 0;
  let burstAgainAt = 0;
  const toldUrls: string[] = [];

  function tally(counts: Map<string, number>, name: string): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  /** Whether all that happened to a project was told. */
  function isRecorded(name: string): boolean {
    for (const truth of world.truth.slice(truths)) tally(happenedTo, truth.name);
    truths = world.truth.length;
    return (toldOf.get(name) ?? 0) >= (happenedTo.get(name) ?? 0);
  }

  function happened(): readonly Truth[] {
    return world.truth.filter(({ name }) => name !== HISTORY_NAME);
  }

  const rest = stack.move();
  return {
    registry: 'pypi',
    addresses: { registry: 'pypi', feedUrl: standIn.url, documentsUrl: standIn.url },
    seed() {
      world.upload({ name: HISTORY_NAME, version: '1', time: '2020-01-01T00:00:00Z' });
    },
    begin() {
      const weather = createPypiWeather(standIn, {
        seed: options.seed + 1,
        factor: options.weather,
        targets: TARGETS,
      });
      const traffic = createPypiTraffic(standIn, {
        seed: options.seed + 2,
        names: options.names,
        isRecorded,
        hasKnownOwners: (name) => owned.has(name),
      });
      running = { traffic, weather };
    },
    step() {
      if (running) running.weather.step(running.traffic.step().name);
    },
    async look() {
      const { rows } = await store.sql.executeSql(
        "SELECT name FROM packages WHERE registry = 'pypi' AND owners IS NOT NULL",
      );
      owned = new Set((rows as { name: string }[]).map(({ name }) => name));
      for (const event of await readOutbox()) {
        const { data } = eventSchema.parse(event);
        tally(toldOf, data.release?.name ?? data.name ?? '');
        if (data.file) toldUrls.push(data.file.locator.url);
        if (!data.file || !data.release || published++ % FETCH_ONE_IN !== 0) continue;
        files.add([{ ...data.release, url: data.file.locator.url, digests: data.file.digests }]);
      }
    },
    provoke(knobs) {
      running?.weather.hurry(knobs);
      // One burst for some looks: a feeder that is still busy with the last ones would never come to look.
      const polls = standIn.requestCounts.rss;
      if (!knobs.includes('rss-rollover') || polls < burstAgainAt) return;
      burstAgainAt = polls + POLLS_A_BURST;
      bursts++;
      for (let at = 0; at <= standIn.behaviour.updatesMax; at++)
        world.upload({ name: `weir-burst-${bursts}-${at}`, version: '1' });
    },
    polls: () => standIn.requestCounts.rss,
    async askCarelessly() {
      const ask = (path: string, init: RequestInit = {}): Promise<unknown> =>
        fetch(`${standIn.url}${path}`, { ...init, redirect: 'manual', signal: AbortSignal.timeout(2_000) })
          .then((response) => response.arrayBuffer())
          .catch(() => null);
      const post = (body: string): Promise<unknown> =>
        ask('/pypi', { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
      const removed = toldUrls.map((url) => new URL(url).pathname).find((path) => world.file(path)?.removed);
      // Several times: faults can wait for the first ones.
      for (let at = 0; at < CARELESS_TIMES; at++) {
        await ask(`/simple/${HISTORY_NAME.toUpperCase()}/`);
        if (removed !== undefined) await ask(removed);
        await ask(`/simple/${HISTORY_NAME}/`);
        await post(
          '<methodCall><methodName>changelog_since_serial</methodName><params><param><value><string>1</string></value></param></params></methodCall>',
        );
        await post('<methodCall><methodName>search</methodName><params/></methodCall>');
        await post(
          '<methodCall><methodName>changelog_since_serial</methodName><params><param><value><int>1</int></value></param></params></methodCall>',
        );
      }
    },
    calm() {
      running?.weather.calm();
    },
    async readLedger(): Promise<FeedLedger> {
      const events = (await createOutboxReader(store)()).map((event) => eventSchema.parse(event));
      const truth = count(happened().map(subjectOf));
      const by = count(events.map(subjectTold));
      const reasons = new Map(events.map((event) => [subjectTold(event), event.data.reason ?? '']));
      const more = surplus(by, truth);
      const gaps = await store.feeds.listGaps({ limit: 100 });
      return {
        truth: [...truth.values()].reduce((sum, times) => sum + times, 0),
        told: events.length,
        lost: surplus(truth, by),
        invented: more
          .filter((subject) => !truth.has(subject))
          .map((subject) => `${subject} (${reasons.get(subject) ?? ''})`),
        repeated: more.filter((subject) => [...truth.keys()].some((one) => subject.startsWith(one))),
        openGaps: gaps.map(({ kind, fromCursor, reason }) => `${kind} ${fromCursor}: ${reason}`),
      };
    },
    waitingFiles: () => files.waiting,
    counts: () => running?.traffic.counts ?? {},
    fired: () => standIn.fired,
    files: () => files.outcomes,
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
