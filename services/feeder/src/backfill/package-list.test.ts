import { describe, expect, it } from 'vitest';
import { formatListed, parsePackageList } from './package-list.ts';

describe('parsePackageList', () => {
  it('reads names, versions, scopes and tags; skips blanks, comments and repeats', () => {
    const list = parsePackageList('a\n\n# note\r\n  b@1.0.0  \n@s/c\n@s/d@2.0.0-rc.1+x\ne@next\na\n');

    expect(list.packages).toEqual([
      { name: 'a', version: null },
      { name: 'b', version: '1.0.0' },
      { name: '@s/c', version: null },
      { name: '@s/d', version: '2.0.0-rc.1+x' },
      { name: 'e', version: 'next' },
    ]);
    expect(list.packages.map((listed) => formatListed(listed, 'npmjs'))).toEqual([
      'a',
      'b@1.0.0',
      '@s/c',
      '@s/d@2.0.0-rc.1+x',
      'e@next',
    ]);
    expect(list.problems).toEqual([]);
  });

  it.each(['../x', 'a b', 'a@', 'a@1 2', '@s', 'http://x.test/a', `a@${'1'.repeat(300)}`, 'a@1@2'])(
    'counts %j as a problem with its line',
    (text) => {
      expect(parsePackageList(`ok\n${text}`)).toMatchObject({
        packages: [{ name: 'ok' }],
        problems: [{ line: 2 }],
      });
    },
  );

  it('is the same list in any order, and another one with another version', () => {
    const digest = (text: string): string => parsePackageList(text).digest;

    expect(digest('a\nb')).toBe(digest('b\na\na'));
    expect(digest('a\nb')).not.toBe(digest('a\nb@1.0.0'));
  });

  it('reads a list of PyPI, whose versions follow two equals signs', () => {
    const list = parsePackageList('Acme.Tool\nacme-tool==1!2.0+local\n@s/n\nacme@1\nx==../y\n', 'pypi');

    expect(list.packages).toEqual([
      { name: 'Acme.Tool', version: null },
      { name: 'acme-tool', version: '1!2.0+local' },
    ]);
    expect(list.problems.map(({ line }) => line)).toEqual([3, 4, 5]);
    expect(list.packages.map((listed) => formatListed(listed, 'pypi'))).toEqual([
      'Acme.Tool',
      'acme-tool==1!2.0+local',
    ]);
    expect(list.digest).not.toBe(parsePackageList('Acme.Tool\nacme-tool@1!2.0+local\n').digest);
  });
});
