import { z } from 'zod';
import { compactFactsSchema } from './compact-facts.ts';
import { releaseFactsSchema } from './facts.ts';
import { artifactSchema, findingSchema, layerSchema, RESULT_LAYERS_MAX, skippedSchema } from './finding.ts';
import { digestAlgorithmSchema, releaseFileSchema, releaseRefSchema } from './release.ts';
import { judgementSchema } from './verdict.ts';

/** What comparing the registry's digest with the bytes gave; `unverified`: none was declared that we measure. */
export const verificationSchema = z.object({
  outcome: z.enum(['match', 'mismatch', 'unverified']),
  algorithm: digestAlgorithmSchema.nullable(),
});
export type Verification = z.infer<typeof verificationSchema>;

/**
 * Everything that explains one analysis' verdict, immutable: the same analysis makes the same bytes, so there are no
 * times in it. Reports are rendered from it.
 */
export const evidenceBundleSchema = z.object({
  format: z.literal('weir.evidence.v1'),
  release: releaseRefSchema,
  file: releaseFileSchema,
  artifact: artifactSchema,
  verification: verificationSchema,
  facts: releaseFactsSchema.nullable(),
  factsDigest: z.string().max(64),
  rulesetVersion: z.string().max(64),
  judgement: judgementSchema,
  findings: z.array(findingSchema).max(501),
  /** Every file's digest and stage, hosts, hooks and so on; null when the artifact could not be opened. */
  contents: compactFactsSchema.nullable(),
  /** Texts of decoded layers, which the artifact does not hold in clear. */
  layers: z.array(layerSchema).max(RESULT_LAYERS_MAX),
  capabilities: z.array(z.string().max(64)).max(500),
  skipped: z.array(skippedSchema).max(1000),
});
export type EvidenceBundle = z.infer<typeof evidenceBundleSchema>;
