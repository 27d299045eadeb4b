import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { EVENT_BYTES_MAX, EVENT_TYPES, eventKey, eventTopic, parseEvent } from './events.ts';
import { formatPurl } from './purl.ts';
import { ecosystemOf, normalizeName, REGISTRIES, registrySchema } from './registry.ts';

const GOLDEN = join(import.meta.dirname, '../golden');

interface Golden {
  readonly registry: string;
  readonly type: string;
  readonly text: string;
}

/** Rows of the README's table as `registry/type`, for every `yes`. */
function tabled(): readonly string[] {
  const lines = readFileSync(join(GOLDEN, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [header = [], , ...rows] = lines;
  const types = header
    .slice(1)
    .map((kind) => (kind === 'verdict' ? 'verdict.recorded.v1' : `release.${kind}.v1`));
  return rows.flatMap(([registry, ...cells]) =>
    cells.flatMap((cell, index) => (cell === 'yes' ? [`${registry}/${types[index]}`] : [])),
  );
}

const GOLDENS: readonly Golden[] = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .map((path) => {
    const [registry = '', file = ''] = path.split(/[\\/]/);
    return { registry, type: file.replace(/\.json$/, ''), text: readFileSync(join(GOLDEN, path), 'utf8') };
  });

function published(change: (data: Record<string, unknown>) => void): unknown {
  const text = GOLDENS.find(({ type }) => type === 'release.published.v1')?.text ?? '';
  const event = JSON.parse(text) as { data: Record<string, unknown> };
  change(event.data);
  return event;
}

describe('golden events', () => {
  it('are exactly those of the table, for all registries and all types', () => {
    const found = GOLDENS.map(({ registry, type }) => `${registry}/${type}`);

    expect(found.toSorted()).toEqual(tabled().toSorted());
    expect(new Set(GOLDENS.map(({ registry }) => registry))).toEqual(new Set(REGISTRIES));
    expect(new Set(GOLDENS.map(({ type }) => type))).toEqual(new Set(EVENT_TYPES));
  });

  it.each(GOLDENS)('$registry $type parses unchanged, keyed by its package', ({ registry, type, text }) => {
    const event = parseEvent(JSON.parse(text));

    expect(event.type).toBe(type);
    expect(event).toStrictEqual(JSON.parse(text));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(EVENT_BYTES_MAX);
    const subject = 'release' in event.data ? event.data.release : event.data;
    const known = registrySchema.parse(registry);
    expect(subject.registry).toBe(known);
    expect(subject.ecosystem).toBe(ecosystemOf(known));
    expect(subject.name).toBe(normalizeName(known, subject.name));
    expect(subject.purl).toBe(formatPurl(known, subject.name, subject.version ?? undefined));
    expect(eventKey(event)).toBe(`${subject.ecosystem}/${subject.name}`);
    expect(eventTopic(event)).toBe(type === 'verdict.recorded.v1' ? 'verdicts' : 'releases.live');
  });
});

describe('parseEvent', () => {
  it('ignores fields it does not know: additions are no break', () => {
    const event = parseEvent(published((data) => Object.assign(data, { later: { added: true } })));

    expect(event.data).not.toHaveProperty('later');
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /\(root\)/],
    ['text', 'release', /\(root\)/],
    ['an unknown type', { type: 'release.published.v9' }, /type/],
    [
      'a name over its cap',
      published((data) => Object.assign(data, { release: { name: 'x'.repeat(513) } })),
      /data\.release/,
    ],
    ['a number as offset', published((data) => Object.assign(data, { releaseId: 5 })), /data\.releaseId/],
    [
      'a digest in capitals',
      published((data) => Object.assign(data, { factsDigest: 'AB'.repeat(32) })),
      /data\.factsDigest/,
    ],
    [
      'a time without zone',
      published((data) => Object.assign(data, { seenAt: '2026-11-23T10:00:00' })),
      /data\.seenAt/,
    ],
  ])('refuses %s, naming the field', (_what, value, field) => {
    const parse = (): unknown => parseEvent(value);

    expect(parse).toThrow(AppError);
    expect(parse).toThrow(field);
    expect(parse).toThrow(expect.objectContaining({ code: 'EVENT_INVALID', retriable: false }));
  });

  it('puts bulk releases on their own lane', () => {
    const bulk = { lane: 'bulk', replay: true, muted: true };

    expect(eventTopic(parseEvent(published((data) => Object.assign(data, { origin: bulk }))))).toBe(
      'releases.bulk',
    );
  });
});
