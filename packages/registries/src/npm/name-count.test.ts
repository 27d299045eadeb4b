import { createHttpClient, systemClock } from '@weir/runtime';
import { expect, it } from 'vitest';
import { startWebServer } from '../../../runtime/src/testing/web-server.ts';
import { unlimitedAllowance } from '../request-slices.ts';
import { createRequests } from '../requests.ts';
import { readNameCount } from './name-count.ts';

it.each<[string, number | null]>([
  ['{"db_name":"registry","doc_count":4374853,"update_seq":129653228}', 4_374_853],
  ['{"db_name":"registry","update_seq":129653228}', null],
  ['{"doc_count":-1}', null],
  ['{"doc_count":1e300}', null],
  ['{"doc_count":"7"}', null],
])('reads %s as %s names', async (body, count) => {
  await using server = await startWebServer({
    '/registry/': (response) => response.setHeader('content-type', 'application/json').end(body),
  });
  const http = createHttpClient({ userAgent: 'weir-test' });
  await using requests = createRequests({
    http,
    allowance: unlimitedAllowance,
    clock: systemClock,
    random: () => 0,
  });
  const feedBase = `${server.origin}/registry`;

  const found = await readNameCount({ feedBase, requests, clock: systemClock }, AbortSignal.timeout(5_000));

  expect(found).toBe(count);
});
