import { LABEL } from '../js/labels.ts';
import { first, type Model } from './builtins.ts';
import { decompilePyc } from './bytecode/pyc.ts';
import { beginsAsArchive, type HeldArchive, openHeld } from './held-archives.ts';
import { holding, madeWith, told } from './kept.ts';
import { type Machine, spend } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { Node } from './tree.ts';
import { addLayer, bytes, displayOf, list, rawOf, str, textOf, type Value } from './value.ts';

type Made = readonly Value[];

/** What an object in memory holds; null for files of the machine. */
function inMemory(value: Value | undefined): readonly Value[] | null {
  const held = value?.kind === 'ref' && value.name === 'io.BytesIO()' ? madeWith(value) : [];
  return rawOf(held[0]) === null ? null : held;
}

/** An archive that is read from bytes at hand, or is a file of the distribution; others are files of the machine. */
function opens(name: string, sourceOf: (args: Arguments) => Value | undefined): Model {
  return (args, caller) => {
    const source = sourceOf(args);
    const shipped = source ? caller.shipped(displayOf(source).text) : null;
    const held = shipped === null ? inMemory(source) : [bytes(shipped, LABEL.file)];
    return held && told(name)({ ...args, positional: held }, caller);
  };
}

/** Constructors of archives, by canonical name. */
export const ARCHIVE_MODELS: Readonly<Record<string, Model>> = {
  'zipfile.ZipFile': opens('zipfile.ZipFile', (args) => first(args) ?? args.named.get('file')),
  'tarfile.open': opens('tarfile.open', ({ positional, named }) => named.get('fileobj') ?? positional[2]),
};

/** Archives by the value that holds them: a loop asks for each member anew. */
const opened = new WeakMap<Value, HeldArchive | null>();

function openMade([source]: Made): HeldArchive | null {
  const text = rawOf(source);
  if (!source || text === null) return null;
  let held = opened.get(source);
  if (held === undefined) {
    held = openHeld(Buffer.from(text, 'latin1'));
    opened.set(source, held);
  }
  return held;
}

/** The name of a member by which it is asked for, or what is told of one. */
function nameOf({ positional, named }: Arguments): string | null {
  const asked = positional[0] ?? named.get('name') ?? named.get('member');
  const [known = asked] = madeWith(asked);
  return textOf(known);
}

function memberOf(made: Made, args: Arguments): Value | null {
  const [source] = made;
  const name = nameOf(args);
  const held = name === null ? null : openMade(made);
  const found = name === null ? null : held?.read(name);
  if (!source || !held || !found) return null;
  return bytes(found.toString('latin1'), source.labels, held.layers.reduce(addLayer, source.layers));
}

function openedMember(made: Made, args: Arguments): Value | null {
  const found = memberOf(made, args);
  return found && holding('io.BytesIO', [found]);
}

const named = (source: Value | undefined, name: string): Value => str(name, source?.labels, source?.layers);

function names(made: Made): Value | null {
  const held = openMade(made);
  return held && list(held.names.map((name) => named(made[0], name)));
}

function describe(kind: string): (made: Made) => Value | null {
  return (made) => {
    const held = openMade(made);
    return held && list(held.names.map((name) => holding(kind, [named(made[0], name)])));
  };
}

/** Attributes of what is told of members, by name. */
export const ARCHIVE_ATTRIBUTES: Readonly<Record<string, (values: Made) => Value | null>> = {
  'zipfile.ZipInfo().filename': ([name]) => name ?? null,
  'tarfile.TarInfo().name': ([name]) => name ?? null,
};

/** What is called on archives that {@link ARCHIVE_MODELS} opened, by name. */
export const ARCHIVE_METHODS: Readonly<Record<string, (values: Value[], args: Arguments) => Value | null>> = {
  'zipfile.ZipFile().read': memberOf,
  'zipfile.ZipFile().open': openedMember,
  'zipfile.ZipFile().namelist': names,
  'zipfile.ZipFile().infolist': describe('zipfile.ZipInfo'),
  'tarfile.open().extractfile': openedMember,
  'tarfile.open().getnames': names,
  'tarfile.open().getmembers': describe('tarfile.TarInfo'),
};

const MODULE = /\.py[cow]?$/;
/** Modules of one archive that are read. */
const MODULES_MAX = 60;

/**
 * Modules of an archive that the source writes somewhere, or unpacks: layers of their own, as they run elsewhere. False
 * for what is no archive.
 */
export function noteHeldModules(machine: Machine, value: Value | undefined, at: Node): boolean {
  if (value?.kind !== 'bytes' || !beginsAsArchive(value.text)) return false;
  // A loop that writes archives pays for each of them.
  if (!spend(machine, value.text.length >> 6)) return true;
  const held = openMade([value]);
  for (const name of held?.names.filter((path) => MODULE.test(path)).slice(0, MODULES_MAX) ?? []) {
    const found = held?.read(name);
    if (!held || !found) continue;
    const isCompiled = /[co]$/.test(name);
    if (!spend(machine, found.length >> (isCompiled ? 3 : 6))) break;
    const text = isCompiled ? decompilePyc(found).text : found.toString('utf8');
    const layers = [...value.layers, ...held.layers, ...(isCompiled ? ['pyc'] : []), 'written'];
    machine.recorder.addDecoded(text, layers, machine.positionOf(at), true);
  }
  return held !== null;
}
