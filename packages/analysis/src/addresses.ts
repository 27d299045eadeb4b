import { isPublicIp } from '@weir/detectors';
import { COMPACT_TEXT_MAX, safeText } from '@weir/model';

const URL_PATTERN = /\b(?:https?|wss?|ftps?):\/\/[^\s'"`<>|;)\\]{3,2000}/gi;
const HOST = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.){1,10}[a-z][a-z0-9-]{1,23}$/;
/** Texts that are a host name and nothing else count under these ends only: `index.js` is none. */
const LONE_ENDS = new Set(
  (
    'com net org io dev app xyz top site online club info biz me co cc tv ru cn su pw tk ml ga cf gq ws in ir kp by ua br ' +
    'uk de fr nl pl jp kr eu us ca au ch se no fi it es link live store tech space website fun icu vip shop click lol win ' +
    'work buzz cloud page zip mov onion i2p bit eth test example invalid'
  ).split(' '),
);
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$/;

/** Addresses that code names, each once, in the order in which they were added. */
export interface AddressBook {
  addText(text: string): void;
  /** Takes what another book collected. */
  addAll(hosts: readonly string[], urls: readonly string[]): void;
  readonly hosts: ReadonlySet<string>;
  readonly urls: ReadonlySet<string>;
}

function hostOf(url: string): string | null {
  const authority = url.slice(url.indexOf('://') + 3).split(/[/?#]/, 1)[0] ?? '';
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
  return (ADDRESS.test(host) ? isPublicIp(host) : host.length <= 253 && HOST.test(host)) ? host : null;
}

/** Collects URLs, and host names and public IPv4 addresses that stand in them or alone. */
export function createAddressBook(): AddressBook {
  const hosts = new Set<string>();
  const urls = new Set<string>();
  return {
    hosts,
    urls,
    addAll(others, otherUrls) {
      for (const host of others) hosts.add(host);
      for (const url of otherUrls) urls.add(url);
    },
    addText(text) {
      if (text.includes('://')) {
        for (const [url] of text.matchAll(URL_PATTERN)) {
          const host = hostOf(url);
          if (host === null) continue;
          hosts.add(host);
          urls.add(safeText(url, COMPACT_TEXT_MAX.url));
        }
        return;
      }
      if (text.length > 253 || !text.includes('.')) return;
      const host = text.toLowerCase();
      const end = host.slice(host.lastIndexOf('.') + 1);
      if (ADDRESS.test(host) ? isPublicIp(host) : LONE_ENDS.has(end) && HOST.test(host)) hosts.add(host);
    },
  };
}
