import type { NpmStandIn } from '@weir/registries/npm/stand-in';

/** A package of its own: the edge is asked for it and nobody else asks. */
const CACHED_NAME = 'weir-cached';
const TRIES = 10;
const POLLS = 120;

/** Asks the stand-in for everything that a careful follower never asks for, so that its refusals are met, too. */
export async function askCarelessly(standIn: NpmStandIn, name: string): Promise<void> {
  const { url, feedUrl } = standIn;
  async function ask(address: string, init: RequestInit = {}): Promise<Response | null> {
    try {
      const response = await fetch(address, { ...init, signal: AbortSignal.timeout(2_000) });
      await response.arrayBuffer();
      return response;
    } catch {
      // A fault that waited for this request; the next one gets the answer.
      return null;
    }
  }
  await ask(`${feedUrl}/_changes?since=now`);
  await ask(`${feedUrl}/_changes?feed=longpoll`);
  await ask(`${feedUrl}/_changes?limit=1000000`);
  await ask(`${feedUrl}/_changes?since=99999999999&limit=10`);
  await ask(`${feedUrl}/_changes`, { method: 'POST', body: '{}' });
  await ask(`${url}/${name}`, { headers: { accept: 'application/vnd.npm.install-v1+json' } });
  await ask(`${url}/${name}?write=true`, { headers: { accept: 'application/json' } });
  const fresh = await ask(`${url}/${name}?write=true`, { headers: { accept: 'application/json' } });
  const etag = fresh?.headers.get('etag');
  if (etag) {
    const headers = { accept: 'application/json', 'if-none-match': etag };
    await ask(`${url}/${name}?write=true`, { headers });
    await ask(`${url}/${name}`, { headers });
  }
  await believeCache();
  // More in a minute than the stand-in's limit allows; a minute can be a third of a second here, hence all at once.
  await Promise.all(Array.from({ length: POLLS }, () => ask(`${feedUrl}/_changes?since=0&limit=1`)));

  /** Asks the edge whether a document changed, right after it did. Repeated, as a fault can take the answer. */
  async function believeCache(): Promise<void> {
    const address = `${url}/${CACHED_NAME}`;
    const accept = 'application/json';
    for (let at = 0; at < TRIES && (standIn.fired['edge-stale-304'] ?? 0) === 0; at++) {
      standIn.world.publish([{ name: CACHED_NAME, version: `1.${at}.0` }]);
      const before = await ask(address, { headers: { accept } });
      standIn.world.publish([{ name: CACHED_NAME, version: `1.${at}.1` }]);
      await ask(address, { headers: { accept, 'if-none-match': before?.headers.get('etag') ?? '' } });
    }
  }
}
