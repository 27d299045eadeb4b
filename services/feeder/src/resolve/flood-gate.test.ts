import type { Lane } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { createFloodGate, type FloodGate } from './flood-gate.ts';

const MINUTE = 60_000;
const config = { windowMs: 10 * MINUTE, perNameMax: 20, perPublisherMax: 50 };

/** `recent` is what the store would count: those before. */
function admit(
  gate: FloodGate,
  name: string,
  publisher: string | null,
  { count = 1, nowMs = 0, recent = 0 } = {},
): Lane[] {
  return [...gate.admit({ name, recent }, Array<string | null>(count).fill(publisher), nowMs).lanes];
}

function liveOf(lanes: readonly Lane[]): number {
  return lanes.filter((lane) => lane === 'live').length;
}

describe('flood gate', () => {
  it('lets a monorepo and a busy day through', () => {
    const gate = createFloodGate(config);

    const lanes = Array.from({ length: 50 }, (_, at) => admit(gate, `@acme/${at}`, 'scope @acme')).flat();

    expect(liveOf(lanes)).toBe(50);
  });

  it('demotes what one package has too many of, the later ones', () => {
    const lanes = admit(createFloodGate(config), 'n', 'account ann', { count: 1_000 });

    expect(liveOf(lanes)).toBe(20);
    expect(lanes.lastIndexOf('live')).toBe(19);
  });

  it('counts what the store has: a gate that is new goes on where the one before it was', () => {
    const half = admit(createFloodGate(config), 'n', null, { count: 10, recent: 15 });
    const full = createFloodGate(config);

    expect(liveOf(half)).toBe(5);
    expect(full.laneOf({ name: 'n', recent: 21 }, 0)).toBe('bulk');
    expect(admit(full, 'n', null, { recent: 21 })).toEqual(['bulk']);
  });

  it('demotes what one publisher has too many of, over all its packages', () => {
    const gate = createFloodGate(config);

    const lanes = Array.from({ length: 500 }, (_, at) => admit(gate, `p${at}`, 'account ann')).flat();

    expect(liveOf(lanes)).toBe(50);
    expect(admit(gate, 'other', 'account bob')).toEqual(['live']);
  });

  it('does not take unknown publishers for one', () => {
    const gate = createFloodGate(config);

    const lanes = Array.from({ length: 500 }, (_, at) => admit(gate, `p${at}`, null)).flat();

    expect(liveOf(lanes)).toBe(500);
  });

  it('keeps a demoted package in its lane until it was quiet for a window', () => {
    const gate = createFloodGate(config);
    admit(gate, 'n', null, { count: 21 });

    const later = [9, 18, 27].map((minute) => admit(gate, 'n', null, { nowMs: minute * MINUTE }));
    const changes = [36, 37].map((minute) => gate.laneOf({ name: 'n', recent: 0 }, minute * MINUTE));

    expect(later.flat()).toEqual(['bulk', 'bulk', 'bulk']);
    expect(changes).toEqual(['bulk', 'live']);
    expect(admit(gate, 'n', null, { nowMs: 37 * MINUTE })).toEqual(['live']);
  });

  it('keeps the packages of a flooding publisher in their lane, too', () => {
    const gate = createFloodGate(config);
    admit(gate, 'first', 'account ann', { count: 20 });
    admit(gate, 'second', 'account ann', { count: 20 });
    expect(liveOf(admit(gate, 'third', 'account ann', { count: 20 }))).toBe(10);

    expect(admit(gate, 'third', 'account bob')).toEqual(['bulk']);
    expect(admit(gate, 'first', 'account ann', { nowMs: 5 * MINUTE })).toEqual(['bulk']);
  });

  it('tells each flood once, and again after it was over', () => {
    const gate = createFloodGate(config);
    const of = Array<string>(60).fill('account ann');

    const floods = [0, 5, 40].map(
      (minute) => gate.admit({ name: 'n', recent: 0 }, of, minute * MINUTE).begun,
    );

    expect(floods).toEqual([
      [
        { kind: 'package', key: 'n' },
        { kind: 'publisher', key: 'account ann' },
      ],
      [],
      [
        { kind: 'package', key: 'n' },
        { kind: 'publisher', key: 'account ann' },
      ],
    ]);
  });

  it('remembers a bounded number of packages', () => {
    const gate = createFloodGate(config, 100);
    admit(gate, 'n', null, { count: 21 });

    for (let at = 0; at < 200; at++) admit(gate, `p${at}`, null, { count: 21 });

    expect(['n', 'p199'].map((name) => gate.laneOf({ name, recent: 0 }, 0))).toEqual(['live', 'bulk']);
  });
});
