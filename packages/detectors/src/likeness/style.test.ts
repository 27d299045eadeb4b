import { createSourceText } from '@weir/code';
import { expect, test } from 'vitest';
import type { CodeUnit } from '../contract.ts';
import { listStyles, styleOf } from './style.ts';

function unit(text: string, layer: string | null = null): CodeUnit {
  return { source: createSourceText(text), layer } as CodeUnit;
}

test('tells how functions, errors and lines are written', () => {
  const careless = styleOf([
    unit("import os\ndef go():\n    try:\n        os.system('x')\n    except:\n        pass\ngo()"),
  ]);
  const careful = styleOf([
    unit(
      '# Copyright the authors.\nimport os\n\n\n@cache\ndef go(path: str) -> str:\n    """Says it."""\n    if path is None:\n        raise ValueError(path)  # noqa\n    return path\n',
    ),
  ]);

  expect(careless).toEqual(
    expect.arrayContaining([
      'no comments',
      'no documented functions',
      'no annotated functions',
      'many exceptions that are all caught',
      'many exceptions that are ignored',
      'many calls at the margin',
      'a last line without an end',
    ]),
  );
  expect(careful).toEqual(
    expect.arrayContaining([
      'some comments',
      'many documented functions',
      'many annotated functions',
      'many decorators',
      'no exceptions caught',
      'a licence at its head',
      'hints for checkers',
    ]),
  );
  expect([...careless, ...careful].filter((phrase) => !listStyles().includes(phrase))).toEqual([]);
});

test('looks at the first of the code only, and at no decoded layer', () => {
  const head = 'x = 1  # one\n'.repeat(4_000);

  expect(styleOf([unit(head), unit('def go():\n    pass\n')])).toContain('no functions');
  expect(styleOf([unit('x = 1\n', 'base64')])).toEqual([]);
  expect(styleOf([unit(''), unit('\n')])).toEqual([]);
});
