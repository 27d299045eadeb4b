import { createId, EVENT_BYTES_MAX, type Finding, parseEvent } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { publishedEvent, SEEN_AT, sampleFile, sampleFinding, sampleResult } from './testing/samples.ts';
import { verdictEvent } from './verdict-event.ts';

function eventOf(findings: readonly Finding[]) {
  const file = sampleFile();
  return verdictEvent({
    eventId: createId(SEEN_AT),
    verdictId: createId(SEEN_AT),
    analysisId: createId(SEEN_AT),
    supersedes: null,
    artifactSha256: 'a'.repeat(64),
    file,
    published: publishedEvent(file).data,
    judgement: sampleResult().judgement,
    rulesetVersion: 'rules-1',
    findings,
    decidedAt: SEEN_AT,
  });
}

describe('verdictEvent', () => {
  it('names the five threats that decided, strongest first, and counts all', () => {
    const severities = ['low', 'critical', 'info', 'medium', 'high', 'low', 'medium'] as const;
    const findings = severities.map((severity, index) => sampleFinding({ severity, rule: `r/${index}` }));

    const { data } = eventOf([
      ...findings,
      sampleFinding({ kind: 'capability' }),
      sampleFinding({ kind: 'ranking' }),
    ]);

    expect(data.topFindings.map(({ severity }) => severity)).toEqual([
      'critical',
      'high',
      'medium',
      'medium',
      'low',
    ]);
    expect(data.findingCount).toBe(9);
  });

  it.each([
    ['ASCII', 'x'],
    ['three-byte text', '漢'],
    ['characters that JSON escapes', '\u0001'],
  ])('fits the bus with findings full of %s', (_name, char) => {
    const text = (chars: number): string => char.repeat(chars);
    const full = sampleFinding({
      summary: text(500),
      snippet: text(500),
      chain: Array.from({ length: 20 }, () => text(200)),
      indicators: Array.from({ length: 50 }, () => ({ type: 'url', value: text(500) })),
      location: { file: text(1024), line: 1, endLine: null, layer: null },
    });

    const event = eventOf(Array.from({ length: 500 }, () => full));

    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(EVENT_BYTES_MAX);
    expect(parseEvent(event)).toEqual(event);
    expect(event.data.topFindings.length).toBeGreaterThan(0);
    expect(event.data.findingCount).toBe(500);
  });
});
