import { type Flow, LABEL } from '@weir/code';
import type { Finding, Indicator, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { sendBehind, sendingFiles } from '../cross-file.ts';
import { indicatorsOfTargets, unitFinding } from '../finding.ts';
import { isBundle } from '../lib/bundle.ts';
import { isOwnMachine, isSpelled } from '../lib/spelled-target.ts';
import { ask, type Question } from '../question.ts';
import { CALLED_CONFIDENCE, type Moment, momentOf, textsOf } from '../reach.ts';

const ID = 'wallet-theft';
/** Constant addresses of the big chains, as a whole text. */
const ADDRESS =
  /^(?:0x[a-fA-F0-9]{40}|bc1[a-z0-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33}|ltc1[a-z0-9]{30,60}|(?:bitcoincash:)?q[a-z0-9]{41})$/;
/** Patterns that find such addresses in other texts, as regular expressions in the source. */
const ADDRESS_PATTERN =
  /0x\[a-fA-F0-9\]\{40\}|0x\[0-9a-fA-F\]\{40\}|0x\[a-f0-9\]\{40\}|bc1\[|\[13\]\[a-km-zA-HJ-NP-Z1-9\]\{2[0-9]|\[LM3?\]\[a-km-zA-HJ-NP-Z1-9\]|T\[(?:1-9A-HJ-NP-Za-km-z|A-Za-z1-9|a-zA-Z0-9)\]\{33\}/;
const REQUEST_PATCH = /^(?:fetch|XMLHttpRequest(?:\.prototype\.(?:open|send))?|WebSocket.*)$/;
const WALLET_PATCH = /^(?:ethereum|solana|tronWeb|web3|phantom|unisat|keplr)\b/;
const CLIPBOARD_WRITE =
  /^(?:clipboardy\.(?:write|writeSync)|navigator\.clipboard\.writeText|electron\.clipboard\.writeText|copy-paste\.copy|(?:pyperclip|clipboard)\.copy|tkinter\.Tk\(\)\.clipboard_append|win32clipboard\.SetClipboard(?:Data|Text))$/;
const CLIPBOARD_READ =
  /^(?:clipboardy\.(?:read|readSync)|navigator\.clipboard\.readText|electron\.clipboard\.readText|copy-paste\.paste|(?:pyperclip|clipboard)\.paste|tkinter\.Tk\(\)\.clipboard_get|win32clipboard\.GetClipboardData)$/;
const SCANNED_CHARS_MAX = 4_000_000;

interface Addresses {
  readonly wallets: readonly string[];
  readonly searches: boolean;
}

function addressesOf(unit: CodeUnit): Addresses {
  const wallets = textsOf(unit, 100)
    .map(({ text }) => text)
    .filter((text) => ADDRESS.test(text) && !/^0x(?:0{30}|f{30}|e{30})/i.test(text));
  const text = unit.source.text;
  return {
    wallets: [...new Set(wallets)].slice(0, 50),
    searches: text.length <= SCANNED_CHARS_MAX && ADDRESS_PATTERN.test(text),
  };
}

function walletIndicators(wallets: readonly string[]): Indicator[] {
  return wallets.slice(0, 20).map((value) => ({ type: 'wallet', value }));
}

/** A payment is given another recipient. */
const SETS_RECIPIENT = /\.(?:to|recipient|toAddress)\s{0,4}=(?!=)/;

/** A whole wallet put in the place of the page's own, by code that sets whom a payment goes to. */
function isReplaced({ source }: CodeUnit, name: string): boolean {
  const isWhole = WALLET_PATCH.exec(name)?.[0] === name;
  return isWhole && source.text.length <= SCANNED_CHARS_MAX && SETS_RECIPIENT.test(source.text);
}

/** Addresses of other files that set who is paid: what is put into the calls of a wallet need not stand where it is replaced. */
function recipientsBeside({ units }: DetectorInput, unit: CodeUnit): readonly string[] {
  if (unit.language !== 'js' || isBundle(unit)) return [];
  return units.flatMap((other) => {
    const { text } = other.source;
    if (other === unit || other.language !== 'js' || other.stage === 'dead' || isBundle(other)) return [];
    return text.length <= SCANNED_CHARS_MAX && SETS_RECIPIENT.test(text) ? addressesOf(other).wallets : [];
  });
}

/** Requests of the page, or the calls of a wallet, rewritten by code that knows addresses to pay to. */
function patched(input: DetectorInput, unit: CodeUnit): Finding[] {
  const wallet = unit.facts.patches.find(
    (patch) =>
      WALLET_PATCH.test(patch.name) &&
      (isReplaced(unit, patch.name) ||
        /\.(?:request|send|sendAsync|signAndSendTransaction|signTransaction|enable)\b/.test(patch.name)),
  );
  const request = unit.facts.patches.find((patch) => REQUEST_PATCH.test(patch.name));
  const patch = wallet ?? request;
  if (!patch) return [];
  const own = addressesOf(unit);
  const beside = wallet && own.wallets.length === 0 ? recipientsBeside(input, unit) : [];
  const { searches } = own;
  const wallets = [...own.wallets, ...beside];
  const swaps = wallets.length > 0 && (searches || own.wallets.length >= 3);
  if (!swaps && !(wallet && wallets.length > 0)) return [];
  return [
    unitFinding(ID, unit, patch, {
      rule: 'request-patch',
      severity: 'high',
      confidence: swaps ? 0.97 : 0.85,
      summary: `${patch.name} is replaced by code that holds ${wallets.length} wallet addresses${searches ? ' and looks for others' : ''}`,
      chain: [patch.name, 'addresses replaced'],
      indicators: walletIndicators(wallets),
    }),
  ];
}

/** A replaced function that sends what it was given to an address of its own. */
function tapped(input: DetectorInput, unit: CodeUnit): Finding[] {
  for (const patch of unit.facts.patches) {
    const flow = unit.facts.flow.flows.find(
      (item) =>
        item.sink === 'network' &&
        (item.labels & (LABEL.param | LABEL.keyMaterial)) !== 0 &&
        item.offset >= patch.offset &&
        item.offset < patch.endOffset &&
        item.targets.some((target) => isSpelled(target) || /^https?:\/\/(?!\$)/i.test(target.text)),
    );
    if (!flow) continue;
    const moment = momentOf(input, unit, patch);
    return [
      unitFinding(ID, unit, patch, {
        rule: 'tap',
        severity: moment === 'called' ? 'low' : 'high',
        confidence: 0.7,
        summary: `${patch.name} is replaced by a function that sends what it is given to ${flow.targets[0]?.text.slice(0, 120) ?? 'an address of its own'}`,
        chain: [patch.name, flow.sinkName],
        indicators: indicatorsOfTargets(flow.targets),
      }),
    ];
  }
  return [];
}

const NAMES_CLIPBOARD: Question<{ readonly page: boolean; readonly tools: boolean }> = {
  id: 'wallet-theft clipboard',
  answer: ({ text, facts }) => {
    const spelled = new Set(facts.strings.map(({ value }) => value));
    return {
      page: (spelled.has('copy') || spelled.has('cut')) && /\bclipboardData\??\.setData\(/.test(text),
      tools: CLIPBOARD_TOOLS.some((tools) => tools.every((tool) => spelled.has(tool))),
    };
  },
};

/** Programs that print the clipboard, and that fill it. */
const CLIPBOARD_TOOLS: readonly (readonly string[])[] = [
  ['pbpaste', 'pbcopy'],
  ['wl-paste', 'wl-copy'],
  ['xclip'],
  ['xsel'],
];

type Use = readonly [string, { readonly offset: number; readonly live: boolean }];

/** A listener that puts something else on the clipboard of a page, or programs that read and fill it. */
function copied(unit: CodeUnit): readonly [Use, Use] | null {
  if (unit.language !== 'js') return null;
  const { page, tools } = ask(unit, NAMES_CLIPBOARD);
  const pattern = page ? /addEventListener$/ : tools ? STARTS : null;
  // Programs that do both are a tool's that somebody starts; what goes on by itself is none.
  const use =
    pattern && [...unit.facts.apis].find(([name, place]) => pattern.test(name) && (page || place.live));
  return use ? [use, [page ? 'clipboardData.setData' : use[0], use[1]]] : null;
}

const STARTS = /^child_process\.(?:exec|spawn)(?:File)?(?:Sync)?$/;

/** Another file that runs looks for addresses: what goes over the clipboard by itself need not do so in the file that reads it. */
function isSearchedBeside({ units }: DetectorInput, unit: CodeUnit): boolean {
  return (
    unit.language === 'js' &&
    !isBundle(unit) &&
    units.some(
      (other) =>
        other !== unit && other.language === 'js' && other.stage !== 'dead' && addressesOf(other).searches,
    )
  );
}

/** The clipboard read, searched for an address, and written. */
function clipped(input: DetectorInput, unit: CodeUnit): Finding[] {
  const names = [...unit.facts.apis];
  const [read, write] = copied(unit) ?? [
    names.find(([name]) => CLIPBOARD_READ.test(name)),
    names.find(([name]) => CLIPBOARD_WRITE.test(name)),
  ];
  if (!write || !read) return [];
  const { wallets, searches } = addressesOf(unit);
  const moment = momentOf(input, unit, write[1]);
  const isFound = wallets.length > 0 || searches || (moment !== 'called' && isSearchedBeside(input, unit));
  if (!isFound) return [];
  return [
    unitFinding(ID, unit, write[1], {
      rule: 'clipper',
      severity:
        moment !== 'called' || unit.language === 'python' ? 'high' : isBundle(unit) ? 'low' : 'medium',
      confidence: moment === 'called' && unit.language === 'python' ? CALLED_CONFIDENCE : 0.95,
      summary: 'the clipboard is read, searched for wallet addresses and written again',
      chain: [read[0], write[0]],
      indicators: walletIndicators(wallets),
    }),
  ];
}

/** What is written there, anybody can read. */
const ON_CHAIN = /^@solana\/web3\.js\./;
const KEYS: Readonly<Record<Moment, Severity>> = { install: 'critical', import: 'high', called: 'high' };

/** A wallet's key or words in a request to an address that the code itself names. */
function keysSent(input: DetectorInput, unit: CodeUnit, senders: ReadonlyMap<string, CodeUnit>): Finding[] {
  const found: Finding[] = [];
  for (const flow of unit.facts.flow.flows) {
    if ((flow.sink === 'network' || flow.sink === 'dns') && (flow.labels & LABEL.keyMaterial) !== 0)
      found.push(keyFinding(input, unit, flow, flow, flow.sinkName));
  }
  for (const call of unit.facts.flow.localCalls) {
    if ((call.labels & LABEL.keyMaterial) === 0) continue;
    const { flow, file } = sendBehind(input, unit.file, call.specifier, senders) ?? {};
    // Which of its arguments another file looks up is not known, and hosts are what is looked up.
    if (flow && flow.sink !== 'dns')
      found.push(keyFinding(input, unit, call, flow, `${flow.sinkName} in ${file}`));
  }
  return found;
}

function keyFinding(
  input: DetectorInput,
  unit: CodeUnit,
  place: { readonly offset: number; readonly live: boolean },
  sender: Flow,
  sinkName: string,
): Finding {
  const origin = unit.facts.flow.origins.get(LABEL.keyMaterial)?.text ?? 'a wallet key';
  const isElsewhere = sender.targets.some((target) => !isOwnMachine(target));
  const fixed = isElsewhere || sender.sink === 'dns' || ON_CHAIN.test(sender.sinkName);
  const moment = momentOf(input, unit, place);
  return unitFinding(ID, unit, place, {
    rule: 'key-material',
    severity: fixed && !signsIn(unit, sender, origin) ? KEYS[moment] : 'low',
    confidence: moment === 'called' ? 0.6 : 0.85,
    summary: `${origin} reaches ${sinkName}${sender.targets[0] ? `, to ${sender.targets[0].text.slice(0, 120)}` : ''}`,
    chain: [origin, sinkName],
    indicators: indicatorsOfTargets(sender.targets),
  });
}

/** What makes, holds or reads the keys of wallets. */
const WALLETS = /^(?:@solana\/|ethers|web3|viem|bip39|bitcoinjs|tronweb|xrpl|tweetnacl|bs58|@noble\/|hdkey)/;

/**
 * A client of a service that has a public and a secret key of its own (`secretKey`, not a wallet's words), signs in with
 * it and reads the answer, in a file that knows nothing of wallets.
 */
function signsIn({ facts }: CodeUnit, { signs, unheeded }: Flow, origin: string): boolean {
  if (signs !== true || unheeded === true || !/^_?secret_?key$/i.test(origin)) return false;
  return !facts.imports.some(({ specifier }) => WALLETS.test(specifier));
}

/** Money: payment addresses swapped, wallet keys sent away. */
export const walletTheft: Detector = {
  id: ID,
  title: 'Wallets and payments',
  rules: [
    {
      id: 'request-patch',
      severityMax: 'high',
      describes:
        "The page's requests or a wallet's calls are replaced by code that knows or swaps payment addresses.",
    },
    {
      id: 'tap',
      severityMax: 'high',
      describes:
        'How requests leave, modules are loaded, or secrets are asked for and used, is replaced by a function that sends what it is given away.',
    },
    {
      id: 'clipper',
      severityMax: 'high',
      describes: 'The clipboard is searched for payment addresses and written.',
    },
    {
      id: 'key-material',
      severityMax: 'critical',
      describes: "A wallet's private key or words reach a request to a fixed address.",
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    const senders = sendingFiles(input);
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      found.push(
        ...patched(input, unit),
        ...tapped(input, unit),
        ...clipped(input, unit),
        ...keysSent(input, unit, senders),
      );
    }
    return found;
  },
};
