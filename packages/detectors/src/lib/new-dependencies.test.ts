import type { Json } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { releaseFacts } from '../samples-kit.ts';
import { NEW_DEPENDENCIES_MAX, newDependencies } from './new-dependencies.ts';

const PREVIOUS = { publishedAt: null, trustedPublisher: null, maintainers: null, hooks: {} };

function told(manifest: Json, before: Record<string, string> | null | undefined) {
  const previous =
    before === undefined
      ? {}
      : { previousVersion: '0.9.0', previousFacts: { ...PREVIOUS, dependencies: before } };
  return newDependencies(releaseFacts({ manifest, ...previous })).map(
    ({ name, range }) => `${name}@${range}`,
  );
}

describe('newDependencies', () => {
  it('are those that installing brings and did not bring before', () => {
    const manifest = {
      dependencies: { a: '^1.0.0', b: '^2.0.0' },
      optionalDependencies: { c: '1' },
      peerDependencies: { d: '*' },
      devDependencies: { e: '1' },
    };

    expect(told(manifest, { a: '^0.9.0' })).toEqual(['b@^2.0.0', 'c@1', 'd@*']);
  });

  it('are all of a first release', () => {
    expect(told({ dependencies: { a: '1' } }, undefined)).toEqual(['a@1']);
  });

  it('are none when what was there before is unknown', () => {
    expect(told({ dependencies: { a: '1' } }, null)).toEqual([]);
    expect(
      newDependencies(releaseFacts({ manifest: { dependencies: { a: '1' } }, previousVersion: '0.9.0' })),
    ).toEqual([]);
    expect(newDependencies(null)).toEqual([]);
  });

  it('are called by the package that is installed, not by an alias', () => {
    const manifest = { dependencies: { a: 'npm:@x/y@^2', b: 'npm:z', c: 'npm:c@1' } };

    expect(told(manifest, { a: '1', c: '1' })).toEqual(['@x/y@^2', 'z@*']);
  });

  it('leave out what no registry is asked for, and hostile shapes', () => {
    const manifest = {
      dependencies: { a: 'git+ssh://x.test/a', b: 'http://x.test/b.tgz', c: 'file:c', d: 1, e: null },
    };

    expect(told(manifest, {})).toEqual([]);
    expect(told({ dependencies: ['a'] }, {})).toEqual([]);
    expect(told('x', {})).toEqual([]);
  });

  it('are a bounded number', () => {
    const dependencies = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`d${at}`, '1']));

    expect(told({ dependencies }, {})).toHaveLength(NEW_DEPENDENCIES_MAX);
  });
});
