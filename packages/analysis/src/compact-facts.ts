import { capabilityOf, type PackageManifest, pythonCapabilityOf } from '@weir/code';
import { ask, type Question } from '@weir/detectors';
import { COMPACT_FACTS_MAX, COMPACT_TEXT_MAX, type CompactFacts, STAGES, safeText } from '@weir/model';
import { createAddressBook } from './addresses.ts';
import type { KeptFile } from './api.ts';
import { createStringSample, orderOf } from './distinctive-strings.ts';
import type { EntryGraph } from './entry-graph.ts';
import { collectFileFacts, type FileFactsInput } from './file-facts.ts';

type ListName = keyof typeof COMPACT_FACTS_MAX;
const DEPENDENCY_KINDS = {
  dependencies: 'normal',
  optionalDependencies: 'optional',
  peerDependencies: 'peer',
} as const;

/** Cuts lists to their caps and counts what that left out. */
function createCaps() {
  const truncated: Partial<Record<ListName, number>> = {};
  function leave(name: ListName, count: number): void {
    if (count > 0) truncated[name] = (truncated[name] ?? 0) + count;
  }
  return {
    truncated,
    leave,
    cap<T>(name: ListName, items: readonly T[]): T[] {
      leave(name, items.length - COMPACT_FACTS_MAX[name]);
      return items.slice(0, COMPACT_FACTS_MAX[name]);
    },
  };
}

/** Addresses that the texts of a unit name, and which texts are distinctive, with their order: in one pass. */
const TELLING: Question<{
  readonly hosts: readonly string[];
  readonly urls: readonly string[];
  readonly distinctive: readonly number[];
  readonly orders: readonly number[];
}> = {
  id: 'compact facts',
  answer({ facts }) {
    const addresses = createAddressBook();
    const distinctive: number[] = [];
    const orders: number[] = [];
    for (let index = 0; index < facts.strings.length; index++) {
      const value = facts.strings[index]?.value ?? '';
      addresses.addText(value);
      const order = orderOf(value);
      if (order === null) continue;
      distinctive.push(index);
      orders.push(order);
    }
    return { hosts: [...addresses.hosts], urls: [...addresses.urls], distinctive, orders };
  },
};

/** What reached code says: earliest stage first, so that a cap cuts what matters least. */
function collectCodeFacts(graph: EntryGraph) {
  const addresses = createAddressBook();
  /** The first call of each capability: a cap on all of them must leave none of these out. */
  const firstApis = new Map<string, string>();
  const apis = new Set<string>();
  const atInstall = createStringSample(COMPACT_FACTS_MAX.strings);
  const later = createStringSample(COMPACT_FACTS_MAX.strings);
  for (const hook of graph.hooks) if (hook.stage !== 'dead') addresses.addText(hook.text);
  for (const stage of STAGES) {
    if (stage === 'dead') continue;
    const strings = stage === 'install' ? atInstall : later;
    for (const unit of graph.units) {
      if (unit.stage !== stage) continue;
      const able = unit.language === 'python' ? pythonCapabilityOf : capabilityOf;
      for (const name of unit.facts.apis.keys()) {
        const id = able(name);
        if (id === null) continue;
        const text = safeText(name, 128);
        if (!firstApis.has(id)) firstApis.set(id, text);
        apis.add(text);
      }
      const { hosts, urls, distinctive, orders } = ask(unit, TELLING);
      addresses.addAll(hosts, urls);
      for (let at = 0; at < distinctive.length; at++)
        strings.add(unit.facts.strings[distinctive[at] ?? -1]?.value ?? '', orders[at] ?? 0);
    }
  }
  return { addresses, apis: new Set([...firstApis.values(), ...apis]), strings: [atInstall, later] as const };
}

/**
 * Makes what is kept of a release for good, and hands out the bytes of its new files. Costs about the hashing of all
 * files; reads through the view only, and what it cannot read it counts.
 */
export async function makeCompactFacts(
  input: FileFactsInput & { readonly manifest: PackageManifest | null },
): Promise<{
  readonly facts: CompactFacts;
  readonly kept: readonly KeptFile[];
  readonly digests: ReadonlyMap<string, string>;
}> {
  const { graph, manifest } = input;
  const caps = createCaps();
  const { files, leftOut, kept, digests } = await collectFileFacts(input);
  caps.leave('files', leftOut);
  const code = graph === null ? null : collectCodeFacts(graph);
  const strings = [...new Set(code?.strings.flatMap((sample) => sample.hashes()))];
  caps.leave('strings', (code?.strings[0].leftOut ?? 0) + (code?.strings[1].leftOut ?? 0));
  const hooks = (graph?.hooks ?? []).filter((hook) => hook.stage !== 'dead');
  const dependencies = (manifest?.dependencies ?? []).flatMap(({ name, spec, field }) =>
    field === 'devDependencies'
      ? []
      : [
          {
            name: safeText(name, COMPACT_TEXT_MAX.name),
            spec: safeText(spec, COMPACT_TEXT_MAX.spec),
            kind: DEPENDENCY_KINDS[field],
          },
        ],
  );
  return {
    kept,
    digests,
    facts: {
      format: 'weir.facts.v1',
      files: [...files],
      hosts: caps.cap('hosts', [...(code?.addresses.hosts ?? [])]).sort(),
      urls: caps.cap('urls', [...(code?.addresses.urls ?? [])]).sort(),
      strings: caps.cap('strings', strings).sort(),
      apis: caps.cap('apis', [...(code?.apis ?? [])]).sort(),
      hooks: caps.cap(
        'hooks',
        hooks.map(({ hook, stage, text }) => ({
          hook: safeText(hook, COMPACT_TEXT_MAX.hook),
          stage,
          command: safeText(text, COMPACT_TEXT_MAX.command),
        })),
      ),
      dependencies: caps
        .cap('dependencies', dependencies)
        .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
      truncated: caps.truncated,
    },
  };
}
