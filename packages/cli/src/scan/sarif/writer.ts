import type { FlaggedSource } from '@weir/analysis';
import { DETECTORS } from '@weir/detectors';
import type { Finding } from '@weir/model';
import { readVersion } from '@weir/platform/version';
import { grouped } from '../../output/numbers.ts';
import { printableJson } from '../../output/printable.ts';
import { placeOf } from '../place.ts';
import type { Scanned } from '../scanner.ts';
import type { ScanWriter } from '../writer.ts';
import { type AnalysedTarget, createArtifacts } from './artifacts.ts';
import type { Notification, ReportingDescriptor, Result, SarifLog } from './document.ts';
import { createFingerprints, message, messageOf, rankOf, regionOf } from './results.ts';
import { createRules, levelOfSeverity } from './rules.ts';
import { fileUri, ROOT_ID } from './uris.ts';

/**
 * Code scanning refuses a run of more results, and shows the 5,000 worst (GitHub Docs, "SARIF support for code
 * scanning", limits). Results are held until the end: this is what bounds memory.
 */
const RESULTS_MAX = 25_000;
const NOTIFICATIONS_MAX = 1_000;
/** All texts of a log together, in characters: viewers load it whole, and code scanning takes 10 MB packed. */
const TEXTS_CHARS_MAX = 16 * 1024 * 1024;
/** Files of one target that are named as unread. */
const UNREAD_NAMED_MAX = 20;

/** Code scanning wants every descriptor whole (rule GH2012 of Microsoft's SARIF Multitool). */
function notificationRule<const Id extends string>(
  id: Id,
  title: string,
  text: string,
): ReportingDescriptor & { readonly id: Id } {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text },
    help: { text: `${title} ${text}`, markdown: `**${title}**\n\n${text}` },
  };
}

const NOTIFICATIONS = [
  notificationRule(
    'weir/target-failed',
    'A target has no verdict.',
    'It could not be read or fetched, or its analysis ended without an answer. The message says why, and what to do.',
  ),
  notificationRule(
    'weir/not-read',
    'A part of a target was not read: unknown is not clean.',
    'A budget, a broken container or a method that is not supported left bytes unread. They may hold anything.',
  ),
  notificationRule(
    'weir/cut',
    'Something was left out of this log.',
    'Viewers and services take only so many results. The NDJSON output has all of them.',
  ),
] as const;
type NotificationId = (typeof NOTIFICATIONS)[number]['id'];

/** A finding that waits for the end. */
interface Draft {
  readonly target: AnalysedTarget;
  readonly finding: Finding;
  readonly fingerprint: string;
  readonly order: number;
}

/** Bounds of one log, for tests. */
export interface SarifLimits {
  readonly resultsMax: number;
  readonly textsCharsMax: number;
}

function notification(id: NotificationId, level: Notification['level'], text: string): Notification {
  const index = NOTIFICATIONS.findIndex((descriptor) => descriptor.id === id);
  return { descriptor: { id, index }, level, message: message(text) };
}

/** Writes one SARIF 2.1.0 document with one run, when all targets are known. `cwd` is what its paths are relative to. */
export function createSarifWriter(
  print: (text: string) => void,
  cwd: string,
  limits: SarifLimits = { resultsMax: RESULTS_MAX, textsCharsMax: TEXTS_CHARS_MAX },
): ScanWriter {
  const notifications: Notification[] = [];
  const versions: { ruleset: string | null; scoring: string | null } = { ruleset: null, scoring: null };
  let drafts: Draft[] = [];
  let order = 0;
  let failedCount = 0;
  let notificationsCut = 0;
  let textsChars = 0;
  let textsCut = 0;

  function notify(id: NotificationId, level: Notification['level'], text: string): void {
    if (notifications.length < NOTIFICATIONS_MAX) notifications.push(notification(id, level, text));
    else notificationsCut += 1;
  }

  /** Keeps the worst, in the order in which they came. */
  function keepWorst(): void {
    drafts = drafts
      .toSorted((a, b) => rankOf(a.finding.severity) - rankOf(b.finding.severity) || a.order - b.order)
      .slice(0, limits.resultsMax)
      .toSorted((a, b) => a.order - b.order);
  }

  /** The texts that still have room. */
  function roomFor(sources: readonly FlaggedSource[]): FlaggedSource[] {
    return sources.filter(({ text }) => {
      const fits = textsChars + text.length <= limits.textsCharsMax;
      if (fits) textsChars += text.length;
      else textsCut += 1;
      return fits;
    });
  }

  function notifyUnread({ result }: Scanned): void {
    const { target, skipped } = result;
    for (const { file, reason } of skipped.slice(0, UNREAD_NAMED_MAX))
      notify('weir/not-read', 'warning', `${target}: not read: ${file}: ${reason}`);
    const rest = skipped.length - UNREAD_NAMED_MAX;
    if (rest > 0) notify('weir/not-read', 'warning', `${target}: ${rest} more files were not read`);
  }

  return {
    write(scanned) {
      const { result, analysed } = scanned;
      if (result.verdict === null) {
        failedCount += 1;
        notify('weir/target-failed', 'error', `${result.target}: ${result.error ?? 'no verdict'}`);
        return;
      }
      versions.ruleset = result.rulesetVersion;
      versions.scoring = result.scoringVersion;
      notifyUnread(scanned);
      for (const { origin, analysis } of analysed) {
        const target: AnalysedTarget = {
          text: result.target,
          origin,
          sources: roomFor(analysis.sources ?? []),
          sha256: analysis.artifact.sha256,
          sizeBytes: analysis.artifact.sizeBytes,
          properties: {
            target: result.target,
            purl: result.purl,
            verdict: result.verdict,
            complete: result.complete,
            level: result.level,
            class: result.class,
            score: result.score,
          },
        };
        const fingerprintOf = createFingerprints();
        for (const finding of analysis.findings) {
          order += 1;
          drafts.push({ target, finding, fingerprint: fingerprintOf(finding), order });
        }
      }
      if (drafts.length > 2 * limits.resultsMax) keepWorst();
    },

    end(exitCode) {
      keepWorst();
      const rules = createRules(DETECTORS);
      const artifacts = createArtifacts(cwd);
      const results = drafts.map(({ target, finding, fingerprint }): Result => {
        const { rule, detector, severity, location, snippet } = finding;
        const { inside, ...artifactLocation } = artifacts.locationOf(target, location?.file ?? null);
        return {
          ruleId: rule,
          ruleIndex: rules.indexOf(rule, detector, severity),
          level: levelOfSeverity(severity),
          message: messageOf(finding, target.text),
          locations: [
            { physicalLocation: { artifactLocation, ...(inside && { region: regionOf(finding) }) } },
          ],
          partialFingerprints: { primaryLocationLineHash: fingerprint },
          properties: {
            ...target.properties,
            kind: finding.kind,
            severity,
            stage: finding.stage,
            confidence: finding.confidence,
            layer: location?.layer ?? null,
            ...(location?.layer != null && {
              layerLine: placeOf(finding)?.layerLine ?? null,
              layerSnippet: snippet,
            }),
            chain: finding.chain,
            artifact: target.sha256,
          },
        };
      });
      const cut = [
        ...(order > results.length
          ? [
              `${grouped(order - results.length)} findings of ${grouped(order)}, the least severe; NDJSON has all`,
            ]
          : []),
        ...(textsCut > 0 ? [`the text of ${grouped(textsCut)} files, which viewers cannot show then`] : []),
        ...(notificationsCut > 0 ? [`${grouped(notificationsCut)} notifications`] : []),
      ].map((what) => notification('weir/cut', 'warning', `left out: ${what}`));
      const version = readVersion();
      const log: SarifLog = {
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: {
              driver: {
                name: 'Weir',
                version,
                semanticVersion: version,
                rules: rules.descriptors,
                notifications: NOTIFICATIONS,
              },
            },
            invocations: [
              {
                executionSuccessful: failedCount === 0,
                exitCode,
                workingDirectory: { uri: `${fileUri(cwd)}/` },
                toolExecutionNotifications: [...notifications, ...cut],
              },
            ],
            originalUriBaseIds: { [ROOT_ID]: { uri: `${fileUri(cwd)}/` } },
            artifacts: artifacts.list,
            results,
            newlineSequences: ['\r\n', '\n', '\r'],
            columnKind: 'utf16CodeUnits',
            properties: { rulesetVersion: versions.ruleset, scoringVersion: versions.scoring },
          },
        ],
      };
      print(`${printableJson(log)}\n`);
    },
  };
}
