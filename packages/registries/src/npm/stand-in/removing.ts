import type { ChangeOptions, Core } from './core.ts';
import { listedVersions, PRESENT, type StoredPackage, tagsOf } from './packages.ts';
import { storedVersion } from './publication.ts';

export interface UnpublishOptions extends ChangeOptions {
  /**
   * What is left of a whole package: its document with `time.unpublished`, with a `deleted` row (the default) or an
   * ordinary one (`kept`), or a 404 with a `deleted` row (`tombstone`). Lost deletions are always a 404.
   */
  readonly as?: 'document' | 'kept' | 'tombstone';
}

/** What removing does to the world. */
export interface Removing {
  unpublish(name: string, versions: readonly string[] | null, options: UnpublishOptions): void;
  takedown(name: string, options: ChangeOptions): void;
}

const HOLDING_VERSION = '0.0.1-security';
const NPM = { name: 'npm', email: 'npm@registry.example' };

export function createRemoving(core: Core): Removing {
  /** Takes versions out of the document from the next state on. Returns the tags that are left. */
  function hide(pkg: StoredPackage, versions: readonly string[]): Map<string, string> {
    for (const version of versions) {
      const stored = pkg.versions.get(version);
      if (stored) stored.hiddenFrom = Math.min(stored.hiddenFrom, pkg.states.length);
    }
    return new Map([...tagsOf(pkg)].filter(([, version]) => !versions.includes(version)));
  }

  function hideAll(pkg: StoredPackage): string[] {
    for (const scheduled of pkg.pending) scheduled.cancel();
    pkg.pending.clear();
    const gone = listedVersions(pkg, pkg.states.length).map(({ version }) => version);
    hide(pkg, gone);
    return gone;
  }

  function unpublishAll(pkg: StoredPackage, options: UnpublishOptions): void {
    const { name, maintainers } = pkg;
    const as = options.lost ? 'tombstone' : (options.as ?? 'document');
    const tags = Object.fromEntries(tagsOf(pkg));
    const versions = hideAll(pkg);
    const unpublished = JSON.stringify({ name, time: core.nowText(), tags, maintainers, versions });
    const committed = core.commit(pkg, {
      ...options,
      row: true,
      bump: true,
      change: { tags: new Map(), unpublished, gone: as === 'tombstone', deleted: as !== 'kept' },
    });
    if (as !== 'tombstone') core.meet(pkg, 'unpublished-document', committed.state);
    core.record(committed, { kind: 'unpublished', name, version: null, sha256: null });
  }

  return {
    unpublish(name, versions, options) {
      const pkg = core.getPackage(name);
      if (versions === null) return unpublishAll(pkg, options);
      const tags = hide(pkg, versions);
      const committed = core.commit(pkg, { ...options, row: true, bump: true, change: { tags } });
      for (const version of versions) {
        core.record(committed, { kind: 'removed', name, version, sha256: null });
      }
    },
    takedown(name, options) {
      const pkg = core.getPackage(name);
      hideAll(pkg);
      const description = 'security holding package';
      const publication = { name, version: HOLDING_VERSION, manifest: { description }, publisher: NPM };
      const stored = storedVersion(publication, core.base(), core.nowText());
      stored.shownFrom = pkg.states.length;
      pkg.versions.set(HOLDING_VERSION, stored);
      pkg.description = description;
      pkg.maintainers = [NPM];
      const tags = new Map([['latest', HOLDING_VERSION]]);
      const committed = core.commit(pkg, { ...options, row: true, bump: true, change: { ...PRESENT, tags } });
      core.meet(pkg, 'security-holding', committed.state);
      core.record(committed, { kind: 'takedown', name, version: null, sha256: null });
    },
  };
}
