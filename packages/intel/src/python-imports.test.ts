import { describe, expect, it } from 'vitest';
import {
  importOwners,
  isNamedAfter,
  isSharedNamespace,
  isStandardModule,
  normalPypiName,
} from './python-imports.ts';

describe('importOwners', () => {
  it.each([
    ['requests', 'requests'],
    ['PIL', 'pillow'],
    ['charset_normalizer', 'charset-normalizer'],
  ])('%s belongs to %s', (name, project) => expect(importOwners(name)).toContain(project));

  it.each(['tests', 'utils', 'constructor', '__proto__', 'weir_no_such_module', 'a', ''])(
    '%s is of nobody',
    (name) => expect(importOwners(name)).toEqual([]),
  );
});

it('tells what is shared, standard and named after another', () => {
  expect([isSharedNamespace('google'), isSharedNamespace('requests')]).toEqual([true, false]);
  expect([isStandardModule('subprocess'), isStandardModule('requests')]).toEqual([true, false]);
  expect(normalPypiName('A_.-b')).toBe('a-b');
  expect(isNamedAfter('opencv-python-headless', 'opencv_python')).toBe(true);
  expect(isNamedAfter('types-requests', 'requests')).toBe(true);
  expect(isNamedAfter('requestsx', 'requests')).toBe(false);
});
