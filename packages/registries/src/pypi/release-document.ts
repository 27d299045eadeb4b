import { type Account, safeText } from '@weir/model';
import { z } from 'zod';
import { isPypiVersion } from './names.ts';

/**
 * What Weir reads of a release in PyPI's JSON API (`/pypi/<name>/<version>/json`). Every field falls back by itself.
 * `info` is the metadata of the file that was uploaded first: others of the release can differ.
 */
export interface ReleaseDocument {
  readonly version: string | null;
  /** As published; null when the document does not say. */
  readonly displayName: string | null;
  /** Null when the document has none. */
  readonly info: Readonly<Record<string, unknown>> | null;
  /** Requirements as given (PEP 508), those with `extra` included; null when the document does not say. */
  readonly requires: readonly string[] | null;
  /** Declared digests by filename: `sha256`, `md5`, `blake2b_256`, lower-case hex. */
  readonly digests: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Accounts with a role; null when the document does not say, or not in a way that can be read. */
  readonly owners: readonly Account[] | null;
  /** Whether it says who they are in another form than PyPI's: another copy will tell. */
  readonly ownersMalformed: boolean;
  readonly serial: string | null;
}

const OWNERS_MAX = 200;
const hex = z
  .string()
  .regex(/^[0-9a-f]{32,128}$/i)
  .transform((text) => text.toLowerCase())
  .optional()
  .catch(undefined);

const urlSchema = z.object({
  filename: z.string().min(1).max(512),
  digests: z.object({ sha256: hex, md5: hex, blake2b_256: hex }).catch({}),
});

const roleSchema = z.object({ user: z.string().min(1) });

const documentSchema = z.object({
  info: z.record(z.string(), z.unknown()).nullable().catch(null),
  urls: z.array(z.unknown()).catch([]),
  last_serial: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).nullable().catch(null),
  ownership: z.unknown(),
});

/** One role that cannot be read, and nobody knows who is missing: then none of them counts. */
const ownershipSchema = z.object({ roles: z.array(roleSchema).optional() }).nullish();

function ownersOf(roles: readonly { readonly user: string }[]): readonly Account[] {
  const names = new Set(roles.map(({ user }) => safeText(user, 256)));
  return [...names].slice(0, OWNERS_MAX).map((name) => ({ name, email: null }));
}

function textOf(value: unknown, charsMax: number): string | null {
  return typeof value === 'string' && value !== '' ? safeText(value, charsMax) : null;
}

/** Reads a parsed JSON value as a release; null when it is no object at all. Never throws. */
export function parseReleaseDocument(value: unknown): ReleaseDocument | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const { info, urls, last_serial: serial, ...said } = documentSchema.parse({ info: null, ...value });
  const ownership = ownershipSchema.safeParse(said.ownership);
  const roles = ownership.data?.roles ?? null;
  const files = urls.flatMap((raw) => {
    const parsed = urlSchema.safeParse(raw);
    return parsed.success ? [parsed.data] : [];
  });
  const version = textOf(info?.version, 256);
  const requires = info?.requires_dist;
  return {
    version: version !== null && isPypiVersion(version) ? version : null,
    displayName: textOf(info?.name, 512),
    info,
    requires: Array.isArray(requires)
      ? requires.filter((one): one is string => typeof one === 'string')
      : info !== null && (requires === null || requires === undefined)
        ? []
        : null,
    digests: new Map(
      files.map(({ filename, digests }) => [
        filename,
        Object.fromEntries(
          Object.entries(digests).flatMap(([name, digest]) => (digest === undefined ? [] : [[name, digest]])),
        ),
      ]),
    ),
    owners: roles === null ? null : ownersOf(roles),
    ownersMalformed: !ownership.success,
    serial: serial === null ? null : String(serial),
  };
}
