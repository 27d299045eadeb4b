import { open } from 'node:fs/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { BLOCK_BYTES, base256, padded, tarball, tarHeader, zip } from '@weir/testkit/archive';
import { type HostileKind, kind } from './kind.ts';
import { HOOKED, hooked, IMPORTED, manifest, pack, STEAL } from './payload.ts';
import { gzipQuine, zipQuine } from './quine.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** The innocent front of a package whose payload comes later. */
function front(): ReturnType<typeof tarball> {
  return pack({ 'package.json': HOOKED });
}

/** Gzip members of one after the other are one stream: what repeats is packed once. */
function repeated(bytes: Buffer, times: number): Buffer {
  return Buffer.alloc(bytes.length * times, bytes);
}

function tail(): Buffer {
  return gzipSync(tarball().file('package/setup.js', STEAL).build({ gzip: false }));
}

function plain(builder: ReturnType<typeof tarball>): Buffer {
  return builder.build({ gzip: false, endMark: false });
}

function headers(count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, (_, i) => tarHeader({ path: `package/f${i}` })));
}

/** A package inside a zip, as an extension or a wheel would come. */
function zipped(): ReturnType<typeof zip> {
  return zip().file('package/package.json', HOOKED);
}

/** A zip whose stored member is the rest of the zip itself, its own directory included. */
function zipSelf(): Buffer {
  const again = { path: 'package/again.zip', method: 0, packed: Buffer.alloc(0) };
  const unpacking = manifest({ scripts: { postinstall: 'unzip again.zip' } });
  const probe = zip().file('package/package.json', unpacking).member(again).build();
  const rest = probe.length - probe.indexOf('PK\x01\x02');
  return zip()
    .file('package/package.json', unpacking)
    .member({ ...again, packedBytes: rest, sizeBytes: rest })
    .build();
}

function nestedZip(depth: number): Buffer {
  let bytes = zip().file('setup.js', STEAL).build();
  for (let i = 0; i < depth; i++) bytes = zip().file(`inner${i}.zip`, bytes).build();
  return bytes;
}

/** 1 GiB of zeros in a plain tar, which take no room on the disk, and the payload behind them. */
async function writePadded(path: string): Promise<void> {
  const size = Buffer.from(`${GIB.toString(8)}\0`);
  const head = plain(front().member({ path: 'package/pad.bin', size }));
  const rest = tarball().file('package/setup.js', STEAL).build({ gzip: false });
  await using file = await open(path, 'w');
  await file.write(head, 0, head.length, 0);
  await file.write(rest, 0, rest.length, head.length + GIB);
}

export const ARCHIVE_KINDS: readonly HostileKind[] = [
  kind('gzip-bomb', '1 GiB of zeros in front of the payload', () =>
    front().bomb(GIB).file('package/setup.js', STEAL).build(),
  ),
  kind('gzip-ratio', 'just enough zeros for the ratio, in front of the payload', () =>
    front()
      .bomb(64 * MIB)
      .file('package/setup.js', STEAL)
      .build(),
  ),
  kind('gzip-members', '100,000 empty gzip members in front of the payload', () =>
    Buffer.concat([gzipSync(plain(front())), repeated(gzipSync(''), 100_000), tail()]),
  ),
  kind('gzip-in-gzip', 'a tarball in ten layers of gzip', () => {
    let bytes = hooked(STEAL);
    for (let i = 0; i < 10; i++) bytes = gzipSync(bytes);
    return bytes;
  }),
  kind('gzip-truncated', 'cut in the middle of the payload', () => {
    const bytes = hooked(`${STEAL}${'// filler 0123456789\n'.repeat(50_000)}`);
    return bytes.subarray(0, bytes.length - 200);
  }),
  kind('gzip-trailing', 'the payload in a plain tar behind the compressed one', () =>
    Buffer.concat([front().build(), tarball().file('package/setup.js', STEAL).build({ gzip: false })]),
  ),
  kind('gzip-corrupt', 'a broken deflate block in front of the payload', () => {
    const first = gzipSync(plain(front().file('package/a.bin', Buffer.alloc(4096, 'ab'))), { level: 0 });
    first.fill(0xff, first.length - 3000, first.length - 2000);
    return Buffer.concat([first.subarray(0, -8), tail()]);
  }),
  kind('gzip-header', 'a megabyte of name in the gzip header', () => {
    const inner = hooked(STEAL);
    const head = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
    return Buffer.concat([head, Buffer.alloc(MIB, 'n'), Buffer.from([0]), inner.subarray(10)]);
  }),
  kind('prefixed', 'bytes in front of the gzip stream', () =>
    Buffer.concat([Buffer.alloc(600, 'x'), hooked(STEAL)]),
  ),
  kind('zstd-bomb', 'a zstd frame of 1 GiB in front of the payload', () => {
    const zeros = zstdCompressSync(Buffer.alloc(64 * MIB));
    const size = base256(BigInt(GIB));
    const head = zstdCompressSync(plain(front().member({ path: 'package/pad.bin', size })));
    const rest = zstdCompressSync(tarball().file('package/setup.js', STEAL).build({ gzip: false }));
    return Buffer.concat([head, ...Array.from({ length: 16 }, () => zeros), rest]);
  }),
  kind('padded-1gb', 'a plain tar with 1 GiB of padding in front of the payload', () => Buffer.alloc(0)),
  kind('zip-overlap', 'a thousand members over the same compressed bytes', () => {
    const bomb = zipped().file('package/zeros.bin', Buffer.alloc(16 * MIB));
    return bomb.listed(1000).file('package/setup.js', STEAL).build();
  }),
  kind('zip-million', 'a directory of 1,000,000 members', () =>
    zipped().file('package/x', 'x').listed(1_000_000).file('package/setup.js', STEAL).build({ zip64: true }),
  ),
  kind('zip-self', 'a zip whose member reaches over its own directory', zipSelf),
  kind('gzip-quine', 'gzip that unpacks to itself', gzipQuine),
  kind('zip-quine', 'a zip whose only member is the zip', zipQuine),
  kind('gzip-quine-inside', 'gzip that unpacks to itself, unpacked and run at install', () =>
    pack({
      'package.json': manifest({ scripts: { postinstall: 'gunzip -c data.gz > setup.js && node setup.js' } }),
      'data.gz': gzipQuine(),
    }).build(),
  ),
  kind('zip-quine-inside', 'a zip whose only member is the zip, unpacked and run at install', () =>
    pack({
      'package.json': manifest({ scripts: { postinstall: 'unzip -o data.zip && node setup.js' } }),
      'data.zip': zipQuine(),
    }).build(),
  ),
  kind('zip-nested', 'zips in zips, thirty deep, run at install', () =>
    pack({
      'package.json': manifest({ scripts: { postinstall: 'unzip -o data.zip && node setup.js' } }),
      'data.zip': nestedZip(30),
    }).build(),
  ),
  kind('tgz-nested', 'a tarball in the tarball, unpacked and run at install', () =>
    pack({
      'package.json': manifest({ scripts: { postinstall: 'tar xzf data.tgz && node data/setup.js' } }),
      'data.tgz': tarball().file('data/setup.js', STEAL).build(),
    }).build(),
  ),
  kind('zip-encrypted', 'an encrypted payload', () =>
    zipped().member({ path: 'package/setup.js', content: STEAL, flags: 1 }).build(),
  ),
  kind('zip-method', 'a payload under a method that nothing supports', () =>
    zipped().member({ path: 'package/setup.js', content: STEAL, method: 99 }).build(),
  ),
  kind('zip-two-names', 'another name in the local header', () =>
    zipped()
      .member({ path: 'package/readme.md', content: STEAL, local: { path: Buffer.from('package/setup.js') } })
      .build(),
  ),
  kind('zip-hidden', 'a payload that the directory does not list', () =>
    zipped().member({ path: 'package/setup.js', content: STEAL, only: 'local' }).build(),
  ),
  kind('zip-size-lie', 'a payload that claims to be empty', () =>
    zipped().member({ path: 'package/setup.js', content: STEAL, sizeBytes: 0 }).build(),
  ),
  kind('zip-two-ends', 'a second end record in the comment', () => {
    const other = zip().file('package/setup.js', STEAL).build();
    return zipped().build({ comment: other });
  }),
  kind('tar-million', '1,000,000 members in front of the payload', () => {
    const block = gzipSync(headers(10_000));
    return Buffer.concat([gzipSync(plain(front())), repeated(block, 100), tail()]);
  }),
  kind('tar-entries', 'members over the budget in front of the payload', () =>
    Buffer.concat([gzipSync(plain(front())), gzipSync(headers(25_000)), tail()]),
  ),
  kind('pax-flood', '200,000 pax headers in front of the payload', () => {
    const one = plain(tarball().pax({ comment: 'x' }));
    return Buffer.concat([gzipSync(plain(front())), gzipSync(repeated(one, 200_000)), tail()]);
  }),
  kind('pax-giant', 'a pax record of 32 MiB', () =>
    front()
      .pax({ comment: 'x'.repeat(32 * MIB) })
      .file('package/setup.js', STEAL)
      .build(),
  ),
  kind('gnu-long', 'a GNU long name of 8 MiB', () =>
    front()
      .gnuLong('y'.repeat(8 * MIB))
      .member({ path: 'x' }, 'x')
      .file('package/setup.js', STEAL)
      .build(),
  ),
  kind('endless-headers', '100,000 long-name headers without a member', () => {
    const one = plain(tarball().gnuLong('package/setup.js'));
    return Buffer.concat([gzipSync(plain(front())), gzipSync(repeated(one, 100_000)), tail()]);
  }),
  kind('sparse-lie', 'a sparse file that claims 8 PiB', () =>
    front()
      .pax({
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.name': 'package/setup.js',
        'GNU.sparse.realsize': `${2 ** 53}`,
      })
      .member({ path: 'package/s' }, padded(Buffer.from(`1\n0\n${STEAL.length}\n${STEAL}`)))
      .build(),
  ),
  kind('negative-size', 'a payload of negative size', () =>
    front()
      .member({ path: 'package/setup.js', size: base256(-512n) }, STEAL)
      .build(),
  ),
  kind('size-garbage', 'a payload whose size is no number', () =>
    front()
      .member({ path: 'package/setup.js', size: Buffer.from('zzzzzzzzzzz\0') }, STEAL)
      .build(),
  ),
  kind('size-huge', 'a payload that claims an exabyte', () =>
    front()
      .member({ path: 'package/setup.js', size: base256(2n ** 60n) }, STEAL)
      .build(),
  ),
  kind('bad-checksum', 'a broken header in front of the payload', () =>
    front().member({ path: 'package/a', badChecksum: true }, 'x').file('package/setup.js', STEAL).build(),
  ),
  kind('hidden-in-body', 'the payload as the body of a link', () =>
    front()
      .member({ path: 'package/l', type: '2', linkTarget: 'x', size: 2 * BLOCK_BYTES })
      .raw(tarball().file('package/setup.js', STEAL).build({ gzip: false }))
      .build(),
  ),
  kind('behind-end', 'the payload behind the end mark', () =>
    front().raw(Buffer.alloc(1024)).file('package/setup.js', STEAL).build(),
  ),
  kind('manifest-link', 'package.json is a link out of the archive', () =>
    tarball().symlink('package/package.json', '/etc/passwd').file('package/setup.js', STEAL).build(),
  ),
  kind('payload-link', 'the payload is a link to another member', () =>
    front().file('package/data.txt', STEAL).hardlink('package/setup.js', 'package/data.txt').build(),
  ),
  kind('payload-device', 'the payload is a device', () => front().device('package/setup.js').build()),
  kind('traversal', 'the payload climbs out of the archive and in again', () =>
    front().file('package/../package/setup.js', STEAL).build(),
  ),
  kind('absolute', 'a payload with an absolute path', () => front().file('/package/setup.js', STEAL).build()),
  kind('case-collision', 'ten thousand names that differ in case', () => {
    const builder = front();
    for (let i = 0; i < 10_000; i++) {
      const name = Array.from('setupfilename12', (c, at) => ((i >> at) & 1 ? c.toUpperCase() : c)).join('');
      builder.member({ path: `package/${name}.js` }, STEAL);
    }
    return builder.file('package/Setup.js', STEAL).file('package/setup.js', STEAL).build();
  }),
  kind('two-manifests', 'the second package.json has the install script', () =>
    pack({ 'package.json': IMPORTED, 'index.js': '', 'setup.js': STEAL })
      .file('package/package.json', HOOKED)
      .build(),
  ),
  kind('two-manifests-spelled', 'the second one under another spelling', () =>
    pack({ 'package.json': IMPORTED, 'index.js': '', 'setup.js': STEAL })
      .file('package/./package.json', HOOKED)
      .build(),
  ),
  kind('two-roots', 'each file below another first folder', () =>
    tarball().file('a/package.json', HOOKED).file('b/setup.js', STEAL).build(),
  ),
  kind('global-name', 'a global pax header renames every member', () =>
    tarball()
      .pax({ path: 'package/setup.js' }, 'g')
      .file('package/package.json', HOOKED)
      .file('package/a.js', STEAL)
      .build(),
  ),
  kind('deep-path', 'a path of 50,000 folders', () =>
    pack({ 'package.json': manifest({ main: `${'d/'.repeat(50_000)}x.js` }) })
      .file(`package/${'d/'.repeat(50_000)}x.js`, STEAL)
      .build(),
  ),
  kind('no-archive', 'a megabyte of noise with the payload in it', () =>
    Buffer.concat([Buffer.alloc(MIB, '\x01\x02\x03'), Buffer.from(STEAL)]),
  ),
  kind('empty', 'nothing at all', () => Buffer.alloc(0)),
].map((item) => (item.id === 'padded-1gb' ? { ...item, filename: 'x.tar', write: writePadded } : item));
