import { describe, expect, it } from 'vitest';
import { listSnippets, plant } from './plants.ts';

const SNIPPET = { id: 'test', text: 'import socket\nsocket.gethostbyname("a.weir.test")\n' };
const HOST = [
  {
    path: 'own/__init__.py',
    bytes: Buffer.from('"""Doc."""\nfrom __future__ import annotations\nA = 1\nB = (\n    2\n)\nC = 3\n'),
  },
  { path: 'README.md', bytes: Buffer.from('text\n') },
];

describe('plant', () => {
  it.each([
    [0, 3],
    [1, 4],
    [2, 7],
    [3, 3],
  ])('with seed %i puts the statements on line %i, between two others', (seed, first) => {
    const made = plant(HOST, SNIPPET, 'module', seed);

    expect(made?.planted).toEqual({ file: 'own/__init__.py', first, last: first + 1, lines: 9 });
    const lines = Buffer.from(made?.files[0]?.bytes ?? [])
      .toString()
      .split('\n');
    expect(lines.slice(first - 1, first + 1).join('\n')).toBe(SNIPPET.text.trimEnd());
  });

  it('does nothing where there is no such file', () => {
    expect(plant(HOST, SNIPPET, 'setup', 0)).toBeNull();
  });
});

describe('listSnippets', () => {
  it('has statements of campaigns and of samples, each under its own name', () => {
    const snippets = listSnippets();
    const ids = snippets.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('campaign/')).length).toBeGreaterThanOrEqual(10);
    expect(ids.filter((id) => id.startsWith('sample/')).length).toBeGreaterThanOrEqual(20);
    expect(snippets.every(({ text }) => text.endsWith('\n'))).toBe(true);
  });
});
