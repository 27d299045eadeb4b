import { type Answer, type ChangesPage, json } from './answers.ts';
import type { Fault, PageFault } from './faults.ts';

/** Rows of every wrong type, for a place in the feed. None names a package that exists. */
function malformedRows(seq: unknown): readonly unknown[] {
  const id = 'weir-malformed-row';
  const changes = [{ rev: '1-0' }];
  return [
    null,
    7,
    'row',
    [],
    [[seq, id, changes]],
    {},
    { seq, id: 7, changes },
    { seq, id: null, changes },
    { seq, id: ['a'], changes },
    { seq: 'not a number', id, changes },
    { seq: -1, id, changes },
    { seq: 1.5, id, changes },
    { seq: null, id, changes },
    { seq, id, changes: 'none' },
    { seq, id, changes: [{ rev: 5 }], deleted: 'yes' },
    { seq, id: '../x', changes },
    { seq, id: '../../etc/passwd', changes },
    { seq, id: 'a\u0000b', changes },
    { seq, id: '\u001b[2Jx', changes },
    { seq, id: 'x'.repeat(215), changes },
    { seq, id: `_design/${id}`, changes },
    { seq, id: '', changes },
    { seq, id: 'a%2f..%2fb', changes },
    { seq, id: 'a?b#c', changes },
    { seq, id: '\ud800', changes },
    { seq, id: '__proto__', changes },
    { seq, id: 'constructor', changes },
  ];
}

/** Whether a fault can be done to an answer; one that cannot waits for the next. */
export function applies(fault: Fault, { page, body }: Answer): boolean {
  switch (fault.kind) {
    case 'string-seqs':
      return page !== undefined && page.results.length > 0;
    case 'duplicate-row':
    case 'malformed-rows':
      return page !== undefined && page.results.length > 0 && page.results.length < page.limit;
    case 'out-of-order':
      return page !== undefined && page.results.length > 1;
    case 'truncated':
    case 'cut-off':
    case 'corrupt':
    case 'slow':
      return body.length > 1;
    default:
      return true;
  }
}

/** Spoils pages of changes: what is put in goes on from page to page, so that every malformed row has its turn. */
export function createPageSpoiler(): (answer: Answer, fault: PageFault) => Answer {
  let turn = 0;

  function spoil({ results, last_seq, limit }: ChangesPage, fault: PageFault): Omit<ChangesPage, 'limit'> {
    turn++;
    const at = turn % results.length;
    switch (fault.kind) {
      case 'duplicate-row':
        return { results: results.toSpliced(at, 0, results[at]), last_seq };
      case 'out-of-order':
        return { results: results.toReversed(), last_seq };
      case 'string-seqs':
        return {
          results: results.map((row) => {
            return row !== null && typeof row === 'object' && 'seq' in row
              ? { ...row, seq: String(row.seq) }
              : row;
          }),
          last_seq: String(last_seq),
        };
      case 'malformed-rows': {
        const bad = malformedRows(last_seq);
        const room = Math.min(8, limit - results.length);
        const chosen = Array.from({ length: room }, (_, nth) => bad[(turn * 8 + nth) % bad.length]);
        return { results: results.toSpliced(at, 0, ...chosen), last_seq };
      }
    }
  }

  return (answer, fault) => {
    if (!answer.page) return answer;
    const spoilt = json(answer.status, spoil(answer.page, fault), answer.headers);
    return answer.given ? { ...spoilt, given: answer.given } : spoilt;
  };
}
