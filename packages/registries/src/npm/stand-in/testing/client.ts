import { request } from 'node:http';
import type { NpmStandIn } from '../server.ts';

/** One answer as it came over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** True when the connection ended before the announced length. */
  readonly aborted: boolean;
  /** The body as JSON. */
  json(): Record<string, unknown>;
}

interface Page {
  readonly results: readonly { readonly seq: number; readonly id: string; readonly deleted?: boolean }[];
  readonly last_seq: number;
}

interface Limits {
  /** Hangs up after so many bytes. */
  readonly bytesMax: number;
  /** Hangs up after so long without an answer's end. */
  readonly timeoutMs: number;
}

/** A client that shows what really arrives: no decompression, no retries, no redirects. */
export interface TestClient {
  get(
    path: string,
    headers?: Readonly<Record<string, string>>,
    method?: string,
    limits?: Partial<Limits>,
  ): Promise<Reply>;
  /** Hangs up after so many bytes; returns how many came. */
  readUpTo(path: string, bytesMax: number): Promise<number>;
  changes(since: number, limit?: number): Promise<Page>;
  /** The full document. */
  document(name: string, query?: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Versions that the document lists; null without a document. */
  versions(name: string, query?: string): Promise<readonly string[] | null>;
  /** `id → rev` of everything that `_all_docs` lists. */
  allDocs(): Promise<Readonly<Record<string, string>>>;
}

function exchange(
  url: string,
  headers: Readonly<Record<string, string>>,
  method: string,
  { bytesMax = Number.POSITIVE_INFINITY, timeoutMs = 60_000 }: Partial<Limits>,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { headers, method, agent: false, signal: AbortSignal.timeout(timeoutMs) },
      (response) => {
        const chunks: Buffer[] = [];
        let sizeBytes = 0;
        const done = (): void => {
          const body = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body,
            aborted: !response.complete,
            json: () => JSON.parse(body.toString('utf8')) as Record<string, unknown>,
          });
        };
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          sizeBytes += chunk.length;
          if (sizeBytes > bytesMax) outgoing.destroy();
        });
        response.on('error', () => {});
        response.once('close', done);
      },
    );
    outgoing.once('error', reject);
    outgoing.end();
  });
}

const PAGE_ROWS = 10_000;

/** A client of one stand-in. */
export function createTestClient(standIn: NpmStandIn): TestClient {
  const client: TestClient = {
    get: (path, headers = {}, method = 'GET', limits = {}) =>
      exchange(`${standIn.url}${path}`, headers, method, limits),
    async readUpTo(path, bytesMax) {
      return (await exchange(`${standIn.url}${path}`, {}, 'GET', { bytesMax })).body.length;
    },
    async changes(since, limit = 1_000) {
      const reply = await client.get(`/registry/_changes?since=${since}&limit=${limit}`);
      return reply.json() as unknown as Page;
    },
    document: (name, query = '', headers = {}) =>
      client.get(`/${name.replace('/', '%2F')}${query}`, { accept: 'application/json', ...headers }),
    async versions(name, query) {
      const reply = await client.document(name, query);
      if (reply.status !== 200) return null;
      return Object.keys((reply.json().versions as object | undefined) ?? {});
    },
    async allDocs() {
      const revisions: Record<string, string> = {};
      let key = '';
      for (;;) {
        const query = `limit=${PAGE_ROWS}&startkey=${encodeURIComponent(JSON.stringify(key))}`;
        const { rows } = (await client.get(`/registry/_all_docs?${query}`)).json() as {
          rows: { id: string; value: { rev: string } }[];
        };
        for (const { id, value } of rows) revisions[id] = value.rev;
        // The key is inclusive: a page of it alone is the end.
        key = rows.at(-1)?.id ?? '';
        if (rows.length < PAGE_ROWS) return revisions;
      }
    },
  };
  return client;
}
