import { describe, expect, test } from 'vitest';
import type { Node } from './parse.ts';
import { createSpreading, type Holder } from './spreading.ts';

function holder(labels = 0): Holder {
  return { labels };
}

function expression(): Node {
  return { type: 'ThisExpression', start: 0, end: 0 };
}

describe('labels that spread', () => {
  test('a step runs again when what it read has grown, and only then', () => {
    const { add, grow, read, settle } = createSpreading();
    const [first, second, third] = [holder(), holder(), holder()];
    const ran: string[] = [];
    add(() => {
      ran.push('second to third');
      grow(third, read(second));
    });
    add(() => {
      ran.push('first to second');
      grow(second, read(first));
    });
    add(() => {
      ran.push('into first');
      grow(first, 4);
    });
    settle(6);
    expect(third.labels).toBe(4);
    const once = ['second to third', 'first to second', 'into first'];
    expect(ran).toEqual([...once, 'first to second', 'second to third']);
  });

  test('an expression is found again when what it was found by has grown, also through another one', () => {
    const { add, grow, read, recall, remember, settle } = createSpreading();
    const [from, to] = [holder(), holder()];
    const [inner, outer] = [expression(), expression()];
    let found = 0;
    const labelsOf = (node: Node, find: () => number): number => recall(node) ?? remember(node, find);
    const labelsOfInner = (): number => labelsOf(inner, () => (found++, read(from)));
    add(() => grow(to, labelsOf(outer, labelsOfInner)));
    add(() => labelsOfInner());
    add(() => grow(from, 2));
    settle(6);
    expect(to.labels).toBe(2);
    expect(found).toBe(2);
  });

  test('what hands on to itself ends; a step runs no more often than it may', () => {
    const { add, grow, read, settle } = createSpreading();
    const [one, other] = [holder(1), holder()];
    let runs = 0;
    add(() => {
      runs++;
      grow(other, read(one) << 1);
    });
    add(() => grow(one, read(other)));
    settle(3);
    expect(runs).toBe(3);
    expect(one.labels).toBe(0b1111);
  });

  test('what was asked for in a round is that until the next one', () => {
    const { add, grow, read, recall, remember, settle } = createSpreading();
    const [from, first, late, seen] = [holder(), holder(), holder(), holder()];
    const node = expression();
    const labels = (): number => recall(node) ?? remember(node, () => read(from));
    add(() => grow(first, labels() | read(late)));
    add(() => grow(from, read(late)));
    add(() => grow(seen, labels()));
    add(() => grow(late, 2));
    settle(2);
    // The second round asks for it before it grows.
    expect(seen.labels).toBe(0);
  });
});
