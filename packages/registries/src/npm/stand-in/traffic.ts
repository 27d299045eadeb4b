import { createRandom } from '../../lib/stand-in/random.ts';
import { buildTarball } from '../../lib/stand-in/tarball.ts';
import { createPopulation } from './population.ts';
import type { Publication } from './publication.ts';
import type { NpmStandIn } from './server.ts';
import type {
  Removable,
  Traffic,
  TrafficKind,
  TrafficMix,
  TrafficOptions,
  TrafficOrder,
  TrafficStep,
} from './traffic-types.ts';
import { drawWeighted } from './zipf.ts';

/**
 * The default mix: 100,000 steps bring 20,000 names to life. Touches are about as on npm (`realisticDay`); removals are
 * many more than there, so that a campaign sees thousands of them.
 */
export const TRAFFIC_MIX: TrafficMix = {
  first: 20,
  version: 57,
  several: 4,
  touch: 12,
  tag: 3,
  remove: 2,
  unpublish: 0.7,
  takedown: 0.3,
  stage: 1,
};

const SEVERAL_MAX = 5;
/** How long a maintainer takes to approve [U]. */
const STAGE_MS = 20 * 60_000;

/** Traffic for a stand-in. One change at a time; pace is the caller's. */
export function createTraffic(standIn: NpmStandIn, options: TrafficOptions): Traffic {
  const { world } = standIn;
  const random = createRandom(options.seed);
  const { names, prefix = 'weir-load', zipfExponent = 0.8 } = options;
  const population = createPopulation({ names, prefix, zipfExponent, random });
  const mix = { ...TRAFFIC_MIX, ...options.mix };
  const shared = buildTarball({ 'package.json': '{"name":"shared","version":"1.0.0"}', 'index.js': '' });
  const counts = Object.fromEntries(Object.keys(TRAFFIC_MIX).map((kind) => [kind, 0])) as Record<
    TrafficKind,
    number
  >;

  function publication(name: string, version: string): Publication {
    const tarball = options.tarballs === 'own' ? {} : { tarball: shared };
    return { name, version, ...tarball, ...options.publication?.(name, version) };
  }

  function pickShown(): Removable | null {
    const resident = population.pick();
    const versions = resident ? world.versions(resident.name) : [];
    const version = versions[Math.floor(random() * versions.length)];
    return resident && version !== undefined ? { name: resident.name, version } : null;
  }

  const pickRemovable = options.pickRemovable ?? pickShown;

  function done(
    kind: TrafficKind,
    name: string,
    versions: readonly string[],
    how: TrafficStep['options'],
  ): TrafficStep {
    counts[kind]++;
    const step = { kind, name, versions, options: how };
    options.weather?.step(step);
    return step;
  }

  function optionsOf({ kind, options: given }: TrafficOrder, name: string | null): TrafficStep['options'] {
    return given ?? options.weather?.optionsFor(kind, name) ?? {};
  }

  function publish(order: TrafficOrder): TrafficStep {
    const isNew = order.kind === 'first' || order.kind === 'stage';
    const picked = isNew ? population.bear() : population.pick();
    const resident = picked ?? population.pick() ?? population.bear();
    if (!resident) throw new RangeError('every package is gone: give traffic more names');
    const isFirst = resident.published === 0;
    const kind = isFirst
      ? order.kind === 'stage'
        ? 'stage'
        : 'first'
      : order.kind === 'several'
        ? 'several'
        : 'version';
    const how = optionsOf({ ...order, kind }, isFirst ? null : resident.name);
    const count =
      kind === 'several' ? (order.versionCount ?? 2 + Math.floor(random() * (SEVERAL_MAX - 1))) : 1;
    const versions = Array.from({ length: count }, () => population.nextVersion(resident));
    const publications = versions.map((version) => publication(resident.name, version));
    const pkg = order.edgeAgeMs === undefined ? undefined : world.find(resident.name);
    if (pkg) world.edge.warm(pkg, order.edgeAgeMs ?? 0);
    if (kind === 'stage') world.stage(publications, { ms: random() * 2 * STAGE_MS });
    else world.publish(publications, how);
    return done(kind, resident.name, versions, how);
  }

  function change(order: TrafficOrder): TrafficStep {
    const name = population.pick()?.name;
    const versions = name === undefined ? [] : world.versions(name);
    const version = versions[Math.floor(random() * versions.length)];
    if (name === undefined || version === undefined) return publish({ kind: 'version' });
    const how = optionsOf(order, name);
    if (order.kind === 'tag') world.tag(name, random() < 0.5 ? 'latest' : 'next', version, how);
    else world.touch(name, how);
    return done(order.kind, name, [], how);
  }

  function remove(order: TrafficOrder, kind: 'remove' | 'unpublish' | 'takedown'): TrafficStep {
    const target = pickRemovable(kind);
    const shown = target ? world.versions(target.name) : [];
    if (!target || !shown.includes(target.version)) return publish({ kind: 'version' });
    const { name, version } = target;
    // Whoever unpublishes the last version unpublishes the package.
    const whole = kind === 'remove' && shown.length === 1 ? 'unpublish' : kind;
    const how = optionsOf({ ...order, kind: whole }, name);
    if (whole === 'remove') world.unpublish(name, [version], how);
    else {
      population.bury(name);
      if (whole === 'unpublish') world.unpublish(name, undefined, how);
      else world.takedown(name, how);
    }
    return done(whole, name, whole === 'remove' ? [version] : shown, how);
  }

  function perform(order: TrafficOrder): TrafficStep {
    switch (order.kind) {
      case 'touch':
      case 'tag':
        return change(order);
      case 'remove':
      case 'unpublish':
      case 'takedown':
        return remove(order, order.kind);
      default:
        return publish(order);
    }
  }

  return {
    step: () => perform({ kind: drawWeighted(mix, random()) }),
    perform,
    populate(count, time) {
      for (let at = 0; at < count; at++) {
        const resident = population.bear();
        if (!resident) return;
        const version = population.nextVersion(resident);
        world.publish([{ ...publication(resident.name, version), time }]);
        counts.first++;
      }
    },
    counts,
    get bornCount() {
      return population.bornCount;
    },
  };
}
