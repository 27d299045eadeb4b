import { createSourceText } from '@weir/code';
import type { HookCommand, YaraHit } from '@weir/detectors';
import { type ExfilMention, exfilMentionsIn } from '@weir/intel';
import { type ArtifactView, type Finding, type Stage, safeText } from '@weir/model';
import {
  type Block,
  createBlockCutter,
  createExcerptPicker,
  type Excerpt,
  kindsIn,
  type TextLanguage,
  type UnreadText,
} from './excerpts.ts';
import { looseGypHooks } from './gyp-loose.ts';
import { createHook } from './hook-command.ts';
import { hookPieces } from './hook-pieces.ts';
import type { UnreadBudget } from './limits.ts';
import { createMemberFinder } from './member-salvage.ts';
import { analysisFinding } from './own-findings.ts';
import { createPieceScanner } from './yara/scan-pieces.ts';
import type { YaraScanner } from './yara/scanner.ts';

/** Texts are searched for hosts in pieces of this length; the search itself keeps at most 100 names of one. */
const PIECE_CHARS = 4096;
/** What pieces share: no address is longer. */
const OVERLAP_CHARS = 300;
/** Different hosts that are told about. */
const HOSTS_MAX = 20;
/** Different listed hosts from which on a text is a list of hosts, and none of them says much. */
const LIST_MIN = 8;
/** Commands that are taken from texts that nothing read as a whole; only those that hold words which attacks need. */
const HOOKS_MAX = 500;
/** A first look that spares the search: an address has a dot between two letters. */
const MAY_NAME_HOST = /[a-z0-9]\.[a-z]{2}/i;
const SHELL_FILE = /\.(?:sh|bash|zsh|command)$/i;
const SHELL_MARK = /^#![^\n]{0,100}\b(?:ba|z|da|k)?sh\b/;
const INSTALL_HOOK = /^(?:pre|post)?install$/;
/** Programs that fetch, send, run or destroy, as a command begins with them or pipes into them. */
const TELLING_COMMAND =
  /\b(?:curl|wget|nslookup|powershell|pwsh|certutil|bitsadmin|ncat?)\b|\/dev\/tcp\/|\|\s{0,8}(?:ba|z|da)?sh\b|\bbase64\s{1,8}-d|\brm\s{1,8}-rf\b/i;
/** A line of a shell text among other bytes. */
const SHELL_LINE =
  /^[ \t]{0,64}(?:sudo )?(?:curl|wget|nslookup|powershell|pwsh|ncat?|bash|sh|eval|echo|rm|chmod)\b[^\n\0]{4,2000}$/gm;
/** The name of what no name is known of. */
export const UNKNOWN_FILE = '(unread)';
/** A script as package.json spells it; linear in the text. */
const HOOK_PATTERN = /"(?<name>[\w:.-]{1,64})"\s{0,50}:\s{0,50}"(?<command>(?:[^"\\\n]|\\.){1,8000})"/g;

/** A file that nothing read as a whole. */
export interface UnreadFile {
  readonly path: string;
  readonly stage: Stage;
  /** Its bytes in chunks, in order; throws as ArtifactView.open does. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** What the bytes that nothing read as a whole were found to hold. */
export interface UnreadScan {
  readonly findings: readonly Finding[];
  /** Pieces that are worth a closer look, most telling first. */
  readonly excerpts: readonly Excerpt[];
  readonly hooks: readonly HookCommand[];
  readonly hits: readonly YaraHit[];
  /** What could be recovered of members that were not listed, by path. */
  readonly members: ReadonlyMap<string, Uint8Array>;
  /** False when the pass ended at its budget. */
  readonly complete: boolean;
}

interface Mention {
  readonly mention: ExfilMention;
  readonly block: Block;
}

function describeWhere({ file, offset }: Block): string {
  return file === null ? `byte ${offset} of the file` : 'a file that was left unread';
}

function hostFinding({ mention, block }: Mention, isList: boolean): Finding {
  const { host, url, weight, mailbox, entry } = mention;
  const what = mailbox ? 'a mailbox at' : `the ${entry.kind} service`;
  const finding = analysisFinding(
    'unread-exfil-host',
    isList || weight < 0.6 ? 'low' : weight < 0.85 ? 'medium' : 'high',
    `${describeWhere(block)} names ${what} ${host}`,
    block.file,
    block.stage,
  );
  const indicators: Finding['indicators'] = [
    { type: 'domain', value: safeText(host, 253) },
    ...(url === null ? [] : [{ type: 'url' as const, value: safeText(url, 2048) }]),
  ];
  return { ...finding, confidence: 0.7, indicators };
}

function mentionsIn(text: string): ExfilMention[] {
  const found: ExfilMention[] = [];
  for (let at = 0; at < text.length; at += PIECE_CHARS - OVERLAP_CHARS) {
    const piece = text.slice(at, at + PIECE_CHARS);
    if (MAY_NAME_HOST.test(piece)) found.push(...exfilMentionsIn(piece));
  }
  return found;
}

/** The command as JSON spells it; as it stands when it is no JSON string after all. */
function unquoted(command: string): string {
  try {
    return JSON.parse(`"${command}"`) as string;
  } catch {
    return command;
  }
}

/** Commands that a block may hold: install scripts of a package.json, and what a shell file runs. */
function hooksIn(block: Block, commandsMax: number): HookCommand[] {
  const { file, text, line } = block;
  if (file !== null && (SHELL_FILE.test(file) || (line === 1 && SHELL_MARK.test(text)))) {
    const whole = createHook(file, file, line, block.stage, text);
    return whole.complete ? [whole] : hookPieces(whole);
  }
  const gyp = { firstLine: line, commandsMax, isWanted: (command: string) => kindsIn(command) > 0 };
  if (file === 'binding.gyp') return looseGypHooks(text, file, gyp);
  if (file !== null && file !== 'package.json') return [];
  const { lineAt } = createSourceText(text, line);
  const path = file ?? UNKNOWN_FILE;
  const scripts = [...text.matchAll(HOOK_PATTERN)].flatMap((match) => {
    const { name = '', command = '' } = match.groups ?? {};
    // A script that another one runs can have any name, and any field can look like a script.
    if (!INSTALL_HOOK.test(name) && !TELLING_COMMAND.test(command)) return [];
    return [createHook(name, path, lineAt(match.index), 'install', unquoted(command))];
  });
  if (file !== null) return scripts;
  // Bytes outside of members may be of any file.
  const lines = [...text.matchAll(SHELL_LINE)]
    .filter(([command]) => TELLING_COMMAND.test(command))
    .map((match) => createHook('shell', path, lineAt(match.index), block.stage, match[0]));
  return [...scripts, ...lines, ...looseGypHooks(text, path, gyp)];
}

/**
 * The cheap linear pass over what budgets left unread: members and files over a budget, what lies around and between
 * members, and what is left of a broken container. Looks for hosts that payloads are fetched from and loot is sent to,
 * for install scripts, and for pieces that hold words which attacks need.
 * @param now milliseconds that the budget counts in.
 */
export async function scanUnread(
  view: ArtifactView,
  options: {
    readonly files?: readonly UnreadFile[];
    /** When bytes that belong to no file may run. */
    readonly stage?: Stage;
    /** What the texts are taken for; JavaScript when absent. */
    readonly language?: TextLanguage;
    readonly budget: UnreadBudget;
    readonly yara?: YaraScanner | null;
    readonly now: () => number;
  },
): Promise<UnreadScan> {
  const { files = [], stage = 'import', language = 'js', budget, now } = options;
  const rules = options.yara ? createPieceScanner(options.yara) : null;
  const finder = createMemberFinder();
  const startedMs = now();
  const cutter = createBlockCutter();
  const picker = createExcerptPicker(budget.excerptCharsMax, language);
  const mentions = new Map<string, Mention>();
  const hooks: HookCommand[] = [];
  let crowded = false;
  let leftBytes = budget.linear.bytesMax;
  const isSpent = (): boolean => leftBytes <= 0 || now() - startedMs > budget.linear.timeMsMax;

  function look(block: Block): void {
    const found = mentionsIn(block.text);
    for (const mention of found) {
      const key = `${block.file} ${mention.host}`;
      if (mentions.size < HOSTS_MAX && !mentions.has(key)) mentions.set(key, { mention, block });
    }
    const place = { file: block.file ?? UNKNOWN_FILE, stage: block.stage, firstLine: block.line };
    rules?.scan(Buffer.from(block.text, 'latin1'), place);
    picker.offer(block, kindsIn(block.text, language) + (found.length > 0 ? 1 : 0));
    if (crowded) return;
    const wanted = hooksIn(block, HOOKS_MAX - hooks.length).filter((hook) => kindsIn(hook.text) > 0);
    hooks.push(...wanted.slice(0, HOOKS_MAX - hooks.length));
    crowded = hooks.length >= HOOKS_MAX;
  }

  /** Files first: they have a name and a stage, and the archive's own pass may end at a bomb. */
  async function lookThroughFiles(): Promise<boolean> {
    for (const { path, stage: fileStage, open } of files) {
      const where: UnreadText = { file: path, stage: fileStage };
      for await (const bytes of open()) {
        for (const block of cutter.push(`file ${path}`, where, 0, bytes)) look(block);
        leftBytes -= bytes.length;
        if (isSpent()) return false;
      }
    }
    return true;
  }

  let complete = await lookThroughFiles();
  const pass = view.linear({ ...budget.linear, bytesMax: Math.max(leftBytes, budget.linear.bytesMax / 2) });
  for await (const { layer, offset, path, bytes } of pass) {
    // Chunks of one unpacked stream carry its offset; raw ones follow each other in the file.
    const stream = layer === 'raw' ? `raw ${path}` : `${offset}`;
    if (path === null) finder.push(stream, bytes);
    for (const block of cutter.push(stream, { file: path, stage }, offset, bytes)) look(block);
  }
  for (const block of cutter.end()) look(block);
  complete &&= pass.complete;

  const { excerpts, left } = picker.pick();
  const hosts = [...mentions.values()];
  const isList = new Set(hosts.map(({ mention }) => mention.host)).size >= LIST_MIN;
  const findings = hosts.map((mention) => hostFinding(mention, isList));
  if (left > 0) {
    findings.push(
      analysisFinding(
        'unread-flood',
        'medium',
        `${left} pieces of what was left unread hold words that attacks need, more than could be looked at`,
        null,
        stage,
      ),
    );
  }
  return {
    findings,
    excerpts,
    hooks,
    hits: rules?.hits ?? [],
    members: finder.end(),
    complete: complete && !crowded,
  };
}
