import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { normalizeName } from '@weir/model';
import { type Answer, counting, json } from '../../lib/stand-in/answers.ts';
import type { KnobName, Target } from './knob-list.ts';
import { currentState, type ProjectState, type StoredProject } from './projects.ts';
import { renderDocument, renderFault, renderList, renderPage, renderRpc, renderRss } from './render.ts';
import type { Core } from './world.ts';

/** A request, reduced to what routes look at. */
export interface StandInRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What was asked for, and how to answer it. `name` is the project that faults can be bound to. */
export interface Route {
  readonly target: Target;
  readonly name: string | null;
  answer(this: void): Answer;
}

const SIMPLE_TYPE = 'application/vnd.pypi.simple.v1+json';
const EMPTY = Buffer.alloc(0);

function text(status: number, type: string, body: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': type, ...headers }, body: Buffer.from(body) };
}

function notFound(): Answer {
  return json(404, { message: 'Not Found' });
}

/** Adds an ETag, and answers 304 to who has it. */
function conditional(core: Core, request: StandInRequest, answer: Answer): Answer {
  const etag = `"${createHash('sha256').update(answer.body).digest('hex').slice(0, 22)}"`;
  if (request.headers['if-none-match'] === etag)
    return counting({ status: 304, headers: { etag }, body: EMPTY }, core.fired, 'not-modified');
  return { ...answer, headers: { ...answer.headers, etag } };
}

/** The routes of one stand-in. @param base where it is served, known once it listens. */
export function createRoutes(core: Core, base: () => string): (request: StandInRequest) => Route {
  const { world, timeline, behaviour, fired } = core;
  let cachedList: { readonly body: Answer; readonly serial: number; readonly madeMs: number } | null = null;
  let seenUpdates: string | null = null;
  const calls: number[] = [];

  function rss(kind: 'updates' | 'projects', request: StandInRequest): Answer {
    const max = kind === 'updates' ? behaviour.updatesMax : behaviour.projectsMax;
    const now = world.announcements(kind);
    const stale = core.takeStale(kind);
    const items = (stale ?? now).slice(0, max);
    const knobs: KnobName[] = [];
    if (stale !== null && stale !== now) knobs.push('rss-stale');
    if (items.some(({ displayName, version }) => version !== null && /\s/.test(`${displayName}${version}`)))
      knobs.push('title-with-spaces');
    if (kind === 'updates') {
      const keys = items.map(({ name, version }) => `${name}/${version ?? ''}`);
      if (seenUpdates !== null && keys.length > 0 && !keys.includes(seenUpdates)) knobs.push('rss-rollover');
      seenUpdates = keys[0] ?? seenUpdates;
    }
    const answer = text(200, 'text/xml; charset=utf-8', renderRss(base(), items));
    return counting(conditional(core, request, answer), fired, ...knobs);
  }

  function list(request: StandInRequest): Answer {
    if (!(request.headers.accept ?? '').includes(SIMPLE_TYPE))
      return counting(
        text(200, 'text/html', '<!DOCTYPE html><html><body></body></html>'),
        fired,
        'html-index',
      );
    const nowMs = timeline.now();
    const keepMs = timeline.scaled(behaviour.listCacheSeconds * 1_000);
    if (cachedList === null || nowMs - cachedList.madeMs >= keepMs) {
      const projects = world.names().flatMap((name) => {
        const project = world.find(name);
        if (!project) return [];
        const { status, serial } = currentState(project);
        return status === 'removed' || status === 'quarantined' ? [] : [{ name, serial }];
      });
      const body = json(200, renderList(projects, world.lastSerial), {
        'content-type': SIMPLE_TYPE,
        'x-pypi-last-serial': String(world.lastSerial),
      });
      cachedList = { body, serial: world.lastSerial, madeMs: nowMs };
    }
    const { body, serial, madeMs } = cachedList;
    const age = Math.max(0, Math.floor((nowMs - madeMs) / timeline.scale / 1_000));
    const answer = { ...body, headers: { ...body.headers, age: String(age) } };
    const given = counting(answer, fired, ...(serial === world.lastSerial ? [] : (['list-stale'] as const)));
    return {
      ...given,
      given() {
        given.given?.();
        core.toldSerial(serial);
      },
    };
  }

  /** The state that a request gets, older while a hold has answers left and the request does not go past the edge. */
  function stateFor(
    project: StoredProject,
    request: StandInRequest,
    hold: 'pageStale' | 'documentStale',
  ): { readonly state: ProjectState; readonly stale: boolean } {
    const state = currentState(project);
    const before = project.states.at(-2);
    const holds = world.holdOf(project.name);
    if (request.url.search !== '' || holds[hold] <= 0 || before === undefined) return { state, stale: false };
    holds[hold]--;
    return { state: before, stale: true };
  }

  function redirected(request: StandInRequest, given: string): Answer | null {
    const name = normalizeName('pypi', given);
    if (name === given) return null;
    const location = request.url.pathname.replace(encodeURIComponent(given), name);
    return counting({ status: 301, headers: { location }, body: EMPTY }, fired, 'redirect');
  }

  function page(request: StandInRequest, given: string): Answer {
    const redirect = redirected(request, given);
    if (redirect) return redirect;
    const project = world.find(given);
    if (!project) return notFound();
    const holds = world.holdOf(project.name);
    if (holds.pageAbsent > 0) {
      holds.pageAbsent--;
      return counting(notFound(), fired, 'page-absent');
    }
    const { state, stale } = stateFor(project, request, 'pageStale');
    if (state.status === 'removed' || state.releases.size === 0) return notFound();
    if (!(request.headers.accept ?? '').includes(SIMPLE_TYPE))
      return counting(
        text(200, 'text/html', '<!DOCTYPE html><html><body></body></html>'),
        fired,
        'html-index',
      );
    const releases = [...state.releases.values()];
    const knobs: KnobName[] = [
      ...(stale ? (['page-stale'] as const) : []),
      ...(state.status === 'quarantined' ? (['quarantined'] as const) : []),
      ...(releases.some(({ quarantined }) => quarantined) ? (['release-quarantined'] as const) : []),
      ...(releases.some(({ files }) => files.some(({ late }) => late)) ? (['late-file'] as const) : []),
    ];
    const answer = json(200, renderPage(base(), project, state), {
      'content-type': SIMPLE_TYPE,
      'x-pypi-last-serial': String(state.serial),
    });
    return counting(conditional(core, request, answer), fired, ...knobs);
  }

  function document(request: StandInRequest, given: string, version: string | null): Answer {
    const redirect = redirected(request, given);
    if (redirect) return redirect;
    const project = world.find(given);
    if (!project) return notFound();
    const holds = world.holdOf(project.name);
    const before = project.states.at(-2);
    const lags = holds.documentLags > 0 && before !== undefined;
    if (lags) holds.documentLags--;
    const { state, stale } = lags
      ? { state: before, stale: false }
      : stateFor(project, request, 'documentStale');
    const rendered = renderDocument(base(), project, state, version);
    const knobs: KnobName[] = lags ? ['document-lags'] : stale ? ['document-stale'] : [];
    if (rendered === null)
      return counting(
        notFound(),
        fired,
        ...knobs,
        ...(state.status === 'quarantined' ? (['quarantined'] as const) : []),
      );
    if (state.owners !== project.firstOwners) knobs.push('owners-changed');
    const answer = json(200, rendered, { 'x-pypi-last-serial': String(state.serial) });
    return counting(conditional(core, request, answer), fired, ...knobs);
  }

  function rpc(answer: string): Answer {
    return text(200, 'text/xml', answer);
  }

  /** A fault once the hour's calls are used up; blocked calls count, too. */
  function overLimit(): Answer | null {
    const hourMs = timeline.scaled(3_600_000);
    const nowMs = timeline.now();
    while (calls[0] !== undefined && nowMs - calls[0] >= hourMs) calls.shift();
    calls.push(nowMs);
    if (behaviour.journalHourlyMax === null || calls.length <= behaviour.journalHourlyMax) return null;
    const seconds = Math.max(1, Math.ceil((hourMs - (nowMs - (calls[0] ?? nowMs))) / 1_000));
    const reason = `HTTPTooManyRequests: The action could not be performed because there were too many requests by the client. Limit may reset in ${seconds} seconds.`;
    return counting(rpc(renderFault(-32500, reason)), fired, 'journal-limit');
  }

  function journal({ body }: StandInRequest): Answer {
    const limited = overLimit();
    if (limited) return limited;
    const method = /<methodName>\s*(?<method>[\w.]+)\s*<\/methodName>/.exec(body)?.groups?.method;
    if (method === 'changelog_last_serial') {
      const answer = rpc(renderRpc(world.lastSerial));
      return { ...answer, given: () => core.toldSerial(world.lastSerial) };
    }
    if (method !== 'changelog_since_serial')
      return counting(
        rpc(renderFault(-32601, `server error; requested method ${method ?? ''} not found`)),
        fired,
        'dead-method',
      );
    const since = /<(?:int|i4|i8)>\s*(?<since>\d{1,15})\s*<\//.exec(body)?.groups?.since;
    if (since === undefined)
      return counting(
        rpc(renderFault(-32602, 'client error; serial: an integer is required')),
        fired,
        'string-argument',
      );
    const after = world.journal.filter(([, , , , serial]) => serial > Number(since));
    const rows = after.slice(0, behaviour.journalRowsMax);
    return counting(
      rpc(renderRpc(rows)),
      fired,
      ...(after.length > rows.length ? (['journal-full'] as const) : []),
    );
  }

  /** The part of a body that a request asks for, as PyPI's host of files gives it (RFC 9110 section 14). */
  function ranged(request: StandInRequest, whole: Answer): Answer {
    const range = /^bytes=(?<start>\d{1,15})-(?<end>\d{1,15})$/.exec(request.headers.range ?? '')?.groups;
    const [start, last] = [Number(range?.start), Math.min(Number(range?.end), whole.body.length - 1)];
    if (range === undefined || start > last) return whole;
    const headers = { ...whole.headers, 'content-range': `bytes ${start}-${last}/${whole.body.length}` };
    return { status: 206, headers, body: whole.body.subarray(start, last + 1) };
  }

  function file(path: string, request: StandInRequest): Answer {
    const found = world.file(path);
    if (!found) return notFound();
    const answer = ranged(request, {
      status: 200,
      headers: { 'content-type': 'application/octet-stream', etag: `"${found.file.sha256}"` },
      body: found.file.content,
    });
    return counting(answer, fired, ...(found.removed ? (['removed-live-blob'] as const) : []));
  }

  function decode(part: string | undefined): string {
    try {
      return decodeURIComponent(part ?? '');
    } catch {
      return '';
    }
  }

  return function route(request) {
    const { pathname } = request.url;
    const parts = pathname.split('/');
    const to = (target: Target, name: string | null, answer: () => Answer): Route => ({
      target,
      name: name === null ? null : normalizeName('pypi', name),
      answer,
    });
    if (request.method === 'POST') return to('journal', null, () => journal(request));
    if (pathname === '/rss/updates.xml') return to('rss', null, () => rss('updates', request));
    if (pathname === '/rss/packages.xml') return to('rss', null, () => rss('projects', request));
    if (pathname === '/simple/') return to('list', null, () => list(request));
    const given = decode(parts[2]);
    if (parts[1] === 'simple' && parts.length === 4) return to('page', given, () => page(request, given));
    if (parts[1] === 'pypi' && parts[3] === 'json')
      return to('document', given, () => document(request, given, null));
    if (parts[1] === 'pypi' && parts[4] === 'json')
      return to('document', given, () => document(request, given, decode(parts[3])));
    if (parts[1] === 'packages') return to('file', null, () => file(pathname, request));
    return to('document', null, notFound);
  };
}
