import { LABEL, type ShippedFiles, UNKNOWN_WORD } from '@weir/code';
import { type CodeUnit, commandAt, ownFile } from '@weir/detectors';
import type { ArtifactEntry } from '@weir/model';
import type { PackageIndex } from '../package-index.ts';
import { pathsOf } from '../started-files.ts';

/** Files that are larger than this hold more than code: pictures, tables, models. */
const FILE_BYTES_MAX = 256 * 1024;
/** Files of one unit. */
const FILES_MAX = 8;
/** Bytes of all such files of a release. */
const RELEASE_BYTES_MAX = 2 * 1024 * 1024;
/** Readers that run what they read: what a unit reads by them is in no flow. */
const UNPICKLES = /^pickle\.loads?$/;
/** Sources are units of their own. */
const IS_SOURCE = /\.(?:py[ciwx]?|pyo|pth)$/i;

/** Where a path that code of a unit puts together may lead to inside the package. */
export function ownPaths(index: PackageIndex, unit: CodeUnit, text: string): readonly string[] {
  const found = pathsOf(text.replace(/^.*\$UNKNOWN\//, ''), ['', unit.file.replace(/[^/]*$/, '')]);
  const other = found.some((path) => index.has(path)) ? null : ownFile(index, unit.file, text);
  return other === null ? found : [other];
}

/** What code does that a file could tell it to. */
const ACTS = /^(?:process\.spawn|net\.\w+|eval|native|unpickle)$/;
const FINDS_NAMES = /\b(?:import_module|__import__|getattr)\b/;
/** What a setting, a table or a message has no use for, and what could be anything: long runs without a blank. */
const TELLS =
  /\b(?:curl|wget|powershell|pwsh|bash|sh|cmd\.exe|exec|eval|compile|import|system|popen|subprocess|getoutput|nohup|certutil|mshta)\b|[\w+/=-]{80}/;

/** Addresses that somebody can be paid at, for code that fills the clipboard. */
const PAYS =
  /"(?:0x[a-fA-F0-9]{40}|bc1[a-z0-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33})"/;

const usesClipboard = ({ facts }: CodeUnit): boolean => facts.capabilities.includes('clipboard');

/** Whether a file could tell a unit what to do that runs by itself. */
function mayBeTold(unit: CodeUnit): boolean {
  const { facts, stage, source } = unit;
  if (stage !== 'install' && stage !== 'import') return false;
  if (usesClipboard(unit)) return true;
  return facts.capabilities.some((id) => ACTS.test(id)) || FINDS_NAMES.test(source.text);
}

/** Whether what a unit runs may be in what it reads: nothing of it is known, and it is no constant. */
function runsUnknown(unit: CodeUnit): boolean {
  const { facts } = unit;
  if ([...facts.apis.keys()].some((name) => UNPICKLES.test(name))) return true;
  return facts.flow.flows.some((flow) => {
    if (flow.sink === 'code') return (flow.labels & LABEL.file) !== 0;
    if (flow.sink !== 'command') return false;
    const command = commandAt(unit, flow);
    return (
      command === undefined ||
      (command.argv ?? [command.line ?? '']).some((word) => word.includes(UNKNOWN_WORD))
    );
  });
}

/** The data files of the package that a unit reads. */
function filesRead(unit: CodeUnit, index: PackageIndex): Map<string, ArtifactEntry> {
  const found = new Map<string, ArtifactEntry>();
  const paths = unit.facts.fileActions
    .filter(({ operation }) => operation === 'read')
    .flatMap((action) => action.paths);
  for (const path of paths.flatMap((text) => ownPaths(index, unit, text))) {
    const entry = index.get(path);
    if (entry && found.size < FILES_MAX && entry.sizeBytes <= FILE_BYTES_MAX && !IS_SOURCE.test(path))
      found.set(path, entry);
  }
  return found;
}

/** Finds what units read of their own package, but for what is known as code, as far as a release may cost. */
export function createDataReader(
  index: PackageIndex,
  read: (entry: ArtifactEntry) => Promise<Uint8Array>,
  isKnown: (path: string) => boolean,
): (unit: CodeUnit) => Promise<ShippedFiles | null> {
  const known = new Map<string, string>();
  let left = RELEASE_BYTES_MAX;

  return async (unit) => {
    const texts = new Map<string, string>();
    const isRun = runsUnknown(unit);
    if (!isRun && !mayBeTold(unit)) return null;
    for (const [path, entry] of filesRead(unit, index)) {
      if (isKnown(path)) continue;
      if (!known.has(path)) {
        if (entry.sizeBytes > left || entry.unread !== undefined) continue;
        left -= entry.sizeBytes;
        known.set(path, Buffer.from(await read(entry)).toString('latin1'));
      }
      const text = known.get(path) ?? '';
      if (isRun || TELLS.test(text) || (usesClipboard(unit) && PAYS.test(text))) texts.set(path, text);
    }
    if (texts.size === 0) return null;
    return {
      read(path) {
        const own = ownPaths(index, unit, path).find((candidate) => texts.has(candidate));
        return own === undefined ? null : (texts.get(own) ?? null);
      },
      chars: [...texts.values()].reduce((sum, text) => sum + text.length, 0),
    };
  };
}
