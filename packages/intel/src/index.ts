export {
  type ExfilHost,
  type ExfilMention,
  exfilMentionsIn,
  findExfilHost,
  type HostMention,
  hostsIn,
} from './exfil-hosts.ts';
export { type MailKind, mailDomain, mailKind } from './mail-domains.ts';
export { findNameConfusion, type NameConfusion } from './name-confusion.ts';
export { type NameWorld, popularRanks } from './popular-names.ts';
export {
  importOwners,
  isNamedAfter,
  isSharedNamespace,
  isStandardModule,
  normalPypiName,
} from './python-imports.ts';
