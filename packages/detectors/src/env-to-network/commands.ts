import { LABEL } from '@weir/code';
import type { CodeUnit } from '../contract.ts';
import { commandAt, commandText } from '../reach.ts';
import type { Sink } from './given.ts';

/** Programs that send what they are given. */
const SENDERS = /(?:^|[\s/])(?:curl|wget|nslookup|dig|ping|nc|ncat|scp|rsync)\b/;
/** Command lines in which the path of a file stands for what it holds. */
const TAKES_PATHS = /@|(?:^|\s)(?:-T|--upload-file|--post-file)\b|(?:^|[\s/])(?:scp|rsync)\b/;

/** Children that send: `exec('curl -d ' + data)`. */
export function sendingCommands(unit: CodeUnit): Sink[] {
  return unit.facts.flow.flows.flatMap((flow) => {
    if (flow.sink !== 'command') return [];
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
