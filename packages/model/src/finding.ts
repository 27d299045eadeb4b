import { z } from 'zod';
import { sha256Schema } from './release.ts';

/** When the code runs, earliest first. `dead`: shipped, but nothing we resolve reaches it. */
export const STAGES = ['install', 'import', 'use', 'dead'] as const;
export const stageSchema = z.enum(STAGES);
export type Stage = z.infer<typeof stageSchema>;

/**
 * `capability`: what the code can do, stored and not shouted. `threat`: what speaks for an attack. `ranking`: what says
 * which release to look at first where no threat does; evidence of nothing, it never changes a verdict.
 */
export const findingKindSchema = z.enum(['capability', 'threat', 'ranking']);
export type FindingKind = z.infer<typeof findingKindSchema>;
/** The mildest first. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export const severitySchema = z.enum(SEVERITIES);
export type Severity = z.infer<typeof severitySchema>;

/** Why a package is bad, apart from how sure we are. */
export const CLASSES = ['malware', 'research', 'squat', 'spam', 'protestware'] as const;
export const classSchema = z.enum(CLASSES);
export type Class = z.infer<typeof classSchema>;

export const INDICATOR_TYPES = ['domain', 'url', 'ip', 'hash', 'wallet', 'account'] as const;
export const indicatorTypeSchema = z.enum(INDICATOR_TYPES);
/** A value that can be hunted for elsewhere. `value` is raw and normalized (lower-case host); defang only for people. */
export const indicatorSchema = z.object({ type: indicatorTypeSchema, value: z.string().min(1).max(2048) });
export type Indicator = z.infer<typeof indicatorSchema>;

/**
 * Where the reader can see it. Lines are 1-based. `layer` names the decoding steps from the file's own bytes to
 * the text that the line counts in (`base64`, `base64>zlib`); null is the file itself.
 */
export const locationSchema = z.object({
  file: z.string().max(1024),
  line: z.number().int().positive(),
  endLine: z.number().int().positive().nullable(),
  layer: z.string().max(128).nullable(),
  /** The layer's text, of which one file may have several under one name; the evidence bundle holds it. */
  layerSha256: sha256Schema.optional(),
});
export type Location = z.infer<typeof locationSchema>;

/** One thing a detector saw. Content findings depend on the bytes only, context findings on the release as well. */
export const findingSchema = z.object({
  /** Folder name of the detector in packages/detectors. */
  detector: z.string().max(64),
  /** `detector/rule`-style id, stable across releases of Weir. */
  rule: z.string().max(128),
  kind: findingKindSchema,
  basis: z.enum(['content', 'context']),
  severity: severitySchema,
  stage: stageSchema,
  /** 0 to 1: how sure the detector is that what it describes is there. */
  confidence: z.number().min(0).max(1),
  class: classSchema.nullable(),
  summary: z.string().min(1).max(500),
  location: locationSchema.nullable(),
  /** The flagged text, capped, with NULs replaced; not escaped for any renderer. */
  snippet: z.string().max(500).nullable(),
  indicators: z.array(indicatorSchema).max(50),
  /** From source to sink in the reader's words: `process.env` → `https.request`. */
  chain: z.array(z.string().max(200)).max(20),
});
export type Finding = z.infer<typeof findingSchema>;

/** Characters of one decoded layer that are kept, and layers of one result. */
export const LAYER_TEXT_MAX = 16_384;
export const RESULT_LAYERS_MAX = 40;

/** The text of a decoded layer that a finding points into. */
export const layerSchema = z.object({
  /** Of the whole text in UTF-8: what `location.layerSha256` names. */
  sha256: sha256Schema,
  file: z.string().max(1024),
  layer: z.string().max(128),
  /** 1-based line of the file from which the layer was decoded. */
  line: z.number().int().positive(),
  /** Length of the whole text in UTF-16 units; `text` holds the first {@link LAYER_TEXT_MAX}. */
  chars: z.number().int().nonnegative(),
  text: z.string().max(LAYER_TEXT_MAX),
});
export type Layer = z.infer<typeof layerSchema>;

/** A file that was not, or not wholly, looked at. Unknown is not clean: the score sees these. */
export const skippedSchema = z.object({
  file: z.string().max(1024),
  reason: z.string().max(200),
  sizeBytes: z.number().int().nonnegative().nullable(),
});
export type Skipped = z.infer<typeof skippedSchema>;

/** The bytes that were analysed, as measured by us. */
export const artifactSchema = z.object({
  sha256: sha256Schema,
  sizeBytes: z.number().int().nonnegative(),
  /** Other digests measured over the same bytes: lower-case hex by algorithm. */
  digests: z.record(z.string(), z.string()),
});
export type Artifact = z.infer<typeof artifactSchema>;
