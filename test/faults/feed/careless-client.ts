import type { NpmStandIn } from '@weir/registries/npm/stand-in';

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
  // More in a minute than the stand-in's limit allows.
  for (let at = 0; at < 70; at++) await ask(`${feedUrl}/_changes?since=0&limit=1`);
}
