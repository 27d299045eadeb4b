import { createHash } from 'node:crypto';
import { COMPACT_FACTS_MAX, type CompactFacts, compactFactsSchema, STAGES } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { decodeCompactFacts, encodeCompactFacts } from './facts-codec.ts';

function digest(seed: number): string {
  return createHash('sha256').update(`${seed}`).digest('hex');
}

function factsOf(files: number): CompactFacts {
  return {
    format: 'weir.facts.v1',
    files: Array.from({ length: files }, (_, at) => ({
      path: `lib/${at}/ünï\u0000code.js`,
      sizeBytes: at * 1000,
      sha256: digest(at),
      stage: STAGES[at % STAGES.length] ?? 'dead',
      tlsh: at % 3 === 0 ? `T1${digest(at).slice(0, 64).toUpperCase()}ABCDEF` : null,
    })),
    hosts: ['exfil.example', '192.0.2.7'],
    urls: ['https://exfil.example/x'],
    strings: ['0123456789abcdef', 'fedcba9876543210'],
    apis: ['child_process.exec'],
    hooks: [{ hook: 'postinstall', stage: 'install', command: 'node x.js' }],
    dependencies: [{ name: 'left-pad', spec: '^1.0.0', kind: 'normal' }],
    truncated: { files: 3 },
  };
}

describe('encoded facts', () => {
  it.each([0, 1, 50, COMPACT_FACTS_MAX.files])('come back as they were, with %i files', (files) => {
    const facts = factsOf(files);

    expect(decodeCompactFacts(encodeCompactFacts(facts))).toEqual(compactFactsSchema.parse(facts));
  });

  it('hold the digest of every file byte for byte, and little else', () => {
    const facts = factsOf(100);

    const encoded = encodeCompactFacts(facts);

    for (const file of facts.files) expect(encoded.includes(Buffer.from(file.sha256, 'hex'))).toBe(true);
    expect(encoded.length).toBeLessThan(100 * 32 + 34 * 35 + 1_000);
  });

  it.each([
    ['something else', Buffer.from('not facts')],
    ['nothing', Buffer.alloc(0)],
    ['cut ones', encodeCompactFacts(factsOf(5)).subarray(0, -1)],
    ['longer ones', Buffer.concat([encodeCompactFacts(factsOf(5)), Buffer.alloc(1)])],
  ])('refuse %s', (_, bytes) => {
    expect(() => decodeCompactFacts(bytes)).toThrow(
      expect.objectContaining({ code: 'EVIDENCE_FACTS', retriable: false }),
    );
  });
});
