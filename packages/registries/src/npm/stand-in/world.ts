import { createHash } from 'node:crypto';
import type { Clock } from '@weir/model';
import { npmNamePath } from '../names.ts';
import { type ChangeRow, type ChangesLog, createChangesLog } from './changes.ts';
import { commitRevision, newPackage, type StoredPackage } from './packages.ts';
import { buildTarball } from './tarball.ts';

/** One version to publish. Everything but name and version has a default. */
export interface Publication {
  readonly name: string;
  readonly version: string;
  /** Files inside the package; `package.json` is made from the manifest unless it is given. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The tarball's bytes, instead of `files`. */
  readonly tarball?: Buffer;
  /** Manifest members besides name and version: scripts, dependencies, … */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly publisher?: {
    readonly name: string;
    readonly email: string;
    readonly trustedPublisher?: { id: string };
  };
  /** RFC 3339; the stand-in's clock when absent. An old one makes a package with a history. */
  readonly time?: string;
  readonly tag?: string;
  /** Members of `dist` to overwrite: a wrong digest, a foreign tarball URL. */
  readonly dist?: Readonly<Record<string, unknown>>;
}

/** What really happened, for tests to hold the record against. */
export interface Truth {
  readonly kind: 'published' | 'removed' | 'unpublished' | 'takedown';
  readonly name: string;
  readonly version: string | null;
  readonly seq: string;
  readonly rev: string;
  /** When the row could first be read, in ms since the epoch. */
  readonly visibleAtMs: number;
  /** Lower-case hex sha256 of the tarball as published. */
  readonly sha256: string | null;
}

/** How one package's documents or tarballs are kept back. Counts are requests, times are ms since the epoch. */
export interface Hold {
  documentRequests: number;
  documentUntilMs: number;
  /** Serve the document of `revisions` ago, for this many requests; `?write=true` reaches past it. */
  lagRevisions: number;
  lagRequests: number;
  tarballRequests: number;
}

export interface World {
  readonly changes: ChangesLog;
  readonly truth: readonly Truth[];
  find(name: string): StoredPackage | undefined;
  holdOf(name: string): Hold;
  /**
   * Publishes versions of one package in one revision: one row in the feed, however many they are.
   * @param visibleInMs how long the row hides behind its own sequence number (late insertion).
   */
  publish(publications: readonly Publication[], visibleInMs?: number): void;
  /** Removes versions, or with none given the whole package (tombstone document, `deleted` row). */
  unpublish(name: string, versions?: readonly string[]): void;
  /** Replaces the package by npm's security placeholder. */
  takedown(name: string): void;
  /** A metadata change: a new revision and row, no new version. */
  touch(name: string): void;
  /** A row with any id and no package behind it. */
  appendRow(id: string, deleted?: boolean): void;
}

export interface WorldOptions {
  readonly clock: Clock;
  /** 0 ≤ random() < 1; seeded in tests. */
  readonly random: () => number;
  readonly firstSeq: number;
  /** Base of documents and tarballs; known once the server listens. */
  readonly base: () => string;
}

const DEFAULT_PUBLISHER = { name: 'ann', email: 'ann@people.example' };

function hex(algorithm: string, bytes: Buffer): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

/** The stand-in's packages, feed rows and ground truth. */
export function createWorld(options: WorldOptions): World {
  const { clock } = options;
  const packages = new Map<string, StoredPackage>();
  const holds = new Map<string, Hold>();
  const truth: Truth[] = [];
  const changes = createChangesLog({ firstSeq: options.firstSeq, random: options.random });

  function now(): string {
    return new Date(clock.now()).toISOString();
  }

  function packageFor(name: string, createdAt: string): StoredPackage {
    const known = packages.get(name);
    if (known) return known;
    const created = newPackage(name, createdAt);
    packages.set(name, created);
    return created;
  }

  function getPackage(name: string): StoredPackage {
    const pkg = packages.get(name);
    if (!pkg) throw new RangeError(`the stand-in has no package ${name}`);
    return pkg;
  }

  function commit(pkg: StoredPackage, visibleInMs = 0): ChangeRow {
    commitRevision(pkg);
    return changes.append({
      id: pkg.name,
      rev: pkg.rev,
      deleted: pkg.deleted,
      visibleAtMs: clock.now() + visibleInMs,
    });
  }

  function log(row: ChangeRow, kind: Truth['kind'], version: string | null, tarball: Buffer | null): void {
    truth.push({
      kind,
      name: row.id,
      version,
      seq: String(row.seq),
      rev: row.rev,
      visibleAtMs: row.visibleAtMs,
      sha256: tarball && hex('sha256', tarball),
    });
  }

  function store(pkg: StoredPackage, publication: Publication): Buffer {
    const { name, version } = publication;
    const own = { name, version, ...publication.manifest };
    const files = { 'package.json': JSON.stringify(own, null, 2), ...publication.files };
    const tarball = publication.tarball ?? buildTarball(files);
    const bare = name.slice(name.indexOf('/') + 1);
    const publisher = publication.publisher ?? DEFAULT_PUBLISHER;
    const at = publication.time ?? now();
    const manifest = {
      ...own,
      _id: `${name}@${version}`,
      _npmUser: publisher,
      maintainers: [{ name: publisher.name, email: publisher.email }],
      dist: {
        tarball: `${options.base()}/${npmNamePath(name).replace('%2F', '/')}/-/${bare}-${version}.tgz`,
        shasum: hex('sha1', tarball),
        integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
        fileCount: Object.keys(files).length,
        unpackedSize: Object.values(files).reduce((sum, content) => sum + content.length, 0),
        signatures: [],
        ...publication.dist,
      },
    };
    pkg.versions.set(version, { manifest, tarball });
    pkg.time[version] = at;
    pkg.time.modified = now();
    pkg.distTags[publication.tag ?? 'latest'] = version;
    pkg.maintainers = [{ name: publisher.name, email: publisher.email }];
    const description = publication.manifest?.description;
    pkg.description = typeof description === 'string' ? description : pkg.description;
    pkg.unpublished = null;
    pkg.deleted = false;
    return tarball;
  }

  return {
    changes,
    truth,
    find: (name) => packages.get(name),
    holdOf(name) {
      const hold = holds.get(name) ?? {
        documentRequests: 0,
        documentUntilMs: 0,
        lagRevisions: 0,
        lagRequests: 0,
        tarballRequests: 0,
      };
      holds.set(name, hold);
      return hold;
    },
    publish(publications, visibleInMs) {
      const [first] = publications;
      if (!first) return;
      const pkg = packageFor(first.name, first.time ?? now());
      const tarballs = publications.map((publication) => store(pkg, publication));
      const row = commit(pkg, visibleInMs);
      publications.forEach((publication, at) => {
        log(row, 'published', publication.version, tarballs[at] ?? null);
      });
    },
    unpublish(name, versions) {
      const pkg = getPackage(name);
      const whole = versions === undefined;
      const gone = versions ?? [...pkg.versions.keys()];
      for (const version of gone) pkg.versions.delete(version);
      pkg.time.modified = now();
      if (whole) {
        pkg.unpublished = {
          name,
          time: now(),
          tags: { ...pkg.distTags },
          maintainers: pkg.maintainers,
          versions: gone,
        };
        pkg.deleted = true;
      }
      for (const [tag, version] of Object.entries(pkg.distTags)) {
        if (gone.includes(version)) delete pkg.distTags[tag];
      }
      const row = commit(pkg);
      if (whole) log(row, 'unpublished', null, null);
      else for (const version of gone) log(row, 'removed', version, null);
    },
    takedown(name) {
      const pkg = getPackage(name);
      pkg.versions.clear();
      for (const tag of Object.keys(pkg.distTags)) delete pkg.distTags[tag];
      const description = 'security holding package';
      const publisher = { name: 'npm', email: 'npm@registry.example' };
      store(pkg, { name, version: '0.0.1-security', manifest: { description }, publisher });
      log(commit(pkg), 'takedown', null, null);
    },
    touch(name) {
      commit(getPackage(name));
    },
    appendRow(id, deleted = false) {
      changes.append({ id, rev: '1-0', deleted, visibleAtMs: clock.now() });
    },
  };
}
