import { parseEnv } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { configureFeeder, configureFeeders, FEEDER_DEFAULTS, PYPI_DEFAULTS } from './config.ts';
import { feederEnvSchema } from './env.ts';

describe('configureFeeder', () => {
  it('asks past the edge at first looks unless told otherwise', () => {
    expect(configureFeeder({}).firstLook).toBe('origin');
    expect(configureFeeder(parseEnv(feederEnvSchema, { WEIR_NPM_FIRST_LOOK: 'edge' })).firstLook).toBe(
      'edge',
    );
  });

  it('is the defaults when nothing is set', () => {
    expect(configureFeeder(parseEnv(feederEnvSchema, {}))).toEqual(FEEDER_DEFAULTS);
  });

  it('takes a matched pair of bases, without trailing slashes', () => {
    const env = parseEnv(feederEnvSchema, {
      WEIR_NPM_FEED_URL: 'http://127.0.0.1:1/registry/',
      WEIR_NPM_DOCUMENTS_URL: 'http://127.0.0.1:1/',
      WEIR_POLL_MS: '200',
    });

    expect(configureFeeder(env)).toMatchObject({
      bases: { feed: 'http://127.0.0.1:1/registry', documents: 'http://127.0.0.1:1' },
      pollMs: { min: 200, max: 300 },
    });
  });

  it('sweeps where a Postgres is given, and on its own one only when asked', () => {
    const given = { DATABASE_URL: 'postgres://db.example/weir' };
    const enabled = (env: Record<string, string>): boolean =>
      configureFeeder(parseEnv(feederEnvSchema, env)).sweep.enabled;

    expect([enabled({}), enabled(given)]).toEqual([false, true]);
    expect([enabled({ WEIR_SWEEP: 'on' }), enabled({ ...given, WEIR_SWEEP: 'off' })]).toEqual([true, false]);
  });

  it('reads canaries with their hours', () => {
    const env = parseEnv(feederEnvSchema, { WEIR_NPM_CANARIES: '@acme/beat=1,tick=0.5' });

    expect(configureFeeder(env).canaries).toEqual([
      { name: '@acme/beat', everyMs: 3_600_000 },
      { name: 'tick', everyMs: 1_800_000 },
    ]);
  });

  it('refuses half a pair', () => {
    expect(() => parseEnv(feederEnvSchema, { WEIR_NPM_FEED_URL: 'http://127.0.0.1:1/registry' })).toThrow(
      'together',
    );
  });

  it('polls and reads within the monthly allowance at 60,000 releases a day', () => {
    const { pollMs, monthlyRequestsMax } = FEEDER_DEFAULTS;
    const polls = (30 * 86_400_000) / ((pollMs.min + pollMs.max) / 2);
    const documentsAndFiles = 30 * 60_000 * 2.2;

    expect(polls + documentsAndFiles).toBeLessThan(monthlyRequestsMax);
  });
});

describe('configureFeeders', () => {
  const read = (env: Record<string, string>) => configureFeeders(parseEnv(feederEnvSchema, env));
  const pair = {
    WEIR_NPM_FEED_URL: 'http://127.0.0.1:1/registry',
    WEIR_NPM_DOCUMENTS_URL: 'http://127.0.0.1:1',
  };

  it('follows both public registries, PyPI with its sweeps and its popular names', () => {
    const [npm, pypi] = read({});

    expect(npm).toEqual(FEEDER_DEFAULTS);
    expect(pypi).toMatchObject({
      registry: 'pypi',
      bases: PYPI_DEFAULTS.bases,
      journal: false,
      sweep: { enabled: true },
    });
    expect(pypi?.watched?.ranks.size).toBeGreaterThan(10_000);
  });

  it('reaches for no public PyPI beside a registry of one’s own, unless it is asked to', () => {
    expect(read(pair).map(({ registry }) => registry)).toEqual(['npmjs']);
    expect(read({ ...pair, WEIR_PYPI: 'on' }).map(({ registry }) => registry)).toEqual(['npmjs', 'pypi']);
    expect(read({ WEIR_PYPI: 'off' }).map(({ registry }) => registry)).toEqual(['npmjs']);
  });

  it('asks after projects of PyPI as the allowance permits, or as it is told', () => {
    const perMinute = (env: Record<string, string>) => read(env)[1]?.watched?.perMinute;

    expect(perMinute({})).toBe(36);
    expect(perMinute({ WEIR_REQUESTS_PER_MONTH: '1000000' })).toBe(8);
    expect(perMinute({ WEIR_PYPI_WATCH_PER_MINUTE: '400' })).toBe(400);
  });

  it('takes another PyPI, whose files are there or where it is told, and its other settings', () => {
    const [, own] = read({
      ...pair,
      WEIR_PYPI_URL: 'http://127.0.0.1:2/',
      WEIR_PYPI_POLL_MS: '100',
      WEIR_PYPI_JOURNAL: 'on',
      WEIR_SWEEP: 'off',
    });
    const [, apart] = read({
      WEIR_PYPI_URL: 'http://a.example',
      WEIR_PYPI_FILES_URL: 'http://files.example/',
    });

    expect(own).toMatchObject({
      bases: { index: 'http://127.0.0.1:2', files: 'http://127.0.0.1:2' },
      journal: true,
      pollMs: { min: 100, max: 150 },
      sweep: { enabled: false },
    });
    expect(apart).toMatchObject({ bases: { index: 'http://a.example', files: 'http://files.example' } });
  });
});
