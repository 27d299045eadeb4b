import type { ChangeOptions, Commit, Committed, Core } from './core.ts';
import { PRESENT, type StoredPackage, type StoredVersion, tagsOf } from './packages.ts';
import { maintainersOf, type Publication, storedVersion, tarballDigests } from './publication.ts';

/** What bumps when a held version is released: a revision with a row, a revision without one, or nothing. */
export type HoldRelease = 'row' | 'rev' | 'silent';

export interface PublishOptions extends ChangeOptions {
  /** The version is kept back for a scan: `ms` in real-life milliseconds (typically 300,000; registries.md 1.7). */
  readonly hold?: { readonly ms: number; readonly release: HoldRelease };
  /** The scan refused the version: a revision is all that is ever seen of it. */
  readonly blocked?: boolean;
  /** The document declares digests of other bytes. */
  readonly wrongDigest?: boolean;
}

export interface StageOptions {
  /** Until a maintainer approves, in real-life ms. */
  readonly ms: number;
}

/** What publishing does to the world. */
export interface Publishing {
  publish(publications: readonly Publication[], options: PublishOptions): void;
  stage(publications: readonly Publication[], options: StageOptions): void;
}

interface Incoming {
  readonly publication: Publication;
  readonly stored: StoredVersion;
}

const STAGE_VERSION = '0.0.0-stage';
const NPM = { name: 'npm', email: 'npm@registry.example' };

function withWrongDigest(publication: Publication): Publication {
  const { sha1, integrity } = tarballDigests(Buffer.from(`not ${publication.name}@${publication.version}`));
  return { ...publication, dist: { ...publication.dist, shasum: sha1, integrity } };
}

export function createPublishing(core: Core): Publishing {
  const { timeline, behaviour } = core;

  function take(pkg: StoredPackage, publications: readonly Publication[]): Incoming[] {
    return publications.map((publication) => {
      const stored = storedVersion(publication, core.base(), core.nowText());
      pkg.versions.set(publication.version, stored);
      return { publication, stored };
    });
  }

  /** Shows versions from the next state on, and writes that state. */
  function show(pkg: StoredPackage, incoming: readonly Incoming[], how: Commit): Committed {
    const tags = new Map(tagsOf(pkg));
    for (const { publication, stored } of incoming) {
      tags.set(publication.tag ?? 'latest', publication.version);
      pkg.maintainers = maintainersOf(publication);
      const description = publication.manifest?.description;
      if (typeof description === 'string') pkg.description = description;
      stored.shownFrom = pkg.states.length;
      stored.time = publication.time ?? core.nowText();
    }
    return core.commit(pkg, { ...how, change: { ...PRESENT, tags } });
  }

  function record(
    pkg: StoredPackage,
    incoming: readonly Incoming[],
    at: Committed,
    knob: Committed['knob'],
  ): void {
    for (const { publication, stored } of incoming) {
      const { sha256 } = tarballDigests(stored.tarball);
      core.record(at, { kind: 'published', name: pkg.name, version: publication.version, sha256 }, knob);
    }
    if (incoming.length > 1) core.meet(pkg, 'several-versions', at.state);
  }

  /** Runs later, unless the package is removed before. */
  function later(pkg: StoredPackage, realMs: number, run: () => void): void {
    const scheduled = timeline.schedule(realMs, () => {
      pkg.pending.delete(scheduled);
      run();
    });
    pkg.pending.add(scheduled);
  }

  function hold(
    pkg: StoredPackage,
    publications: readonly Publication[],
    { ms, release }: NonNullable<PublishOptions['hold']>,
    options: PublishOptions,
  ): void {
    const knob = `held-${release}` as const;
    const incoming = take(pkg, publications);
    if (behaviour.rowAt === 'release') {
      later(pkg, ms, () =>
        record(pkg, incoming, show(pkg, incoming, { ...options, row: true, bump: true }), knob),
      );
      return;
    }
    const hidden = behaviour.rowAt === 'upload-shown-at-release';
    const upload = core.commit(pkg, {
      ...options,
      ...(hidden ? { visibleInMs: ms } : {}),
      row: true,
      bump: true,
    });
    const meeting = { knob, from: upload.state, until: Number.POSITIVE_INFINITY };
    pkg.meetings.push(meeting);
    later(pkg, ms, () => {
      meeting.until = pkg.states.length;
      const bump = !hidden && release !== 'silent';
      const shown = show(pkg, incoming, { row: bump && release === 'row', bump });
      const told = shown.seq === '' ? { ...shown, seq: upload.seq } : shown;
      const visibleAtMs = Math.max(shown.visibleAtMs, upload.visibleAtMs);
      record(pkg, incoming, { ...told, visibleAtMs }, upload.knob ?? knob);
    });
  }

  return {
    publish(given, options) {
      const publications = options.wrongDigest ? given.map(withWrongDigest) : given;
      const [first] = publications;
      if (!first) return;
      if (publications.some(({ name }) => name !== first.name))
        throw new RangeError('one package a revision');
      const pkg = core.packageFor(first.name, first.time ?? core.nowText());
      if (options.blocked) {
        take(pkg, publications);
        const { state } = core.commit(pkg, { ...options, row: behaviour.rowAt === 'upload', bump: true });
        core.meet(pkg, 'blocked', state);
      } else if (options.hold) {
        hold(pkg, publications, options.hold, options);
      } else {
        const incoming = take(pkg, publications);
        record(pkg, incoming, show(pkg, incoming, { ...options, row: true, bump: true }), null);
      }
    },
    stage(publications, { ms }) {
      const [first] = publications;
      if (!first) return;
      const pkg = core.packageFor(first.name, core.nowText());
      const description = 'Temporary package placeholder for staged publishing';
      const placeholder = {
        name: first.name,
        version: STAGE_VERSION,
        manifest: { description },
        publisher: NPM,
      };
      const shown = behaviour.stagePlaceholder === 'absent' ? [] : take(pkg, [placeholder]);
      if (shown.length > 0) {
        const { state } = show(pkg, shown, { row: true, bump: true });
        core.meet(pkg, 'stage-placeholder', state);
      }
      later(pkg, ms, () => {
        const incoming = take(pkg, publications);
        if (behaviour.stagePlaceholder === 'removed') {
          for (const { stored } of shown) stored.hiddenFrom = pkg.states.length;
        }
        record(pkg, incoming, show(pkg, incoming, { row: true, bump: true }), null);
      });
    },
  };
}
