import type { ResolvedRelease } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { createFloodGate, type FloodGate } from './flood-gate.ts';
import { portionsOf } from './portions.ts';

const N = { name: 'n', recent: 0 };
const config = { windowMs: 600_000, perNameMax: 5, perPublisherMax: 50 };

function release(version: string, publishedAt: string | null): ResolvedRelease {
  const facts = { publishedAt, publisher: null, trustedPublisher: null, maintainers: [] };
  return { displayName: 'n', version, files: [], facts } as unknown as ResolvedRelease;
}

function versions(count: number): ResolvedRelease[] {
  return Array.from({ length: count }, (_, at) =>
    release(`1.0.${at}`, new Date(1_700_000_000_000 + at * 1_000).toISOString()),
  );
}

function by(gate: FloodGate): Parameters<typeof portionsOf>[2] {
  return { gate, keyOf: () => null };
}

describe('portionsOf', () => {
  it('cuts by lane and by size, and keeps the order of publishing', () => {
    const gate = createFloodGate(config);

    const { portions, begun } = portionsOf(N, versions(12).toReversed(), by(gate), 3, 0);

    expect(portions.map(({ lane, releases }) => `${lane} ${releases.length}`)).toEqual([
      'live 3',
      'live 2',
      'bulk 3',
      'bulk 3',
      'bulk 1',
    ]);
    expect(portions.flatMap(({ releases }) => releases)).toEqual(versions(12));
    expect(begun).toEqual([{ kind: 'package', key: 'n' }]);
  });

  it('is one empty portion when there is nothing new, in the lane of the package', () => {
    const gate = createFloodGate(config);
    const before = portionsOf(N, [], by(gate), 3, 0).portions;
    portionsOf(N, versions(6), by(gate), 3, 0);

    const after = portionsOf(N, [], by(gate), 3, 0).portions;

    expect([before, after]).toEqual([[{ lane: 'live', releases: [] }], [{ lane: 'bulk', releases: [] }]]);
  });

  it('puts releases without a time last', () => {
    const { portions } = portionsOf(
      N,
      [release('2.0.0', null), ...versions(1)],
      by(createFloodGate(config)),
      9,
      0,
    );

    expect(portions[0]?.releases.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0']);
  });
});
