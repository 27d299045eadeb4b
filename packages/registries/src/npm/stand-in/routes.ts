import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '@weir/model';
import { type Answer, json, notFound, refused } from './answers.ts';
import type { ChangeRow } from './changes.ts';
import type { Target } from './knobs.ts';
import { abbreviatedOf } from './packages.ts';
import type { World } from './world.ts';

const DATABASE = 'registry';
const LIMIT_DEFAULT = 1_000;
const LIMIT_MAX = 10_000;
const CHANGES_PARAMS = new Set(['since', 'limit', 'descending']);
const ALL_DOCS_PARAMS = new Set(['limit', 'startkey', 'endkey', 'inclusive_end', 'key', 'descending']);

/** A request, reduced to what routes look at. */
export interface StandInRequest {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

/** What was asked for, and how to answer it. `name` is the package that faults can be bound to. */
export interface Route {
  readonly target: Target;
  readonly name: string | null;
  answer(): Answer;
}

function rowOf(row: ChangeRow): Record<string, unknown> {
  const base = { seq: row.seq, id: row.id, changes: [{ rev: row.rev }] };
  return row.deleted ? { ...base, deleted: true } : base;
}

function integer(text: string | null, fallback: number): number | null {
  if (text === null) return fallback;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function unknownParam(url: URL, allowed: ReadonlySet<string>): string | null {
  return [...url.searchParams.keys()].find((key) => !allowed.has(key)) ?? null;
}

function changes(world: World, clock: Clock, url: URL): Answer {
  const unknown = unknownParam(url, CHANGES_PARAMS);
  const since = integer(url.searchParams.get('since'), 0);
  const limit = integer(url.searchParams.get('limit'), LIMIT_DEFAULT);
  if (unknown !== null) return refused(`parameter ${unknown} is not supported`);
  if (since === null || limit === null || limit > LIMIT_MAX) return refused('since and limit are numbers');
  const rows =
    url.searchParams.get('descending') === 'true'
      ? world.changes.newest(limit, clock.now())
      : world.changes.after(since, limit, clock.now());
  return json(200, { results: rows.map(rowOf), last_seq: rows.at(-1)?.seq ?? since });
}

function allDocs(world: World, url: URL): Answer {
  const limit = integer(url.searchParams.get('limit'), LIMIT_DEFAULT);
  if (unknownParam(url, ALL_DOCS_PARAMS) !== null) return refused('parameter is not supported');
  if (limit === null || limit > LIMIT_MAX) return refused('limit is at most 10000');
  let startKey: unknown = '';
  try {
    startKey = JSON.parse(url.searchParams.get('startkey') ?? '""');
  } catch {
    return refused('startkey is no JSON');
  }
  if (typeof startKey !== 'string') return refused('startkey is no string');
  const names = world.changes.names().filter((row) => !row.deleted);
  const from = names.filter((row) => row.id >= startKey);
  const rows = from.slice(0, limit).map((row) => ({ id: row.id, key: row.id, value: { rev: row.rev } }));
  return json(200, { total_rows: names.length, offset: names.length - from.length, rows });
}

function document(world: World, clock: Clock, name: string, request: StandInRequest): Answer {
  const pkg = world.find(name);
  const hold = world.holdOf(name);
  if (!pkg || hold.documentUntilMs > clock.now()) return notFound();
  if (hold.documentRequests > 0) {
    hold.documentRequests--;
    return notFound();
  }
  const fresh = request.url.searchParams.get('write') === 'true';
  let version = pkg.served.at(-1);
  if (hold.lagRequests > 0 && !fresh) {
    hold.lagRequests--;
    version = pkg.served.at(-1 - hold.lagRevisions);
    if (!version) return notFound();
  }
  const headers = {
    etag: `"${version?.rev ?? ''}"`,
    'cache-control': 'public, max-age=300',
    'cf-cache-status': fresh ? 'DYNAMIC' : 'HIT',
    age: fresh ? '0' : '1',
    vary: 'accept-encoding, accept',
  };
  if (request.headers['if-none-match'] === headers.etag)
    return { status: 304, headers, body: Buffer.alloc(0) };
  if (request.headers.accept?.includes('application/vnd.npm.install-v1+json')) {
    return json(200, abbreviatedOf(pkg), {
      ...headers,
      'content-type': 'application/vnd.npm.install-v1+json',
    });
  }
  return json(200, version?.body ?? Buffer.alloc(0), headers);
}

function tarball(world: World, name: string, file: string): Answer {
  const hold = world.holdOf(name);
  if (hold.tarballRequests > 0) {
    hold.tarballRequests--;
    return notFound();
  }
  const bare = name.slice(name.indexOf('/') + 1);
  const version = file.startsWith(`${bare}-`) ? file.slice(bare.length + 1).replace(/\.tgz$/, '') : '';
  const stored = world.find(name)?.versions.get(version);
  if (!stored) return notFound();
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: stored.tarball };
}

/** Splits `/@scope%2Fname/…` or `/@scope/name/…` into the package and the rest. */
function splitPath(pathname: string): { name: string; rest: readonly string[] } | null {
  let parts: string[];
  try {
    parts = pathname.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return null;
  }
  const [first = '', second = ''] = parts;
  const apart = first.startsWith('@') && !first.includes('/');
  return apart ? { name: `${first}/${second}`, rest: parts.slice(2) } : { name: first, rest: parts.slice(1) };
}

/** Finds the route of a request; documents and feed share one server, as the pair of bases allows. */
export function route(world: World, clock: Clock, request: StandInRequest): Route {
  const { pathname } = request.url;
  const feed = (answer: () => Answer): Route => ({ target: 'feed', name: null, answer });
  if (pathname === '/' || pathname === `/${DATABASE}` || pathname === `/${DATABASE}/`) {
    return feed(() =>
      json(200, {
        db_name: DATABASE,
        engine: 'npm-replicate',
        doc_count: world.changes.names().length,
        update_seq: world.changes.head(clock.now()),
      }),
    );
  }
  if (pathname === `/${DATABASE}/_changes` || pathname === '/_changes') {
    return feed(() => changes(world, clock, request.url));
  }
  if (pathname === `/${DATABASE}/_all_docs` || pathname === '/_all_docs') {
    return feed(() => allDocs(world, request.url));
  }
  const path = splitPath(pathname);
  if (!path) return { target: 'document', name: null, answer: () => refused('malformed path') };
  const { name, rest } = path;
  const [first, file] = rest;
  if (first === '-' && file !== undefined) {
    return { target: 'tarball', name, answer: () => tarball(world, name, file) };
  }
  if (first !== undefined && first !== '') {
    return {
      target: 'document',
      name,
      answer: () => {
        const pkg = world.find(name);
        const stored = pkg?.versions.get(
          Object.hasOwn(pkg.distTags, first) ? (pkg.distTags[first] ?? '') : first,
        );
        return stored ? json(200, stored.manifest) : notFound();
      },
    };
  }
  return { target: 'document', name, answer: () => document(world, clock, name, request) };
}
