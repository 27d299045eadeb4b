import { parseEnv } from '@weir/runtime';
import { z } from 'zod';
import type { ChannelDefinition } from '../channel.ts';
import { createSlackChannel } from './channel.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const envSchema = z.object({
  /** The webhook's address, which is its secret. Plain http only to this machine (tests, a relay). */
  WEIR_SLACK_WEBHOOK_URL: z
    .string()
    .refine(
      (text) => {
        const url = URL.parse(text);
        return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
      },
      { error: 'must be the https address of an incoming webhook' },
    )
    .optional(),
});

/** Slack, when `WEIR_SLACK_WEBHOOK_URL` is set. */
export const slackChannel: ChannelDefinition = {
  id: 'slack',
  create(env, deps) {
    const { WEIR_SLACK_WEBHOOK_URL: webhookUrl } = parseEnv(envSchema, env);
    return webhookUrl === undefined ? null : createSlackChannel({ webhookUrl }, deps);
  },
};
