import { z } from 'zod';
import { compactFactsSchema } from './compact-facts.ts';
import {
  artifactSchema,
  classSchema,
  findingSchema,
  layerSchema,
  RESULT_LAYERS_MAX,
  skippedSchema,
  stageSchema,
} from './finding.ts';
import { packageEdgeSchema, RESULT_EDGES_MAX } from './package-edge.ts';

/** Best to worst. `inconclusive` replaces only `benign`: unknown is not clean. */
export const VERDICTS = ['benign', 'inconclusive', 'suspicious', 'malicious'] as const;
export const verdictSchema = z.enum(VERDICTS);
export type Verdict = z.infer<typeof verdictSchema>;

/** How loudly we speak; a function of verdict, stage and reach (`levelOf` in scoring). */
export const LEVELS = ['low', 'medium', 'high', 'critical'] as const;
export const levelSchema = z.enum(LEVELS);
export type Level = z.infer<typeof levelSchema>;

/** What scoring makes of findings. `score` is 0 to 100. */
export const judgementSchema = z.object({
  verdict: verdictSchema,
  /** False when something was left unread: budgets, crashes, missing layers. */
  complete: z.boolean(),
  score: z.number().int().min(0).max(100),
  level: levelSchema,
  class: classSchema.nullable(),
  /** Earliest stage among the findings that decided; null when nothing did. */
  stage: stageSchema.nullable(),
  scoringVersion: z.string().max(64),
});
export type Judgement = z.infer<typeof judgementSchema>;

/** Everything one analysis of one artifact under one set of facts produced. */
export const analysisResultSchema = z.object({
  artifact: artifactSchema,
  judgement: judgementSchema,
  /** Threats and rankings, in full. */
  findings: z.array(findingSchema).max(500),
  /** Ids of capabilities seen, sorted, each once: `net.http`, `process.spawn`. */
  capabilities: z.array(z.string().max(64)).max(500),
  skipped: z.array(skippedSchema).max(1000),
  /** What it brings in besides what its manifest lists from the registry (`edgesToFollow`); absent means none. */
  edges: z.array(packageEdgeSchema).max(RESULT_EDGES_MAX).optional(),
  fileCount: z.number().int().nonnegative(),
  unpackedBytes: z.number().int().nonnegative(),
  rulesetVersion: z.string().max(64),
  /**
   * What YARA rules were asked about; null where the engine is missing or was not reached. What nothing reaches is
   * looked through within a budget, as an addition: what that left is counted and makes nothing incomplete.
   */
  yara: z
    .object({
      /** Files and decoded layers. */
      texts: z.number().int().nonnegative(),
      bytes: z.number().int().nonnegative(),
      unscannedFiles: z.number().int().nonnegative(),
      unscannedBytes: z.number().int().nonnegative(),
    })
    .nullable()
    .optional(),
  elapsedMs: z.number().nonnegative(),
  /** What is kept of the release for good; absent when the artifact could not be opened. */
  facts: compactFactsSchema.optional(),
  /** Texts of the layers that findings point into; absent means none. */
  layers: z.array(layerSchema).max(RESULT_LAYERS_MAX).optional(),
});
export type AnalysisResult = z.infer<typeof analysisResultSchema>;

/** Who decided. A person's verdict stands until new facts or a rescan above it reopen the case. */
export const actorSchema = z.object({
  kind: z.enum(['analysis', 'person', 'withdrawal']),
  name: z.string().min(1).max(128),
});
export type Actor = z.infer<typeof actorSchema>;
