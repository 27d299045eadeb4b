import { describe, expect, it } from 'vitest';
import {
  HOSTILE_TEXTS,
  hostileAlert,
  SAMPLE_SENT_AT_MS,
  sampleAlert,
  sampleFinding,
  sampleVerdict,
} from '../testing/index.ts';
import { SLACK_LIMITS } from './limits.ts';
import { renderSlackMessage, type SlackMessage } from './render.ts';
import { previewMessage } from './stand-in/index.ts';

const CASES = {
  critical: sampleAlert(),
  duplicate: sampleAlert({ possibleDuplicate: true }),
  incomplete: sampleAlert({
    verdict: sampleVerdict({
      judgement: {
        verdict: 'suspicious',
        complete: false,
        score: 71,
        level: 'high',
        class: null,
        stage: 'import',
        scoringVersion: '1',
      },
      topFindings: [
        sampleFinding({
          severity: 'high',
          stage: 'import',
          location: { file: 'demo/__init__.py', line: 1, endLine: null, layer: 'base64>zlib' },
          summary: 'a text decoded twice is run',
          snippet: 'exec(zlib.decompress(base64.b64decode(blob)))',
        }),
      ],
      findingCount: 1,
      publisher: null,
      publishedAt: null,
    }),
  }),
  hostile: hostileAlert(HOSTILE_TEXTS.slice(0, 11).join(' ')),
};

function lengthsOf(message: SlackMessage): readonly [string, number, number][] {
  return message.blocks.flatMap((block): [string, number, number][] => {
    if (block.type === 'header') return [['header', block.text.text.length, SLACK_LIMITS.headerChars]];
    if (block.type === 'context') {
      return block.elements.map((element) => ['context', element.text.length, SLACK_LIMITS.sectionChars]);
    }
    return 'fields' in block
      ? block.fields.map((field) => ['field', field.text.length, SLACK_LIMITS.fieldChars])
      : [['section', block.text.text.length, SLACK_LIMITS.sectionChars]];
  });
}

describe('renderSlackMessage', () => {
  it.each(Object.entries(CASES))('renders %s as the golden file says', async (name, alert) => {
    const message = renderSlackMessage(alert, SAMPLE_SENT_AT_MS);

    await expect(`${JSON.stringify(message, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
    await expect(previewMessage(message)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'stays within the limits and without acting parts for %s',
    (_label, text) => {
      const message = renderSlackMessage(hostileAlert(text), SAMPLE_SENT_AT_MS);

      for (const [kind, length, limit] of lengthsOf(message))
        expect([kind, length <= limit]).toEqual([kind, true]);
      expect(message.blocks.length).toBeLessThanOrEqual(SLACK_LIMITS.blocks);
      expect(JSON.stringify(message)).not.toMatch(/[<>]/);
      expect(message.text.length).toBeGreaterThan(0);
    },
  );

  it('always sends a text, and never unfurls or links by itself', () => {
    const message = renderSlackMessage(sampleAlert(), SAMPLE_SENT_AT_MS);

    expect(message.text).toContain('[CRITICAL 94] npmjs @demo/left-padding@1.0.1');
    expect(message).toMatchObject({ unfurl_links: false, unfurl_media: false });
    for (const block of message.blocks) {
      if (block.type === 'header') expect(block.text.emoji).toBe(false);
      else expect(JSON.stringify(block)).not.toContain('"verbatim":false');
    }
  });

  it('counts what it leaves out', () => {
    const verdict = sampleVerdict({
      topFindings: Array.from({ length: 5 }, (_, index) =>
        sampleFinding({
          indicators: Array.from({ length: 4 }, (_n, n) => ({
            type: 'domain',
            value: `h${index}${n}.example`,
          })),
        }),
      ),
      findingCount: 40,
    });

    const text = previewMessage(renderSlackMessage(sampleAlert({ verdict }), SAMPLE_SENT_AT_MS));

    expect(text).toContain('+36 more findings');
    expect(text).toContain('+12 more');
  });
});
