import { describe, expect, test } from 'vitest';
import { createConsecutiveList } from './consecutive-list.ts';

describe('consecutive list', () => {
  test('moves its head over what is done without a gap', () => {
    const list = createConsecutiveList();
    for (const offset of ['7', '8', '10', '11']) list.add(offset);

    const heads = ['8', '11', '7', '10'].map((offset) => {
      list.complete(offset);
      return list.head();
    });

    expect(heads).toEqual([null, null, '9', '12']);
    expect(list.size()).toBe(0);
  });

  test('counts beyond the exact range of a number, and takes no notice of strangers', () => {
    const list = createConsecutiveList();
    list.add('9007199254740993');
    list.complete('1');
    expect(list.head()).toBeNull();

    list.complete('9007199254740993');

    expect(list.head()).toBe('9007199254740994');
  });
});
