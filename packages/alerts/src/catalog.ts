import type { AlertChannel } from '@weir/model';
import type { ChannelDefinition, ChannelDeps, ChannelEnv } from './channel.ts';
import { slackChannel } from './slack/index.ts';
import { terminalChannel } from './terminal/index.ts';

/** Every channel, one line each: a folder of this package and its line here is all that a new one takes. */
export const CHANNELS: readonly ChannelDefinition[] = [slackChannel, terminalChannel];

/**
 * The channels that `env` configures; the terminal when there is no other.
 * @throws AppError `ENV_INVALID`, not retriable, for a variable that is wrong.
 */
export function createChannels(env: ChannelEnv, deps: ChannelDeps): readonly AlertChannel[] {
  const open = (definitions: readonly ChannelDefinition[]): readonly AlertChannel[] =>
    definitions.map((definition) => definition.create(env, deps)).filter((channel) => channel !== null);
  const configured = open(CHANNELS.filter((definition) => !definition.fallback));
  return configured.length > 0 ? configured : open(CHANNELS.filter((definition) => definition.fallback));
}
