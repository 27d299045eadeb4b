import { expect, test } from 'vitest';
import { parseRss } from './rss.ts';

test('a well-formed answer that is no window is none, not an empty one', () => {
  const page = Buffer.from('<html><body><p>We are back soon</p></body></html>');
  const empty = Buffer.from('<rss version="2.0"><channel><title>updates</title></channel></rss>');

  expect(() => parseRss(page)).toThrow(expect.objectContaining({ code: 'FEED_MALFORMED', retriable: true }));
  expect(parseRss(empty)).toEqual({ items: [], problems: [] });
});
