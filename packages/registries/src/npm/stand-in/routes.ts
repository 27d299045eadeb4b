import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, counting, notFound, refused } from './answers.ts';
import type { Core } from './core.ts';
import type { Target } from './knob-list.ts';
import type { PollLimit } from './poll-limit.ts';
import type { DocumentRoutes } from './route-document.ts';
import { DATABASE, type FeedRoutes } from './route-feed.ts';

/** A request, reduced to what routes look at. */
export interface StandInRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

/** What was asked for, and how to answer it. `name` is the package that faults can be bound to. */
export interface Route {
  readonly target: Target;
  readonly name: string | null;
  answer(): Answer;
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

const ROOTS = new Set(['/', `/${DATABASE}`, `/${DATABASE}/`]);
const CHANGES = new Set(['/_changes', `/${DATABASE}/_changes`]);
const ALL_DOCS = new Set(['/_all_docs', `/${DATABASE}/_all_docs`]);

export interface Routers {
  readonly core: Core;
  readonly feed: FeedRoutes;
  readonly documents: DocumentRoutes;
  readonly pollLimit: PollLimit;
}

/** Finds the route of a request; documents and feed share one server, as the pair of bases allows. */
export function route({ core, feed, documents, pollLimit }: Routers, request: StandInRequest): Route {
  const { url, method } = request;
  const { pathname } = url;
  const isRead = method === 'GET' || method === 'HEAD';

  function feedRoute(answer: () => Answer, wrongMethodStatus: number): Route {
    const refuse = (): Answer => counting(refused('method', wrongMethodStatus), core.fired, 'bad-method');
    return {
      target: 'feed',
      name: null,
      answer: () => pollLimit.check() ?? (isRead ? answer() : refuse()),
    };
  }

  if (ROOTS.has(pathname)) return feedRoute(() => feed.root(), 405);
  if (CHANGES.has(pathname)) return feedRoute(() => feed.changes(url), core.behaviour.postChangesStatus);
  if (ALL_DOCS.has(pathname)) return feedRoute(() => feed.allDocs(url), 405);

  const path = splitPath(pathname);
  if (!path) return { target: 'document', name: null, answer: () => refused('malformed path') };
  const { name, rest } = path;
  const [first, file] = rest;
  if (!isRead) {
    return {
      target: 'document',
      name,
      answer: () => counting(refused('method', 405), core.fired, 'bad-method'),
    };
  }
  if (first === '-' && file !== undefined) {
    return { target: 'tarball', name, answer: () => documents.tarball(name, file) };
  }
  // A document below the database's name: gone since 2025.
  if (name === DATABASE && first !== undefined) return { target: 'document', name, answer: notFound };
  if (first !== undefined && first !== '') {
    return { target: 'document', name, answer: () => documents.manifest(name, first) };
  }
  const fresh = url.searchParams.get('write') === 'true';
  return { target: 'document', name, answer: () => documents.document(name, fresh, request.headers) };
}
