import type { Alert } from '@weir/model';
import { type AlertSummary, type Evidence, summarizeAlert } from '../summary.ts';
import { SLACK_LIMITS } from './limits.ts';
import { code, identifier, identifierCode, plain } from './mrkdwn.ts';

// Budgets in characters after escaping. Their sums stay below SLACK_LIMITS for whatever a package brings along.
const NAME_CHARS = 80;
const VERSION_CHARS = 36;
const SUMMARY_CHARS = 600;
const PATH_CHARS = 300;
/** Files named in a message; the rest is counted. */
const FILES_MAX = 4;
const LINK_CHARS = 120;
const SNIPPET_CHARS = 500;
const MORE_SUMMARY_CHARS = 300;
const INDICATOR_CHARS = 200;
const REASON_CHARS = 300;
const NOTIFICATION_CHARS = 300;

interface PlainText {
  readonly type: 'plain_text';
  readonly text: string;
  /** False: `:name:` is not made a picture. */
  readonly emoji: false;
}

interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  /** True: Slack looks for no links, channels or people in the text by itself. */
  readonly verbatim: true;
}

export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'section'; readonly fields: readonly Mrkdwn[] }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] };

export interface SlackMessage {
  /** Notification and fallback; never left out. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}

function section(lines: readonly (string | null)[]): SlackBlock {
  return { type: 'section', text: mrkdwn(lines.filter((line) => line !== null).join('\n')) };
}

function context(texts: readonly string[]): SlackBlock {
  return { type: 'context', elements: texts.slice(0, SLACK_LIMITS.contextElements).map(mrkdwn) };
}

function evidenceLines(evidence: Evidence): readonly (string | null)[] {
  const where = evidence.where === null ? null : identifierCode(evidence.where, PATH_CHARS);
  const by = `${evidence.severity} · at ${evidence.stage} · ${identifierCode(evidence.rule, 140)}`;
  return [
    `*What it does*\n${plain(evidence.summary, SUMMARY_CHARS)}`,
    where === null ? by : `${where} · ${by}`,
    evidence.chain.length === 0 ? null : evidence.chain.map((link) => code(link, LINK_CHARS)).join(' → '),
    evidence.snippet === null ? null : code(evidence.snippet, SNIPPET_CHARS),
  ];
}

function moreLines(summary: AlertSummary): readonly string[] {
  const lines = summary.moreEvidence.map((evidence) => {
    const where = evidence.where === null ? '' : ` · ${identifierCode(evidence.where, PATH_CHARS)}`;
    return `• ${plain(evidence.summary, MORE_SUMMARY_CHARS)}${where}`;
  });
  const left = summary.evidenceLeft > 0 ? [`_+${summary.evidenceLeft} more findings_`] : [];
  return lines.length + left.length === 0 ? [] : ['*Also*', ...lines, ...left];
}

function indicatorLines(summary: AlertSummary): readonly string[] {
  if (summary.indicators.length === 0) return [];
  const left = summary.indicatorsLeft > 0 ? [`_+${summary.indicatorsLeft} more_`] : [];
  return ['*Addresses*', ...summary.indicators.map((value) => code(value, INDICATOR_CHARS)), ...left];
}

function filesText({ files, fileCount }: Alert): string {
  const named = files.slice(0, FILES_MAX);
  const left = fileCount - named.length;
  return [
    ...named.map((name) => identifierCode(name, PATH_CHARS)),
    ...(left > 0 ? [`_+${left} more files of this release_`] : []),
  ].join('\n');
}

function factFields(alert: Alert, summary: AlertSummary): readonly Mrkdwn[] {
  const { release, publisher } = alert.verdict;
  const facts: readonly (readonly [string, string])[] = [
    ['Verdict', plain(summary.verdict, 300)],
    ['Package', `${identifierCode(release.displayName, 220)} ${identifierCode(release.version, 120)}`],
    ['Publisher', publisher === null ? '_unknown_' : identifierCode(publisher, 120)],
    [alert.fileCount > 1 ? 'Files' : 'File', filesText(alert)],
    ['Latency', plain(summary.latency, 120)],
  ];
  return facts.map(([label, value]) => mrkdwn(`*${label}*\n${value}`));
}

function idLine(alert: Alert): readonly string[] {
  const { verdict } = alert;
  return [
    `verdict ${identifierCode(verdict.verdictId, 40)} · alert ${identifierCode(alert.id, 40)}`,
    `ruleset ${identifierCode(verdict.rulesetVersion, 70)} · scoring ${identifierCode(verdict.judgement.scoringVersion, 70)}`,
    `sha256 ${verdict.artifactSha256 === null ? '_no bytes_' : identifierCode(verdict.artifactSha256, 70)}`,
    identifierCode(verdict.release.purl, 400),
  ];
}

/**
 * Renders an alert as an incoming-webhook message: within Block Kit's limits for any input, and with no character
 * of a package that Slack could take for a mention, a link or formatting.
 * @param sentAtMs time of sending, milliseconds since the epoch, for the latency line.
 */
export function renderSlackMessage(alert: Alert, sentAtMs: number): SlackMessage {
  const { release } = alert.verdict;
  const summary = summarizeAlert(alert, sentAtMs);
  const subject = `${identifier(release.displayName, NAME_CHARS)}@${identifier(release.version, VERSION_CHARS)}`;
  const happened = summary.evidence === null ? 'no finding came with the verdict' : summary.evidence.summary;
  const more = moreLines(summary);
  const indicators = indicatorLines(summary);
  const mark = alert.possibleDuplicate ? 'Possibly a duplicate' : null;
  const blocks: (SlackBlock | null)[] = [
    {
      type: 'header',
      text: {
        type: 'plain_text',
        text: `${summary.heading} · ${release.registry} · ${subject}`,
        emoji: false,
      },
    },
    mark === null
      ? null
      : context([`:repeat: *${mark}*: an earlier attempt to send this alert may have arrived.`]),
    alert.raisedFrom === null
      ? null
      : context([
          `:arrow_up: *Raised* from ${alert.raisedFrom}: an alert about this release was opened at that level before.`,
        ]),
    section(summary.evidence === null ? [happened] : evidenceLines(summary.evidence)),
    summary.reasons.length === 0
      ? null
      : section(['*Why now*', ...summary.reasons.map((reason) => `• ${plain(reason, REASON_CHARS)}`)]),
    { type: 'section', fields: factFields(alert, summary) },
    more.length === 0 ? null : section(more),
    indicators.length === 0 ? null : section(indicators),
    context(idLine(alert)),
  ];
  return {
    text: `${mark === null ? '' : `(${mark.toLowerCase()}) `}${alert.raisedFrom === null ? '' : `(raised from ${alert.raisedFrom}) `}[${summary.heading}] ${release.registry} ${subject}: ${plain(happened, NOTIFICATION_CHARS)}`,
    blocks: blocks.filter((block) => block !== null),
    unfurl_links: false,
    unfurl_media: false,
  };
}
