import { busyMinute, createRandom, type NpmStandIn, type Publication } from '@weir/registries/npm/stand-in';

export interface LoadOptions {
  readonly perSecond: number;
  /** Every nth publication is an attack that must alert. */
  readonly attackEvery: number;
  readonly seed: number;
  /** 0 to 1: how many publications are a further version of a package that was published before. */
  readonly repeatShare: number;
  /** Prefix of package names, so that loads of one world never meet. */
  readonly prefix: string;
}

/** A steady stream of publications; what was published is in the stand-in's own truth log. */
export interface Load {
  /** `name@version` of every attack published so far. */
  readonly attacks: ReadonlySet<string>;
  readonly publishedCount: number;
  stop(): void;
}

const TEMPLATES = busyMinute();
const ATTACKS = TEMPLATES.filter((step) => step.attack !== null).flatMap((step) => step.publications);
const ORDINARY = TEMPLATES.filter((step) => step.attack === null).flatMap((step) => step.publications);

/**
 * Publishes at a steady rate until stopped: new packages, further versions of earlier ones, several versions in one
 * revision, and attacks. The sequence follows from the seed; only the moments are the machine's.
 */
export function startLoad(standIn: NpmStandIn, options: LoadOptions): Load {
  const random = createRandom(options.seed);
  const versions = new Map<string, number>();
  const attacks = new Set<string>();
  let count = 0;

  function pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }

  function nextVersion(template: Publication, name: string): Publication {
    const patch = versions.get(name) ?? 0;
    versions.set(name, patch + 1);
    // Of its own: hundreds of packages of one publisher within minutes are a flood, which the feeder demotes.
    const publisher = { name: `${name}-owner`, email: `${name}@people.example` };
    return { ...template, publisher, name, version: `1.0.${patch}` };
  }

  function tick(): void {
    count += 1;
    if (count % options.attackEvery === 0) {
      const attack = nextVersion(pick(ATTACKS), `${options.prefix}-bad-${count}`);
      attacks.add(`${attack.name}@${attack.version}`);
      standIn.world.publish([attack]);
      return;
    }
    const known = [...versions.keys()].filter((name) => !name.includes('-bad-'));
    const name =
      known.length > 0 && random() < options.repeatShare ? pick(known) : `${options.prefix}-${count}`;
    const howMany = random() < 0.05 ? 3 : 1;
    standIn.world.publish(Array.from({ length: howMany }, () => nextVersion(pick(ORDINARY), name)));
  }

  const timer = setInterval(tick, 1000 / options.perSecond);
  return {
    attacks,
    get publishedCount() {
      return count;
    },
    stop: () => clearInterval(timer),
  };
}
