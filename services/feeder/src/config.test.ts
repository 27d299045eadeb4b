import { parseEnv } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { configureFeeder, FEEDER_DEFAULTS } from './config.ts';
import { feederEnvSchema } from './env.ts';

describe('configureFeeder', () => {
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

  it('refuses half a pair', () => {
    expect(() => parseEnv(feederEnvSchema, { WEIR_NPM_FEED_URL: 'http://127.0.0.1:1/registry' })).toThrow(
      'together',
    );
  });

  it('polls and reads within the monthly allowance at 60,000 releases a day', () => {
    const { pollMs, monthlyRequestsMax } = FEEDER_DEFAULTS;
    const polls = (30 * 86_400_000) / ((pollMs.min + pollMs.max) / 2);
    const documentsAndFiles = 30 * 60_000 * 2;

    expect(polls + documentsAndFiles).toBeLessThan(monthlyRequestsMax);
  });
});
