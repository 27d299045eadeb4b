import { z } from 'zod';
import { ecosystemSchema, registrySchema } from './registry.ts';

/** Digest algorithms that some registry declares, strongest first. Values are lower-case hex. */
export const DIGEST_ALGORITHMS = ['sha512', 'blake2b_256', 'sha256', 'sha1', 'md5'] as const;
export const digestAlgorithmSchema = z.enum(DIGEST_ALGORITHMS);
export type DigestAlgorithm = z.infer<typeof digestAlgorithmSchema>;

const hex = z.string().regex(/^[0-9a-f]{32,128}$/);
export const digestsSchema = z.partialRecord(digestAlgorithmSchema, hex);
export type Digests = z.infer<typeof digestsSchema>;

/** A sha256 in lower-case hex: the identity of an artifact. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** Where a file can be fetched. `url` is data from the registry: the fetcher checks it against its allow-list. */
export const locatorSchema = z.object({ url: z.string().max(4096) });
export type Locator = z.infer<typeof locatorSchema>;

/** One version of a package as its registry knows it. `name` is normalized, `displayName` as published. */
export const releaseRefSchema = z.object({
  registry: registrySchema,
  ecosystem: ecosystemSchema,
  name: z.string().min(1).max(512),
  displayName: z.string().min(1).max(512),
  version: z.string().min(1).max(256),
  purl: z.string().max(2048),
});
export type ReleaseRef = z.infer<typeof releaseRefSchema>;

/**
 * One published file. npm has one a release, PyPI several, VS Code one a platform (`variant`), Hugging Face and
 * GitHub have a commit as `revision`. `digests` are what the registry declares, not what we measured.
 */
export const releaseFileSchema = z.object({
  filename: z.string().min(1).max(1024),
  variant: z.string().max(128),
  revision: z.string().max(128),
  locator: locatorSchema,
  digests: digestsSchema,
  sizeBytes: z.number().int().nonnegative().nullable(),
});
export type ReleaseFile = z.infer<typeof releaseFileSchema>;

/** Life of a release file: `mismatch` means that the bytes did not have the digest which the registry declared. */
export const FILE_STATES = ['announced', 'fetched', 'gone', 'mismatch'] as const;
export type FileState = (typeof FILE_STATES)[number];
