import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { CHANNELS, createChannels } from './catalog.ts';
import type { ChannelDeps } from './channel.ts';
import { createSlackChannel } from './slack/channel.ts';
import { previewMessage, startSlackStandIn } from './slack/stand-in/index.ts';
import { createTerminalChannel } from './terminal/channel.ts';
import { type ChannelHarness, channelContract } from './testing/index.ts';

const DEPS: ChannelDeps = { clock: systemClock, terminal: { colour: false, write: async () => {} } };

async function startSlackHarness(): Promise<ChannelHarness> {
  const standIn = await startSlackStandIn({ clock: systemClock });
  return {
    channel: createSlackChannel({ webhookUrl: standIn.url, intervalMs: 1 }, { clock: systemClock }),
    seen: () =>
      standIn.requests.filter(({ taken }) => taken).map(({ body }) => previewMessage(JSON.parse(body))),
    failAmbiguously: () => standIn.always({ kind: 'reset' }),
    [Symbol.asyncDispose]: () => standIn[Symbol.asyncDispose](),
  };
}

async function startTerminalHarness(): Promise<ChannelHarness> {
  const written: string[] = [];
  let broken = false;
  const write = async (text: string): Promise<void> => {
    if (broken) throw new Error('EPIPE');
    written.push(text);
  };
  return {
    channel: createTerminalChannel({ clock: systemClock, terminal: { colour: false, write } }),
    seen: () => written,
    failAmbiguously: () => {
      broken = true;
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

const HARNESSES: Readonly<Record<string, () => Promise<ChannelHarness>>> = {
  slack: startSlackHarness,
  terminal: startTerminalHarness,
};

for (const { id } of CHANNELS) {
  channelContract(id, () => {
    const start = HARNESSES[id];
    if (!start) throw new Error(`channel ${id} has no harness: add one to catalog.test.ts`);
    return start();
  });
}

describe('catalog', () => {
  it('lists every channel folder, and nothing else', () => {
    const folders = readdirSync(join(import.meta.dirname), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
      .map((entry) => entry.name);

    expect(CHANNELS.map(({ id }) => id).toSorted()).toEqual(folders.toSorted());
    expect(folders.length).toBeGreaterThan(1);
  });

  it('falls back to the terminal when nothing is configured', () => {
    expect(createChannels({}, DEPS).map(({ id }) => id)).toEqual(['terminal']);
  });

  it('leaves the terminal out when a channel is configured', () => {
    const env = { WEIR_SLACK_WEBHOOK_URL: 'https://hooks.example/services/T/B/secret' };

    expect(createChannels(env, DEPS).map(({ id }) => id)).toEqual(['slack']);
  });

  it.each(['http://hooks.example/services/T/B/s3cret', 'ftp://x/s3cret', 's3cret', 'https://'])(
    'refuses the webhook address %s without printing it',
    (address) => {
      const make = (): unknown => createChannels({ WEIR_SLACK_WEBHOOK_URL: address }, DEPS);

      expect(make).toThrow(/WEIR_SLACK_WEBHOOK_URL/);
      expect(make).not.toThrow(/s3cret/);
    },
  );
});
