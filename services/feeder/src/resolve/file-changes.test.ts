import type { ListedFile, ResolvedPackage, ResolvedRelease } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { fileChangesOf, type KnownFiles } from './file-changes.ts';
import { changeKey, type SeenChange } from './removals.ts';

type Present = Extract<ResolvedPackage, { kind: 'present' }>;

function page(files: readonly ListedFile[], part: Partial<Present> = {}): Present {
  return {
    listed: [...new Set(files.map(({ version }) => version))],
    files,
    releases: [],
    ...part,
  } as unknown as Present;
}

function file(version: string, kind = 'sdist', yanked: string | null = null): ListedFile {
  return { version, filename: `n-${version}.${kind}`, yanked };
}

function known(
  files: readonly ListedFile[],
  told: readonly Pick<SeenChange, 'kind' | 'version' | 'filename'>[] = [],
): KnownFiles {
  return {
    versions: new Set(files.map(({ version }) => version)),
    files: new Map(files.map(({ filename, version }) => [filename, version])),
    told: new Set(told.map(changeKey)),
  };
}

const text = ({ kind, version, filename, history }: SeenChange): string =>
  `${kind} ${version ?? '*'}${filename === undefined ? '' : `/${filename}`}${history ? ' (history)' : ''}`;

describe('fileChangesOf', () => {
  const both = [file('1'), file('2'), file('2', 'whl')];

  it('says nothing of what is as it was', () => {
    expect(fileChangesOf(page(both), known(both))).toEqual([]);
  });

  it('tells a release that went from a file that did', () => {
    const changes = fileChangesOf(page([file('2')]), known(both));

    expect(changes.map(text)).toEqual(['removed 1', 'removed 2/n-2.whl']);
  });

  it('tells a yanked release once, and files apart where only some are', () => {
    const files = [file('1', 'sdist', 'broken'), file('2'), file('2', 'whl', '')];

    expect(fileChangesOf(page(files), known(both)).map(text)).toEqual(['yanked 1', 'yanked 2/n-2.whl']);
    const told = [
      { kind: 'yanked', version: '1' },
      { kind: 'yanked', version: '2', filename: 'n-2.whl' },
    ] as const;
    expect(fileChangesOf(page(files), known(both, told))).toEqual([]);
    expect(fileChangesOf(page(both), known(both, told)).map(text)).toEqual([
      'restored 1',
      'restored 2/n-2.whl',
    ]);
  });

  it('keeps yanks of history to itself, and tells those of new releases', () => {
    const files = [file('1', 'sdist', ''), file('2', 'sdist', '')];
    const releases = [{ version: '2' } as ResolvedRelease];

    const changes = fileChangesOf(page(files, { releases }), known([]));

    expect(changes.map(text)).toEqual(['yanked 1 (history)', 'yanked 2']);
  });

  it('takes nothing in a quarantined project for gone', () => {
    const held = page([], { quarantined: true });

    expect(fileChangesOf(held, known(both)).map(text)).toEqual(['quarantined *']);
    const told = [{ kind: 'quarantined', version: null }] as const;
    expect(fileChangesOf(held, known(both, told))).toEqual([]);
    expect(fileChangesOf(page(both), known(both, told)).map(text)).toEqual(['restored *']);
  });

  it('tells what comes back: a release, a file, a project', () => {
    const told = [
      { kind: 'removed', version: '1' },
      { kind: 'removed', version: '2', filename: 'n-2.whl' },
      { kind: 'removed', version: null },
      { kind: 'removed', version: '9' },
    ] as const;

    const changes = fileChangesOf(page(both), known(both, told));

    expect(changes.map(text)).toEqual(['restored 1', 'restored 2/n-2.whl', 'restored *']);
  });
});
