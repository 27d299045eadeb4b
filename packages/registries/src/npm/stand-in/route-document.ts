import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, counting, json, notFound } from './answers.ts';
import type { Core } from './core.ts';
import type { EdgeCache } from './edge.ts';
import type { Hold, Holds, HostileHold } from './hold.ts';
import { spoilParts } from './hostile.ts';
import type { KnobName } from './knob-list.ts';
import { listedVersions, type StoredPackage } from './packages.ts';
import { partsOf, renderAbbreviated, renderParts } from './render.ts';

const ABBREVIATED = 'application/vnd.npm.install-v1+json';

/** Answers of the registry itself: documents, manifests, tarballs. */
export interface DocumentRoutes {
  document(name: string, fresh: boolean, headers: IncomingHttpHeaders): Answer;
  /** One version's manifest, by version or dist-tag. */
  manifest(name: string, wanted: string): Answer;
  tarball(name: string, file: string): Answer;
}

interface Choice {
  /** Index of the state to serve; below 0 when it is older than the package. */
  readonly state: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly stale: 'lag-by-requests' | 'edge-stale' | null;
}

export function createDocumentRoutes(core: Core, edge: EdgeCache, holds: Holds): DocumentRoutes {
  const { timeline, fired, behaviour } = core;

  function choose(pkg: StoredPackage, hold: Hold | undefined, fresh: boolean): Choice {
    const newest = pkg.states.length - 1;
    if (fresh) return { state: newest, headers: { 'cf-cache-status': 'DYNAMIC' }, stale: null };
    if (hold && hold.lagRequests > 0) {
      hold.lagRequests--;
      const headers = { 'cf-cache-status': 'HIT', age: '245' };
      return {
        state: newest - hold.lagRevisions,
        headers,
        stale: hold.lagRevisions > 0 ? 'lag-by-requests' : null,
      };
    }
    if (!edge.enabled) return { state: newest, headers: { 'cf-cache-status': 'HIT', age: '1' }, stale: null };
    const { state, ageSeconds, status } = edge.read(pkg);
    const headers = { 'cf-cache-status': status, ...(status === 'HIT' ? { age: String(ageSeconds) } : {}) };
    return { state, headers, stale: state < newest ? 'edge-stale' : null };
  }

  /** Knobs of which this state is a first sight; they are counted when the answer was given. */
  function meet(pkg: StoredPackage, state: number): void {
    if (pkg.meetings.length === 0) return;
    pkg.meetings = pkg.meetings.filter((meeting) => {
      const met = meeting.from <= state && state < meeting.until;
      if (met) fired.add(meeting.knob);
      return !met;
    });
  }

  function wantsAbbreviated(accept: string | undefined): boolean {
    if (accept?.includes(ABBREVIATED)) return true;
    return behaviour.abbreviatedForAnyAccept && (accept ?? '*/*').includes('*/*');
  }

  function isUnchanged(request: IncomingHttpHeaders, etag: string, modified: string): boolean {
    const tags = request['if-none-match'];
    if (tags !== undefined) {
      return tags.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
    }
    const since = Date.parse(request['if-modified-since'] ?? '');
    // HTTP dates have whole seconds.
    return Number.isFinite(since) && Math.floor(Date.parse(modified) / 1_000) * 1_000 <= since;
  }

  function render(
    pkg: StoredPackage,
    state: number,
    abbreviated: boolean,
    hostile: HostileHold | null,
  ): Buffer {
    if (abbreviated) return Buffer.from(renderAbbreviated(pkg, state));
    const parts = partsOf(pkg, state);
    if (hostile) spoilParts(parts, hostile.kind, hostile.sizeBytes);
    const text = renderParts(parts);
    return Buffer.from(hostile?.kind === 'not-an-object' ? `[${text}]` : text);
  }

  /** Why the package's documents or tarballs cannot be had for a time. */
  function isAbsent(hold: Hold | undefined): boolean {
    if (!hold) return false;
    if (hold.documentUntilMs > timeline.now()) return true;
    if (hold.documentRequests <= 0) return false;
    hold.documentRequests--;
    return true;
  }

  function hostileNow(hold: Hold | undefined): HostileHold | null {
    const hostile = hold?.hostile;
    if (!hostile || hostile.untilMs <= timeline.now() || hostile.answersLeft <= 0) return null;
    hostile.answersLeft--;
    return hostile;
  }

  return {
    document(name, fresh, request) {
      const pkg = core.packages.get(name);
      const hold = holds.find(name);
      if (isAbsent(hold)) return pkg ? counting(notFound(), fired, 'document-absent') : notFound();
      if (!pkg) return notFound();
      const { state: at, headers: edgeHeaders, stale } = choose(pkg, hold, fresh);
      const knobs: KnobName[] = stale ? [stale] : [];
      if (fresh) knobs.push('origin-asked');
      const given = (): void => meet(pkg, at);
      const state = pkg.states[at];
      if (!state) return counting(notFound(), fired, ...knobs);
      if (state.gone) return counting(notFound(), fired, ...knobs, 'tombstone');
      const listed = listedVersions(pkg, at);
      // A new name of which every version is held back has no document.
      if (listed.length === 0 && state.unpublished === null && !wasShown(pkg, at)) {
        return counting({ ...notFound(), given }, fired, ...knobs);
      }
      const abbreviated = wantsAbbreviated(request.accept);
      const hostile = abbreviated ? null : hostileNow(hold);
      const etag = etagOf(name, at, abbreviated, hostile);
      const headers = {
        etag,
        'last-modified': new Date(state.modified).toUTCString(),
        'cache-control': `public, max-age=${behaviour.cacheSeconds}`,
        ...edgeHeaders,
        vary: 'accept-encoding, accept',
      };
      if (isUnchanged(request, etag, state.modified)) {
        const knob = stale === null ? 'not-modified' : 'edge-stale-304';
        return counting({ status: 304, headers, body: Buffer.alloc(0) }, fired, ...knobs, knob);
      }
      if (name.startsWith('@')) knobs.push('scoped-name');
      if (abbreviated) knobs.push('abbreviated');
      if (hostile) knobs.push(`hostile-${hostile.kind}`);
      const type = { 'content-type': abbreviated ? ABBREVIATED : 'application/json' };
      const body = render(pkg, at, abbreviated, hostile);
      return counting({ ...json(200, body, { ...headers, ...type }), given }, fired, ...knobs);
    },
    manifest(name, wanted) {
      const pkg = core.packages.get(name);
      const at = (pkg?.states.length ?? 0) - 1;
      const state = pkg?.states[at];
      if (!pkg || !state || isAbsent(holds.find(name))) return notFound();
      const version = state.tags.get(wanted) ?? wanted;
      const stored = listedVersions(pkg, at).find((one) => one.version === version);
      return stored ? json(200, Buffer.from(stored.text)) : notFound();
    },
    tarball(name, file) {
      const hold = holds.find(name);
      const pkg = core.packages.get(name);
      const bare = name.slice(name.indexOf('/') + 1);
      const version = file.startsWith(`${bare}-`) ? file.slice(bare.length + 1).replace(/\.tgz$/, '') : '';
      const stored = pkg?.versions.get(version);
      const at = (pkg?.states.length ?? 0) - 1;
      if (!stored || stored.shownFrom > at || at >= stored.hiddenFrom) return notFound();
      if (hold && (hold.tarballUntilMs > timeline.now() || hold.tarballRequests > 0)) {
        hold.tarballRequests = Math.max(0, hold.tarballRequests - 1);
        return counting(notFound(), fired, 'tarball-absent');
      }
      const headers = { 'content-type': 'application/octet-stream' };
      const answer = { status: 200, headers, body: stored.tarball };
      return stored.wrongDigest ? counting(answer, fired, 'wrong-digest') : answer;
    },
  };
}

/** Whether any document up to a state ever listed a version. */
function wasShown(pkg: StoredPackage, at: number): boolean {
  return [...pkg.versions.values()].some(({ shownFrom }) => shownFrom <= at);
}

function etagOf(name: string, at: number, abbreviated: boolean, hostile: HostileHold | null): string {
  const what = `${name} ${at} ${abbreviated} ${hostile?.kind ?? ''}`;
  return `"${createHash('md5').update(what).digest('hex')}"`;
}
