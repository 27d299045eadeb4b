import type { Finding, ReleaseFile, Verification } from '@weir/model';
import type { UnservedStanding } from './steps/ask-standing.ts';

/** Findings of the analyzer itself: they are about the file as a whole, so they point at no line. */
function contextFinding(
  part: Pick<Finding, 'rule' | 'severity' | 'stage' | 'confidence' | 'summary'>,
): Finding {
  return {
    ...part,
    detector: 'fetch',
    kind: 'threat',
    basis: 'context',
    class: null,
    location: null,
    snippet: null,
    indicators: [],
    chain: [],
  };
}

/**
 * The bytes are not what the registry declares. Not sure of an attack, since a broken transfer looks the same, yet an
 * installer that does not check would run them.
 */
export function mismatchFinding(
  file: ReleaseFile,
  verification: Verification,
  measured: Readonly<Record<string, string>>,
): Finding {
  const algorithm = verification.algorithm ?? 'sha512';
  return contextFinding({
    rule: 'fetch/digest-mismatch',
    severity: 'high',
    stage: 'install',
    confidence: 0.6,
    summary: `the bytes served have ${algorithm} ${measured[algorithm]?.slice(0, 64)}, the registry declares ${file.digests[algorithm]?.slice(0, 64)}`,
  });
}

/** A file that the registry announced and never served. */
export function unavailableFinding(
  tries: number,
  lastAnswer: string,
  standing: UnservedStanding | null,
): Finding {
  const why = standing === null ? '' : `: ${standing}`;
  return contextFinding({
    rule: 'fetch/unavailable',
    severity: 'info',
    stage: 'install',
    confidence: 1,
    summary: `unavailable${why}: announced and not served in ${tries} tries, last answer ${lastAnswer}`.slice(
      0,
      500,
    ),
  });
}

/** A file over the byte cap: unread, and its size is a way to stay unread. */
export function tooLargeFinding(sizeBytesMax: number): Finding {
  return contextFinding({
    rule: 'fetch/too-large',
    severity: 'low',
    stage: 'install',
    confidence: 1,
    summary: `too large: over the cap of ${sizeBytesMax} bytes, not read`,
  });
}
