import { AppError } from '@weir/model';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, renderFailure } from './failure.ts';
import { renderTable } from './table.ts';

describe('renderTable', () => {
  it('aligns columns and makes cells printable', () => {
    expect(
      renderTable(
        ['id', 'what'],
        [
          ['1', 'a\tb'],
          ['long-id', 'c'],
        ],
      ),
    ).toBe(['id       what', '1        a\\u{9}b', 'long-id  c'].join('\n'));
  });
});

describe('renderFailure', () => {
  const error = new AppError('STORE_UNAVAILABLE', 'cannot reach Postgres', {
    retriable: true,
    cause: new Error('ECONNREFUSED'),
  });

  it('is one line', () => {
    expect(renderFailure(error, false)).toBe('weir: cannot reach Postgres [STORE_UNAVAILABLE]');
  });

  it('shows the stacks of the whole chain when debugging', () => {
    const text = renderFailure(error, true);

    expect(text).toContain('AppError: cannot reach Postgres');
    expect(text).toContain('Error: ECONNREFUSED');
    expect(text).toContain('output.test.ts');
  });
});

describe('exitCodeOf', () => {
  it('tells help, bad usage and failure apart', () => {
    expect(exitCodeOf(new CommanderError(0, 'commander.helpDisplayed', ''))).toBe(0);
    expect(exitCodeOf(new CommanderError(1, 'commander.unknownOption', ''))).toBe(2);
    expect(exitCodeOf(new Error('x'))).toBe(1);
  });
});
