import { z } from 'zod';
import type { Couch } from './couch.ts';
import type { Verdaccio } from './verdaccio.ts';

const revisionSchema = z.string().regex(/^[1-9]\d*-[0-9a-f]+$/);

interface History {
  readonly start: number;
  readonly ids: readonly string[];
}

/** Tells a feed of the packages of a registry that has none. */
export interface Mirror {
  /** Writes a row with the revision that the package's document has now; returns that revision, null when it is gone. */
  tell(name: string): Promise<string | null>;
}

/**
 * A row a change, with verdaccio's own revisions: its numbers grow by several at once (three a publish), so the
 * revisions between are made up. A package that is gone has no document, and its row the next number.
 */
export function createMirror(verdaccio: Verdaccio, couch: Couch): Mirror {
  const histories = new Map<string, History>();

  function after(history: History, start: number, id: string): History {
    // verdaccio counts from the start again for a name that comes back: a branch of its own beside the deleted one.
    if (start <= history.start) return { start, ids: [id] };
    const between = Array.from({ length: start - history.start - 1 }, () => 'between');
    return { start, ids: [id, ...between, ...history.ids] };
  }

  return {
    async tell(name) {
      const document = z
        .object({ _rev: revisionSchema })
        .nullable()
        .parse(await verdaccio.readDocument(name));
      const before = histories.get(name) ?? { start: 0, ids: [] };
      const revision = document?._rev ?? `${before.start + 1}-gone`;
      const [start = '', id = ''] = revision.split('-');
      const history = after(before, Number(start), id);
      await couch.replicate(name, { ...history, deleted: document === null });
      histories.set(name, history);
      return document?._rev ?? null;
    },
  };
}
