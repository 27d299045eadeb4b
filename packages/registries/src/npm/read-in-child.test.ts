import { describe, expect, it } from 'vitest';
import { CHILD_LIMITS, readInChild } from './read-in-child.ts';

const task = {
  kind: 'package',
  options: { known: new Set(['1.0.0']), base: 'https://registry.example', replaceOrigin: null },
} as const;

function fetched(text: string): { bytes: Buffer; headers: Record<string, string> } {
  return { bytes: Buffer.from(text), headers: { etag: '"1"' } };
}

function never(): AbortSignal {
  return new AbortController().signal;
}

describe('readInChild', () => {
  it('answers as reading here does, however many releases there are', async () => {
    const versions = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`1.0.${at}`, { name: 'n', description: 'ü' }]),
    );

    const answer = await readInChild('n', fetched(JSON.stringify({ _rev: '7-a', versions })), task, never());

    expect(answer).toMatchObject({ kind: 'present', revision: '7-a', takedown: false });
    expect(answer.listed).toHaveLength(60);
    expect(answer.releases.map(({ version }) => version)).toEqual(Object.keys(versions).slice(1));
    expect(answer.releases[0]?.facts).toMatchObject({
      manifest: { description: 'ü' },
      responseHeaders: { etag: '"1"' },
    });
  });

  it('looks one release up', async () => {
    const one = { kind: 'one', wanted: null, options: task.options } as const;
    const document = { versions: { '2.0.0': {} }, 'dist-tags': { latest: '2.0.0' } };

    const answer = await readInChild('n', fetched(JSON.stringify(document)), one, never());

    expect(answer).toMatchObject({ kind: 'present', release: { version: '2.0.0' } });
  });

  it('says what is wrong with a document', async () => {
    const reading = readInChild('n', fetched('{"versions":'), task, never());

    await expect(reading).rejects.toMatchObject({ code: 'REGISTRY_MALFORMED', retriable: true });
  });

  it('outlives a document that needs more memory than there is', async () => {
    const bomb = `{"x":[${Array.from({ length: 4_000_000 }, () => '[[]]').join(',')}]}`;

    const reading = readInChild('bomb', fetched(bomb), task, never(), { ...CHILD_LIMITS, heapMbMax: 64 });

    await expect(reading).rejects.toMatchObject({ code: 'DOCUMENT_HEAP', retriable: false });
  });

  it('ends at its time, and when it is told to', async () => {
    const stop = new AbortController();
    const reason = new Error('the program stops');
    const slow = readInChild('n', fetched('{}'), task, never(), { ...CHILD_LIMITS, timeoutMs: 1 });
    await expect(slow).rejects.toMatchObject({ code: 'DOCUMENT_SLOW', retriable: true });

    const stopped = expect(readInChild('n', fetched('{}'), task, stop.signal)).rejects.toBe(reason);
    stop.abort(reason);
    await stopped;
  });
});
