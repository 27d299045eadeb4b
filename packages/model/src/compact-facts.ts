import { z } from 'zod';
import { type Stage, stageSchema } from './finding.ts';
import { sha256Schema } from './release.ts';

/** TLSH of 128 buckets with one byte of checksum, as its project writes it. */
export const tlshSchema = z.string().regex(/^T1[0-9A-F]{70}$/);

/** Most entries of each list; what is left out is counted in `truncated`. */
export const COMPACT_FACTS_MAX = {
  files: 2_000,
  hosts: 200,
  urls: 100,
  strings: 64,
  apis: 100,
  hooks: 50,
  dependencies: 300,
} as const;

/** Characters of one path, URL, hook command or dependency range; longer ones are cut. */
export const COMPACT_TEXT_MAX = {
  path: 512,
  url: 500,
  hook: 64,
  command: 500,
  name: 214,
  spec: 256,
} as const;

/** One regular file of a release. */
export const factFileSchema = z.object({
  path: z.string().max(COMPACT_TEXT_MAX.path),
  sizeBytes: z.number().int().nonnegative(),
  sha256: sha256Schema,
  stage: stageSchema,
  /** Null for what nothing runs, what is too short or too long for it, and what the budget left out. */
  tlsh: tlshSchema.nullable(),
});
export type FactFile = z.infer<typeof factFileSchema>;

/** A command that the package manager runs by itself. */
export const factHookSchema = z.object({
  hook: z.string().max(COMPACT_TEXT_MAX.hook),
  stage: stageSchema,
  command: z.string().max(COMPACT_TEXT_MAX.command),
});

/** A dependency that an install brings along. */
export const factDependencySchema = z.object({
  name: z.string().max(COMPACT_TEXT_MAX.name),
  spec: z.string().max(COMPACT_TEXT_MAX.spec),
  kind: z.enum(['normal', 'optional', 'peer']),
});

/**
 * What is kept for good of every release, benign ones included: enough to hunt a new indicator backwards and to see
 * what an update changed. Depends on the bytes and the engine only. Lists are in a fixed order: files by stage, then
 * path; all others sorted. Hosts, URLs, strings and APIs are those of code that something reaches.
 */
export const compactFactsSchema = z.object({
  format: z.literal('weir.facts.v1'),
  files: z.array(factFileSchema).max(COMPACT_FACTS_MAX.files),
  /** Host names and public addresses, lower case. */
  hosts: z.array(z.string().min(1).max(253)).max(COMPACT_FACTS_MAX.hosts),
  urls: z.array(z.string().max(COMPACT_TEXT_MAX.url)).max(COMPACT_FACTS_MAX.urls),
  /** First 8 bytes of the sha256 of distinctive texts, lower-case hex. */
  strings: z.array(z.string().regex(/^[0-9a-f]{16}$/)).max(COMPACT_FACTS_MAX.strings),
  /** Canonical names of calls that touch the machine or the network: `child_process.exec`. */
  apis: z.array(z.string().max(128)).max(COMPACT_FACTS_MAX.apis),
  hooks: z.array(factHookSchema).max(COMPACT_FACTS_MAX.hooks),
  dependencies: z.array(factDependencySchema).max(COMPACT_FACTS_MAX.dependencies),
  /** How many of each list were left out; a list with a count here is no proof of absence. */
  truncated: z.partialRecord(
    z.enum(Object.keys(COMPACT_FACTS_MAX) as (keyof typeof COMPACT_FACTS_MAX)[]),
    z.number().int().positive(),
  ),
});
export type CompactFacts = z.infer<typeof compactFactsSchema>;

/** What the release before this one left: for detectors that judge by what changed. */
export interface PreviousRelease {
  readonly version: string;
  readonly facts: CompactFacts;
}

/** A release of a popular package that another one holds much of. */
export interface OriginalRelease extends PreviousRelease {
  readonly name: string;
  /** Part of its code that is in the other one, 0 to 1. */
  readonly share: number;
}

/** Earliest stage first, then by path: files that matter survive a cap. */
export function byStageAndPath(
  a: { readonly stage: Stage; readonly path: string },
  b: { readonly stage: Stage; readonly path: string },
): number {
  if (a.stage !== b.stage) return stageSchema.options.indexOf(a.stage) - stageSchema.options.indexOf(b.stage);
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
