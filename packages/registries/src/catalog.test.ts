import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FEED_CATALOG } from './catalog.ts';

describe('FEED_CATALOG', () => {
  it('names exactly the folders beside it', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'lib')
      .map((entry) => entry.name);

    expect(folders.length).toBeGreaterThan(0);
    expect(Object.keys(FEED_CATALOG).toSorted()).toEqual(folders.toSorted());
  });
});
