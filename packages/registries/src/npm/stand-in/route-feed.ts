import { firstWhere } from '../../lib/stand-in/search.ts';
import { type Answer, counting, json, refused } from './answers.ts';
import type { ChangeRow } from './changes.ts';
import type { Core } from './core.ts';
import type { FeedWatch } from './feed-knobs.ts';

/** The name of the database, as the root document says it. */
export const DATABASE = 'registry';

const LIMIT_DEFAULT = 1_000;
const CHANGES_PARAMS = new Set(['since', 'limit', 'descending']);
const ALL_DOCS_PARAMS = new Set([
  'limit',
  'startkey',
  'endkey',
  'inclusive_end',
  'key',
  'keys',
  'descending',
]);

/** Answers of the replication endpoint: root, changes, all documents. */
export interface FeedRoutes {
  root(): Answer;
  changes(url: URL): Answer;
  allDocs(url: URL): Answer;
}

function rowOf(row: ChangeRow): Record<string, unknown> {
  const base = { seq: row.seq, id: row.id, changes: [{ rev: row.rev }] };
  return row.deleted ? { ...base, deleted: true } : base;
}

function integer(text: string | null, fallback: number): number | null {
  if (text === null) return fallback;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function hasUnknown(url: URL, allowed: ReadonlySet<string>): boolean {
  return [...url.searchParams.keys()].some((key) => !allowed.has(key));
}

/** A JSON string parameter: undefined when absent, null when it is none. */
function jsonText(url: URL, name: string): string | null | undefined {
  const text = url.searchParams.get(name);
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function jsonTexts(text: string): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
  } catch {
    return null;
  }
}

export function createFeedRoutes(core: Core, watch: FeedWatch): FeedRoutes {
  const { behaviour, fired, timeline, names } = core;

  function bad(reason: string): Answer {
    return counting(refused(reason), fired, 'bad-parameter');
  }

  /** The limit to go by; an answer when it is over the maximum and that is refused. */
  function limitWithin(limit: number, limitMax: number): number | Answer {
    if (limit <= limitMax) return limit;
    if (behaviour.overLimitStatus === 200) return limitMax;
    return counting(refused(`limit is at most ${limitMax}`, behaviour.overLimitStatus), fired, 'over-limit');
  }

  function page(since: number, limit: number, descending: boolean): Answer {
    const nowMs = timeline.now();
    const rows = descending ? core.changes.newest(limit, nowMs) : core.changes.after(since, limit, nowMs);
    const lastSeq = rows.at(-1)?.seq ?? since;
    const results = rows.map(rowOf);
    const isPast = rows.length === 0 && since > core.changes.head(nowMs);
    return {
      ...json(200, { results, last_seq: lastSeq }),
      page: { results, last_seq: lastSeq, limit },
      given() {
        if (isPast) fired.add('past-head');
        for (const { knob } of rows) if (knob) fired.add(knob);
        if (descending) return;
        core.shadows.pass(since, lastSeq, nowMs);
        watch.told(lastSeq, since);
      },
    };
  }

  return {
    root() {
      const head = core.changes.head(timeline.now());
      const { size } = names;
      return {
        ...json(200, { db_name: DATABASE, engine: 'npm-replicate', doc_count: size, update_seq: head }),
        given: () => watch.told(head, null),
      };
    },
    changes(url) {
      if (hasUnknown(url, CHANGES_PARAMS)) return bad('parameter is not supported');
      const since = integer(url.searchParams.get('since'), 0);
      const asked = integer(url.searchParams.get('limit'), LIMIT_DEFAULT);
      if (since === null || asked === null) return bad('since and limit are numbers');
      const limit = limitWithin(asked, behaviour.changesLimitMax);
      if (typeof limit !== 'number') return limit;
      return page(since, limit, url.searchParams.get('descending') === 'true');
    },
    allDocs(url) {
      if (hasUnknown(url, ALL_DOCS_PARAMS)) return bad('parameter is not supported');
      const asked = integer(url.searchParams.get('limit'), LIMIT_DEFAULT);
      const [start, end, key] = ['startkey', 'endkey', 'key'].map((name) => jsonText(url, name));
      if (asked === null || start === null || end === null || key === null) return bad('no JSON string');
      const limit = limitWithin(asked, behaviour.allDocsLimitMax);
      if (typeof limit !== 'number') return limit;
      const row = (id: string): object => ({ id, key: id, value: { rev: names.revOf(id) } });
      const keysText = url.searchParams.get('keys');
      if (keysText !== null) {
        const keys = jsonTexts(keysText);
        if (keys === null) return bad('keys is no JSON array of strings');
        const rows = keys.map((id) =>
          names.revOf(id) === undefined ? { key: id, error: 'not_found' } : row(id),
        );
        return json(200, { total_rows: names.size, offset: null, rows });
      }
      const all = names.sorted();
      const descending = url.searchParams.get('descending') === 'true';
      const [low, high] = descending ? [end, start] : [start, end];
      const inclusive = descending || url.searchParams.get('inclusive_end') !== 'false';
      const from = names.indexOf(key ?? low ?? '');
      const top = key ?? high;
      const to =
        top === undefined
          ? all.length
          : firstWhere(all.length, (at) => (inclusive ? (all[at] ?? '') > top : (all[at] ?? '') >= top));
      const slice = descending
        ? all.slice(Math.max(from, to - limit), to).toReversed()
        : all.slice(from, Math.min(to, from + limit));
      return json(200, {
        total_rows: all.length,
        offset: descending ? all.length - to : from,
        rows: slice.map(row),
      });
    },
  };
}
