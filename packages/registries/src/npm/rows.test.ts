import { describe, expect, it } from 'vitest';
import { parseHead, parsePage } from './rows.ts';

function row(seq: unknown, id: unknown, more: object = {}): object {
  return { seq, id, changes: [{ rev: '1-a' }], ...more };
}

describe('parsePage', () => {
  it('reads sequence numbers as decimal text, whether they came as number or text', () => {
    const page = parsePage(
      { results: [row(5, 'a'), row('006', 'b')], last_seq: '90071992547409931' },
      '1',
      2,
    );

    expect(page.rows.map(({ seq }) => seq)).toEqual(['5', '6']);
    expect(page).toMatchObject({ nextCursor: '90071992547409931', atHead: false, problems: [] });
  });

  it('makes each bad row a problem and keeps the good ones', () => {
    const bad = [
      null,
      1,
      [],
      row(-1, 'a'),
      row(1.5, 'a'),
      row(2 ** 60, 'a'),
      row('x', 'a'),
      row(1, 5),
      row(1, '../a'),
    ];
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level++) deep = [deep];

    const page = parsePage(
      { results: [...bad, row(7, 'good', { deep }), row(8, '_design/x')], last_seq: 8 },
      '0',
      100,
    );

    expect(page.rows).toMatchObject([{ seq: '7', name: 'good', raw: '(nested too deep to print)' }]);
    expect(page.problems).toHaveLength(bad.length);
    expect(page.atHead).toBe(true);
  });

  it('takes the last revision and survives there being none', () => {
    const page = parsePage(
      {
        results: [row(1, 'a', { changes: [{ rev: '1-a' }, { rev: '2-b' }] }), row(2, 'b', { changes: 'x' })],
        last_seq: 2,
      },
      '0',
      2,
    );

    expect(page.rows.map(({ revision }) => revision)).toEqual(['2-b', null]);
  });

  it.each([null, 'text', {}, { results: [] }, { results: {}, last_seq: 1 }, { results: [], last_seq: 'x' }])(
    'asks for a repeat when the page is %j',
    (value) => {
      expect(() => parsePage(value, '0', 1)).toThrow(
        expect.objectContaining({ code: 'FEED_MALFORMED', retriable: true }),
      );
    },
  );

  it('takes no flood of rows that were not asked for', () => {
    const results = Array.from({ length: 10_001 }, () => 0);

    expect(() => parsePage({ results, last_seq: 4 }, '0', 1_000)).toThrow(
      expect.objectContaining({ code: 'FEED_MALFORMED', retriable: true }),
    );
  });

  it('never goes back', () => {
    expect(() => parsePage({ results: [], last_seq: 4 }, '5', 1)).toThrow(
      expect.objectContaining({ code: 'FEED_MALFORMED' }),
    );
  });
});

describe('parseHead', () => {
  it('reads update_seq', () => {
    expect(parseHead({ db_name: 'registry', update_seq: 129_653_228 })).toBe('129653228');
  });

  it.each([null, {}, { update_seq: null }, { update_seq: 'a' }])('asks for a repeat at %j', (value) => {
    expect(() => parseHead(value)).toThrow(
      expect.objectContaining({ code: 'FEED_MALFORMED', retriable: true }),
    );
  });
});
