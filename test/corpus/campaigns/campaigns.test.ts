import { describe, expect, test } from 'vitest';
import { analyzeFiles } from '../analyze-files.ts';
import { CAMPAIGNS } from './all.ts';

describe('campaigns of detection.md section 5, as inert packages', () => {
  test('each row has a plain, an obfuscated and a moved variant', () => {
    expect(CAMPAIGNS.length).toBeGreaterThanOrEqual(25);
    for (const campaign of CAMPAIGNS) {
      expect(campaign.variants.map((variant) => variant.concealment)).toEqual([
        'plain',
        'obfuscated',
        'moved',
      ]);
    }
    expect(new Set(CAMPAIGNS.map((campaign) => campaign.id)).size).toBe(CAMPAIGNS.length);
  });

  test('synthetic recall: each variant is suspicious or worse', async () => {
    const missed: string[] = [];
    const counts: Record<string, number> = {};
    const found: Record<string, number> = {};
    for (const { id, variants } of CAMPAIGNS) {
      for (const { concealment, files } of variants) {
        const { judgement, findings } = await analyzeFiles(files);
        counts[judgement.verdict] = (counts[judgement.verdict] ?? 0) + 1;
        if (judgement.verdict === 'suspicious' || judgement.verdict === 'malicious')
          found[concealment] = (found[concealment] ?? 0) + 1;
        else {
          const told = findings.slice(0, 3).map((f) => `${f.rule} ${f.severity} ${f.stage}`);
          missed.push(`${id} ${concealment}: ${judgement.verdict} ${judgement.score} (${told.join(', ')})`);
        }
      }
    }
    const all = CAMPAIGNS.length * 3;
    console.log(
      `synthetic recall ${all - missed.length} of ${all}; by concealment of ${CAMPAIGNS.length} each: ${JSON.stringify(found)}; verdicts: ${JSON.stringify(counts)}\n${missed.join('\n')}`,
    );

    expect(missed).toEqual([]);
  });
});
