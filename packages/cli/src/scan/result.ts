import {
  type AnalysisResult,
  classSchema,
  type Finding,
  findingKindSchema,
  type Judgement,
  levelSchema,
  type Skipped,
  severitySchema,
  stageSchema,
  VERDICTS,
  verdictSchema,
} from '@weir/model';
import { z } from 'zod';
import type { Comparison } from './comparison.ts';
import { isOfWholeFile } from './place.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const scanFindingSchema = z
  .strictObject({
    id: z.string().describe('DETECTOR/RULE; packages/detectors/RULES.md lists them.'),
    detector: z.string(),
    kind: findingKindSchema.describe(
      'capability: what code can do. threat: what speaks for an attack. ranking: what to look at first where no threat says so; it decides nothing.',
    ),
    severity: severitySchema.describe('How bad it is if true.'),
    stage: stageSchema.describe('When the code runs; dead: nothing that Weir resolves reaches it.'),
    artifact: sha256.describe('The artifact it was found in.'),
    file: z.string().nullable().describe('Inside the package; null for the artifact as a whole.'),
    line: z
      .int()
      .min(1)
      .nullable()
      .describe(
        'From 1, in the file, or in the layer when there is one; null for what is said of a file as a whole.',
      ),
    layer: z
      .string()
      .nullable()
      .describe('Decoding steps from the file to the text that the line counts in.'),
    summary: z.string().min(1).describe('One sentence.'),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .describe('How sure the detector is that what it describes is there.'),
  })
  .describe('One thing that a detector saw.');

/** One line of `weir scan --format ndjson`; docs/schemas/scan-result.schema.json is written from this. */
export const scanResultSchema = z
  .strictObject({
    target: z.string().describe('As given; of a line of standard input that is too long, its beginning.'),
    purl: z.string().nullable().describe('Of a release; null for what is on this machine.'),
    artifacts: z
      .array(z.strictObject({ sha256, bytes: z.int().min(0), filename: z.string() }))
      .describe(
        'What was analysed: each file of a release; of a directory, the digest of its tree. Empty when it failed.',
      ),
    verdict: verdictSchema.nullable().describe('null: there is none, and error says why.'),
    complete: z.boolean().describe('false: something was left unread.'),
    level: levelSchema.nullable(),
    class: classSchema.nullable().describe('null: nothing speaks for one.'),
    score: z.int().min(0).max(100).nullable(),
    findings: z.array(scanFindingSchema),
    skipped: z
      .array(
        z.strictObject({
          file: z.string(),
          reason: z.string(),
          sizeBytes: z.int().min(0).nullable().describe('null: unknown.'),
        }),
      )
      .describe(
        'What was not, or not wholly, read; of a release with several files after the file: FILE/PATH. A file of the release before that an update could not be compared with is here, too, and leaves nothing incomplete.',
      ),
    rulesetVersion: z.string().nullable().describe('Of detectors, code model, rules and data.'),
    scoringVersion: z.string().nullable(),
    ms: z.int().min(0).describe('Wall clock, waiting and fetching included.'),
    error: z.string().nullable().describe('Why there is no verdict; null when there is one.'),
  })
  .describe('What `weir scan` says of one target. null means "not known", never "no".');
export type ScanResult = z.infer<typeof scanResultSchema>;
export type ScanFinding = z.infer<typeof scanFindingSchema>;

/** The JSON Schema (draft 2020-12) of a result, as the committed file holds it. */
export function renderScanResultSchema(): string {
  const schema = z.toJSONSchema(scanResultSchema, { target: 'draft-2020-12' });
  return `${JSON.stringify({ ...schema, title: 'weir scan result' }, null, 2)}\n`;
}

function toScanFinding(finding: Finding, artifactSha256: string): ScanFinding {
  return {
    id: finding.rule,
    detector: finding.detector,
    kind: finding.kind,
    severity: finding.severity,
    stage: finding.stage,
    artifact: artifactSha256,
    file: finding.location?.file ?? null,
    line: finding.location === null || isOfWholeFile(finding) ? null : finding.location.line,
    layer: finding.location?.layer ?? null,
    summary: finding.summary,
    confidence: finding.confidence,
  };
}

/** An artifact of a target that was analysed. */
export interface AnalysedFile {
  readonly filename: string;
  readonly analysis: AnalysisResult;
  /** With the release before; absent where there was no reason to compare. */
  readonly comparison?: Comparison;
}

/** Of several judgements the worst; of two equal ones the one that left more unread. */
export function worstOf(judgements: readonly Judgement[]): Judgement | null {
  const badness = ({ verdict, score }: Judgement): number => VERDICTS.indexOf(verdict) * 1_000 + score;
  const ranked = judgements.toSorted(
    (a, b) => badness(b) - badness(a) || Number(a.complete) - Number(b.complete),
  );
  return ranked[0] ?? null;
}

/**
 * The result of a target that was analysed: of a release with several files, the worst of them. `ms` is wall clock.
 * @param missed files of the release that could not be had: they leave the result incomplete, and never benign.
 */
export function toScanResult(
  target: { readonly text: string; readonly purl: string | null },
  analysed: readonly AnalysedFile[],
  missed: readonly Skipped[],
  ms: number,
): ScanResult {
  const worst = worstOf(analysed.map(({ analysis }) => analysis.judgement));
  if (worst === null) return toFailedResult(target.text, missed[0]?.reason ?? 'nothing to analyse', ms);
  const several = analysed.length + missed.length > 1;
  const unread = analysed.flatMap(({ filename, analysis }) =>
    analysis.skipped.map(({ file, reason, sizeBytes }) => ({
      file: several ? `${filename}/${file}` : file,
      reason,
      sizeBytes,
    })),
  );
  // Several files may be most like one of the release before.
  const uncompared = new Map(
    analysed.flatMap(({ comparison }) => comparison?.missed ?? []).map((one) => [one.file, one]),
  );
  return {
    target: target.text,
    purl: target.purl,
    artifacts: analysed.map(({ filename, analysis: { artifact } }) => ({
      sha256: artifact.sha256,
      bytes: artifact.sizeBytes,
      filename,
    })),
    verdict: missed.length > 0 && worst.verdict === 'benign' ? 'inconclusive' : worst.verdict,
    complete: missed.length === 0 && analysed.every(({ analysis }) => analysis.judgement.complete),
    level: worst.level,
    class: worst.class,
    score: worst.score,
    findings: analysed.flatMap(({ analysis }) =>
      analysis.findings.map((finding) => toScanFinding(finding, analysis.artifact.sha256)),
    ),
    skipped: [
      ...missed.map(({ file, reason, sizeBytes }) => ({ file, reason, sizeBytes })),
      ...unread,
      ...uncompared.values(),
    ],
    rulesetVersion: analysed[0]?.analysis.rulesetVersion ?? null,
    scoringVersion: worst.scoringVersion,
    ms: Math.round(ms),
    error: null,
  };
}

/** The result of a target that could not be looked at. */
export function toFailedResult(target: string, error: string, ms: number): ScanResult {
  return {
    target,
    purl: null,
    artifacts: [],
    verdict: null,
    complete: false,
    level: null,
    class: null,
    score: null,
    findings: [],
    skipped: [],
    rulesetVersion: null,
    scoringVersion: null,
    ms: Math.round(ms),
    error,
  };
}
