import { type Flow, LABEL, labelNames } from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { GIVEN_TEXT } from '../lib/interpreters.ts';
import { asksOwnServer, hasOwnServersAnswer } from '../lib/own-server.ts';
import { CALLED_CONFIDENCE, commandAt, commandText, momentOf } from '../reach.ts';

const ID = 'decode-and-run';
/** Libraries through which a messenger's users give orders. */
const BOT =
  /^(?:(?:telebot|telegram|telepot|aiogram|pyrogram|telethon|discord|nextcord|disnake)\.|(?:flask|quart|bottle)\.request\.|(?:http\.server|socketserver|tornado\.web)\.\w+RequestHandler\(\)\.(?:rfile|request|get_argument)\b)/;
const FEEDS = /\.stdin\.(?:write|end)$/;
/** Interpreters that run their input, and installers that are told an index which is not known. */
const FED =
  /^(?:\S*[\\/])?(?:python[\d.]*|(?:ba|z|da)?sh|node|perl|ruby)(?:\.exe)?(?:\s+--input-type=\w+)?(?:\s+-[is]*)?$|\bpip[\d.]*\s+install\b.*\s(?:--(?:extra-)?index-url|-i|--find-links|-f)[= ]\S*\$UNKNOWN/i;

/** A command whose whole text a server or a decoder gives; known programs with a computed argument are not meant. */
export function computedCommand(input: DetectorInput, unit: CodeUnit, flow: Flow): Finding | null {
  const remote = (flow.labels & LABEL.network) !== 0;
  // An interpreter that an installation gives decoded text to, wherever that was kept.
  const isHanded =
    unit.stage === 'install' && unit.language === 'python' && (flow.labels & LABEL.decoded) !== 0;
  if (flow.sink !== 'command' || !(remote || isHanded || (flow.labels & LABEL.decodedConst) !== 0))
    return null;
  // A program that was fetched and stored before is told of with how it was stored.
  if (unit.language === 'js' && (flow.labels & LABEL.dropped) !== 0) return null;
  const known = commandAt(unit, flow);
  // What a process reads is no command, unless it is a shell or an interpreter without a file to run.
  if (FEEDS.test(flow.sinkName) && !unit.facts.commands.some((item) => FED.test(commandText(item))))
    return null;
  // A shell or interpreter of which the words are known runs the part that is not.
  const isShell =
    known &&
    (remote || isHanded) &&
    (flow.labels & LABEL.dropped) === 0 &&
    GIVEN_TEXT.test(commandText(known));
  // Programs that read what they run, and packages of an index, of which a server says which.
  const isFed = known && remote && FED.test(commandText(known));
  if (known && !isShell && !isFed) return null;
  const isBot = remote && [...unit.facts.apis.keys()].some((name) => BOT.test(name));
  const isPython = unit.language === 'python';
  const early = unit.stage === 'install' || momentOf(input, unit, flow) === 'import';
  return unitFinding(ID, unit, flow, {
    rule: remote ? 'remote-command' : 'decoded-command',
    severity:
      isPython && (isShell || isFed || isBot)
        ? 'high'
        : commandSeverity(unit, remote, early, isShell || isFed === true || LINE.test(flow.sinkName)),
    confidence: early ? 0.8 : CALLED_CONFIDENCE,
    summary: `${remote ? 'what a server answers' : 'decoded text'} is started as a command by ${flow.sinkName}`,
    chain: [...labelNames(flow.labels), flow.sinkName],
  });
}

/** What a shell reads as a whole. */
const LINE = /^child_process\.exec(?:Sync)?$/;

/** A path of a program is often that of one which another file fetched; a text that a shell or interpreter reads is none. */
function commandSeverity(unit: CodeUnit, remote: boolean, early: boolean, isText = false): Severity {
  if (early) return remote ? 'high' : 'medium';
  if (remote && (isText ? hasOwnServersAnswer(unit) : asksOwnServer(unit))) return 'high';
  return unit.language === 'python' ? 'medium' : 'low';
}

/** Modules by names that a server gives, and functions of them: it says what runs. */
export function namedByServer(input: DetectorInput, unit: CodeUnit, flow: Flow): Finding | null {
  if (unit.language !== 'python' || flow.sink !== 'load' || !NAMES_MODULE.test(flow.sinkName)) return null;
  if ((flow.labels & LABEL.network) === 0 || (flow.labels & (LABEL.dropped | LABEL.param)) !== 0) return null;
  if (!asksOwnServer(unit)) return null;
  return unitFinding(ID, unit, flow, {
    rule: 'remote-code',
    severity: 'high',
    confidence: momentOf(input, unit, flow) === 'called' ? 0.6 : CALLED_CONFIDENCE,
    summary: `what a server answers names the module that ${flow.sinkName} loads`,
    chain: [...labelNames(flow.labels), flow.sinkName],
  });
}

const NAMES_MODULE = /^(?:__import__|importlib\.import_module)$/;
