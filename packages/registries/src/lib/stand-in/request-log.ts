import type { IncomingMessage } from 'node:http';

/** A request that was answered, for tests that count. */
export interface SeenRequest<Target extends string> {
  readonly target: Target;
  readonly name: string | null;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** The requests that a stand-in got. */
export interface RequestLog<Target extends string> {
  /** The last ones, oldest first (at most 10,000). */
  readonly requests: readonly SeenRequest<Target>[];
  /** All since the start. */
  readonly counts: Readonly<Record<Target, number>>;
  note(request: SeenRequest<Target>): void;
}

const REQUESTS_KEPT = 10_000;

/** Opens a log of requests to so many targets. */
export function createRequestLog<Target extends string>(targets: readonly Target[]): RequestLog<Target> {
  const requests: SeenRequest<Target>[] = [];
  const counts = Object.fromEntries(targets.map((target) => [target, 0])) as Record<Target, number>;
  return {
    requests,
    counts,
    note(request) {
      requests.push(request);
      if (requests.length > REQUESTS_KEPT) requests.shift();
      counts[request.target]++;
    },
  };
}

/** The address that a request asks for, on a base that stands for this server; null when it is malformed. */
export function addressOf(request: IncomingMessage): URL | null {
  const path = request.url ?? '/';
  const base = 'http://stand-in.test';
  return URL.canParse(path, base) ? new URL(path, base) : null;
}
