import { describe, expect, test } from 'vitest';
import { parseDocument } from './document.ts';
import { pickVersion } from './pick-version.ts';

const document = parseDocument({
  name: 'n',
  'dist-tags': { latest: '1.2.0', next: '2.0.0-rc.1', gone: '9.0.0', '1.0.0': '1.1.0' },
  versions: Object.fromEntries(
    ['1.0.0', '1.1.0', '1.2.0', '1.9.0', '2.0.0-rc.1', '0.9.0'].map((version) => [
      version,
      { name: 'n', version },
    ]),
  ),
});

describe('pickVersion', () => {
  test.each([
    [null, '1.2.0'],
    ['', '1.2.0'],
    ['latest', '1.2.0'],
    ['next', '2.0.0-rc.1'],
    ['1.0.0', '1.0.0'],
    ['=v1.0.0', '1.0.0'],
    // `latest`, though a higher one is in range.
    ['^1.0.0', '1.2.0'],
    ['*', '1.2.0'],
    ['~1.9', '1.9.0'],
    ['<1', '0.9.0'],
    ['1.1.0 - 1.1.5 || 7', '1.1.0'],
    ['>=2.0.0-a', '2.0.0-rc.1'],
    ['^3', null],
    ['gone', null],
    ['3.0.0', null],
    ['no such tag', null],
    ['*'.repeat(10_000), null],
  ])('%s is %s', (wanted, version) => {
    if (document === null) throw new Error('no document');
    expect(pickVersion(document, wanted)).toBe(version);
  });
});
