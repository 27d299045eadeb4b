import { createHash } from 'node:crypto';
import { systemClock } from '@weir/runtime';
import { tarball } from '@weir/testkit/archive';
import { z } from 'zod';
import type { Couch } from './couch.ts';

const record = z.record(z.string(), z.unknown());
const documentSchema = z.looseObject({ versions: record, time: record, _attachments: record });

function digest(algorithm: string, bytes: Buffer, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(bytes).digest(encoding);
}

/**
 * Publishes versions in one revision, as npm did when it was a CouchDB: one document a package, its tarballs as
 * attachments that travel inside it. Returns the new revision.
 */
export async function publishToCouch(
  couch: Couch,
  name: string,
  versions: readonly string[],
): Promise<string> {
  const path = `/${encodeURIComponent(name)}`;
  const now = new Date(systemClock.now()).toISOString();
  const present = await couch.read(path);
  const document = documentSchema.parse(
    present ?? { name, versions: {}, time: { created: now }, _attachments: {} },
  );
  for (const version of versions) {
    const manifest = { name, version, main: 'index.js' };
    const bytes = tarball()
      .file('package/package.json', JSON.stringify(manifest))
      .file('package/index.js', `exports.version = ${JSON.stringify(version)};\n`)
      .build();
    const file = `${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
    const dist = {
      tarball: `${couch.databaseUrl}${path}/${file}`,
      shasum: digest('sha1', bytes, 'hex'),
      integrity: `sha512-${digest('sha512', bytes, 'base64')}`,
    };
    document.versions[version] = { ...manifest, _npmUser: { name: 'ann', email: 'ann@weir.test' }, dist };
    document.time[version] = now;
    document._attachments[file] = {
      content_type: 'application/octet-stream',
      data: bytes.toString('base64'),
    };
  }
  document.time.modified = now;
  return couch.put(name, { ...document, 'dist-tags': { latest: versions.at(-1) } });
}

/** Takes one version out of its document; its time stays, as npm leaves it. Returns the new revision. */
export async function unpublishFromCouch(couch: Couch, name: string, version: string): Promise<string> {
  const document = documentSchema.parse(await couch.read(`/${encodeURIComponent(name)}`));
  const { [version]: _gone, ...versions } = document.versions;
  return couch.put(name, { ...document, versions });
}
