import type { ResolvedPackage } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { ownerChangesOf } from './owner-changes.ts';

type Present = Extract<ResolvedPackage, { kind: 'present' }>;

function present(names: readonly string[], releases: number): Present {
  const owners = { revision: '9', names };
  return { owners, releases: Array.from({ length: releases }) } as unknown as Present;
}

const coversRevision = (revision: string, other: string | null): boolean =>
  other === null || Number(revision) >= Number(other);

describe('ownerChangesOf', () => {
  const known = { revision: '5', names: ['ann', 'bob'], released: ['ann'] };

  it('tells who joined and who left, and keeps who was there at the last release', () => {
    expect(ownerChangesOf(present(['eve', 'bob'], 0), known, coversRevision)).toEqual({
      owners: { revision: '9', names: ['bob', 'eve'], released: ['ann'] },
      changes: [{ kind: 'owners-changed', version: null, reason: 'eve joined, ann left: now bob, eve' }],
    });
  });

  it('begins anew with each release, and knows those that it never saw without a word', () => {
    const owners = { revision: '9', names: ['bob', 'eve'], released: ['bob', 'eve'] };

    expect(ownerChangesOf(present(['bob', 'eve'], 1), known, coversRevision)).toMatchObject({ owners });
    expect(ownerChangesOf(present(['bob', 'eve'], 0), null, coversRevision)).toEqual({ owners, changes: [] });
  });

  it('tells nothing of the same people, and nothing where they were not read', () => {
    expect(ownerChangesOf(present(['bob', 'ann'], 0), known, coversRevision).changes).toEqual([]);
    expect(ownerChangesOf({ ...present([], 0), owners: null }, known, coversRevision)).toEqual({
      owners: null,
      changes: [],
    });
  });

  it('believes no document that is older than the one that is known, unless the registry began again', () => {
    const newer = { ...known, revision: '10' };

    expect(ownerChangesOf(present(['eve'], 1), newer, coversRevision)).toEqual({ owners: null, changes: [] });
    expect(ownerChangesOf(present(['eve'], 0), { ...newer, revision: null }, coversRevision)).toMatchObject({
      owners: { revision: '9', names: ['eve'] },
      changes: [{ kind: 'owners-changed' }],
    });
  });

  it('does not print hundreds of names', () => {
    const names = Array.from({ length: 200 }, (_, at) => `${'x'.repeat(20)}${at}`);

    const [change] = ownerChangesOf(present(names, 0), known, coversRevision).changes;

    expect(change?.reason.length).toBeLessThan(700);
    expect(change?.reason).toMatch(/and 190 more joined, ann, bob left/);
  });
});
