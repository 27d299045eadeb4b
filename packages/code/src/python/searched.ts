import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import { STARTED, startedFile } from './sinks.ts';
import type { Node } from './tree.ts';
import type { Value } from './value.ts';

/** True for what says where Python looks for modules. */
export const isSearched = byName((name) =>
  /^(?:sys\.path\.(?:insert|append|extend)|site\.addsitedir)$/.test(name),
);
/** What is imported from a folder. */
const IS_MODULE = /\.(?:py[cdw]?|so|zip|whl)$/;
/** Folders with a name: `/tmp`, and no root. */
const FOLDER_CHARS_MIN = 4;

/** A place that the source filled from elsewhere, and from which modules are imported from now on. */
export function noteSearched(machine: Machine, name: string, { positional }: Arguments, at: Node): void {
  const labels = startedFile(machine, positional) | modulesIn(machine, positional);
  if ((labels & STARTED) === 0 || machine.muted > 0) return;
  machine.recorder.addFlow(
    { sink: 'load', sinkName: name, labels, live: machine.live, targets: [] },
    machine.positionOf(at),
  );
}

/** A package may copy its own modules wherever it likes. */
const FOREIGN = LABEL.network | LABEL.decoded | LABEL.decodedConst;

/** Labels of modules that were written into a folder. */
function modulesIn({ written }: Machine, values: readonly Value[]): number {
  let labels = 0;
  for (const value of values) {
    const folder = value.kind === 'ref' ? value.targets?.[0] : value.kind === 'str' ? value.text : null;
    if (!folder || folder.length < FOLDER_CHARS_MIN) continue;
    for (const [path, held] of written)
      if ((held & FOREIGN) !== 0 && path.startsWith(`${folder}/`) && IS_MODULE.test(path))
        labels |= LABEL.dropped | (held & STARTED);
  }
  return labels;
}
