import type { RequestTarget } from '@weir/code';
import { hostsIn } from '@weir/intel';
import type { CompactFacts } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../../contract.ts';
import { isPublicIp } from '../../finding.ts';
import { isFixedTarget, isSpelled } from '../spelled-target.ts';

/** Labels of a name that say whose it is: `api.weir.example` and `weir.example` are one owner's. */
const OWNER_LABELS = 2;
/** Of what is said of a release, so much is searched for hosts. */
const MANIFEST_CHARS_MAX = 65_536;

function ownerOf(host: string): string {
  return host.split('.').slice(-OWNER_LABELS).join('.');
}

/** The host of an address, or of what is a host already; null for what has no dot in it, and in networks of one's own. */
function hostOf(text: string): string | null {
  const host = /^(?:[a-z]+:\/\/(?:[^/@]{0,256}@)?)?(?<host>[^/:?#]+)/i
    .exec(text)
    ?.groups?.host?.toLowerCase();
  if (!host?.includes('.')) return null;
  return /^[\d.]+$/.test(host) && !isPublicIp(host) ? null : host;
}

/**
 * Owners of the hosts that the release before named in its code, and of those that the manifest names: the registry's,
 * or the package's own where no registry was asked.
 */
export function knownOwners(
  { context, manifest, distribution }: Pick<DetectorInput, 'context' | 'manifest' | 'distribution'>,
  before: CompactFacts,
): ReadonlySet<string> {
  const own = [manifest.json, distribution?.metadata?.says];
  const said = JSON.stringify(context?.facts ? context.facts.manifest : own).slice(0, MANIFEST_CHARS_MAX);
  return new Set([...before.hosts, ...hostsIn(said).map(({ host }) => host)].map(ownerOf));
}

/** Of Python, a bare host is told from other texts by nothing. */
function isSaid({ language }: CodeUnit, target: RequestTarget): boolean {
  return language === 'python' ? isFixedTarget(target.text) : isSpelled(target);
}

/** A host that a unit asks, as the code spells it, at the first place that names it. */
export interface Destination {
  readonly host: string;
  readonly offset: number;
  readonly endOffset?: number;
}

/** Hosts that a unit asks and whose owners are not known, each once. */
export function newDestinations(unit: CodeUnit, known: ReadonlySet<string>): Destination[] {
  const { flow, strings } = unit.facts;
  const found = new Map<string, Destination>();
  const note = (text: string, at: () => Omit<Destination, 'host'>): void => {
    const host = hostOf(text);
    if (host !== null && !known.has(ownerOf(host)) && !found.has(host)) found.set(host, { host, ...at() });
  };
  for (const { sink, targets, offset, endOffset } of flow.flows) {
    if (sink !== 'network' && sink !== 'dns') continue;
    for (const target of targets) if (isSaid(unit, target)) note(target.text, () => ({ offset, endOffset }));
  }
  for (const text of flow.asked ?? []) {
    if (!isSpelled({ text, kind: 'address' })) continue;
    note(text, () => ({
      offset: strings.find(({ value }) => text.startsWith(value) && value.length > 8)?.offset ?? 0,
    }));
  }
  return [...found.values()];
}
