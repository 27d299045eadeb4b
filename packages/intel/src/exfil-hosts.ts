import { EXFIL_HOSTS } from './data/exfil-hosts.ts';

/** A host that is free to use and hard to trace, with how much its mention speaks for an attack. */
export interface ExfilHost {
  /** Matches itself and every name below it. */
  readonly host: string;
  readonly kind:
    | 'interaction'
    | 'request-catcher'
    | 'tunnel'
    | 'paste'
    | 'file-drop'
    | 'messenger'
    | 'address-echo';
  /** 0 to 1. */
  readonly weight: number;
  /** A path that holds somebody's own mailbox: with it the mention is as telling as a request catcher. */
  readonly secretPath: RegExp | null;
}

/** A listed host inside a text. */
export interface ExfilMention {
  readonly entry: ExfilHost;
  /** The full host name, lower case. */
  readonly host: string;
  /** The URL as written, null when only the host stands there. */
  readonly url: string | null;
  /** The address is somebody's own mailbox, hard-coded. */
  readonly mailbox: boolean;
  /** The entry's weight, raised to 0.9 for a mailbox. */
  readonly weight: number;
}

const BY_HOST = new Map(EXFIL_HOSTS.map((entry) => [entry.host, entry]));
/** Labels of a host name that are compared from the right. */
const LABELS_MAX = 12;
const HOST_PATTERN =
  /(?:(?<scheme>[a-z][a-z0-9+.-]{1,12}):\/\/(?:[^\s/@'"]{1,64}@)?)?(?<host>(?:[a-z0-9_-]{1,63}\.){1,10}[a-z]{2,18})(?<rest>(?::\d{1,5})?\/[^\s'"`<>]{0,500})?/gi;
/** The ends of all listed names: a text without one of them names none, and most texts with a dot are prose. */
const LISTED_END = new RegExp(
  `\\.(?:${[...new Set(EXFIL_HOSTS.map(({ host }) => host.slice(host.lastIndexOf('.') + 1)))].join('|')})`,
  'i',
);
const MAILBOX_WEIGHT = 0.9;

/** The listed entry for a host name or one of its parents, null when none. */
export function findExfilHost(host: string): ExfilHost | null {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.').slice(-LABELS_MAX);
  for (let i = 0; i < labels.length - 1; i++) {
    const entry = BY_HOST.get(labels.slice(i).join('.'));
    if (entry) return entry;
  }
  return null;
}

/** A host name with its URL, as they stand in a text. */
export interface HostMention {
  readonly host: string;
  readonly url: string | null;
  readonly path: string;
}

/** Host names in a text, each URL with its path; at most 100. The text should be capped by the caller (4 kB). */
export function hostsIn(text: string): HostMention[] {
  if (!text.includes('.')) return [];
  const found: HostMention[] = [];
  for (const match of text.matchAll(HOST_PATTERN)) {
    const host = match.groups?.host?.toLowerCase();
    if (host === undefined || found.length >= 100) continue;
    const rest = match.groups?.rest ?? '';
    found.push({
      host,
      url: match.groups?.scheme === undefined ? null : match[0],
      path: rest.replace(/^:\d+/, ''),
    });
  }
  return found;
}

/** Listed hosts in a text. */
export function exfilMentionsIn(text: string): ExfilMention[] {
  if (!LISTED_END.test(text)) return [];
  return hostsIn(text).flatMap(({ host, url, path }) => {
    const entry = findExfilHost(host);
    if (!entry) return [];
    const mailbox = entry.secretPath?.test(path) ?? false;
    return [{ entry, host, url, mailbox, weight: mailbox ? MAILBOX_WEIGHT : entry.weight }];
  });
}
