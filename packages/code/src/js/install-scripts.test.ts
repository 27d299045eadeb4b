import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';

/** Whether what a source writes names a script that installing runs. */
function sets(source: string): boolean {
  const { fileActions } = analyzeJs(`const fs = require('fs');\n${source}`);
  return fileActions.some((action) => action.setsInstallScript === true);
}

test.each([
  ['at once', `fs.writeFileSync(f, JSON.stringify({ ...p, scripts: { ...p.scripts, postinstall: 'x' } }));`],
  [
    'afterwards',
    `const p = read();\np.scripts.preinstall = 'x';\nfs.writeFileSync(f, JSON.stringify(p) + '\\n');`,
  ],
  [
    'in its scripts',
    `const scripts = { ...p.scripts };\nscripts['install'] = 'x';\nfs.writeFileSync(f, JSON.stringify({ ...p, scripts }));`,
  ],
  [
    'by a function that it is given to',
    `const edit = (change) => { const p = read(); fs.writeFileSync(f, JSON.stringify(change(p) || p)); };\nedit((p) => ({ ...p, scripts: { install: 'x' } }));`,
  ],
])('a manifest that is written gets a script %s', (_name, source) => {
  expect(sets(source)).toBe(true);
});

test.each([
  ['that somebody names', `fs.writeFileSync(f, JSON.stringify({ ...p, scripts: { [name]: 'x' } }));`],
  ['that builds', `fs.writeFileSync(f, JSON.stringify({ ...p, scripts: { build: 'x' } }));`],
  ['of something else', `fs.writeFileSync(f, JSON.stringify({ hooks: { install: 'x' }, install: 'x' }));`],
  ['that is only read', `fs.writeFileSync(f, JSON.stringify(p.scripts.postinstall));`],
])('a script %s does not', (_name, source) => {
  expect(sets(source)).toBe(false);
});

test('values that lead to each other cost what they may cost', () => {
  const names = Array.from({ length: 400 }, (_, at) => `a${at}`);
  const source = names.map((name, at) => `let ${name} = [a${(at + 1) % 400}, { ...a${(at * 7) % 400} }];`);
  const writes = names.map((name) => `fs.writeFileSync('${name}', JSON.stringify({ ...${name} }));`);
  const startedMs = performance.now();
  sets([...source, ...writes].join('\n'));
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
