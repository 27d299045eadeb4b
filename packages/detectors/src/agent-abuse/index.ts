import { isCredentialPath, LABEL } from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { startedFinding, unitFinding } from '../finding.ts';
import { ask, type Question } from '../question.ts';
import {
  CALLED_CONFIDENCE,
  type Moment,
  momentOf,
  type StartedText,
  startedTexts,
  textsOf,
} from '../reach.ts';

const ID = 'agent-abuse';
/** Switches that let a coding agent act without asking, from the agents' own documentation. */
const UNASKED =
  /--dangerously-skip-permissions|--yolo\b|--trust-all-tools|--dangerously-bypass-approvals|--allow-all-tools|--full-auto\b|--yes-always|--no-interactive\b.*--trust/;
const AGENT =
  /(?:^|[\s"'`/\\])(?:claude|gemini|q\s+chat|codex|cursor-agent|aider|copilot|opencode|goose|amp|qwen)(?:\.cmd|\.exe)?(?=$|[\s"'`])/;
/** What a thief asks an agent to look for. */
const LOOKS_FOR =
  /\b(?:wallets?|keystores?|mnemonics?|seed phrase|private keys?|id_rsa|\.env\b|metamask|electrum|ledger|trezor|exodus|phantom|solflare|credentials?|secrets?|api[_ ]?keys?)\b/i;
const ASKS = /\b(?:recursively|search|find|list|enumerate|scan|collect|locate|read|inventory|dump)\b/i;
const TO_AGENT =
  /\b(?:you are (?:a|an)\b.{0,40}\b(?:agent|assistant)|file[- ]search|filesystem|absolute paths?|home director|\$HOME|append|write (?:the|each|all))\b/i;
/** Text that speaks to whoever reviews the package, human or not. */
const TO_REVIEWER =
  /\b(?:forget (?:everything|all) (?:you|that you)|(?:ignore|disregard|override) (?:all |any |the |your )*(?:previous|prior|above|earlier) (?:instructions?|prompts?|context|rules)|this (?:code|package|file|module) (?:is|was) (?:legit|legitimate|safe|benign|verified|tested)[^.]{0,80}(?:sandbox|environment|approved|malware|malicious|scan)|(?:do not|don't) (?:flag|report) this (?:code|package|file))/i;

/** Text that has an agent hand secrets over behind the back of its user. */
const BEHIND_BACK =
  /\b(?:do not|don't|never|without) (?:tell|mention|inform|show|ask|notify|reveal|telling|mentioning|informing|asking)\b[^.]{0,60}\b(?:user|human|anyone|confirmation)\b/i;
const HANDS_OVER = /\b(?:read|open|cat|load|collect|include|copy)\b/i;
/** The same where nobody is named from whom it is kept, of what files hold: rules of honest agents are kept secret, too. */
const UNSAID =
  /\b(?:do not|don't|never) (?:mention|report|disclose|show|explain) (?:this|these|the) (?:steps?|calls?|actions?|uploads?|requests?)\b/i;
const CONTENT = /\bcontents? of\b/i;

/** How either begins: most texts say nothing of the kind. */
const FORBIDS =
  /\b(?:do not|don't|never|without) (?:tell|mention|inform|show|ask|notif|reveal|report|disclos|expl)/i;

function isBehindBack(text: string): boolean {
  if (!FORBIDS.test(text)) return false;
  return (BEHIND_BACK.test(text) && HANDS_OVER.test(text)) || (UNSAID.test(text) && CONTENT.test(text));
}

const TOLD: Question<number> = {
  id: 'agent-abuse told',
  answer: (content) =>
    textsOf(content, 8_000).find(
      ({ text }) =>
        text.length >= 60 &&
        isBehindBack(text) &&
        text.split(/[\s"'`,;()]+/).some((word) => isCredentialPath(word)),
    )?.offset ?? -1,
};

const REVIEWER: Question<number> = {
  id: 'agent-abuse reviewer',
  answer: ({ text }) => text.search(TO_REVIEWER),
};

const SEVERITY: Readonly<Record<Moment, Severity>> = { install: 'critical', import: 'high', called: 'info' };

function asksForSecrets(text: string): boolean {
  return text.length >= 60 && LOOKS_FOR.test(text) && ASKS.test(text) && TO_AGENT.test(text);
}

/** Agents that code names with switches in constants rather than in a command: `[claude, flag, prompt]`. */
function spelledAgent(input: DetectorInput, unit: CodeUnit): Finding[] {
  const { capabilities, commands } = unit.facts;
  if (!capabilities.includes('process.spawn')) return [];
  const texts = textsOf(unit, 20_000);
  const unasked = texts.find(({ text }) => text.length < 500 && UNASKED.test(text));
  const prompt = texts.find(({ text }) => asksForSecrets(text));
  if (!unasked && !prompt) return [];
  const at = unasked ?? prompt;
  if (!at) return [];
  const live =
    commands.some((command) => command.live) ||
    [...unit.facts.apis].some(([name, use]) => use.live && name.startsWith('child_process'));
  const moment = momentOf(input, unit, { offset: at.offset, live });
  const isCalled = moment === 'called';
  const severity = prompt && unasked && isCalled ? 'high' : SEVERITY[moment];
  if (severity === 'info') return [];
  return [
    unitFinding(ID, unit, at, {
      rule: prompt ? 'secret-search' : 'unasked-agent',
      severity,
      confidence: isCalled ? CALLED_CONFIDENCE : prompt ? 0.95 : 0.85,
      summary: prompt
        ? `a coding agent is asked to look for secrets: ${prompt.text.slice(0, 160)}`
        : `a coding agent is started that acts without asking: ${at.text.slice(0, 120)}`,
      chain: ['child_process', at.text.slice(0, 160)],
    }),
  ];
}

/** A server says what an agent does that asks nobody, whoever calls the code. */
function isSteered(started: StartedText): boolean {
  const { at } = started;
  if (!('unit' in at) || at.unit.language !== 'python' || !UNASKED.test(started.text)) return false;
  return at.unit.facts.flow.flows.some(
    ({ offset, sink, labels }) =>
      offset === at.offset && sink === 'command' && (labels & LABEL.network) !== 0,
  );
}

/** Coding agents on the victim's machine as the thief's tool, and texts meant to deceive reviewing ones. */
export const agentAbuse: Detector = {
  id: ID,
  title: "Abuse of the victim's coding agents",
  rules: [
    {
      id: 'unasked-agent',
      severityMax: 'critical',
      describes:
        'Code that runs by itself starts a coding agent with the switch that lets it act without asking.',
    },
    {
      id: 'secret-search',
      severityMax: 'critical',
      describes: 'A coding agent is asked to look for wallets, keys or other secrets.',
    },
    {
      id: 'secret-prompt',
      severityMax: 'high',
      describes:
        'A text in the code has an agent read the files of credentials and keep that from its user, as poisoned descriptions of tools do.',
    },
    {
      id: 'reviewer-prompt',
      severityMax: 'high',
      describes:
        'A text in the code tells a reviewing model to ignore its instructions or calls the code safe.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const started of startedTexts(input)) {
      if (!AGENT.test(started.text) || !(UNASKED.test(started.text) || asksForSecrets(started.text)))
        continue;
      const secret = asksForSecrets(started.text);
      // Nobody has a use for an agent that looks for secrets without asking, whoever calls the code.
      const searches = secret && UNASKED.test(started.text);
      const isUnwanted = started.moment === 'called' && (searches || isSteered(started));
      const severity = isUnwanted ? 'high' : SEVERITY[started.moment];
      if (severity === 'info' && !secret) continue;
      found.push(
        startedFinding(ID, started, {
          rule: secret ? 'secret-search' : 'unasked-agent',
          severity: severity === 'info' ? 'medium' : severity,
          confidence: isUnwanted ? CALLED_CONFIDENCE : 0.92,
          summary: `a coding agent is started ${secret ? 'to look for secrets' : 'that acts without asking'}`,
        }),
      );
    }
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      if (!found.some((finding) => finding.location?.file === unit.file))
        found.push(...spelledAgent(input, unit));
      const told = ask(unit, TOLD);
      if (told >= 0)
        found.push(
          unitFinding(
            ID,
            unit,
            { offset: told },
            {
              rule: 'secret-prompt',
              severity: 'high',
              confidence: CALLED_CONFIDENCE,
              summary: 'a text has an agent read credentials behind the back of its user',
            },
          ),
        );
      const offset = ask(unit, REVIEWER);
      if (offset < 0) continue;
      found.push(
        unitFinding(
          ID,
          unit,
          { offset },
          {
            rule: 'reviewer-prompt',
            severity: unit.stage === 'install' ? 'high' : 'medium',
            confidence: 0.75,
            summary: 'a text in the code speaks to whoever reviews it',
          },
        ),
      );
    }
    return found;
  },
};
