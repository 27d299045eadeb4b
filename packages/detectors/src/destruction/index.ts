import { LABEL } from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { startedFinding, unitFinding } from '../finding.ts';
import { isBundle } from '../lib/bundle.ts';
import { CALLED_CONFIDENCE, type Moment, momentOf, startedTexts, textsOf } from '../reach.ts';
import { lostHistory } from './history.ts';
import { isPrecious, oneByOne } from './one-by-one.ts';
import { deletedRepositories, heldForRansom, leftNote, startedWithoutEnd } from './script.ts';

const ID = 'destruction';
/** Commands that wipe a home folder, a disk or a system. */
const WIPES =
  /\brm\s+(?:-\w+\s+|--[\w-]+\s+)*(?:-\w*[rR]\w*|--recursive)\s+(?:-\w+\s+|--[\w-]+\s+)*["']?(?:~|\/|\$\{?HOME\}?|\$env:USERPROFILE)["']?(?:\/?\*)?["']?(?=\s|$|[;&|])|\b(?:del|erase)\b(?:\s+\/[a-z])+\s+["']?(?:%USERPROFILE%|%HOMEPATH%|%SystemDrive%|[A-Za-z]:\\)|\b(?:rd|rmdir)\b(?:\s+\/[a-z])+\s+["']?(?:%USERPROFILE%|%HOMEPATH%|%SystemDrive%|[A-Za-z]:\\?["']?(?:\s|$))|\bcipher\s+\/w\b|\bformat\s+[a-z]:|\bmkfs(?:\.\w+)?\s|\bdd\b.*\bof=\/dev\/(?:sd|nvme|disk|hd|vd)|\bshred\b.*(?:~|\$HOME|\/home|find\b)|\bfind\s+["']?(?:~|\$HOME|\/|\/home)["']?\s.*(?:-delete|shred|\brm\b)|:\(\)\s*\{\s*:\s*\|\s*:\s*&\s*\}|\bRemove-Item\b.*(?:\$HOME|\$env:USERPROFILE|[A-Z]:\\)(?:\s|\*|$).*-Recurse|\bdiskpart\b|>\s*\/dev\/(?:sda|nvme)/i;
const STOPS = /(?:^|[\s;&|])(?:sudo\s+)?(?:shutdown\s+(?:-h|\/s|now|\/r|-r)|halt\b|poweroff\b|init\s+0)/i;
/** Where a machine stands: the usual gate of a political payload. */
const PLACE_WORD = /\b(?:country(?:_?(?:name|code))?|geolocation|ipgeo|timezone)\b/i;

const WIPED: Readonly<Record<Moment, Severity>> = { install: 'critical', import: 'critical', called: 'low' };

/** In Python a home folder is no library's to delete, whoever calls it. */
function wiped({ language }: CodeUnit, moment: Moment): Severity {
  return language === 'python' && moment === 'called' ? 'high' : WIPED[moment];
}

/** Calls that encrypt; a package of ciphers that is only imported is no more than that. */
const ENCRYPTS = /^(?:cryptography|Crypto(?:dome)?|pyaes|nacl|pyAesCrypt)\b.*encrypt/i;

/** Files that folders list, read, encrypted and written back. */
function encrypted(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.language !== 'python' || ![...unit.facts.apis.keys()].some((name) => ENCRYPTS.test(name)))
    return [];
  const flow = unit.facts.flow.flows.find(
    ({ sink, labels }) => sink === 'file-write' && (labels & LABEL.harvest) !== 0,
  );
  if (!flow) return [];
  const moment = momentOf(input, unit, flow);
  return [
    unitFinding(ID, unit, flow, {
      rule: 'overwrite',
      severity: 'high',
      confidence: moment === 'called' ? CALLED_CONFIDENCE : 0.8,
      summary: `the content of files that folders list is encrypted and written by ${flow.sinkName}`,
      chain: ['list folders', 'encrypt', flow.sinkName],
    }),
  ];
}

function deletions(input: DetectorInput, unit: CodeUnit): Finding[] {
  return unit.facts.fileActions.flatMap((action) => {
    const path = action.operation === 'delete' ? action.paths.find(isPrecious) : undefined;
    if (path === undefined) return [];
    const moment = momentOf(input, unit, action);
    return [
      unitFinding(ID, unit, action, {
        rule: 'wipe',
        severity: wiped(unit, moment),
        confidence: moment === 'called' ? CALLED_CONFIDENCE : 0.85,
        summary: `${action.name} deletes ${path}`,
        chain: [action.name, path],
      }),
    ];
  });
}

/** The root, the home folder, or what lies far above. */
const TOP = /^(?:\/|~\/?|(?:\.\.\/){2,}|[A-Za-z]:[\\/]{1,2})$/;
/** Characters of a bundle that one module of it takes up at most, nearly always. */
const MODULE_CHARS = 20_000;
/** What tells in which country a machine stands, by how it is set up. */
const TELLS_PLACE = /^(?:Intl\.DateTimeFormat\(\)\.resolvedOptions|os\.locale)$/;

/** Whether a module of the package asks where the machine stands when the files are written. */
function asksPlace(input: DetectorInput, moment: Moment): boolean {
  return input.units.some(
    (unit) =>
      unit.stage !== 'dead' &&
      !isBundle(unit) &&
      [...unit.facts.apis].some(
        ([name, use]) => TELLS_PLACE.test(name) && momentOf(input, unit, use) === moment,
      ),
  );
}

/** Whether all folders that a unit lists are known, and the package's own. */
function listsOwn({ facts }: CodeUnit): boolean {
  const listed = facts.fileActions.filter(({ operation }) => operation === 'list');
  return listed.length > 0 && listed.every(({ paths }) => paths.length > 0 && paths.every(isOwnFolder));
}

/** A folder next to the code: `.`, `./dist`. */
const isOwnFolder = (path: string): boolean => /^\.(?:\/|$)/.test(path);

/** Files that folders list are written or deleted in turn, from the root or home folder on, or by where that is. */
function overwrites(input: DetectorInput, unit: CodeUnit): Finding[] {
  const writes = unit.facts.flow.flows.filter(
    (flow) => flow.sink === 'file-write' && (flow.labels & LABEL.listing) !== 0,
  );
  // Setup scripts of Python write lists of files.
  if (writes.length === 0 || unit.language === 'python') return [];
  const texts = textsOf(unit, 300);
  const bundled = isBundle(unit);
  const tops = texts.filter(({ text }) => TOP.test(text));
  const places = texts.filter(({ text }) => PLACE_WORD.test(text));
  const hasHome = unit.facts.apis.has('os.homedir');
  return writes.flatMap((flow) => {
    // What another module of a bundle says is none of this one's.
    const isHere = ({ offset }: { readonly offset: number }): boolean =>
      !bundled || Math.abs(offset - flow.offset) < MODULE_CHARS;
    const moment = momentOf(input, unit, flow);
    if (moment === 'called') return [];
    // What is read and written back where it lies, in whatever folder.
    const isInPlace = !bundled && (flow.labels & LABEL.harvest) !== 0 && !listsOwn(unit);
    const gated = places.some(isHere) || (isInPlace && asksPlace(input, moment));
    if (!tops.some(isHere) && !(hasHome && (!bundled || gated)) && !(isInPlace && gated)) return [];
    return [
      unitFinding(ID, unit, flow, {
        rule: 'overwrite',
        severity: 'high',
        confidence: gated ? 0.9 : 0.6,
        summary: `files that folders list are overwritten by ${flow.sinkName}${gated ? ', depending on where the machine stands' : ''}`,
        chain: ['list folders', flow.sinkName],
      }),
    ];
  });
}

/** Files gone, machines stopped, programs that hang for ever. */
export const destruction: Detector = {
  id: ID,
  title: 'Destruction',
  rules: [
    {
      id: 'wipe',
      severityMax: 'critical',
      describes: 'A home folder, disk or system is wiped by code or a command that runs by itself.',
    },
    {
      id: 'overwrite',
      severityMax: 'high',
      describes:
        'Files found from the root or home folder on, or wherever the machine stands in a certain place, are overwritten, or files are encrypted with a key that only its author can open and deleted.',
    },
    {
      id: 'hang',
      severityMax: 'high',
      describes:
        'Loading the package runs a loop that nothing ends, or a loop without an end starts processes.',
    },
    {
      id: 'repositories',
      severityMax: 'high',
      describes:
        'Installing or loading the package deletes repositories of whoever does, or throws away what they keep of the past.',
    },
    {
      id: 'note',
      severityMax: 'high',
      describes: 'Installing or loading the package leaves a file on the desktop or among the documents.',
    },
    { id: 'shutdown', severityMax: 'high', describes: 'The machine is switched off by what runs by itself.' },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const started of startedTexts(input)) {
      const wipes = WIPES.test(started.text);
      if (!wipes && !STOPS.test(started.text)) continue;
      const severity = wipes ? WIPED[started.moment] : started.moment === 'called' ? 'low' : 'high';
      found.push(
        startedFinding(ID, started, {
          rule: wipes ? 'wipe' : 'shutdown',
          severity,
          confidence: wipes ? 0.9 : 0.7,
          summary: wipes
            ? 'a command wipes a home folder, a disk or a system'
            : 'a command switches the machine off',
        }),
      );
    }
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      const locked = encrypted(input, unit);
      found.push(...deletions(input, unit), ...overwrites(input, unit));
      found.push(
        ...heldForRansom(input, unit),
        ...deletedRepositories(input, unit),
        ...lostHistory(input, unit),
        ...leftNote(input, unit),
        ...startedWithoutEnd(input, unit),
      );
      found.push(...(locked.length > 0 ? locked : oneByOne(input, unit)));
      // Shell texts read as JavaScript have loops as well.
      const loops = unit.facts.mode === 'loose' ? [] : unit.facts.endlessLoops;
      for (const loop of loops) {
        const moment = momentOf(input, unit, loop);
        if (moment === 'called') continue;
        const finding = unitFinding(ID, unit, loop, {
          rule: 'hang',
          severity: 'high',
          confidence: 0.55,
          summary: 'a loop without an end runs when the package is loaded',
        });
        found.push({ ...finding, class: 'protestware' });
      }
    }
    return found;
  },
};
