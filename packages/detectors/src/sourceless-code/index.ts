import type { Finding, Severity } from '@weir/model';
import type { Detector } from '../contract.ts';
import type { CompiledMember } from '../distribution.ts';
import { fileFinding, indicatorsIn } from '../finding.ts';
import { listed } from '../lib/python-files.ts';
import { nativeFindings } from './native.ts';

const ID = 'sourceless-code';

function runsByItself({ stage }: CompiledMember): boolean {
  return stage === 'install' || stage === 'import';
}

function does({ abilities, addresses }: CompiledMember): string {
  return listed([...abilities, ...addresses]);
}

/** Compiled files nobody has the source of, told once: what acts and runs by itself first. */
function withoutSource(members: readonly CompiledMember[]): Finding[] {
  // Python takes nothing out of a cache without its source, so that what lies there must be loaded by hand.
  const found = members.filter(
    ({ source, cached, stage }) => source === null && !(cached && stage === 'use'),
  );
  const acting = found.find((member) => member.abilities.length > 0 && runsByItself(member));
  const first = acting ?? found[0];
  if (!first) return [];
  const severity: Severity = acting ? 'medium' : runsByItself(first) ? 'low' : 'info';
  const what = first.abilities.length > 0 ? `, which can do ${does(first)}` : '';
  return [
    fileFinding(ID, first, {
      rule: 'compiled',
      severity,
      confidence: 0.8,
      summary: `${found.length} compiled file(s) come without a source: ${first.path}${what}`,
      indicators: indicatorsIn(first.addresses.join(' ')),
    }),
  ];
}

/** A compiled file that does more than the source beside it: readers see the one, Python may run the other. */
function differing(member: CompiledMember): Finding[] {
  const { source, abilities, addresses, unchecked } = member;
  if (source === null || abilities.length === 0) return [];
  return [
    fileFinding(ID, member, {
      rule: 'differs',
      // Old caches lie about in sources; one that Python must not check was made to be taken.
      severity: unchecked ? 'high' : addresses.length > 0 ? 'medium' : 'low',
      confidence: unchecked ? 0.9 : 0.7,
      summary: `${member.path} does what ${source} does not: ${does(member)}${unchecked ? '; Python is told not to compare them' : ''}`,
      indicators: indicatorsIn(addresses.join(' ')),
      chain: [source, member.path],
    }),
  ];
}

/** What Python cannot load either, or what only the evaluation of its author's loader could read, imported by name. */
function broken(member: CompiledMember): Finding[] {
  if (!member.broken || member.source !== null || !runsByItself(member) || member.opaque) return [];
  return [
    fileFinding(ID, member, {
      rule: 'broken',
      severity: 'high',
      confidence: 0.6,
      summary: `${member.path} runs when the package does and is no compiled Python that can be read`,
    }),
  ];
}

/** Something packed or encrypted under the name of compiled Python: whoever loads it knows what it is. */
function disguised(member: CompiledMember): Finding[] {
  if (!member.opaque) return [];
  return [
    fileFinding(ID, member, {
      rule: 'disguised',
      severity: 'high',
      confidence: 0.75,
      summary: `${member.path} is no compiled Python, whatever its name says, but packed or encrypted data`,
    }),
  ];
}

/** Code that comes in a form which nobody can read. */
export const sourcelessCode: Detector = {
  id: ID,
  title: 'Code without its source',
  rules: [
    {
      id: 'compiled',
      severityMax: 'medium',
      describes:
        'Compiled Python whose source is not in the distribution; medium where it runs by itself and acts on the machine or the network.',
    },
    {
      id: 'differs',
      severityMax: 'high',
      describes:
        'A compiled file acts in ways that the source beside it does not; high where Python is told not to compare them (unchecked hash, PEP 552), medium where it holds addresses of its own.',
    },
    {
      id: 'disguised',
      severityMax: 'high',
      describes:
        'Packed or encrypted data under the name of compiled Python, which Python itself cannot load.',
    },
    {
      id: 'broken',
      severityMax: 'high',
      describes:
        'Compiled Python without a source that runs by itself and whose code is cut off or made so that it cannot be read.',
    },
    {
      id: 'native',
      severityMax: 'high',
      describes:
        'A file for the machine holds a command that fetches what it runs, somebody’s inbox, places of several kinds of secrets, or, compiled from Python, an address that is no service’s; medium where it only puts code into other processes, and one step less where nothing loads it by itself.',
    },
    {
      id: 'native-only',
      severityMax: 'low',
      describes: 'The distribution has native modules and nothing that can be read.',
    },
  ],
  detect({ distribution }) {
    if (!distribution) return [];
    const { compiled, native, nativeOnly } = distribution;
    const found = [
      ...withoutSource(compiled),
      ...compiled.flatMap(differing).slice(0, 20),
      ...compiled.flatMap(disguised).slice(0, 20),
      ...compiled.flatMap(broken).slice(0, 1),
      ...nativeFindings(ID, native),
    ];
    const [module] = nativeOnly?.modules ?? [];
    if (module !== undefined) {
      found.push(
        fileFinding(
          ID,
          { path: module, stage: 'import' },
          {
            rule: 'native-only',
            severity: 'low',
            confidence: 0.6,
            summary: `nothing but native modules: ${listed(nativeOnly?.modules ?? [])}`,
          },
        ),
      );
    }
    return found;
  },
};
