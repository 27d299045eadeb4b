import { describe, expect, it } from 'vitest';
import { NAMES_MAX, readPopularList } from './popular-list.ts';

describe('readPopularList', () => {
  it.each([
    ['TSV with a head', 'name\tdownloads\nsemver\t9\n@acme/core\t8\n'],
    ['lines', 'semver\r\n@acme/core\r\n'],
    ['a JSON list of names', '["semver", "@acme/core"]'],
    ['a JSON list of objects', '[{"name":"semver"},{"name":"@acme/core"}]'],
    ['rows in an object', '{"last_update":"x","rows":[{"project":"semver"},{"project":"@acme/core"}]}'],
  ])('reads %s', (_what, text) => {
    expect(readPopularList(text)).toEqual(['semver', '@acme/core']);
  });

  it('leaves out what is no name, and names that came before', () => {
    expect(readPopularList('a\n../b\nc d\n\u202ee\n=cmd()\na\nb.c\n')).toEqual(['a', 'b.c']);
  });

  it('keeps the most popular ones of a longer list', () => {
    const lines = Array.from({ length: NAMES_MAX + 10 }, (_, at) => `n${at}`);

    expect(readPopularList(lines.join('\n'))).toEqual(lines.slice(0, NAMES_MAX));
  });
});
