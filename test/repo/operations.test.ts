import { describe, expect, it } from 'vitest';
import { allModules } from './lib/modules.ts';
import { readText } from './lib/tree.ts';

const METRIC = /\bweir_[a-z0-9_]+/g;

const production = allModules().filter((module) => !module.isTest);
const declaring = production.filter((module) =>
  ['Counter', 'Gauge', 'Histogram'].some((name) => module.news.has(name)),
);
const metrics = new Set(
  declaring.flatMap((module) => [...module.strings].filter((text) => /^weir_[a-z0-9_]+$/.test(text))),
);

describe('metrics', () => {
  it('are declared in one metrics.ts per workspace', () => {
    expect(declaring.length).toBeGreaterThan(2);
    expect(
      declaring.map((module) => module.path).filter((path) => path !== `${homeOf(path)}/src/metrics.ts`),
    ).toEqual([]);
  });

  it('end their names with a unit, `_total`, or what they count', () => {
    expect(metrics.size).toBeGreaterThan(10);
    expect(
      [...metrics].filter(
        (name) => !/_(?:total|seconds|bytes|messages|following|info|rows|ratio)$/.test(name),
      ),
    ).toEqual([]);
  });
});

describe('the runbook', () => {
  it('speaks of metrics that exist', () => {
    const mentioned = new Set(readText('infra/runbook.md').match(METRIC));

    expect(mentioned.size).toBeGreaterThan(3);
    expect([...mentioned].filter((name) => !metrics.has(name))).toEqual([]);
  });

  it('says what to do about everything that it lists', () => {
    const sections = readText('infra/runbook.md').split(/^## /m).slice(1);

    expect(sections.length).toBeGreaterThan(5);
    for (const section of sections)
      expect(section.split('\n').slice(1).join('').trim(), section).not.toBe('');
  });
});

function homeOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
