import type { ChannelDefinition } from '../channel.ts';
import { createTerminalChannel } from './channel.ts';

/** The terminal: what a newcomer sees, used when nothing else is configured. */
export const terminalChannel: ChannelDefinition = {
  id: 'terminal',
  fallback: true,
  create: (_env, deps) => createTerminalChannel(deps),
};
