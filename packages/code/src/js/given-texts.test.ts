import { describe, expect, test } from 'vitest';
import { hide } from '../testing.ts';
import { analyzeJs } from './facts.ts';

/** More than a program that may be anything is run for. */
const COSTLY = 'let n = 0; for (let i = 0; i < 1e6; i++) n += i;\n';
const MAKE = "const make = (text) => Function('\"use strict\"; return (' + text + ')')();\n";
const ACTS = "require('child_process').exec('id')";

/** A bundle in one function that costs more than it may before it comes to a source. */
const bundled = (source: string): string =>
  `(function () {\n${COSTLY}${source}\nexports.decode = (x) => atob(x);\n})();\n`;

/** What such a bundle runs as code. */
function after(source: string): { readonly texts: (string | null)[]; readonly complete: boolean } {
  const { codeSinks, complete } = analyzeJs(bundled(source));
  return { texts: codeSinks.map(({ text }) => text), complete };
}

describe('a text that a function of its own puts together', () => {
  test('is known from all of its calls', () => {
    expect(
      after(`${MAKE}exports.one = make('1 + 1');\nexports.two = make(${JSON.stringify(ACTS)});`),
    ).toEqual({
      texts: [`"use strict"; return (1 + 1)`, `"use strict"; return (${ACTS})`],
      complete: true,
    });
  });

  test('is told with what hides it', () => {
    const { codeSinks } = analyzeJs(bundled(`${MAKE}make(atob('${hide(ACTS)}'));`));
    expect(codeSinks).toMatchObject([{ text: `"use strict"; return (${ACTS})`, layers: ['base64'] }]);
  });

  test('is one where all of them ask for a kind of function', () => {
    expect(
      after(
        `const kind = (text) => Function('return (' + text + ').constructor;')();\nexports.kinds = [kind('function* () {}'), kind('async function () {}')];`,
      ),
    ).toEqual({ texts: ['return (function* () {}).constructor;'], complete: true });
  });

  test.each([
    ['a call of it is not known', `${MAKE}make('1');\nmake(exports.given);`],
    ['it is handed on', `${MAKE}make('1');\nexports.make = make;`],
  ])('is not known where %s', (_name, source) => {
    expect(after(source)).toEqual({ texts: [null], complete: false });
  });

  test.each([
    [
      'a value of its own',
      `module.exports = function make(text) { if (!text) make('1'); return eval(text + ''); };`,
    ],
    ['exported', `export function make(text) { return eval(text + ''); }\nmake('1');`],
    ['exported by a name', `const make = (text) => eval(text + '');\nexport { make };\nmake('1');`],
    [
      'what a name stands for that is written twice',
      `let make = (text) => eval(text + '');\nmake('1');\nmake = null;`,
    ],
  ])('is not known where it is %s', (_name, source) => {
    expect(analyzeJs(source).codeSinks).toMatchObject([{ text: null }]);
  });
});
