import { z } from 'zod';
import { stageSchema } from './finding.ts';
import { ecosystemSchema } from './registry.ts';

/**
 * How another package comes in. `dependency`, `optional`, `peer`: by the manifest, from the registry. `bundled`: inside
 * the archive. `alias`: from the registry under another name. `git`, `url`, `file`: past the registry. `shrinkwrap`:
 * where a lock file that ships says so. `run`: fetched and run by a command (`npx x`). `install`: installed by a command,
 * or to build a distribution with.
 */
export const EDGE_CHANNELS = [
  'dependency',
  'optional',
  'peer',
  'bundled',
  'shrinkwrap',
  'alias',
  'git',
  'url',
  'file',
  'run',
  'install',
] as const;
export const edgeChannelSchema = z.enum(EDGE_CHANNELS);
export type EdgeChannel = z.infer<typeof edgeChannelSchema>;

/** Something that a package brings in, and where it says so. Hostile text, capped. */
export const packageEdgeSchema = z.object({
  channel: edgeChannelSchema,
  /** Null: from a place that Weir does not watch, or that has no registry. */
  ecosystem: ecosystemSchema.nullable(),
  /** Name of the package as its registry has it; null when only an address or path is known. */
  name: z.string().min(1).max(512).nullable(),
  /** As written: a range, a tag, a version, an address; credentials taken out. */
  spec: z.string().max(1024),
  /** An address outside of the registry, credentials taken out. */
  url: z.string().max(2048).nullable(),
  /** When it comes in. */
  stage: stageSchema,
  file: z.string().max(1024),
  /** 1-based. */
  line: z.number().int().positive(),
});
export type PackageEdge = z.infer<typeof packageEdgeSchema>;

/** Edges that a result carries. */
export const RESULT_EDGES_MAX = 200;

/** Channels of which the manifest says everything: a result does not repeat them. */
const PLAIN: ReadonlySet<EdgeChannel> = new Set(['dependency', 'optional', 'peer', 'bundled']);
const STAGE_ORDER = ['install', 'import', 'use', 'dead'];

/** The edges that are worth following, those that come in first in front: past the manifest, or past the registry. */
export function edgesToFollow(edges: readonly PackageEdge[]): PackageEdge[] {
  return edges
    .filter((edge) => !PLAIN.has(edge.channel) && edge.stage !== 'dead')
    .toSorted((a, b) => STAGE_ORDER.indexOf(a.stage) - STAGE_ORDER.indexOf(b.stage))
    .slice(0, RESULT_EDGES_MAX);
}
