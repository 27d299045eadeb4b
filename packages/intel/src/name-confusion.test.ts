import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findNameConfusion } from './name-confusion.ts';
import type { ConfusionKind } from './name-mutations.ts';
import { popularRanks } from './popular-names.ts';

/** What a name is taken for, as `likeness kind target`. */
function told(name: string): string | null {
  const found = findNameConfusion('npm', name);
  return found && `${found.likeness} ${found.kind} ${found.target}`;
}

describe('findNameConfusion', () => {
  it.each<[string, ConfusionKind, string]>([
    ['crossenv', 'separator', 'cross-env'],
    ['discord-js', 'separator', 'discord.js'],
    ['cha1k', 'homoglyph', 'chalk'],
    ['сhаlk', 'homoglyph', 'chalk'],
    ['lodahs', 'transposition', 'lodash'],
    ['expresss', 'duplication', 'express'],
    ['mongose', 'omission', 'mongoose'],
    ['axuos', 'adjacent-key', 'axios'],
    ['typescxript', 'adjacent-key', 'typescript'],
    ['typescvipt', 'bit-flip', 'typescript'],
    ['typascript', 'vowel-swap', 'typescript'],
    ['typesczript', 'insertion', 'typescript'],
    ['@bable/core', 'scope-typo', '@babel/core'],
    ['@bable/no-such-thing', 'scope-typo', '@babel/types'],
  ])('takes %s for a typo (%s) of %s', (name, kind, target) => {
    expect(told(name)).toBe(`typo ${kind} ${target}`);
  });

  it.each<[string, ConfusionKind, string]>([
    ['plain-crypto-js', 'affix', 'crypto-js'],
    ['dayjs-node', 'affix', 'dayjs'],
    ['lodash4', 'version-suffix', 'lodash'],
    ['date-fn', 'plural', 'date-fns'],
    ['types-node', 'scope', '@types/node'],
    ['claud-code', 'scope', '@anthropic-ai/claude-code'],
    ['fetch-node', 'word-order', 'node-fetch'],
    ['array-concat', 'section', 'safe-array-concat'],
    ['boto3', 'other-registry', 'boto3'],
  ])('takes %s for a lookalike (%s) of %s', (name, kind, target) => {
    expect(told(name)).toBe(`lookalike ${kind} ${target}`);
  });

  it.each([
    ['popular names, however near each other', 'color'],
    ['their neighbours', 'colors'],
    ['names in a scope with popular packages', '@babel/coer'],
    ['scoped names that are called like something', '@acme/lodash'],
    ['names far from all', 'weir-harbour-gauge'],
    ['very short names', 'zq'],
    ['nothing at all', ''],
    ['what no registry would take', 'a'.repeat(100_000)],
  ])('says nothing of %s', (_what, name) => {
    expect(told(name)).toBeNull();
  });

  it('looks at names without regard to case', () => {
    expect(told('LODAHS')).toBe('typo transposition lodash');
  });

  it('is silent about every popular name', () => {
    const loud = [...popularRanks('npm').keys()].filter((name) => findNameConfusion('npm', name) !== null);

    expect(popularRanks('npm').size).toBe(20_000);
    expect(loud).toEqual([]);
  });

  it('is near few of the names that are used and not popular', () => {
    const names = readFileSync(new URL('fixtures/other-names.txt', import.meta.url), 'utf8')
      .trim()
      .split('\n');

    const near = names.map((name) => findNameConfusion('npm', name)).filter((found) => found !== null);

    expect(names.length).toBeGreaterThan(4_000);
    expect(near.filter(({ likeness }) => likeness === 'typo').length / names.length).toBeLessThan(0.01);
    expect(near.length / names.length).toBeLessThan(0.02);
  });

  it('knows the names of PyPI as targets of their own', () => {
    expect(findNameConfusion('pypi', 'reqeusts')).toMatchObject({ target: 'requests', likeness: 'typo' });
    expect(findNameConfusion('pypi', 'requests')).toBeNull();
  });
});
