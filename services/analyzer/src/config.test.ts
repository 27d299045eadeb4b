import { FILE_BYTES_MAX, MONTHLY_REQUESTS_MAX, NPM_PUBLIC, PYPI_PUBLIC } from '@weir/registries';
import { parseEnv } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { configureAnalyzer } from './config.ts';
import { analyzerEnvSchema } from './env.ts';

function configure(source: Readonly<Record<string, string>>) {
  return configureAnalyzer(parseEnv(analyzerEnvSchema, source));
}

describe('configureAnalyzer', () => {
  it('is the public registry and two workers when nothing is set', () => {
    expect(configure({})).toMatchObject({
      documentsUrl: NPM_PUBLIC.documents,
      pypiFilesUrl: PYPI_PUBLIC.files,
      asNpmClient: false,
      asPipClient: false,
      monthlyRequestsMax: MONTHLY_REQUESTS_MAX,
      workers: { workersMax: 2, network: 'any' },
      yaraRulesDir: null,
    });
  });

  it('takes documents without a feed, which it never reads', () => {
    const source = {
      WEIR_NPM_DOCUMENTS_URL: 'http://127.0.0.1:1/',
      WEIR_WORKERS: '7',
      WEIR_WORKER_NETWORK: 'none',
    };

    expect(configure(source)).toMatchObject({
      documentsUrl: 'http://127.0.0.1:1',
      workers: { workersMax: 7, memoryMbMax: 512, network: 'none' },
    });
  });

  it('reads wheels over a size in parts', () => {
    expect(configure({}).parts.aboveBytes).toBe(FILE_BYTES_MAX);
    expect(configure({ WEIR_WHEEL_PARTS_ABOVE_MIB: '20' }).parts.aboveBytes).toBe(20 * 1024 * 1024);
  });

  it('takes a folder of YARA rules', () => {
    expect(configure({ WEIR_YARA_RULES: '/etc/weir/rules' }).yaraRulesDir).toBe('/etc/weir/rules');
  });

  it('refuses a feed whose documents it would look for elsewhere', () => {
    expect(() => configure({ WEIR_NPM_FEED_URL: 'http://127.0.0.1:1' })).toThrow(/WEIR_NPM_DOCUMENTS_URL/);
  });
});
