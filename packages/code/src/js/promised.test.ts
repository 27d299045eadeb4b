import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

/** Whether what a server answers is started as a command. */
function starts(source: string): boolean {
  const { flows } = analyzeJs(
    `import { exec } from 'child_process'; import https from 'https'; ${source}`,
  ).flow;
  return flows.some(({ sink, labels }) => sink === 'command' && (labels & LABEL.network) !== 0);
}

const READ =
  "https.get('https://a.test', (answer) => { const all = []; answer.on('data', (part) => all.push(part)); answer.on('end', () => resolve(Buffer.concat(all).toString())); })";

test.each([
  [
    'by its function',
    `const get = () => new Promise((resolve) => ${READ}); get().then((text) => exec(text));`,
  ],
  [
    'and awaited',
    `const get = () => new Promise(function (resolve, reject) { ${READ}; }); exec(await get());`,
  ],
  ['kept in a name', `const come = new Promise((resolve) => ${READ}); const text = await come; exec(text);`],
])('a promise comes to what it is resolved with: %s', (_, source) => {
  expect(starts(source)).toBe(true);
});

test.each([
  [
    'a promise that is resolved with something else',
    `const get = () => new Promise((resolve) => { ${READ.replace('resolve(Buffer.concat(all).toString())', "resolve('id')")}; }); exec(await get());`,
  ],
  [
    'what it is rejected with',
    `const get = () => new Promise((resolve, reject) => { ${READ.replace('resolve(', 'reject(')}; resolve('id'); }); exec(await get());`,
  ],
])('is not told of %s', (_, source) => {
  expect(starts(source)).toBe(false);
});
