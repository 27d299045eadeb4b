/**
 * Slack incoming webhooks: one POST a message, about one message a second per webhook, answer `ok` without a
 * message id (so nothing sent can be edited or found again). The address is the secret: it is in no error, receipt
 * or log.
 */
import { IncomingWebhook } from '@slack/webhook';
import type { AlertChannel, Clock, SendOutcome } from '@weir/model';
import PQueue from 'p-queue';
import { type Exchange, outcomeOfAnswer, outcomeOfFailure } from './outcome.ts';
import { renderSlackMessage } from './render.ts';

/** Slack's published rate for incoming webhooks: one message a second. */
export const SLACK_INTERVAL_MS = 1000;
/** From the first byte out to the last byte in. */
export const SLACK_TIMEOUT_MS = 10_000;
/** Slack's answers are a few words; a proxy's error page need not be read to its end. */
const ANSWER_BYTES_MAX = 16 * 1024;

export interface SlackChannelOptions {
  readonly webhookUrl: string;
  readonly timeoutMs?: number;
  /** Least time between the starts of two messages, in milliseconds. */
  readonly intervalMs?: number;
}

export interface SlackChannelDeps {
  readonly clock: Clock;
}

async function readCapped(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    text += decoder.decode(chunk, { stream: true });
    if (sizeBytes >= ANSWER_BYTES_MAX) break;
  }
  return text;
}

/** Takes the webhook's address, whole or as path, out of a text that an error brought along. */
function withoutAddress(outcome: SendOutcome, url: URL): SendOutcome {
  if (!('error' in outcome)) return outcome;
  const error = outcome.error.replaceAll(url.href, '[webhook]').replaceAll(url.pathname, '[webhook]');
  return { ...outcome, error };
}

/**
 * A channel that posts to one incoming webhook. Its `send` waits its turn, then tries once: repeating is the
 * caller's, who writes an attempt before each try. An abort is honoured while waiting, never in the middle of a
 * request, which would make its outcome unknown.
 */
export function createSlackChannel(options: SlackChannelOptions, deps: SlackChannelDeps): AlertChannel {
  const url = new URL(options.webhookUrl);
  const turns = new PQueue({
    concurrency: 1,
    intervalCap: 1,
    interval: options.intervalMs ?? SLACK_INTERVAL_MS,
    strict: true,
  });

  async function post(message: object): Promise<SendOutcome> {
    let answer: Exchange | undefined;
    // The library drops response headers and reads bodies without a cap: this fetch keeps the one and adds the other.
    const webhook = new IncomingWebhook(url.href, {
      timeout: options.timeoutMs ?? SLACK_TIMEOUT_MS,
      fetch: async (target, init) => {
        const response = await fetch(target, init);
        const body = await readCapped(response);
        answer = { status: response.status, retryAfter: response.headers.get('retry-after'), body };
        return new Response(body, { status: response.status, statusText: response.statusText });
      },
    });
    try {
      await webhook.send(message);
    } catch (error) {
      if (answer === undefined) return outcomeOfFailure(error);
    }
    return answer === undefined
      ? { kind: 'ambiguous', error: 'the library reported success without an answer' }
      : outcomeOfAnswer(answer, deps.clock.now());
  }

  return {
    id: 'slack',
    async send(alert, signal) {
      const outcome = await turns.add((): Promise<SendOutcome> => {
        if (signal.aborted)
          return Promise.resolve({ kind: 'unreachable', error: 'stopped before it was sent' });
        return post(renderSlackMessage(alert, deps.clock.now()));
      });
      return withoutAddress(outcome, url);
    },
  };
}
