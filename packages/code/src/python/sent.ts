import type { SinkKind } from '../js/api.ts';
import { isCredentialPath, LABEL } from '../js/labels.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { Node } from './tree.ts';
import { displayOf, labelsOf, type RefValue, textOf, type Value } from './value.ts';

/** Calls that are given the path of what they send. */
const UPLOADS =
  /\b(?:SFTPClient\.from_transport|Connection|open_sftp)\(\)\.put(?:fo)?$|\.(?:upload_file|send_document|add_file|files_upload)$/;

/** A variable that a shell puts in. */
const VARIABLE = /\$\{?\w|%\w+%/;

/** The words of a command as they were given: one by one, or in a list. */
export function givenWords(values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) => (value.kind === 'list' ? value.items : [value]));
}

/** Labels of what a sink is given, as far as it goes anywhere. */
export function sentLabels(
  machine: Machine,
  kind: SinkKind,
  callee: RefValue,
  { positional, named }: Arguments,
  at: Node,
): number {
  const values = [...positional, ...named.values()];
  // What a program finds in its environment is nothing that it was told to send, unless its words ask for that.
  const environment =
    kind === 'command' && !givenWords(values).some((word) => VARIABLE.test(textOf(word) ?? ''))
      ? named.get('env')
      : undefined;
  let { labels } = callee;
  for (const value of values) if (value !== environment) labels |= labelsOf(value);
  return kind === 'network' && UPLOADS.test(callee.name)
    ? labels | uploaded(machine, callee, values, at)
    : labels;
}

/** What a file that is sent by its path holds. */
function uploaded(machine: Machine, { name }: RefValue, values: readonly Value[], at: Node): number {
  const isStolen = values.some((value) => isCredentialPath(displayOf(value).text));
  const isListed = values.some((value) => (labelsOf(value) & LABEL.listing) !== 0);
  if (isListed && machine.muted === 0)
    machine.recorder.addOrigin(LABEL.harvest, name, machine.positionOf(at).offset);
  return (isStolen ? LABEL.credential : 0) | (isListed ? LABEL.harvest : 0);
}
