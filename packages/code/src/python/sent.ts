import { byName } from '../by-name.ts';
import type { SinkKind } from '../js/api.ts';
import { isCredentialPath, LABEL } from '../js/labels.ts';
import { labelsOfArguments } from './functions.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { Node } from './tree.ts';
import { displayOf, labelsOf, type RefValue, textOf, type Value } from './value.ts';

/** Calls that are given the path of what they send. */
const UPLOADS =
  /\b(?:SFTPClient\.from_transport|Connection|open_sftp)\(\)\.put(?:fo)?$|\.(?:upload_file|send_document|add_file|files_upload)$/;

/** A variable that a shell puts in; what it is given by its place (`$1`) is none of the environment. */
const VARIABLE = /\$\{?[A-Za-z_]|%\w+%/;

/** The words of a command as they were given: one by one, or in a list. */
export function givenWords(values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) => (value.kind === 'list' ? value.items : [value]));
}

/** Labels of what a command is told, by its words and its input. */
export function toldLabels({ positional, named }: Arguments): number {
  const values = [...positional, ...named.values()];
  // What a program finds in its environment is nothing that it was told to send, unless its words ask for that.
  const environment = givenWords(values).some((word) => VARIABLE.test(textOf(word) ?? ''))
    ? undefined
    : named.get('env');
  return values.reduce((labels, value) => (value === environment ? labels : labels | labelsOf(value)), 0);
}

/** Arguments in which an environment is handed over for variables to be looked up in it. */
const isEnvironment = byName((name) => /^(?:\w+_)?env(?:iron(?:ment)?)?$/.test(name));

/** Functions that say by their names that they look for one thing in what they are given. */
const looksUp = byName((name) =>
  /(?:^|[._])(?:get|find|resolve|detect|choose|pick|look_?up)_[a-z]\w*$/.test(name),
);

/** The environment itself, and no copy of it. */
const isEnviron = (value: Value): boolean => value.kind === 'ref' && value.name === 'os.environ';

const foundIn = (labels: number): number => (labels & ~LABEL.envAll) | LABEL.envNamed;

/**
 * Labels of what a function from outside gives that loading does not call: of an environment in which it is to look
 * something up, by the name of the function or of the argument, what it found. What loading calls is taken at its worst.
 */
export function answerLabels({ live }: Machine, args: Arguments, called: string): number {
  const { positional, named } = args;
  const isAsked = !live && looksUp(called) && positional.some(isEnviron);
  const isHanded = !live && named.size > 0 && named.keys().some(isEnvironment);
  if (!isAsked && !isHanded) return labelsOfArguments(args);
  let labels = positional.reduce(
    (all, value) => all | (isAsked && isEnviron(value) ? foundIn(labelsOf(value)) : labelsOf(value)),
    0,
  );
  for (const [name, value] of named) {
    const own = labelsOf(value);
    const isLookedUp = (own & LABEL.envAll) !== 0 && isEnvironment(name);
    labels |= isLookedUp ? foundIn(own) : own;
  }
  return labels;
}

/** What makes a connection: a protocol and a host are given to it, and neither goes out. */
export const CONNECTS = /\.create_(?:connection|datagram_endpoint)$/;

/** Labels of what a sink is given, as far as it goes anywhere. */
export function sentLabels(
  machine: Machine,
  kind: SinkKind,
  callee: RefValue,
  args: Arguments,
  at: Node,
): number {
  if (CONNECTS.test(callee.name)) return callee.labels;
  const labels = callee.labels | (kind === 'command' ? toldLabels(args) : labelsOfArguments(args));
  return kind === 'network' && UPLOADS.test(callee.name)
    ? labels | uploaded(machine, callee, args, at)
    : labels;
}

/** What a file that is sent by its path holds. */
function uploaded(machine: Machine, { name }: RefValue, { positional, named }: Arguments, at: Node): number {
  const values = [...positional, ...named.values()];
  const isStolen = values.some((value) => isCredentialPath(displayOf(value).text));
  const isListed = values.some((value) => (labelsOf(value) & LABEL.listing) !== 0);
  if (isListed && machine.muted === 0)
    machine.recorder.addOrigin(LABEL.harvest, name, machine.positionOf(at).offset);
  return (isStolen ? LABEL.credential : 0) | (isListed ? LABEL.harvest : 0);
}
