import { type FileAction, UNKNOWN_PART } from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { shiftSeverity, startedFinding, unitFinding } from '../finding.ts';
import { ask, type Question } from '../question.ts';
import {
  CALLED_CONFIDENCE,
  commandAt,
  commandText,
  type Moment,
  momentOf,
  type StartedText,
  startedTexts,
  textsOf,
} from '../reach.ts';
import { FETCHES_WHAT_RUNS, runsElsewhere, STARTING_LINE, STARTS_PROGRAM, startsProgram } from './lines.ts';
import { COMMANDS, foreignPackageOf, PLACES, type Place } from './places.ts';

const ID = 'persistence';
const WRITES = new Set<FileAction['operation']>(['write', 'append', 'copy', 'link']);
/** A write to a path that is not known, in code that spells such a place, is less sure. */
const UNKNOWN_PATH_SHARE = 0.7;

/** Places whose text somebody runs without looking at it; instructions of agents are read. */
const STARTED_LATER = /^(?:startup|git-hook|editor-task)$/;
/** Functions that write files. */
const WRITES_FILES = /\b(?:write|output|append)File|createWriteStream/;
/** A workflow that hands all secrets of a project to a step. */
const ALL_SECRETS = /\btoJSON\(\s*secrets\s*\)/i;
/** The same, and a command behind it that sends something. */
const SENDS_SECRETS =
  /\btoJSON\(\s{0,4}secrets\s{0,4}\)[^]{0,600}?\b(?:curl|wget|Invoke-(?:WebRequest|RestMethod)|nc)\b[^\n]{0,120}\s(?:-[a-zA-Z]{0,6}[dFT]\b|--data(?:-\w+)?\b|--form\b|--upload-file\b|--post-(?:data|file)\b|-Method\b|-Body\b)/i;

/** A program in the folder from which Windows starts programs. */
const STARTED_FILE =
  /Start Menu\/Programs\/Startup\/[^/]*\.(?:pyw?|exe|bat|cmd|vbs|vbe|js|ps1|scr|lnk|hta)$/i;

const PRELOADS: Question<boolean> = {
  id: 'persistence preloads',
  answer: ({ facts }) =>
    textsOf({ facts }, 4096).some(({ text }) =>
      /(?:^|\n)\s{0,4}(?:node-options|NODE_OPTIONS)\s{0,4}=.{0,80}--(?:require|import|loader|experimental-loader)\b|(?:^|\n)\s{0,4}preload\s{0,4}=/.test(
        text,
      ),
    ),
};

function placeOf(paths: readonly string[]): { place: Place; path: string } | null {
  for (const path of paths) {
    const place = PLACES.find((item) => item.pattern.test(path));
    if (place) return { place, path };
  }
  return null;
}

/** A place that the unit's constants spell, for writes whose path is put together elsewhere. */
function spelledPlace(unit: CodeUnit): { place: Place; path: string } | null {
  const { strings } = unit.facts;
  // `join(home, '.cursor', 'mcp.json')` spells a path in pieces.
  const pairs = strings
    .slice(0, 2_000)
    .map((item, index) => `${item.value}/${strings[index + 1]?.value ?? ''}`);
  const texts = [
    ...pairs,
    ...strings.map((item) => item.value),
    ...unit.facts.decoded.map((item) => item.text),
  ].filter((text) => text.length <= 256 && !text.includes('\n'));
  return placeOf(texts.map((text) => text.replaceAll('\\', '/')));
}

/** A hook names the file itself: what it spells it uses, other than the files that it leads to. */
function startedByHook(input: DetectorInput, unit: CodeUnit): boolean {
  return input.hooks.some((hook) =>
    hook.actions.some(
      (action) =>
        action.kind === 'run-file' && input.resolve('package.json', `./${action.path}`) === unit.file,
    ),
  );
}

function written(input: DetectorInput, unit: CodeUnit, action: FileAction): Finding | null {
  const moment = momentOf(input, unit, action);
  const known = placeOf(action.paths);
  const isUnknown = !known && action.paths.every((path) => path.endsWith(UNKNOWN_PART));
  const spelled =
    isUnknown && (moment !== 'called' || unit.language === 'python') ? spelledPlace(unit) : null;
  const found = known ?? (moment !== 'called' || spelled?.place.rule === 'other-program' ? spelled : null);
  if (!found) return foreignWrite(input, unit, action, moment);
  const { place, path } = found;
  // A library that puts a program there does so for its author, whoever calls it.
  const isHook = place.rule === 'git-hook' && moment === 'install';
  const fetches = isHook && input.units.some((one) => one.stage === 'install' && ask(one, FETCHES_WHAT_RUNS));
  const isStarter = fetches || (isHook && startsProgram(action));
  const isProgram =
    isStarter ||
    (moment !== 'install' &&
      (place.rule === 'autostart'
        ? unit.language === 'python' && moment === 'called' && STARTED_FILE.test(path)
        : STARTED_LATER.test(place.rule) && !path.endsWith('.pth') && ask(unit, STARTS_PROGRAM)));
  // A file that node loads before each program of the user, in the settings of the package manager.
  const isPreload = place.rule === 'package-manager-config' && moment !== 'called' && ask(unit, PRELOADS);
  return unitFinding(ID, unit, action, {
    rule: place.rule,
    severity:
      isProgram || isPreload
        ? 'high'
        : place.rule === 'autostart' &&
            (isOrdered(unit, moment, path.slice(path.lastIndexOf('/') + 1)) || isUndone(unit, moment))
          ? 'low'
          : known || place.rule === 'other-program' || startedByHook(input, unit)
            ? shiftSeverity(
                severityOf(unit, place, moment),
                isAsked(input, unit, action) || isAmongMany(input, moment, action) ? -1 : 0,
              )
            : shiftSeverity(severityOf(unit, place, moment), -1),
    confidence: isProgram
      ? CALLED_CONFIDENCE
      : Math.min(
          place.confidence * (known ? 1 : UNKNOWN_PATH_SHARE),
          moment === 'called' ? CALLED_CONFIDENCE : 1,
        ),
    summary: `${action.name} changes ${path}: ${place.what}${fetches ? ', and a line that fetches what it runs stands in the package' : ''}`,
    chain: [action.name, path],
  });
}

/**
 * A person at the terminal has to say yes first, by a package's question that is not shipped with it, and no hook or code
 * of the file gives the answer by itself.
 */
function isAsked(input: DetectorInput, { facts, file }: CodeUnit, { offset }: FileAction): boolean {
  const asked = facts.asked?.find(({ start, end }) => start <= offset && offset < end);
  if (!asked || input.resolve(file, asked.module) !== null) return false;
  const answers = input.hooks.some(({ stage, text }) => stage === 'install' && /[|<]/.test(text));
  return !answers && !facts.apis.keys().some((name) => name.startsWith('process.stdin'));
}

/** Files that a hook loads up to which calls between them are followed; see `packages/analysis/src/link-modules.ts`. */
const FOLLOWED_MAX = 80;

/**
 * What a hook loads is more than is followed as one program, and nothing of what was followed calls this: command lines
 * are loaded whole by the hooks of their packages.
 */
function isAmongMany({ units }: DetectorInput, moment: Moment, { live }: FileAction): boolean {
  if (moment !== 'install' || live) return false;
  let loaded = 0;
  for (const { stage, layer, language } of units)
    if (stage === 'install' && layer === null && language === 'js') loaded++;
  return loaded > FOLLOWED_MAX;
}

/** What libraries of Python leave alone, whoever calls them. */
const KEPT_OUT = new Set(['autostart', 'other-program']);

/** What reads the words of a command line in Python. */
const READS_LINE =
  /^(?:argparse\.ArgumentParser\(\)\.parse_(?:known_)?args|click\.(?:command|group|argument)|typer\.Typer)$/;

/**
 * A tool that makes a service for somebody at the command line, by a name that is given there; one that spells what it
 * starts makes it for its author.
 */
function isOrdered(unit: CodeUnit, moment: Moment, made: string): boolean {
  return (
    unit.language === 'python' &&
    moment === 'called' &&
    made.includes(UNKNOWN_PART) &&
    [...unit.facts.apis.keys()].some((name) => READS_LINE.test(name)) &&
    !ask(unit, STARTS_PROGRAM)
  );
}

/** Commands that take a service, a task or an entry away again. */
const TAKES_AWAY =
  /\bsystemctl\b.*\bdisable\b|\blaunchctl\s+(?:unload|bootout|remove)\b|\bschtasks(?:\.exe)?\b.*\/delete\b|\bsc(?:\.exe)?\s+delete\b|\breg(?:\.exe)?\s+delete\b/i;

/** The same file takes away again what it makes, and what that starts is no program that it fetches: a tool that is asked to. */
function isUndone(unit: CodeUnit, moment: Moment): boolean {
  if (unit.language !== 'python' || moment !== 'called' || ask(unit, STARTS_PROGRAM)) return false;
  const deletes = unit.facts.fileActions.some(
    ({ operation, paths }) => operation === 'delete' && placeOf(paths)?.place.rule === 'autostart',
  );
  return deletes && unit.facts.commands.some((command) => TAKES_AWAY.test(commandText(command)));
}

/** In Python what starts with the machine is made by programs, and hardly ever by a library. */
function severityOf(unit: CodeUnit | null, { rule, severity }: Place, moment: Moment): Severity {
  if (unit?.language !== 'python' || moment !== 'called') return severity[moment];
  return KEPT_OUT.has(rule) ? 'high' : rule === 'startup' ? 'medium' : severity.called;
}

function foreignWrite(
  input: DetectorInput,
  unit: CodeUnit,
  action: FileAction,
  moment: Moment,
): Finding | null {
  for (const path of action.paths) {
    const name = foreignPackageOf(path, input.manifest.name);
    if (name === null) continue;
    return unitFinding(ID, unit, action, {
      rule: 'foreign-package',
      severity: moment === 'install' ? 'high' : moment === 'import' ? 'high' : 'low',
      confidence: 0.8,
      summary: `${action.name} changes files of another package, ${name}`,
      chain: [action.name, path],
    });
  }
  return null;
}

const REGISTRY_WRITE = /^_?winreg\.(?:SetValue(?:Ex)?|CreateKey(?:Ex)?)$/;
const RUN_KEY = /CurrentVersion\\+(?:Run|RunOnce|Policies\\+Explorer\\+Run|Winlogon)\b/i;

/** Whether such a piece is put somewhere: it is nothing without its braces, and what is only looked for is not made. */
function isMade({ language, source }: CodeUnit, { text, offset }: { text: string; offset: number }): boolean {
  if (language === 'js') return true;
  const isLookedFor =
    LOOKED_FOR.test(source.text.slice(offset, offset + 200)) ||
    /(?:==|!=|\bin)\s*$/.test(source.text.slice(Math.max(0, offset - 20), offset));
  return !isLookedFor && (text.includes('{{') || source.text.includes('${{'));
}

/** `"…" in text`, from the text's beginning. */
const LOOKED_FOR = /^[rbuf]{0,2}(["'])[^"'\n]*\1\s+(?:not\s+)?in\b/i;

/** A workflow that a source carries, which gives every secret of a project away. */
function secretsGiven(input: DetectorInput, unit: CodeUnit): Finding[] {
  const { text: source } = unit.source;
  if (!source.includes('toJSON')) return [];
  // Checkers of workflows spell such a piece, too; they write none, and none of theirs sends what it is given.
  const isMadeHere = /\bruns-on\b/.test(source) && (WRITES_FILES.test(source) || SENDS_SECRETS.test(source));
  if (unit.language === 'js' && !isMadeHere) return [];
  const text = textsOf(unit, 8_000).find((item) => ALL_SECRETS.test(item.text) && isMade(unit, item));
  if (!text) return [];
  return [
    unitFinding(ID, unit, text, {
      rule: 'workflow',
      severity: 'high',
      confidence:
        momentOf(input, unit, { offset: text.offset, live: true }) === 'called' ? CALLED_CONFIDENCE : 0.85,
      summary: 'a workflow is made that is given all secrets of a project',
      chain: ['toJSON(secrets)'],
    }),
  ];
}

/** Who calls has another machine changed, which the tool is for; that it happens unasked is how worms spread. */
function isElsewhere({ at, moment }: StartedText): boolean {
  const command = 'unit' in at && moment === 'called' ? commandAt(at.unit, at) : undefined;
  return command !== undefined && runsElsewhere(command);
}

/** A job of a timetable that a library writes, with a command that the code spells. */
function scheduled(input: DetectorInput, unit: CodeUnit): Finding[] {
  return unit.facts.commands.flatMap((command) => {
    if (
      !command.name.startsWith('crontab.') ||
      !/[a-z]{2}/.test(commandText(command).replaceAll(UNKNOWN_PART, ''))
    )
      return [];
    const moment = momentOf(input, unit, command);
    const isProgram = STARTING_LINE.test(commandText(command));
    if (moment === 'called' && !isProgram) return [];
    return [
      unitFinding(ID, unit, command, {
        rule: 'autostart',
        severity: 'high',
        confidence: moment === 'called' ? CALLED_CONFIDENCE : 0.85,
        summary: `${command.name} makes a job that is started again and again`,
        chain: [command.name, commandText(command).slice(0, 160)],
      }),
    ];
  });
}

/** An entry of the registry that Windows starts programs from. */
function registered(input: DetectorInput, unit: CodeUnit): Finding[] {
  const [write] = [...unit.facts.apis].filter(([name]) => REGISTRY_WRITE.test(name));
  const key = write && unit.facts.strings.find(({ value }) => value.length < 256 && RUN_KEY.test(value));
  if (!write || !key) return [];
  const [name, place] = write;
  const moment = momentOf(input, unit, place);
  return [
    unitFinding(ID, unit, place, {
      rule: 'autostart',
      severity: 'high',
      confidence: moment === 'called' ? CALLED_CONFIDENCE : 0.9,
      summary: `${name} makes an entry that Windows starts programs from`,
      chain: [name, key.value],
    }),
  ];
}

/** What stays when the package is gone: start-up files, services, workflows, agents' instructions, other packages. */
export const persistence: Detector = {
  id: ID,
  title: 'Places from which code comes back, or acts on others',
  rules: [
    {
      id: 'startup',
      severityMax: 'high',
      describes:
        'A file that shells read at each start is changed; a step less where a person has to say yes first.',
    },
    {
      id: 'autostart',
      severityMax: 'high',
      describes:
        'A service, scheduled task or autostart entry is made; of Python, low where the same code, when it is called, takes it away again, and of any code that has another machine do so when it is called.',
    },
    {
      id: 'remote-access',
      severityMax: 'critical',
      describes: 'Login keys, users, host names or virus scanner exclusions are changed.',
    },
    { id: 'workflow', severityMax: 'high', describes: 'A workflow of a build service is written.' },
    {
      id: 'agent-config',
      severityMax: 'high',
      describes: 'Instructions, hooks or tool servers of a coding agent are written.',
    },
    {
      id: 'editor-task',
      severityMax: 'high',
      describes: 'Tasks or settings are written that an editor runs by itself.',
    },
    {
      id: 'package-manager-config',
      severityMax: 'high',
      describes: "The user's package manager or git configuration is changed.",
    },
    {
      id: 'git-hook',
      severityMax: 'high',
      describes:
        'A git hook is written, or git is told of others; high where an install script does so and what it writes, or a line that the package spells, fetches what it runs.',
    },
    {
      id: 'other-program',
      severityMax: 'critical',
      describes: 'The code of an installed desktop program, such as a wallet, is changed.',
    },
    {
      id: 'foreign-package',
      severityMax: 'high',
      describes: 'Files of another installed package are changed.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const started of startedTexts(input)) {
      const place = COMMANDS.find((item) => item.pattern.test(started.text));
      if (!place) continue;
      // What is started again and again fetches what it runs, or goes on unseen.
      const isProgram =
        started.moment === 'called' &&
        place.rule === 'autostart' &&
        'unit' in started.at &&
        ask(started.at.unit, STARTS_PROGRAM);
      const isTold =
        place.rule === 'autostart' &&
        'unit' in started.at &&
        (isElsewhere(started) ||
          isOrdered(started.at.unit, started.moment, started.text) ||
          isUndone(started.at.unit, started.moment));
      found.push(
        startedFinding(ID, started, {
          rule: place.rule,
          severity: isProgram
            ? 'high'
            : isTold
              ? 'low'
              : severityOf('unit' in started.at ? started.at.unit : null, place, started.moment),
          confidence:
            started.moment === 'called' ? Math.min(place.confidence, CALLED_CONFIDENCE) : place.confidence,
          summary: `a command changes ${place.what}`,
        }),
      );
    }
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      found.push(...registered(input, unit), ...secretsGiven(input, unit), ...scheduled(input, unit));
      for (const action of unit.facts.fileActions) {
        const finding = WRITES.has(action.operation) ? written(input, unit, action) : null;
        if (finding && finding.severity !== 'info')
          found.push(
            unit.origin && finding.severity === 'low'
              ? { ...finding, severity: shiftSeverity('low', 1) }
              : finding,
          );
      }
    }
    return found;
  },
};
