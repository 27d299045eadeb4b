export {
  type ExfilHost,
  type ExfilMention,
  exfilMentionsIn,
  findExfilHost,
  type HostMention,
  hostsIn,
} from './exfil-hosts.ts';
export { findNameConfusion, type NameConfusion } from './name-confusion.ts';
