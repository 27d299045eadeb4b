import type { ChannelEnv } from '@weir/alerts';

/** Weir's own variables, for the channels to find theirs; they hold secrets (the webhook's address). */
export function readChannelEnv(): ChannelEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('WEIR_')));
}
