import { tarball } from '@weir/testkit/archive';
import { expect, test } from 'vitest';
import { createMemberFinder } from './member-salvage.ts';

const manifest = (name: string): string => JSON.stringify({ name, scripts: { install: 'x' } });

function found(pushes: readonly (readonly [stream: string, bytes: Uint8Array])[]): Record<string, string> {
  const finder = createMemberFinder();
  for (const [stream, bytes] of pushes) finder.push(stream, bytes);
  return Object.fromEntries([...finder.end()].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
}

test.each([1, 100, 511, 512, 1000, 1_000_000])('members are recovered from chunks of %d bytes', (size) => {
  const bytes = tarball()
    .file('package/a.js', 'ustar package.json')
    .file('package/package.json', manifest('first'))
    .file('package/b.js', 'b'.repeat(3000))
    .file('package/package.json', manifest('last'))
    .symlink('package/l', 'a.js')
    .file('package/c.js', '')
    .build({ gzip: false });
  const pushes: [string, Uint8Array][] = [];
  for (let at = 0; at < bytes.length; at += size) pushes.push(['s', bytes.subarray(at, at + size)]);

  expect(found(pushes)).toEqual({
    'package/a.js': 'ustar package.json',
    'package/package.json': manifest('last'),
    'package/b.js': 'b'.repeat(3000),
    'package/c.js': '',
  });
});

test('a member whose bytes are missing ends at the next header', () => {
  const bytes = tarball()
    .file('package/big.bin', 'x'.repeat(100_000))
    .file('package/a.js', 'found')
    .build({ gzip: false });
  const cut = Buffer.concat([bytes.subarray(0, 2048), bytes.subarray(512 + 100_352)]);

  expect(found([['s', cut]])['package/a.js']).toBe('found');
});

test('nothing is put together from two streams', () => {
  const bytes = tarball().file('package/package.json', manifest('x')).build({ gzip: false });

  expect(
    found([
      ['a', bytes.subarray(0, 520)],
      ['b', bytes.subarray(520)],
    ]),
  ).not.toMatchObject({
    'package/package.json': manifest('x'),
  });
});

test('a padded package.json is kept without its padding, other files up to a megabyte', () => {
  const padded = `{"pad":"${'x'.repeat(3_000_000)}","name":"x"}`;
  const bytes = tarball()
    .file('package/package.json', padded)
    .file('package/a.js', padded)
    .build({ gzip: false });

  const members = found([['s', bytes]]);

  expect(JSON.parse(members['package/package.json'] ?? '')).toMatchObject({ name: 'x' });
  expect(members['package/a.js']).toHaveLength(1024 * 1024);
});
