import { JSONParser } from '@streamparser/json';
import { AppError, describeError, type FeedProblem } from '@weir/model';
import { z } from 'zod';
import { problem } from '../lib/problem.ts';
import { isPypiName, pypiName } from './names.ts';

/** Tens of MB (2026-09: some 700,000 names of 50 bytes each). */
export const LIST_BYTES_MAX = 256 * 1024 * 1024;
/** Bytes that are parsed at once: some milliseconds. */
const SLICE_BYTES = 64 * 1024;
const PROBLEMS_MAX = 100;

const serial = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const projectSchema = z.object({ name: z.string(), '_last-serial': serial.nullable().catch(null) });
const metaSchema = z.object({ '_last-serial': serial.nullable().catch(null) });

export interface ListedName {
  /** Normalized. */
  readonly name: string;
  /** The project's last serial as decimal text. */
  readonly revision: string | null;
}

/** The list of all projects, read a part at a time: the whole of it never is objects in memory. */
export interface NameListReader {
  /** At least `count` names more, fewer only at the end. Throws `FEED_MALFORMED`, retriable. */
  read(count: number): { readonly names: readonly ListedName[]; readonly problems: readonly FeedProblem[] };
  /** True when there is nothing more. */
  readonly ended: boolean;
  /** Last serial of the registry when the list was made, decimal; null when the list does not say, or not yet. */
  readonly serial: string | null;
}

function malformed(why: string, cause?: unknown): AppError {
  return new AppError('FEED_MALFORMED', `all names: the answer is no list of projects (${why})`, {
    retriable: true,
    cause,
  });
}

/** A reader of an answer to `GET /simple/` (PEP 691 with the serials of PEP 700's predecessor, `_last-serial`). */
export function createNameListReader(bytes: Uint8Array): NameListReader {
  const parser = new JSONParser({ paths: ['$.meta', '$.projects', '$.projects.*'], keepStack: false });
  let names: ListedName[] = [];
  let problems: FeedProblem[] = [];
  let offset = 0;
  let ended = false;
  let listed = false;
  let newest: string | null = null;

  function take(value: unknown): void {
    const project = projectSchema.safeParse(value);
    if (project.success && isPypiName(project.data.name)) {
      const revision = project.data['_last-serial'];
      names.push({
        name: pypiName(project.data.name),
        revision: revision === null ? null : String(revision),
      });
    } else if (problems.length < PROBLEMS_MAX)
      problems.push(problem('name-row-malformed', 'not a project', value));
  }

  parser.onValue = ({ value, key, stack }) => {
    if (stack.length === 2 && typeof key === 'number') take(value);
    else if (key === 'projects') listed = Array.isArray(value);
    else if (key === 'meta') newest = metaSchema.safeParse(value).data?.['_last-serial']?.toString() ?? null;
  };
  parser.onError = (error) => {
    throw error;
  };

  function parseOn(): void {
    const slice = bytes.subarray(offset, offset + SLICE_BYTES);
    offset += slice.length;
    try {
      if (slice.length > 0) parser.write(slice);
    } catch (error) {
      throw malformed(describeError(error, 120), error);
    }
    if (offset < bytes.length) return;
    if (!parser.isEnded) throw malformed('it ends too early');
    if (!listed) throw malformed('it has no projects');
    ended = true;
  }

  return {
    read(count) {
      while (!ended && names.length < count) parseOn();
      const part = { names, problems };
      names = [];
      problems = [];
      return part;
    },
    get ended() {
      return ended;
    },
    get serial() {
      return newest;
    },
  };
}
