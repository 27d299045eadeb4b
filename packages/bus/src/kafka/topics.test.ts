import { readFileSync } from 'node:fs';
import { TOPICS } from '@weir/model';
import { expect, test } from 'vitest';
import { GROUPS_OF_TOPIC } from '../groups.ts';
import { PARTITIONS_DEFAULT, RETENTION_MS } from './topics.ts';

test('infra/kafka/topics.json tells operators what the program creates', () => {
  const file = new URL('../../../../infra/kafka/topics.json', import.meta.url);
  const documented: unknown = JSON.parse(readFileSync(file, 'utf8'));

  expect(documented).toEqual(
    TOPICS.map((topic) => ({
      topic,
      partitions: PARTITIONS_DEFAULT,
      key: 'ecosystem/name',
      groups: GROUPS_OF_TOPIC[topic],
      config: { 'cleanup.policy': 'delete', 'retention.ms': String(RETENTION_MS[topic]) },
    })),
  );
});
