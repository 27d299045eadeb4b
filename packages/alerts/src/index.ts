export { CHANNELS, createChannels } from './catalog.ts';
export type { ChannelDefinition, ChannelDeps, ChannelEnv, TerminalOutput } from './channel.ts';
export { defang, defangWithin, refang } from './defang.ts';
export { type AlertDecision, alertDedupeKey, decideAlert } from './policy.ts';
export { createSlackChannel, type SlackChannelOptions } from './slack/channel.ts';
export { renderSlackMessage, type SlackMessage } from './slack/render.ts';
export { createTerminalChannel, terminalOutput } from './terminal/channel.ts';
export { renderTerminal } from './terminal/render.ts';
