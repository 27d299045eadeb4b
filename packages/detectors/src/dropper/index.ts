import { type FileAction, type Flow, LABEL } from '@weir/code';
import { findExfilHost, hostsIn } from '@weir/intel';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { indicatorsIn, indicatorsOfTargets, unitFinding } from '../finding.ts';
import { isBundle } from '../lib/bundle.ts';
import { ask, type Question } from '../question.ts';
import { commandAt, commandText, type Moment, momentOf, textsOf } from '../reach.ts';
import { codeFromData, loadedData } from './data.ts';
import { onlyLooks } from './looks.ts';
import { fromMemory, machineCode } from './memory.ts';

const ID = 'dropper';
/** Where programs are put that nobody should find: not caches, and not the package's own folder. */
const HIDDEN_FOLDER =
  /^(?:\/tmp|\/var\/tmp|\/dev\/shm|\/ProgramData|~\/AppData\/(?:Roaming|Local)|~)(?:\/(?!\.?cache\b|Library\/Caches|\.npm\/)|$)/i;
const PROGRAM_NAME = /\.(?:exe|scr|vbs|vbe|bat|cmd|ps1|dll|hta|msi|lnk|pif|com|jar|py|sh)$/i;
/** What builds of Python write of themselves. */
const VERSION_FILE = /(?:^|\/)_{0,2}(?:version|about|build_info)_{0,2}\.py$/i;
const WINDOWS_PROGRAM = /\.(?:exe|scr|vbs|vbe|bat|cmd|pif|hta|msi|pyw)$/i;
const STARTS =
  /^(?:child_process\.|Bun\.spawn|execa|process\.dlopen|os\.(?:system|popen|startfile|exec|spawn|posix_spawn)|subprocess\.|pty\.spawn|asyncio\.create_subprocess|ctypes\.(?:windll|cdll|CDLL|WinDLL)|pip\.main)/;
/** Installers and releases of runtimes that npm does not come with. */
const RUNTIME_SOURCE =
  /bun\.(?:sh|com)\/install|oven-sh\/bun\/releases|deno\.land\/(?:x\/)?install|denoland\/deno\/releases|nodejs\.org\/dist\/v\d|python\.org\/ftp\/python/i;
/** A file that folders do not show. */
const HIDDEN_NAME = /\/\.[\w-][\w.-]+$/;

/** An address whose host is known at least in part. */
const ADDRESS = /\b(?:https?|ftp|wss?):\/\/(?!\$UNKNOWN(?:[/:]|$))[^/\s]*\w/i;

/** Told of an address that is a number. */
const BARE = /^fetched from https?:\/\/\d/;

interface Trait {
  readonly text: string;
  /** Says something by itself; the others are habits of honest downloaders, too. */
  readonly strong: boolean;
}

/** What speaks against an honest download: the folder, the name, the address, how it is started. */
function traitsOf(input: DetectorInput, unit: CodeUnit, flow: Flow): Trait[] {
  const traits: Trait[] = [];
  const add = (strong: boolean, text: string): void => void traits.push({ strong, text });
  const { commands, apis, fileActions, decoded } = unit.facts;
  const stored = [...fileActions, ...(isStart(unit, flow) ? storesElsewhere(input, unit) : [])].filter(
    (action) => /^(?:write|append|copy|mode)$/.test(action.operation),
  );
  const paths = stored.flatMap((action) => action.paths);
  const hidden = paths.find((path) => HIDDEN_FOLDER.test(path));
  if (hidden !== undefined) add(false, `stored as ${hidden}`);
  // A hidden file of notes lies beside many downloads: meant is what is started, or made to be.
  const secret = fileActions
    .filter(({ operation }) => operation === 'mode')
    .flatMap((action) => action.paths)
    .concat(commands.flatMap((command) => command.argv?.[0] ?? []))
    .find((path) => HIDDEN_NAME.test(path));
  if (secret !== undefined) add(false, `hidden by its name ${secret.slice(secret.lastIndexOf('/') + 1)}`);
  const program = stored
    .filter((action) => !isOwnVersion(unit, action))
    .flatMap((action) => action.paths)
    .find((path) => PROGRAM_NAME.test(path));
  if (program !== undefined) add(false, `named ${program.slice(program.lastIndexOf('/') + 1)}`);
  const inPlace = paths.find(
    (path) =>
      path.length > 3 &&
      HIDDEN_FOLDER.test(path) &&
      commands.some(
        (command) => !onlyLooks(command) && commandText(command).replaceAll('\\', '/').includes(path),
      ),
  );
  if (inPlace !== undefined) add(true, `started as ${inPlace}`);
  // Installers of JavaScript start what they fetched to see whether it works.
  if (isStart(unit, flow))
    add(unit.language !== 'js' || flow.sink === 'load', 'and this very file is started');
  if (commands.some((command) => command.muted && /^(?:subprocess|asyncio)\./.test(command.name)))
    add(false, 'started without a window or output');
  const marked =
    fileActions.some(({ operation, name }) => operation === 'mode' && /^os\.|^pathlib/.test(name)) ||
    commands.some((command) => /\bchmod\s+(?:\+x|[0-7]*7[0-7]*)\s/.test(commandText(command)));
  if (marked) add(false, 'made executable');
  const start = commands.find((command) => command.detached);
  if (start || [...apis.keys()].some((name) => /^child_process\.\w+\(\)\.unref$/.test(name)))
    add(true, 'started so that it outlives its parent');
  const addresses = unit.facts.flow.flows
    .filter((item) => item.sink === 'network')
    .flatMap((item) => item.targets.map(({ text }) => text));
  const spelled = [
    ...flow.targets.map(({ text }) => text),
    ...addresses,
    ...textsOf(unit, 2048).map(({ text }) => text),
  ];
  const odd = spelled.find((text) => /^https?:\/\//i.test(text) && oddAddress(text));
  if (odd !== undefined) add(true, `fetched from ${odd.slice(0, 100)}`);
  if (decoded.some(({ text, layers }) => layers.length > 0 && /^https?:\/\/\S+$/i.test(text)))
    add(true, 'the address is hidden by an encoding');
  return traits;
}

/** What a server answered is written to a file. */
const storesAnswer = ({ sink, labels }: Flow): boolean =>
  sink === 'file-write' && (labels & LABEL.network) !== 0;

/** What a build writes of its own version, and not of what a server answered. */
function isOwnVersion({ facts }: CodeUnit, { paths, offset }: FileAction): boolean {
  return (
    paths.every((path) => VERSION_FILE.test(path)) &&
    !facts.flow.flows.some((flow) => flow.offset === offset && storesAnswer(flow))
  );
}

/** What other files of the package store of what a server answers, where this one only starts it. */
function storesElsewhere({ units }: DetectorInput, unit: CodeUnit): readonly FileAction[] {
  if (unit.language !== 'js') return [];
  return units.flatMap(({ file, language, facts }) => {
    if (file === unit.file || language !== 'js') return [];
    const stored = facts.flow.flows.filter(storesAnswer);
    return facts.fileActions.filter(({ offset }) => stored.some((flow) => flow.offset === offset));
  });
}

interface Grade {
  readonly severity: Severity;
  readonly confidence: number;
}

/** The code names a place from which something comes: otherwise who calls it does. */
function spellsAddress(unit: CodeUnit): boolean {
  const addresses = unit.facts.flow.flows.flatMap(({ targets }) => targets.map(({ text }) => text));
  return [...addresses, ...textsOf(unit, 2048).map(({ text }) => text)].some((text) => ADDRESS.test(text));
}

/** A download of a library, which somebody has to call; null for an honest one. */
function gradeOfCalled(unit: CodeUnit, traits: readonly Trait[], startsProgram: boolean): Grade | null {
  const strong = traits.filter((trait) => trait.strong).length;
  const isBare = strong > 0 && traits.some(({ text }) => BARE.test(text));
  const isPython = unit.language === 'python';
  // A library that starts a program of a fixed address does so for its author.
  if (startsProgram && traits.length > 1 && spellsAddress(unit))
    return { severity: 'high', confidence: 0.75 };
  if (isBare && !isPython) return { severity: 'high', confidence: 0.6 };
  if (isBare && traits.length > 2) return { severity: 'high', confidence: isPython ? 0.7 : 0.6 };
  if (isPython && strong > 1 && traits.some(({ text }) => text.startsWith('started as ')))
    return { severity: 'high', confidence: 0.7 };
  if (isBare && traits.length > 1 && isPython) return { severity: 'high', confidence: 0.6 };
  if (isPython && isHiddenStart(traits)) return { severity: 'high', confidence: 0.7 };
  if (strong > 1 && traits.length > 3) return { severity: 'medium', confidence: 0.8 };
  if (strong === 0 || traits.length < 2) return null;
  return { severity: isPython ? 'medium' : 'low', confidence: 0.8 };
}

/** What was stored is started, and neither the file nor its output, or its end, shall be seen. */
function isHiddenStart(traits: readonly Trait[]): boolean {
  const has = (start: string): boolean => traits.some(({ text }) => text.startsWith(start));
  return (
    has('and this very file') &&
    (has('hidden by its name')
      ? has('made executable') || has('started ')
      : has('made executable') && has('started without') && has('started so that'))
  );
}

/** Severity and confidence of a download with its traits; null for an honest one. */
function gradeOf(traits: readonly Trait[], moment: Moment): Grade | null {
  const strong = traits.filter((trait) => trait.strong).length;
  if (strong > 0 && traits.length > 1)
    return { severity: moment === 'install' ? 'critical' : 'high', confidence: strong > 1 ? 0.96 : 0.9 };
  if (strong > 0) return { severity: 'high', confidence: 0.6 };
  return traits.length > 1 ? { severity: 'medium', confidence: 0.8 } : null;
}

function oddAddress(url: string): boolean {
  if (
    /^https?:\/\/(?:\d{1,3}\.){3}\d{1,3}(?:[:/]|$)/i.test(url) &&
    !/^https?:\/\/(?:127|10|192\.168)\./i.test(url)
  )
    return true;
  return hostsIn(url).some(({ host }) => (findExfilHost(host)?.weight ?? 0) >= 0.4);
}

/** A file that a server's answer was written to is started. */
function isStart(unit: CodeUnit, flow: Flow): boolean {
  if ((flow.sink !== 'command' && flow.sink !== 'load') || (flow.labels & LABEL.dropped) === 0) return false;
  const commands = unit.facts.commands.filter(({ offset }) => offset === flow.offset);
  return commands.length === 0 || !commands.every(onlyLooks);
}

/** The started file is given to an interpreter. */
function startsInterpreter(unit: CodeUnit, flow: Flow): boolean {
  const command = commandAt(unit, flow);
  return (
    command !== undefined &&
    /^(?:\S*[\\/])?(?:pythonw?[\d.]*(?!\S*\s+-m\s+pip\s)|node|[cw]script)(?:\.exe)?\s/i.test(
      commandText(command),
    )
  );
}

/** A program for Windows is written, and it is what is started as far as that is known. */
function startsWindowsProgram(unit: CodeUnit, flow: Flow): boolean {
  const texts = unit.facts.commands.filter(({ offset }) => offset === flow.offset).map(commandText);
  return unit.facts.fileActions.some(({ paths }) =>
    paths.some((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return WINDOWS_PROGRAM.test(path) && (texts.length === 0 || texts.some((text) => text.includes(name)));
    }),
  );
}

function isDownload(unit: CodeUnit, flow: Flow): boolean {
  return storesAnswer(flow) || ((flow.labels & LABEL.network) !== 0 && isStart(unit, flow));
}

function downloads(input: DetectorInput, unit: CodeUnit): Finding[] {
  const starts = [...unit.facts.apis].filter(([name]) => STARTS.test(name));
  const loads = unit.facts.flow.flows.some((flow) => flow.sink === 'load');
  if (starts.length === 0 && !loads) return [];
  // Where a file is stored and started, the start says more.
  const flows = unit.facts.flow.flows.filter((flow) => isDownload(unit, flow));
  for (const flow of flows.toSorted((a, b) => Number(isStart(unit, b)) - Number(isStart(unit, a)))) {
    const traits = traitsOf(input, unit, flow);
    const told = momentOf(input, unit, flow);
    // In a bundle somebody calls nearly everything when it is loaded, as far as that can be followed.
    const moment = told === 'import' && isBundle(unit) ? 'called' : told;
    const startsProgram =
      isStart(unit, flow) &&
      (flow.sink === 'load' || unit.language !== 'js') &&
      (flow.sink === 'load' || startsInterpreter(unit, flow) || startsWindowsProgram(unit, flow));
    const grade = moment === 'called' ? gradeOfCalled(unit, traits, startsProgram) : gradeOf(traits, moment);
    if (!grade) continue;
    const words = traits.map((trait) => trait.text);
    return [
      unitFinding(ID, unit, flow, {
        rule: 'download-and-run',
        ...grade,
        summary: isStart(unit, flow)
          ? `what a server answered is stored and started by ${flow.sinkName}: ${words.join(', ')}`
          : `what a server answers is stored by ${flow.sinkName}, and the same code starts programs: ${words.join(', ')}`,
        chain: ['download', flow.sinkName, starts[0]?.[0] ?? 'require', ...words],
        indicators: [
          ...indicatorsOfTargets(flow.targets),
          ...textsOf(unit, 500)
            .filter(({ text }) => oddAddress(text))
            .flatMap(({ text }) => indicatorsIn(text)),
        ],
      }),
    ];
  }
  return [];
}

const RUNTIME: Question<{ readonly text: string; readonly offset: number } | null> = {
  id: 'dropper runtime',
  answer: (content) =>
    textsOf(content).find(({ text }) => text.includes('/') && RUNTIME_SOURCE.test(text)) ?? null,
};

/** The runtime is what the package of that very name is for: its installer, or the advice that it gives when it fails. */
function isOwnRuntime({ manifest: { name } }: DetectorInput, text: string): boolean {
  const runtime = /(?<![\w-])(?<name>bun|deno)(?:land)?(?![\w-])/i.exec(text)?.groups?.name;
  return runtime !== undefined && runtime.toLowerCase() === name;
}

/** A runtime of its own, fetched by code that starts processes: no tool that watches node sees what it runs. */
function runtimes(input: DetectorInput, unit: CodeUnit): Finding[] {
  const text = ask(unit, RUNTIME);
  if (!text || isOwnRuntime(input, text.text)) return [];
  const moments = [...unit.facts.apis]
    .filter(([name]) => STARTS.test(name))
    .map(([, use]) => momentOf(input, unit, use));
  const moment = moments.includes('install') ? 'install' : moments.includes('import') ? 'import' : null;
  if (moment === null) return [];
  const script = unit.facts.commands
    .map(commandText)
    .find((line) => /\b(?:bun|deno)\b.*\.[cm]?[jt]s\b/.test(line));
  return [
    unitFinding(ID, unit, text, {
      rule: 'foreign-runtime',
      severity: moment === 'install' ? 'critical' : 'high',
      confidence: script === undefined ? 0.8 : 0.92,
      summary: `another runtime is fetched (${text.text.slice(0, 100)}) and started`,
      chain: [text.text.slice(0, 120), script ?? 'child_process'],
    }),
  ];
}

/** A script from elsewhere that the page is made to load. */
function remoteScripts(input: DetectorInput, unit: CodeUnit): Finding[] {
  return unit.facts.scriptSources.flatMap((source) => {
    if (!/^(?:https?:)?\/\//i.test(source.text)) return [];
    if (
      !unit.facts.strings.some((item) => item.value === 'script') &&
      !unit.facts.decoded.some((item) => item.text === 'script')
    )
      return [];
    const moment = momentOf(input, unit, source);
    const hidden = unit.facts.decoded.some(
      ({ text }) => source.text.startsWith(text) && /^https?:/i.test(text),
    );
    const odd = oddAddress(source.text);
    if (moment === 'called' && !hidden && !odd) return [];
    return [
      unitFinding(ID, unit, source, {
        rule: 'remote-script',
        severity: moment === 'called' ? 'medium' : 'high',
        confidence: hidden || odd ? 0.9 : 0.55,
        summary: `the page is made to load a script from ${source.text.slice(0, 120)}${hidden ? ', an address that is hidden by an encoding' : ''}`,
        chain: ['createElement(script)', source.text.slice(0, 160)],
        indicators: indicatorsIn(source.text),
      }),
    ];
  });
}

/** What brings more code than the package shows. */
export const dropper: Detector = {
  id: ID,
  title: 'Droppers',
  rules: [
    {
      id: 'download-and-run',
      severityMax: 'critical',
      describes:
        'A download is stored under a hidden or program name, or comes from an odd address, by code that starts programs.',
    },
    {
      id: 'foreign-runtime',
      severityMax: 'critical',
      describes:
        'Code that runs by itself fetches another runtime (Bun, Deno, Python) than the package is, and starts it.',
    },
    {
      id: 'remote-script',
      severityMax: 'high',
      describes: 'Loading the package makes a page load a script from elsewhere.',
    },
    {
      id: 'machine-code',
      severityMax: 'high',
      describes: 'Python puts bytes into memory and runs them as machine code or as a program.',
    },
    {
      id: 'code-from-data',
      severityMax: 'high',
      describes: "The package's own picture, sound, text or data file is run as code.",
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      found.push(
        ...downloads(input, unit),
        ...runtimes(input, unit),
        ...codeFromData(input, unit),
        ...loadedData(input, unit),
        ...remoteScripts(input, unit),
        ...machineCode(input, unit),
        ...fromMemory(input, unit),
      );
    }
    return found;
  },
};
