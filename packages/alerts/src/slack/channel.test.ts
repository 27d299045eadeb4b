import { createServer } from 'node:net';
import { systemClock } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { sampleAlert } from '../testing/index.ts';
import { createSlackChannel } from './channel.ts';
import { type StandInAnswer, startSlackStandIn } from './stand-in/index.ts';

const never = new AbortController().signal;
/** Only a stand-in that never answers is given little time: all else must hold on a busy machine. */
const HASTY_MS = 250;
const PATIENT_MS = 15_000;

async function sendOnce(answer: StandInAnswer): Promise<unknown> {
  await using standIn = await startSlackStandIn({ clock: systemClock });
  standIn.next(answer);
  const channel = createSlackChannel(
    { webhookUrl: standIn.url, timeoutMs: answer.kind === 'silent' ? HASTY_MS : PATIENT_MS, intervalMs: 1 },
    { clock: systemClock },
  );
  const outcome = await channel.send(sampleAlert(), never);
  expect(standIn.requests).toHaveLength(1);
  expect(JSON.stringify(outcome)).not.toContain('stand-in');
  return outcome;
}

function httpDate(inMs: number): string {
  return new Date(systemClock.now() + inMs).toUTCString();
}

describe('createSlackChannel', () => {
  it.each<[string, StandInAnswer, object]>([
    ['ok', { kind: 'ok' }, { kind: 'delivered', receipt: '200 ok' }],
    [
      '429 with seconds',
      { kind: 'rate-limit', retryAfter: '7' },
      { kind: 'rate-limited', retryAfterMs: 7000 },
    ],
    [
      '429 with zero',
      { kind: 'rate-limit', retryAfter: '0' },
      { kind: 'rate-limited', retryAfterMs: 60_000 },
    ],
    [
      '429 with nonsense',
      { kind: 'rate-limit', retryAfter: 'soon' },
      { kind: 'rate-limited', retryAfterMs: 60_000 },
    ],
    [
      '429 with a far date',
      { kind: 'rate-limit', retryAfter: httpDate(9e9) },
      { kind: 'rate-limited', retryAfterMs: 3_600_000 },
    ],
    [
      '429 with the wait in the body',
      { kind: 'rate-limit', retryAfter: null, bodySeconds: 3 },
      { kind: 'rate-limited', retryAfterMs: 3000 },
    ],
    [
      '429 without any wait',
      { kind: 'rate-limit', retryAfter: null },
      { kind: 'rate-limited', retryAfterMs: 60_000 },
    ],
    [
      '400',
      { kind: 'status', status: 400, body: 'invalid_payload', taken: false },
      { kind: 'rejected', error: 'HTTP 400: invalid_payload' },
    ],
    [
      '403',
      { kind: 'status', status: 403, body: 'action_prohibited', taken: false },
      { kind: 'rejected', error: 'HTTP 403: action_prohibited' },
    ],
    [
      '404',
      { kind: 'status', status: 404, body: 'channel_not_found', taken: false },
      { kind: 'rejected', error: 'HTTP 404: channel_not_found' },
    ],
    [
      '410',
      { kind: 'status', status: 410, body: 'channel_is_archived', taken: false },
      { kind: 'rejected', error: 'HTTP 410: channel_is_archived' },
    ],
    [
      '500',
      { kind: 'status', status: 500, body: 'rollup_error', taken: true },
      { kind: 'ambiguous', error: 'HTTP 500: rollup_error' },
    ],
    [
      '503',
      { kind: 'status', status: 503, body: '', taken: false },
      { kind: 'ambiguous', error: 'HTTP 503: ' },
    ],
    [
      '200 of something else',
      { kind: 'status', status: 200, body: '<html>', taken: false },
      { kind: 'ambiguous' },
    ],
    ['no answer', { kind: 'silent' }, { kind: 'ambiguous' }],
    ['a cut connection', { kind: 'reset' }, { kind: 'ambiguous' }],
    ['a redirect', { kind: 'redirect', location: 'http://127.0.0.1:1/' }, { kind: 'rejected' }],
  ])('reads %s as %o', async (_name, answer, expected) => {
    expect(await sendOnce(answer)).toMatchObject(expected);
  });

  it('reads an answer without an end, and caps a long one', async () => {
    const long = { kind: 'status', status: 502, body: 'x'.repeat(100_000), taken: false } as const;

    const outcome = await sendOnce(long);

    expect(outcome).toMatchObject({ kind: 'ambiguous' });
    expect(JSON.stringify(outcome).length).toBeLessThan(400);
  });

  it('calls a refused connection unreachable: nothing was sent', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    const webhookUrl = `http://127.0.0.1:${port}/services/s3cret`;

    const outcome = await createSlackChannel({ webhookUrl }, { clock: systemClock }).send(
      sampleAlert(),
      never,
    );

    expect(outcome).toMatchObject({ kind: 'unreachable', error: expect.stringContaining('ECONNREFUSED') });
    expect(JSON.stringify(outcome)).not.toContain('s3cret');
  });

  it('sends nothing once it is told to stop', async () => {
    await using standIn = await startSlackStandIn({ clock: systemClock });
    const channel = createSlackChannel({ webhookUrl: standIn.url }, { clock: systemClock });

    const outcome = await channel.send(sampleAlert(), AbortSignal.abort(new Error('stopping')));

    expect(outcome.kind).toBe('unreachable');
    expect(standIn.requests).toHaveLength(0);
  });

  it('keeps the interval between messages that are sent at once', async () => {
    const intervalMs = 60;
    const timerSlackMs = 5;
    await using standIn = await startSlackStandIn({ clock: systemClock });
    const channel = createSlackChannel({ webhookUrl: standIn.url, intervalMs }, { clock: systemClock });
    const startedAtMs = systemClock.now();

    await Promise.all(Array.from({ length: 5 }, () => channel.send(sampleAlert(), never)));

    for (const [index, { arrivedAtMs }] of standIn.requests.entries()) {
      expect(arrivedAtMs - startedAtMs).toBeGreaterThanOrEqual(index * intervalMs - timerSlackMs);
    }
    expect(standIn.requests).toHaveLength(5);
  });
});

describe('startSlackStandIn', () => {
  it.each([
    ['{', 400, 'invalid_payload'],
    ['{"text":""}', 400, 'no_text'],
    ['{"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":""}}]}', 400, 'invalid_blocks'],
    [
      JSON.stringify({
        text: 'x',
        blocks: [{ type: 'header', text: { type: 'plain_text', text: 'h'.repeat(151) } }],
      }),
      400,
      'invalid_blocks',
    ],
    ['{"text":"x"}', 200, 'ok'],
  ])('refuses what Slack refuses: %s', async (body, status, words) => {
    await using standIn = await startSlackStandIn({ clock: systemClock });

    const response = await fetch(standIn.url, { method: 'POST', body });

    expect([response.status, await response.text()]).toEqual([status, words]);
  });

  it('answers 429 to a sender that is too fast', async () => {
    await using standIn = await startSlackStandIn({ clock: systemClock, intervalMsMin: 60_000 });
    const post = (): Promise<Response> => fetch(standIn.url, { method: 'POST', body: '{"text":"x"}' });

    expect((await post()).status).toBe(200);
    expect((await post()).status).toBe(429);
    expect(standIn.requests.map(({ taken }) => taken)).toEqual([true, false]);
  });

  it('knows one address only', async () => {
    await using standIn = await startSlackStandIn({ clock: systemClock });

    const response = await fetch(new URL('/services/other', standIn.url), {
      method: 'POST',
      body: '{"text":"x"}',
    });

    expect(response.status).toBe(404);
    expect(standIn.requests[0]?.taken).toBe(false);
  });
});
