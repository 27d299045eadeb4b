import { listedVersions, type StoredPackage } from './packages.ts';

/** Member names with their values as JSON text: what is hostile cannot always be a JavaScript object. */
type Members = [name: string, json: string][];

/** A document before it becomes text. Hostile kinds change it. */
export interface DocumentParts {
  readonly top: Members;
  readonly tags: Members;
  readonly versions: Members;
  readonly time: Members;
  /** JSON text that stands in the place of a whole member. */
  readonly whole: Map<'dist-tags' | 'versions' | 'time', string>;
}

const text = (value: unknown): string => JSON.stringify(value);

/** The full document of one state, in parts (npm/registry docs/responses/package-metadata.md). */
export function partsOf(pkg: StoredPackage, at: number): DocumentParts {
  const state = pkg.states[at];
  if (!state) throw new RangeError(`${pkg.name} has no state ${at}`);
  const published = [...pkg.versions.values()].filter(({ shownFrom }) => shownFrom <= at);
  const time: Members = [
    ['created', text(pkg.created)],
    ['modified', text(state.modified)],
    ...published.map(({ version, time: moment }): [string, string] => [version, text(moment)]),
  ];
  const top: Members = [
    ['_id', text(pkg.name)],
    ['_rev', text(state.rev)],
    ['name', text(pkg.name)],
    ['description', text(pkg.description)],
  ];
  const whole: DocumentParts['whole'] = new Map();
  if (state.unpublished !== null) {
    time.push(['unpublished', state.unpublished]);
    return {
      top,
      tags: [],
      versions: [],
      time,
      whole: new Map([['dist-tags', ''] as const, ['versions', '']]),
    };
  }
  top.push(['maintainers', text(pkg.maintainers)]);
  return {
    top,
    tags: [...state.tags].map(([tag, version]) => [tag, text(version)]),
    versions: listedVersions(pkg, at).map((one) => [one.version, one.text]),
    time,
    whole,
  };
}

function objectText(members: Members): string {
  return `{${members.map(([name, json]) => `${text(name)}:${json}`).join(',')}}`;
}

/** A document's JSON text. An empty text in `whole` leaves the member out. */
export function renderParts(parts: DocumentParts): string {
  const members: Members = [...parts.top];
  const maps = [
    ['dist-tags', parts.tags],
    ['versions', parts.versions],
    ['time', parts.time],
  ] as const;
  for (const [name, entries] of maps) {
    const json = parts.whole.get(name) ?? objectText(entries);
    if (json !== '') members.push([name, json]);
  }
  return objectText(members);
}

const INSTALL_HOOKS = ['preinstall', 'install', 'postinstall'];

/** The abbreviated document: what npm's client asks for. It has no revision, times, scripts or people. */
export function renderAbbreviated(pkg: StoredPackage, at: number): string {
  const state = pkg.states[at];
  const versions = listedVersions(pkg, at).map(({ version, text: manifest }): [string, string] => {
    const {
      scripts,
      _npmUser,
      maintainers: _maintainers,
      ...rest
    } = JSON.parse(manifest) as Record<string, unknown>;
    const hooks = scripts !== null && typeof scripts === 'object' ? Object.keys(scripts) : [];
    const has = hooks.some((hook) => INSTALL_HOOKS.includes(hook));
    return [version, text(has ? { ...rest, hasInstallScript: true } : rest)];
  });
  return objectText([
    ['name', text(pkg.name)],
    ['modified', text(state?.modified)],
    ['dist-tags', objectText([...(state?.tags ?? [])].map(([tag, version]) => [tag, text(version)]))],
    ['versions', objectText(versions)],
  ]);
}
