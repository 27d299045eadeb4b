export { ALERTER_DEFAULTS, type AlerterConfig } from './config.ts';
export { ALERTER_GROUP, type AlerterDeps, startAlerter } from './context.ts';
export { readChannelEnv } from './env.ts';
export { runAlerter, startAlerterOn } from './program.ts';
