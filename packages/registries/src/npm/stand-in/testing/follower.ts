import { isHostileVersion } from '../hostile-kinds.ts';
import type { Reply, TestClient } from './client.ts';

/**
 * A patient follower: the least that finds everything. It reads rows and documents, whatever they look like, keeps
 * asking, and in the end sweeps all names.
 */
export interface Follower {
  /** `name@version` of all versions that a document listed. */
  readonly seen: ReadonlySet<string>;
  /** Reads what is new, and the documents and tarballs behind it. */
  poll(): Promise<void>;
  /** Reads every document at its origin. */
  sweep(): Promise<void>;
}

const PLACEHOLDERS = new Set(['0.0.0-stage', '0.0.1-security']);
const BYTES_MAX = 3_000_000;

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** What is a JSON object, if it is one. */
function parse(reply: Reply | null): Record<string, unknown> | null {
  if (reply?.status !== 200) return null;
  try {
    const value: unknown = JSON.parse(reply.body.toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function createFollower(client: TestClient, random: () => number): Follower {
  const seen = new Set<string>();
  const revisions = new Map<string, string>();
  const due = new Set<string>();
  let cursor = 0;

  async function read(path: string): Promise<Reply | null> {
    try {
      return await client.get(path, { accept: 'application/json' }, 'GET', {
        bytesMax: BYTES_MAX,
        timeoutMs: 100,
      });
    } catch {
      return null;
    }
  }

  async function readDocument(name: string, fresh: boolean): Promise<boolean> {
    const path = `/${encodeURIComponent(name)}`;
    const document = parse(await read(`${path}${fresh ? '?write=true' : ''}`));
    if (!document || !isRecord(document.versions)) return document !== null;
    for (const [version, manifest] of Object.entries(document.versions)) {
      if (!isRecord(manifest) || PLACEHOLDERS.has(version) || isHostileVersion(version)) continue;
      const subject = `${name}@${version}`;
      if (seen.has(subject)) continue;
      seen.add(subject);
      const bare = name.slice(name.indexOf('/') + 1);
      await read(`${path}/-/${encodeURIComponent(`${bare}-${version}.tgz`)}`);
    }
    return true;
  }

  return {
    seen,
    async poll() {
      const root = parse(await read('/'));
      const head = Number(root?.update_seq ?? Number.NaN);
      if (head < cursor) cursor = 0;
      const page = parse(await read(`/registry/_changes?since=${cursor}&limit=1000`));
      if (page && Array.isArray(page.results)) {
        for (const row of page.results as unknown[]) {
          if (!isRecord(row) || typeof row.id !== 'string' || row.id === '' || !row.id.isWellFormed())
            continue;
          const rev = JSON.stringify(row.changes);
          if (revisions.get(row.id) !== rev) due.add(row.id);
          revisions.set(row.id, rev);
        }
        cursor = Number(page.last_seq);
      }
      for (const name of [...due].slice(0, 60)) {
        due.delete(name);
        if (!(await readDocument(name, false)) && random() < 0.5) due.add(name);
      }
    },
    async sweep() {
      const names = Object.keys(await client.allDocs());
      for (const name of names) if (name !== '' && name.isWellFormed()) await readDocument(name, true);
    },
  };
}
