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
import { startTarballReader } from './tarballs.ts';

/** What the feeder asks for: the journal is off. */
const TARGETS = ['rss', 'list', 'page', 'document', 'file'] as const satisfies readonly Target[];
const HISTORY_NAME = 'weir-first';
/** Of the files that were told, one in so many is fetched. */
const FETCH_ONE_IN = 3;

const rowsSchema = z.array(z.object({ event: z.string().transform((text) => JSON.parse(text) as unknown) }));
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
  let told: readonly ToldEvent[] = [];
  /** Truth, and told, of each project by now. */
  let recorded: ReadonlyMap<string, number> = new Map();
  let fetched = 0;

  async function readTold(): Promise<readonly ToldEvent[]> {
    const { rows } = await store.sql.executeSql('SELECT event FROM outbox ORDER BY id');
    return rowsSchema.parse(rows).map(({ event }) => eventSchema.parse(event));
  }

  function happened(): readonly Truth[] {
    return world.truth.filter(({ name }) => name !== HISTORY_NAME);
  }

  const owned = stack.move();
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
        isRecorded: (name) =>
          (recorded.get(name) ?? 0) >= world.truth.filter((truth) => truth.name === name).length,
      });
      running = { traffic, weather };
    },
    step() {
      if (running) running.weather.step(running.traffic.step().name);
    },
    async look() {
      told = await readTold();
      recorded = count(told.map(({ data }) => data.release?.name ?? data.name ?? ''));
      const published = told.flatMap(({ data }) =>
        data.file && data.release
          ? [{ ...data.release, url: data.file.locator.url, digests: data.file.digests }]
          : [],
      );
      files.add(published.slice(fetched).filter((_, at) => at % FETCH_ONE_IN === 0));
      fetched = Math.max(fetched, published.length);
    },
    async askCarelessly() {
      const ask = (path: string, init: RequestInit = {}): Promise<unknown> =>
        fetch(`${standIn.url}${path}`, { ...init, redirect: 'manual', signal: AbortSignal.timeout(2_000) })
          .then((response) => response.arrayBuffer())
          .catch(() => null);
      const post = (body: string): Promise<unknown> =>
        ask('/pypi', { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
      // Twice: a fault can wait for the first.
      for (let at = 0; at < 2; at++) {
        await ask(`/simple/${HISTORY_NAME.toUpperCase()}/`);
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
      const events = await readTold();
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
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
