import { type FileAction, type Flow, LABEL, type ShellAction } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { actionsOf, CALLED_CONFIDENCE, momentOf, programOf } from '../reach.ts';

const ID = 'destruction';
/** A folder whose loss is a person's loss, or all that is in it. */
const PRECIOUS =
  /^(?:~|\/|\/\*|~\/?\*|~\/(?:Documents|Desktop|Pictures|Downloads|Projects?)|[A-Za-z]:\/?|\/home|\/Users|\/root|\/etc|\/usr)(?:\/\*{1,2}(?:\.\*)?){0,3}\/?$/;
/** What people write, by a pattern, wherever in their folders it lies. */
const DOCUMENTS =
  /^~\/(?:(?:Documents|Desktop|Pictures|Downloads|Projects?)\/)?(?:\*{1,2}\/){0,3}\*\.\{?(?:[\w*]+,)*(?:docx?|xlsx?|pptx?|odt|ods|kdbx)\b/;

/** True for a folder whose loss is a person's loss, and for patterns that find what people keep in it. */
export const isPrecious = (path: string): boolean => PRECIOUS.test(path) || DOCUMENTS.test(path);

/** A path of which nothing is known but that something listed it. */
const LISTED =
  /^(?:~(?:\/(?:Documents|Desktop|Pictures|Downloads|Projects?))?|\$UNKNOWN)(?:\/(?:\$UNKNOWN|\*{1,2}(?:\.\*)?))*$/;
/** A file under its own name, or one that is made of that: never one that the code names itself. */
const LISTED_NAME = /(?:\$UNKNOWN|\*)[^/]*$/;
/** Characters between the listing of a folder and what is done to its files. */
const NEAR_CHARS = 1_500;

interface Place {
  readonly offset: number;
  readonly endOffset?: number;
  readonly live: boolean;
}

interface Done extends Place {
  readonly name: string;
}

/** True for what stands behind a listing, or around it: `map(rmtree, home.iterdir())`. */
function follows({ offset, endOffset = 0 }: Place, listing: FileAction): boolean {
  if (offset < listing.offset) return listing.offset < endOffset;
  return offset > listing.offset && offset - listing.offset < NEAR_CHARS;
}

/** True for a call of `rm` that takes folders with all that is in them. */
export function removesFolders(action: ShellAction): boolean {
  return programOf(action) === 'rm' && action.argv.some((word) => /^-\w*[rR]/.test(word));
}

/** Commands that delete what was listed before. */
function deletedByCommand({ facts }: CodeUnit): Done[] {
  return facts.commands.filter((command) =>
    actionsOf(command).some(
      (action) => removesFolders(action) && action.argv.some((word) => LISTED.test(word)),
    ),
  );
}

/** Whether what is written may be a listed file: a new one beside it, of a name that the code spells, is none. */
function isWrittenOver({ facts }: CodeUnit, flow: Flow): boolean {
  const paths = facts.fileActions
    .filter(({ offset, operation }) => offset === flow.offset && operation === 'write')
    .flatMap((action) => action.paths);
  return paths.length === 0 || paths.some((path) => LISTED_NAME.test(path));
}

/** Files of a home folder, or of the whole machine, that code deletes, or Python writes over, one by one. */
export function oneByOne(input: DetectorInput, unit: CodeUnit): Finding[] {
  const { fileActions, flow } = unit.facts;
  const listings = fileActions.filter(
    ({ operation, paths }) => operation === 'list' && paths.some(isPrecious),
  );
  if (listings.length === 0) return [];
  const patterns = listings.filter(({ name }) => /\bglob/.test(name));
  const isNear = (place: Place): boolean => listings.some((listing) => follows(place, listing));
  const deletes = fileActions.filter(
    ({ operation, paths }) =>
      operation === 'delete' && paths.some((path) => LISTED.test(path) && !isPrecious(path)),
  );
  // Node tells nothing of what a pattern finds.
  const unknown = fileActions.filter(
    (action) =>
      action.operation === 'delete' &&
      action.paths.length === 0 &&
      patterns.some((listing) => follows(action, listing)),
  );
  const gone = [...deletes.filter(isNear), ...deletedByCommand(unit).filter(isNear), ...unknown][0];
  const written = flow.flows.find(
    (item) =>
      unit.language === 'python' &&
      item.sink === 'file-write' &&
      (item.labels & (LABEL.listing | LABEL.harvest)) !== 0 &&
      isNear(item) &&
      isWrittenOver(unit, item),
  );
  const at = gone ?? written;
  if (!at) return [];
  const [what, name] = gone ? ['deleted', gone.name] : ['written over', written?.sinkName ?? ''];
  return [
    unitFinding(ID, unit, at, {
      rule: gone ? 'wipe' : 'overwrite',
      severity: 'high',
      confidence: momentOf(input, unit, at) === 'called' ? CALLED_CONFIDENCE : 0.85,
      summary: `files that ${listings[0]?.paths[0] ?? ''} lists are ${what} one by one with ${name}`,
      chain: ['list folders', name],
    }),
  ];
}
