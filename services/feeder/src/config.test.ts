import { parseEnv } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { configureFeeder, FEEDER_DEFAULTS } from './config.ts';
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
