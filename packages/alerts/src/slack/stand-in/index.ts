export { activePartsOf, previewMessage } from './preview.ts';
export {
  type SlackStandIn,
  type SlackStandInOptions,
  type StandInAnswer,
  type StandInRequest,
  startSlackStandIn,
} from './server.ts';
