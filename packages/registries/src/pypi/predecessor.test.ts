import { PREDECESSOR_FILES_MAX } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { versionTimes } from './facts.ts';
import { predecessorOf } from './predecessor.ts';
import type { PageFile, ProjectPage } from './project-page.ts';

function file(version: string, day: number, filename = `own-${version}.tar.gz`): PageFile {
  const uploadedAt = `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  const url = `https://files.example/${filename}`;
  const hashes = { sha256: 'a'.repeat(64) };
  return {
    filename,
    version,
    variant: '',
    url,
    hashes,
    sizeBytes: 7,
    uploadedAt,
    yanked: null,
    provenance: null,
  };
}

function pageOf(files: readonly PageFile[]): ProjectPage {
  const versions = [...new Set(files.map(({ version }) => version))];
  return { serial: null, status: 'active', versions, files, readable: true, problems: [] };
}

function before(version: string, files: readonly PageFile[]) {
  const page = pageOf(files);
  return predecessorOf(page, versionTimes(page), version);
}

const FILES = [file('1.0', 1), file('2.0', 2), file('2.1rc1', 3), file('1.1', 4), file('2.1', 5)];

describe('what a release takes the place of', () => {
  it.each([
    ['2.1', '2.0'],
    ['1.1', '1.0'],
    ['2.1rc1', '2.0'],
  ])('%s: %s, with where its files are', (version, expected) => {
    expect(before(version, FILES)).toEqual({
      version: expected,
      files: [
        {
          filename: `own-${expected}.tar.gz`,
          variant: '',
          revision: '',
          locator: { url: `https://files.example/own-${expected}.tar.gz` },
          digests: { sha256: 'a'.repeat(64) },
          sizeBytes: 7,
        },
      ],
    });
  });

  it('is nothing for the first, for what came later, and for what nobody lists', () => {
    expect(before('1.0', FILES)).toBeNull();
    expect(before('1.1', [file('1.0', 9), file('1.1', 4)])).toBeNull();
    expect(before('3.0', FILES)).toBeNull();
    expect(before('1.1', [file('1.0', 4), file('1.1', 4)])).toBeNull();
  });

  it('names a bounded number of files', () => {
    const many = Array.from({ length: 99 }, (_, at) => file('1.0', 1, `own-1.0-${at}.whl`));

    expect(before('1.1', [...many, file('1.1', 2)])?.files).toHaveLength(PREDECESSOR_FILES_MAX);
  });
});
