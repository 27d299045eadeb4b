import type { RequestPriority } from '@weir/model';
import type { Requests } from '@weir/registries';

/** Requests by whose turn they were. */
export type RequestTally = Record<RequestPriority, number>;

/** Counts requests by priority where `counts` holds for their address; what it wraps stays the caller's. */
export function countRequests(
  requests: Requests,
  counts: (url: string) => boolean,
): { readonly requests: Requests; readonly tally: RequestTally } {
  const tally: RequestTally = { live: 0, recheck: 0, previous: 0, backfill: 0 };
  function note(url: string, priority: RequestPriority): void {
    if (counts(url)) tally[priority]++;
  }
  return {
    tally,
    requests: {
      get(url, options) {
        note(url, options.priority);
        return requests.get(url, options);
      },
      post(url, options) {
        note(url, options.priority);
        return requests.post(url, options);
      },
      download(url, options) {
        note(url, options.priority);
        return requests.download(url, options);
      },
      [Symbol.asyncDispose]: () => requests[Symbol.asyncDispose](),
    },
  };
}
