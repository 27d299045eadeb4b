import { describe, expect, it } from 'vitest';
import { AppError, describeError, describeFileError, isRetriable } from './errors.ts';

describe('AppError', () => {
  it('carries code, fields and cause', () => {
    const cause = new Error('inner');

    const error = new AppError('X_FAILED', 'it failed', { retriable: true, cause, fields: { status: 500 } });

    expect(error).toMatchObject({ name: 'AppError', code: 'X_FAILED', cause, fields: { status: 500 } });
    expect(isRetriable(error)).toBe(true);
  });

  it('is not retriable unless it says so', () => {
    const lookAlike = Object.assign(new Error('x'), { retriable: true });

    for (const error of [new AppError('X', 'x', { retriable: false }), lookAlike, null, 'x']) {
      expect(isRetriable(error)).toBe(false);
    }
  });
});

describe('describeError', () => {
  it.each([
    [new AppError('X', 'what', { retriable: false }), 'X: what'],
    [new TypeError('bad'), 'TypeError: bad'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('writes %s as %s', (error, expected) => {
    expect(describeError(error)).toBe(expected);
  });

  it('is bounded', () => {
    expect(describeError('x'.repeat(10_000), 100)).toHaveLength(100);
  });
});

describe('describeFileError', () => {
  const raw = (code: string): Error => Object.assign(new Error(`${code}: what, open '/x'`), { code });

  it.each([
    [raw('ENOENT'), 'there is no such file or folder'],
    [raw('EACCES'), 'permission denied; give this user the right to read it'],
    [raw('EWHAT'), "Error: EWHAT: what, open '/x'"],
    [raw('constructor'), "Error: constructor: what, open '/x'"],
    [new AppError('X', 'what', { retriable: false }), 'X: what'],
    ['text', 'text'],
  ])('writes %s as %s', (error, expected) => {
    expect(describeFileError(error)).toBe(expected);
  });
});
