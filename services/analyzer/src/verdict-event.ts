import {
  type AnyEvent,
  EVENT_BYTES_MAX,
  type Finding,
  type Judgement,
  type ReleasePublished,
  type VerdictEvent,
} from '@weir/model';
import { pointsOf } from '@weir/scoring';
import type { StoredFile } from '@weir/store';

/** Room for what the bus adds around an event. */
const SIZE_BYTES_MAX = EVENT_BYTES_MAX - 1024;
const TOP_FINDINGS_MAX = 5;
/** Longer values are whole documents, not something to hunt for in a message; the store has them. */
const INDICATOR_CHARS_MAX = 512;

export interface VerdictParts {
  readonly eventId: string;
  readonly verdictId: string;
  readonly analysisId: string | null;
  readonly supersedes: string | null;
  readonly artifactSha256: string | null;
  readonly file: StoredFile;
  readonly published: ReleasePublished;
  readonly judgement: Judgement;
  readonly rulesetVersion: string;
  readonly findings: readonly Finding[];
  readonly decidedAt: Date;
}

/** The name under which the analyzer decides. */
export const ANALYZER_ACTOR = { kind: 'analysis', name: 'analyzer' } as const;

interface Trim {
  readonly findings: number;
  readonly indicators: number;
  readonly texts: boolean;
}

/** From everything that helps a reader to the least that names the reason. */
const TRIMS: readonly Trim[] = [
  { findings: TOP_FINDINGS_MAX, indicators: 10, texts: true },
  { findings: TOP_FINDINGS_MAX, indicators: 3, texts: true },
  { findings: TOP_FINDINGS_MAX, indicators: 3, texts: false },
  { findings: 1, indicators: 1, texts: false },
  { findings: 0, indicators: 0, texts: false },
];

function trimFinding(finding: Finding, trim: Trim): Finding {
  return {
    ...finding,
    indicators: finding.indicators
      .filter(({ value }) => value.length <= INDICATOR_CHARS_MAX)
      .slice(0, trim.indicators),
    snippet: trim.texts ? finding.snippet : null,
    chain: trim.texts ? finding.chain : [],
  };
}

function sizeBytesOf(event: AnyEvent): number {
  return Buffer.byteLength(JSON.stringify(event));
}

/** The event of one recorded verdict: the findings that decided, strongest first, cut until the bus takes it. Pure. */
export function verdictEvent(parts: VerdictParts): VerdictEvent {
  const { file, published, judgement, decidedAt } = parts;
  const ranked = parts.findings
    .filter(({ kind }) => kind === 'threat')
    .toSorted((a, b) => pointsOf(b) - pointsOf(a))
    .slice(0, TOP_FINDINGS_MAX);
  const render = (trim: Trim): VerdictEvent => ({
    id: parts.eventId,
    source: '/analyzer',
    type: 'verdict.recorded.v1',
    time: decidedAt.toISOString(),
    data: {
      verdictId: parts.verdictId,
      release: file.release,
      releaseId: file.releaseId,
      fileId: file.fileId,
      filename: file.file.filename,
      artifactSha256: parts.artifactSha256,
      analysisId: parts.analysisId,
      judgement,
      rulesetVersion: parts.rulesetVersion,
      actor: ANALYZER_ACTOR,
      supersedes: parts.supersedes,
      topFindings: ranked.slice(0, trim.findings).map((finding) => trimFinding(finding, trim)),
      findingCount: parts.findings.length,
      publisher: file.facts?.publisher?.name ?? null,
      seenAt: published.seenAt,
      publishedAt: published.publishedAt,
      decidedAt: decidedAt.toISOString(),
      origin: published.origin,
    },
  });
  const candidates = TRIMS.map(render);
  return (
    candidates.find((event) => sizeBytesOf(event) <= SIZE_BYTES_MAX) ??
    render({ findings: 0, indicators: 0, texts: false })
  );
}
