import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import expressPouchdb from 'express-pouchdb';
import memoryAdapter from 'pouchdb-adapter-memory';
import pouchdb from 'pouchdb-core';
import { z } from 'zod';
import { listenOnLoopback } from './listen.ts';

// One of each a process, which is how PouchDB means it: databases in memory are kept by name, classes share listeners.
const databases = pouchdb.plugin(memoryAdapter).defaults({ adapter: 'memory' });
const app = expressPouchdb(databases, { mode: 'minimumForPouchDB' });

const answerSchema = z.looseObject({ ok: z.boolean().optional(), error: z.string().optional() });
const writtenSchema = z.object({ rev: z.string() });

/** A document as CouchDB keeps it, without what CouchDB itself writes into it. */
export type CouchDocument = Readonly<Record<string, unknown>>;

/** One revision as replication writes it: `ids` are the hashes of `start`, `start - 1`, … */
export interface ReplicatedRevision {
  readonly start: number;
  readonly ids: readonly string[];
  readonly deleted: boolean;
}

/** express-pouchdb with one database, in memory. */
export interface Couch extends AsyncDisposable {
  /** `http://127.0.0.1:PORT/DATABASE`: feed below `_changes`, documents below their ids. */
  readonly databaseUrl: string;
  /** Reads below the database; null for 404. Throws for every other answer that is no success. */
  read(path: string): Promise<unknown>;
  /** Writes a document over its present revision, a deleted one included; returns the new revision. */
  put(id: string, document: CouchDocument): Promise<string>;
  remove(id: string): Promise<string>;
  /** Writes a revision that was made elsewhere, with the number that it has there. */
  replicate(id: string, revision: ReplicatedRevision): Promise<void>;
}

/**
 * Starts a CouchDB-compatible server that is not ours.
 *
 * What differs from npm's feed (2026-11): `seq` is a number that counts every write, without the holes of npm's
 * (CouchDB 2 and 3: opaque text that begins with a number); design documents have rows, and take places of a page;
 * `since=now`, a limit over 10,000 and unknown parameters are answered instead of refused.
 */
export async function startCouch(): Promise<Couch> {
  const database = `registry-${randomUUID()}`;
  const server = createServer((request, response) => {
    app(request, response);
  });
  const listening = await listenOnLoopback(server);
  const databaseUrl = `${listening.origin}/${database}`;

  async function call(method: string, path: string, body?: CouchDocument): Promise<unknown> {
    const response = await fetch(`${databaseUrl}${path}`, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.status === 404) return null;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  async function write(method: 'PUT' | 'DELETE', id: string, document?: CouchDocument): Promise<string> {
    const path = `/${encodeURIComponent(id)}`;
    const present = z
      .object({ _rev: z.string() })
      .nullable()
      .parse(await call('GET', path));
    const query = present === null ? '' : `?rev=${present._rev}`;
    return writtenSchema.parse(await call(method, `${path}${query}`, document)).rev;
  }

  await call('PUT', '');
  return {
    databaseUrl,
    read: (path) => call('GET', path),
    put: (id, document) => write('PUT', id, document),
    remove: (id) => write('DELETE', id),
    async replicate(id, { start, ids, deleted }) {
      const revision = { _id: id, _rev: `${start}-${ids[0] ?? ''}`, _revisions: { start, ids } };
      const docs = [{ ...revision, ...(deleted ? { _deleted: true } : {}) }];
      // Answers with what it could not write, and with nothing else.
      const refused = z
        .array(answerSchema)
        .parse(await call('POST', '/_bulk_docs', { docs, new_edits: false }));
      if (refused.length > 0) throw new Error(`not replicated: ${JSON.stringify(refused)}`);
    },
    async [Symbol.asyncDispose]() {
      await call('DELETE', '');
      await listening[Symbol.asyncDispose]();
    },
  };
}
