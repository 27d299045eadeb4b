import { type CommandFact, type Flow, LABEL } from '@weir/code';
import type { CodeUnit } from '../contract.ts';
import { isFixedTarget } from '../lib/spelled-target.ts';
import { commandAt, commandText } from '../reach.ts';
import type { Sink } from './given.ts';

/** Programs that send what they are given. */
const SENDERS = /(?:^|[\s/])(?:curl|wget|nslookup|dig|ping|nc|ncat|scp|rsync)\b/;
/** Command lines in which the path of a file stands for what it holds. */
const TAKES_PATHS = /@|(?:^|\s)(?:-T|--upload-file|--post-file)\b|(?:^|[\s/])(?:scp|rsync)\b/;

/** A program of node that is given on the command line, and sends something. */
const SENDS_INLINE = /\bfetch\s*\(|\bhttps?\b['"]?\)?\.(?:request|get)\s*\(|\bnet\b['"]?\)?\.connect\s*\(/;
const ADDRESS = /\b(?:https?|wss?):\/\/[^\s'"`\\)]{4,200}/g;
/** What is written into a process. */
const FED = /\.stdin\.(?:write|end)$/;
/** Every process has the environment of its parent, and options may say so. */
const INHERITED = LABEL.envAll | LABEL.envNamed | LABEL.envSecret;

/** The address to which a process sends that is started with its program on the command line; none for others. */
function inlineTargets({ argv }: CommandFact): string[] {
  const at = argv?.findIndex((word) => /^(?:-e|--eval|-p|--print|-pe)$/.test(word)) ?? -1;
  const script = argv?.[at + 1];
  if (at < 1 || script === undefined || !/^(?:\S*[\\/])?(?:node|bun)(?:\.exe)?$/.test(argv?.[0] ?? ''))
    return [];
  return SENDS_INLINE.test(script) ? (script.match(ADDRESS) ?? []).filter(isFixedTarget) : [];
}

/** A process whose program stands in the text of its parent, sends away what it is given and says nothing of it. */
function sentInline(unit: CodeUnit, flow: Flow): Sink[] {
  const isFed = FED.test(flow.sinkName);
  const own = commandAt(unit, flow);
  // Which process a text goes to is not followed.
  const commands = isFed ? unit.facts.commands : own ? [own] : [];
  const targets = commands.flatMap((command) => inlineTargets(command));
  if (targets.length === 0) return [];
  return [
    {
      ...flow,
      labels: isFed ? flow.labels : flow.labels & ~INHERITED,
      name: `${flow.sinkName}(node -e)`,
      targets: targets.slice(0, 4).map((text) => ({ text, kind: 'address' as const })),
      unheeded: true,
      inline: true,
    },
  ];
}

/** Children that send: `exec('curl -d ' + data)`. */
export function sendingCommands(unit: CodeUnit): Sink[] {
  return unit.facts.flow.flows.flatMap((flow) => {
    if (flow.sink !== 'command') return [];
    const inline = sentInline(unit, flow);
    if (inline.length > 0) return inline;
    const command = commandAt(unit, flow);
    const text = command ? commandText(command) : '';
    if (!SENDERS.test(text)) return [];
    // A program that is told the paths of files reads them.
    const isListed =
      unit.language === 'python' && (flow.labels & LABEL.listing) !== 0 && TAKES_PATHS.test(text);
    const labels = flow.labels | (isListed ? LABEL.harvest : 0);
    return [{ ...flow, labels, name: `${flow.sinkName}(${text.slice(0, 60)})` }];
  });
}
