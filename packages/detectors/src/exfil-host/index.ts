import { type ExfilMention, exfilMentionsIn } from '@weir/intel';
import type { Finding, Indicator, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { type Claim, hookFinding, unitFinding } from '../finding.ts';
import { ask, type Question } from '../question.ts';

const ID = 'exfil-host';
/** Different listed hosts in one file from which on it is a list of hosts (a blocklist, a suffix table). */
const LIST_MIN = 8;
/** Constants above this are data, not an address. */
const TEXT_CHARS_MAX = 2048;
/** Without one of these a file cannot reach the host that it names. */
const REACHES_OUT = /^(?:net\.|process\.spawn|foreign\.runtime)/;

const BOT_LIBRARY = /^(?:telebot|telegram|telepot|aiogram|pyrogram|telethon)\./;
const BOT_TOKEN = /^\d{8,12}:[\w-]{34,36}$/;

interface Seen {
  readonly mention: ExfilMention;
  readonly offset: number;
  readonly layers: readonly string[];
}

const NO_LAYERS: readonly string[] = [];

function mentionsOf(unit: Pick<CodeUnit, 'facts'>): Seen[] {
  const found = new Map<string, Seen>();
  const { strings, decoded, flow } = unit.facts;
  function look(text: string, offset: number, layers: readonly string[]): void {
    if (text.length > TEXT_CHARS_MAX && layers.length === 0) return;
    for (const mention of exfilMentionsIn(text.slice(0, 4 * TEXT_CHARS_MAX))) {
      const known = found.get(mention.host);
      if (
        !known ||
        (known.mention.url === null && mention.url !== null) ||
        (!known.mention.mailbox && mention.mailbox)
      ) {
        found.set(mention.host, { mention, offset, layers });
      }
    }
  }
  // Most texts name no host, and nothing is made for them.
  for (let at = 0; at < strings.length; at++) {
    const { value, offset } = strings[at] as (typeof strings)[number];
    if (value.includes('.')) look(value, offset, NO_LAYERS);
  }
  for (const { text, offset, layers } of decoded) look(text, offset, layers);
  for (const { offset, targets } of flow.flows) for (const { text } of targets) look(text, offset, NO_LAYERS);
  const bot = botToken(unit);
  if (bot) found.set(bot.mention.host, bot);
  return [...found.values()];
}

/** A bot's key on its own, in code that talks to the messenger through a library. */
function botToken(unit: Pick<CodeUnit, 'facts'>): Seen | null {
  const library = unit.facts.apis.keys().some((name) => BOT_LIBRARY.test(name));
  const token = library ? unit.facts.strings.find(({ value }) => BOT_TOKEN.test(value)) : undefined;
  if (!token) return null;
  const [mention] = exfilMentionsIn(`https://api.telegram.org/bot${token.value}/sendMessage`);
  return mention ? { mention, offset: token.offset, layers: [] } : null;
}

/** A key that somebody filled in: documentation repeats letters. */
function isFilledIn(url: string): boolean {
  return new Set(url.replace(/^.*[/:]/, '').toLowerCase()).size >= 9;
}

/** What a Python source that runs by itself says when it names somebody's own inbox: there is one use for it. */
function ownInbox(unit: CodeUnit, mention: ExfilMention): Partial<Claim> | null {
  if (unit.language !== 'python' || unit.stage === 'dead') return null;
  if (mention.mailbox && mention.url !== null && isFilledIn(mention.url.replace(/\/send\w*.*$/, '')))
    return { severity: 'high', confidence: 0.75 };
  if (mention.entry.kind === 'interaction' && unit.stage !== 'use')
    return { severity: 'high', confidence: 0.9, class: 'research' };
  return null;
}

const MENTIONS: Question<readonly Seen[]> = { id: 'exfil-host', answer: mentionsOf };

/**
 * The same for Python, where a setup script, and a package as it is imported, have no business with such a host: of
 * 1,744 honest distributions none names one there.
 */
function severityOfPython(weight: number, stage: CodeUnit['stage'], hidden: boolean): Severity {
  const early = stage === 'install' || stage === 'import';
  if (weight >= 0.85) return early ? 'high' : 'medium';
  if (weight >= 0.6) return stage === 'install' || (hidden && early) ? 'high' : 'medium';
  if (weight >= 0.4) return early ? 'medium' : 'low';
  return 'info';
}

/** Severity of a mention by how telling the host is and when the code around it runs. */
function severityOf(weight: number, stage: CodeUnit['stage'], hidden: boolean): Severity {
  const early = stage === 'install' || stage === 'import';
  if (weight >= 0.85) return stage === 'install' || (hidden && early) ? 'high' : early ? 'medium' : 'low';
  if (weight >= 0.6) return hidden && early ? 'high' : stage === 'install' ? 'medium' : 'low';
  if (weight >= 0.4) return stage === 'install' || (hidden && early) ? 'medium' : 'low';
  return 'info';
}

function indicators(mention: ExfilMention): Indicator[] {
  const domain: Indicator = { type: 'domain', value: mention.host };
  return mention.url === null ? [domain] : [domain, { type: 'url', value: mention.url.slice(0, 2048) }];
}

function claimOf(mention: ExfilMention, severity: Severity, hidden: readonly string[]): Claim {
  const how = hidden.length > 0 ? ` hidden by ${hidden.join('>')}` : '';
  const what = mention.mailbox ? 'a hard-coded mailbox at' : `the ${mention.entry.kind} service`;
  return {
    rule: mention.mailbox ? 'mailbox' : mention.entry.kind,
    severity,
    confidence: Math.min(1, mention.weight + (hidden.length > 0 ? 0.1 : 0)),
    summary: `code names ${what} ${mention.host}${how}`,
    indicators: indicators(mention),
  };
}

function reachesOut({ units }: DetectorInput): boolean {
  return units.some(
    ({ stage, facts }) => stage !== 'dead' && facts.capabilities.some((id) => REACHES_OUT.test(id)),
  );
}

/** Hosts that anybody gets for nothing, in code that runs by itself and can reach them. */
export const exfilHost: Detector = {
  id: ID,
  title: 'Known exfiltration and payload hosts',
  rules: [
    {
      id: 'mailbox',
      severityMax: 'high',
      describes: "A messenger's webhook or bot address with its secret is hard-coded.",
    },
    {
      id: 'interaction',
      severityMax: 'high',
      describes: 'An out-of-band interaction server, whose only use is to see that code ran.',
    },
    {
      id: 'request-catcher',
      severityMax: 'high',
      describes: 'A private inbox for whatever is posted to it.',
    },
    { id: 'tunnel', severityMax: 'high', describes: "A tunnel to somebody's own machine." },
    { id: 'paste', severityMax: 'high', describes: 'A text drop that serves payloads or their addresses.' },
    { id: 'file-drop', severityMax: 'high', describes: 'A file drop without an account.' },
    { id: 'messenger', severityMax: 'info', describes: "A messenger's API is named, without a mailbox." },
    {
      id: 'address-echo',
      severityMax: 'info',
      describes: 'A service that tells a machine its public address.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const hook of input.hooks) {
      for (const action of hook.actions) {
        for (const mention of exfilMentionsIn(action.argv.join(' ').slice(0, TEXT_CHARS_MAX))) {
          const severity = severityOf(mention.weight, hook.stage, action.layers.length > 0);
          if (severity !== 'info')
            found.push(hookFinding(ID, hook, action, claimOf(mention, severity, action.layers)));
        }
      }
    }
    for (const unit of input.units) {
      if (isExpired()) break;
      // Layers report through the file that they came from.
      if (unit.stage === 'dead' || unit.origin !== null) continue;
      const isSender = unit.facts.capabilities.some((id) => REACHES_OUT.test(id));
      // An address that one module of Python keeps for the others.
      if (!isSender && !(unit.language === 'python' && reachesOut(input))) continue;
      const all = ask(unit, MENTIONS);
      const seen = isSender ? all : all.filter(({ mention }) => mention.mailbox);
      if (seen.length >= LIST_MIN) continue;
      for (const { mention, offset, layers } of seen) {
        const grade = unit.language === 'python' ? severityOfPython : severityOf;
        const severity = grade(mention.weight, unit.stage, layers.length > 0);
        if (severity === 'info') continue;
        const claim = claimOf(mention, severity, layers);
        found.push(unitFinding(ID, unit, { offset }, { ...claim, ...ownInbox(unit, mention) }));
      }
    }
    return found;
  },
};
