export { type ChannelHarness, channelContract } from './channel-contract.ts';
export { HOSTILE_TEXTS, hostileAlert } from './hostile-alert.ts';
export { SAMPLE_SENT_AT_MS, sampleAlert, sampleFinding, sampleVerdict } from './sample-alert.ts';
