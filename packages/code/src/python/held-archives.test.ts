import { gunzipSync, inflateSync } from 'node:zlib';
import { tarball, zip } from '@weir/testkit/archive';
import { describe, expect, test } from 'vitest';
import samples from './bytecode/samples.json' with { type: 'json' };
import { analyzePython } from './facts.ts';
import { openHeld } from './held-archives.ts';

const INNER = "import os\nos.system('id -un')\n";
const TGZ = tarball().file('pay.py', INNER).build();
const BUILT = { zip: zip().file('pay.py', INNER).build(), tar: gunzipSync(TGZ), tgz: TGZ };
const IMPORTS = 'import base64, io, os, runpy, subprocess, sys, tarfile, zipfile, zipimport\n';

function source(bytes: Buffer, code: string): string {
  return `${IMPORTS}D = base64.b64decode("${bytes.toString('base64')}")\n${code}`;
}

/** Texts that a source runs as code. */
const ran = (bytes: Buffer, code: string): (string | null)[] =>
  analyzePython(source(bytes, code)).codeSinks.map(({ text }) => text);

describe('a member of an archive that a source holds is read', () => {
  test.each([
    ['opened', "exec(zipfile.ZipFile(io.BytesIO(D)).open('pay.py').read())"],
    [
      'opened in a block',
      "with zipfile.ZipFile(io.BytesIO(D)) as z:\n  with z.open('pay.py') as f:\n    exec(f.read().decode())",
    ],
    ['by a list', 'z = zipfile.ZipFile(io.BytesIO(D))\nfor n in z.namelist():\n  exec(z.read(n))'],
    ['by its place', 'z = zipfile.ZipFile(io.BytesIO(D))\nexec(z.read(z.namelist()[0]))'],
    [
      'by what is told of it',
      'z = zipfile.ZipFile(io.BytesIO(D))\nfor i in z.infolist():\n  exec(z.read(i.filename))\n  exec(z.read(i))',
    ],
    ['by a word', 'exec(zipfile.ZipFile(file=io.BytesIO(D)).read(name="pay.py"))'],
  ])('%s', (_how, code) => {
    expect(new Set(ran(BUILT.zip, code))).toEqual(new Set([INNER]));
  });

  test.each([
    ['a name', "exec(tarfile.open(fileobj=io.BytesIO(D)).extractfile('pay.py').read())"],
    [
      'a list',
      'with tarfile.open(fileobj=io.BytesIO(D), mode="r:gz") as t:\n  for m in t.getmembers():\n    exec(t.extractfile(m).read())',
    ],
    ['names', 't = tarfile.open(None, "r:gz", io.BytesIO(D))\nexec(t.extractfile(t.getnames()[0]).read())'],
  ])('of a tar, by %s', (_how, code) => {
    expect(ran(BUILT.tar, code)).toEqual([INNER]);
    expect(ran(BUILT.tgz, code)).toEqual([INNER]);
  });
});

describe('modules of an archive that leaves the source are layers of it', () => {
  const written = "open('/tmp/x.zip', 'wb').write(D)\n";

  test.each([
    ['import', BUILT.zip, `${written}sys.path.insert(0, '/tmp/x.zip')\nimport pay`, 'sys.path.insert'],
    ['zipimport', BUILT.zip, `${written}zipimport.zipimporter('/tmp/x.zip')`, 'zipimport.zipimporter'],
    ['run_path', BUILT.zip, `${written}runpy.run_path('/tmp/x.zip')`, 'runpy.run_path'],
    [
      'unpacked',
      BUILT.zip,
      "zipfile.ZipFile(io.BytesIO(D)).extractall('/tmp/x')\nsys.path.insert(0, '/tmp/x')",
      'sys.path.insert',
    ],
    [
      'a tar, unpacked',
      BUILT.tgz,
      "tarfile.open(fileobj=io.BytesIO(D)).extractall('/tmp/x')\nsys.path.append('/tmp/x')",
      'sys.path.append',
    ],
  ])('%s', (_how, bytes, code, sinkName) => {
    const { decoded, flow } = analyzePython(source(bytes, code));

    expect(decoded.map(({ text, proven }) => [text, proven])).toEqual([[INNER, true]]);
    expect(decoded[0]?.layers.join('>')).toMatch(/^base64>(?:zip|gzip>tar)>written$/);
    expect(flow.flows.map((each) => each.sinkName)).toContain(sinkName);
  });

  test('compiled', () => {
    const code = inflateSync(Buffer.from(samples.versions['3.12'].decode, 'base64'));
    const { decoded } = analyzePython(source(zip().file('pay.pyc', code).build(), written));

    expect(decoded.map(({ layers }) => layers)).toEqual([['base64', 'zip', 'pyc', 'written']]);
  });

  test('data are none', () => {
    const data = zip().file('a.json', '{"import": 1}').file('b.txt', 'import os').build();

    expect(analyzePython(source(data, written)).decoded).toEqual([]);
  });
});

test.each([
  ['no archive', Buffer.from('PK\u0003\u0004 and nothing else')],
  ['nothing', Buffer.alloc(0)],
  ['half of one', BUILT.zip.subarray(0, 40)],
  ['a bomb', zip().file('pay.py', Buffer.alloc(20_000_000)).build()],
])('%s gives nothing', (_what, bytes) => {
  const held = openHeld(bytes);

  for (const name of held?.names ?? []) expect(held?.read(name)).toBeNull();
});

test('a loop over members and one over archives cost no more than evaluation may', () => {
  const many = zip();
  for (let at = 0; at < 100; at++) many.file(`m${at}.py`, INNER.repeat(100));
  const before = process.cpuUsage();
  analyzePython(
    source(
      many.build(),
      'z = zipfile.ZipFile(io.BytesIO(D))\nfor r in range(300):\n  for n in z.namelist():\n    z.read(n)',
    ),
  );
  analyzePython(source(many.build(), "for r in range(10000):\n  open('/tmp/x', 'wb').write(D)"));
  const { user, system } = process.cpuUsage(before);

  expect((user + system) / 1_000).toBeLessThan(5_000);
});

test('changed bytes never throw', () => {
  for (const bytes of [BUILT.zip, BUILT.tar.subarray(0, 1_536), BUILT.tgz])
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      const held = openHeld(changed);
      for (const name of held?.names ?? []) held?.read(name);
    }
});
