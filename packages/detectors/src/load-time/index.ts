import { type CommandFact, type Flow, LABEL, type ShellAction, UNKNOWN_PART } from '@weir/code';
import { exfilMentionsIn } from '@weir/intel';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { indicatorsIn, indicatorsOfTargets, unitFinding } from '../finding.ts';
import { FRONT_PAGE, isOddTarget, RESOLVER } from '../lib/odd-target.ts';
import { foreignSource } from '../lib/package-sources.ts';
import { isTestOfOthers } from '../lib/test-file.ts';
import { actionsOf, type ByMoment, commandText, type Moment, momentOf, programOf } from '../reach.ts';
import { isStoring } from './fetchers.ts';
import {
  AT_START,
  isAbsent,
  isKnock,
  isLeftOut,
  isLookedFor,
  isOfPath,
  isReadScript,
  ordersOf,
  packagesOf,
  SHELL,
  scriptOf,
} from './started.ts';

const ID = 'load-time';
/** Programs that no build and no module needs to be loaded: loaders, remote tools, questions about the machine. */
const NEEDLESS =
  /^(?:powershell|pwsh|mshta|rundll32|regsvr32|[wc]script|curl|wget|bitsadmin|certutil|notepad|calc|osascript|nc|ncat|telnet|crontab|schtasks|reg|netsh|whoami|hostname|id|ifconfig|ipconfig|systeminfo|tasklist|taskkill|attrib|nslookup|dig|ping|shutdown|nohup|setsid|xdg-open|base64|at|passwd|sudo|chattr|wmic|vssadmin|net|msg|start|explorer|touch|reboot|poweroff|halt|xterm|gnome-terminal)$/i;
/** Programs that show that code ran, and do nothing else. */
const PROOF = /^(?:notepad|calc|mspaint|gnome-calculator|xcalc)$/i;
/** Of those, loaders, killers and schedulers, which no module starts when it is loaded either. */
const TELLING =
  /^(?:mshta|rundll32|regsvr32|[wc]script|bitsadmin|certutil|taskkill|attrib|chattr|vssadmin|crontab|schtasks|nc|ncat|telnet|shutdown|reboot|poweroff|halt)$/i;
/** Fetching is what build scripts do with these now and then. */
const FETCHERS = /^(?:curl|wget|touch|id|hostname|sudo|ping|net)$/i;
const PROGRAM_FILE = /\.(?:exe|scr|vbs|hta|msi|ps1|bat|cmd|pif)$/i;

/** Programs of that kind that builds do start. */
const BUILD_PROGRAM =
  /(?:^|[\\/])(?:[\w-]*config|python\w*|pythonw|cl|link|vswhere|msbuild|nmake|cmake|ninja|git|gcc|g\+\+|swig|nvcc|where|pip\w*|pyenv|conda|uv)\.(?:exe|bat|cmd)$/i;
/** An archive that pip is given by its address, wherever it lies: indexes and repositories are named by options. */
const INSTALLED_ADDRESS = /(?<!\S)https?:\/\/\S+\.(?:whl|zip|tar\.gz|tgz|tar\.bz2)(?=[\s'"#?]|$)/i;
/** Another index than the one that pip is set up for, by its address. */
const INDEX_ADDRESS =
  /(?:(?:--(?:extra-)?index-url|-i|--find-links|-f)[= ]\s*|\b(?:PIP|UV)_(?:(?:EXTRA_)?INDEX_URL|DEFAULT_INDEX|FIND_LINKS)=)["']?https?:\/\/(?!(?:download\.pytorch\.org|pypi\.(?:ngc\.)?nvidia\.com|data\.pyg\.org)\/)[^\s"']+/i;
/** Runtimes of other languages: what a tool starts when it is asked to, no module does when it is loaded. */
const OTHER_RUNTIME = /^(?:node|bun|bunx|deno|npx|wine|mono|java|php|perl|ruby)$/i;
/** Of those, what runs JavaScript: builds of web parts have it, and others use Perl, Java and the rest to build. */
const SCRIPTED = /^(?:node|bun|bunx|deno|npx)$/i;
/** Where a cloud tells its machines what keys they have. */
const CLOUD_KEYS =
  /^(?:https?:\/\/)?(?:169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal)(?:[:/]|$)/i;
/** Text that a command writes where everybody may write. */
const PRINTS_TO_TEMPORARY =
  /^\s*(?:echo|printf|id|whoami|uname|date)\b[^|;&]*>>?\s*\/(?:tmp|var\/tmp|dev\/shm)\//;
const UNASKED: ByMoment = { install: 'high', import: 'medium', called: 'info' };
const FETCHING: ByMoment = { install: 'medium', import: 'low', called: 'info' };

/** A host that a variable of the environment names is its owner's. */
const FROM_ENVIRONMENT = /^\$(?!UNKNOWN|TEMP|CWD)[A-Z]\w*$/;
/** What `session.request` is told to do, which is no address. */
const VERB = /^(?:get|post|put|patch|delete|head|options)$/i;
/** Downloads into a file by themselves; what else they may do has detectors of its own. */
const STORES = /^(?:urllib\.request\.urlretrieve|wget\.download)$/;

/** What never changes: a project's source as its forge packs it at a version, and what Maven's repository keeps. */
const SOURCE_ARCHIVE =
  /^https?:\/\/(?:repo1\.maven\.org\/maven2\/|repo\.maven\.apache\.org\/maven2\/|(?:www\.)?github\.com\/[\w.-]+\/[\w.-]+\/(?:archive|tarball|zipball)\/|codeload\.github\.com\/[\w.-]+\/[\w.-]+\/|gitlab\.com\/\S+\/-\/archive\/)\S+$/i;

/** What the package's own project released besides, by the place where it is kept. */
function isOwnRelease({ distribution }: DetectorInput, text: string): boolean {
  const owner = /^https?:\/\/github\.com\/(?<owner>[\w-]+)\/[\w.-]+\/releases\/download\//i.exec(text)?.groups
    ?.owner;
  const home = distribution?.metadata?.says.homePage ?? '';
  return owner !== undefined && home.toLowerCase().includes(`github.com/${owner.toLowerCase()}/`);
}

/**
 * A build that fetches a file and compares its digest gets what the source says or nothing; a beacon has no use for
 * either. What such a file is used for is told by others.
 */
function isChecked(unit: CodeUnit, { sinkName }: Flow): boolean {
  return (
    STORES.test(sinkName) &&
    [...unit.facts.apis.keys()].some((name) => /^hashlib\.(?:sha256|sha384|sha512|blake2b)$/.test(name))
  );
}

/**
 * A request that has an answer in its own call: what is sent through a socket, and a piece of a request, has none, a
 * download's lies in a file, and a name without a dot is one of the own network.
 */
function isQuestion({ sink, sinkName }: Flow, targets: readonly string[]): boolean {
  if (STORES.test(sinkName) || NO_ANSWER.test(sinkName)) return false;
  return sink !== 'dns' || targets.some((text) => text.includes('.'));
}

const NO_ANSWER =
  /^(?:socket\.(?:socket|create_connection)|ssl\.|http\.client\.HTTPS?Connection\(\)\.(?:send|putrequest|endheaders)$)/;

function requestOf(input: DetectorInput, unit: CodeUnit, flow: Flow): Finding | null {
  const moment = momentOf(input, unit, flow);
  if (moment === 'called') return null;
  const targets = flow.targets
    .map(({ text }) => text)
    .filter(
      (text) =>
        !VERB.test(text) &&
        !FROM_ENVIRONMENT.test(text) &&
        !RESOLVER.test(text) &&
        !FRONT_PAGE.test(text) &&
        !/^https?:\/\/(?:localhost|127\.)|^(?:localhost|127\.|::1)/.test(text),
    );
  const odd = targets.find(
    (text) =>
      isOddTarget(text) || CLOUD_KEYS.test(text) || (flow.live && moment === 'import' && isFileDrop(text)),
  );
  // Told where the other module sends, unless only who calls it knows the address.
  if (flow.away === true && (odd === undefined || isToldElsewhere(input, unit, odd))) return null;
  const named = flow.targets.filter(({ text }) => !VERB.test(text));
  const local = named.length > 0 && targets.length === 0;
  if (local) return null;
  // Reached by the names of calls alone, and given its address by who calls: a helper, of which others tell more.
  const isHelper =
    moment === 'import' &&
    named.every(({ text }) => text.startsWith(UNKNOWN_PART)) &&
    !flow.live &&
    ((flow.labels & LABEL.param) !== 0 || /^(?:socket|ssl)\./.test(flow.sinkName));
  // Who does not look at the answer wants to be heard, not to hear.
  const isBeacon =
    moment === 'import' &&
    flow.unheeded === true &&
    !isHelper &&
    !isTestOfOthers(unit) &&
    isQuestion(flow, targets);
  // Looking up what somebody else gave, and reading the answer, is how addresses of all kinds are understood.
  const isParsing = flow.sink === 'dns' && named.length === 0 && flow.unheeded !== true;
  const severity =
    odd !== undefined || isBeacon ? 'high' : isHelper || isParsing ? FETCHING[moment] : UNASKED[moment];
  // Behind the address stands the file that it is stored in.
  const from = STORES.test(flow.sinkName) ? targets.slice(0, 1) : targets;
  const isSource =
    from.length > 0 && from.every((text) => SOURCE_ARCHIVE.test(text) || isOwnRelease(input, text));
  const where = odd ?? targets[0];
  return unitFinding(ID, unit, flow, {
    rule: flow.sink === 'dns' ? 'lookup' : 'request',
    severity: odd === undefined && (isChecked(unit, flow) || isSource) ? FETCHING[moment] : severity,
    // That a request is sent is certain; at install that alone is odd, of a module it is not.
    confidence: odd !== undefined ? 0.8 : moment === 'install' ? 0.55 : isBeacon ? 0.6 : 1,
    summary: `${WHEN[moment]} sends a request ${isBeacon ? 'whose answer nobody reads ' : ''}by ${flow.sinkName}${where === undefined ? '' : ` to ${where.slice(0, 160)}`}`,
    chain: [flow.sinkName, ...targets.slice(0, 3)],
    indicators: indicatorsOfTargets(flow.targets),
  });
}

const WHEN: Readonly<Record<Moment, string>> = {
  install: 'installing the package',
  import: 'loading a module',
  called: 'code',
};

/** Another module spells the address, sends there when it is loaded or called so, and is told of itself. */
function isToldElsewhere(input: DetectorInput, unit: CodeUnit, address: string): boolean {
  return input.units.some(
    (other) =>
      other !== unit &&
      other.facts.flow.flows.some(
        (flow) =>
          flow.away !== true &&
          flow.targets.some(({ text }) => text === address) &&
          momentOf(input, other, flow) !== 'called',
      ),
  );
}

/** A place from which anybody gives files away: what a module fetches there when it is loaded is no service's answer. */
function isFileDrop(text: string): boolean {
  return exfilMentionsIn(text).some(({ entry }) => entry.kind === 'file-drop');
}

/** A program is ended by a number that only the running code knows: one that it started. Names are others'. */
function isOwnEnd({ argv: [, ...words] }: Pick<ShellAction, 'argv'>): boolean {
  return words.some((word, at) => /^\/pid$/i.test(word) && words[at + 1] === UNKNOWN_PART);
}

/** A browser that opens a page by itself. */
function pagesOf(input: DetectorInput, unit: CodeUnit): Finding[] {
  return [...unit.facts.apis].flatMap(([name, place]) => {
    if (!name.startsWith('webbrowser.open')) return [];
    const moment = momentOf(input, unit, place);
    if (moment === 'called') return [];
    return [
      unitFinding(ID, unit, place, {
        rule: 'page',
        severity: 'high',
        confidence: 0.6,
        summary: `${WHEN[moment]} opens a page in the browser`,
        chain: [name],
      }),
    ];
  });
}

/** A file of the user's own folder, of a temporary one or of the root, as a path that the code spells to its end. */
const MARKED =
  /^~\/(?:Desktop\/|Documents\/|Downloads\/)?[^/$.][^/$]*$|^\/(?:tmp|var\/tmp|dev\/shm)\/[^/$]+$|^\/[^/$]+$/;
const TEMPORARY = /\/(?:tmp|var\/tmp|dev\/shm)\/./;

/** A file that installing leaves where no build has anything to do: that it is there proves that code ran. */
function marksOf(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.stage !== 'install') return [];
  const told = new Set<string>();
  return unit.facts.fileActions.flatMap((action) => {
    if (action.operation !== 'write' && action.operation !== 'append') return [];
    const path = action.paths.find(
      (item) =>
        MARKED.test(item) &&
        // Folders that a library makes for a moment read the same.
        (!TEMPORARY.test(item) || unit.facts.strings.some(({ value }) => TEMPORARY.test(value))),
    );
    if (path === undefined || told.has(path) || momentOf(input, unit, action) !== 'install') return [];
    // Opened and written to: one file.
    told.add(path);
    return [
      unitFinding(ID, unit, action, {
        rule: 'mark',
        severity: 'high',
        confidence: 0.65,
        summary: `${WHEN.install} leaves ${path.slice(0, 120)} behind, where no build has anything to do`,
        chain: [action.name, path.slice(0, 160)],
      }),
    ];
  });
}

function commandsOf(input: DetectorInput, unit: CodeUnit, command: CommandFact): Finding[] {
  const moment = momentOf(input, unit, command);
  if (moment === 'called') return [];
  const text = commandText(command);
  const actions = actionsOf(command);
  const at = (rule: string, severity: Severity, confidence: number, summary: string): Finding =>
    unitFinding(ID, unit, command, {
      rule,
      severity,
      confidence,
      summary: `${WHEN[moment]} ${summary}`,
      chain: [command.name, text.slice(0, 160)],
      indicators: indicatorsIn(text),
    });
  const needless = actions.find((action) => NEEDLESS.test(programOf(action)));
  const program = actions.find(
    ({ argv: [word = ''] }) =>
      PROGRAM_FILE.test(word) &&
      !BUILD_PROGRAM.test(word) &&
      !isReadScript(input, unit, command, word) &&
      (NEEDLESS.test(programOf({ argv: [word] })) || !isOfPath(input, unit, word)),
  );
  const installs = actions.some((action) => action.kind === 'install-package');
  const found: Finding[] = [];
  const proof = actions.find((action) => PROOF.test(programOf(action)));
  const inline = actions.some((action) => action.kind === 'inline-code' && action.language === 'python');
  const shell = actions.find((action) => action.argv.length === 1 && SHELL.test(programOf(action)));
  const absent = moment === 'install' ? actions.find((action) => isAbsent(input, unit, action)) : undefined;
  if (proof) found.push(at('program', 'high', 0.65, `starts ${programOf(proof)}, as a proof that code ran`));
  else if (shell) found.push(at('program', 'high', 0.65, ordersOf(shell, actions)));
  else if (inline && moment === 'import')
    found.push(
      at(
        'program',
        unit.stage === 'import' ? 'high' : 'medium',
        0.55,
        'starts an interpreter with code of its own',
      ),
    );
  else if (program)
    found.push(
      at(
        'program',
        unit.stage === 'use' ? 'medium' : 'high',
        0.6,
        `starts ${program.argv[0]?.slice(0, 120)}`,
      ),
    );
  else if (needless) {
    const isTelling = TELLING.test(programOf(needless)) && !isOwnEnd(needless);
    const isFetch =
      (FETCHERS.test(programOf(needless)) && !isKnock(command.name, needless)) ||
      isStoring(unit, command, needless);
    const severity = isTelling ? 'high' : (isFetch ? FETCHING : UNASKED)[moment];
    found.push(
      at(
        'program',
        severity,
        severity === 'high' ? (moment === 'install' ? 0.65 : 0.6) : 1,
        `starts ${programOf(needless)}, which no build needs`,
      ),
    );
  }
  if (absent && found.length === 0)
    found.push(
      at(
        'program',
        isLeftOut(input, absent) || isLookedFor(unit) ? 'medium' : 'high',
        0.55,
        `starts ${scriptOf(absent)?.slice(0, 120)}, which the archive does not have`,
      ),
    );
  // A service that a plugin starts is taken for loaded code where classes are made by others.
  const leaves = command.detached && moment === 'import' && unit.stage === 'import' && found.length === 0;
  if (leaves) found.push(at('program', 'high', 0.6, 'starts a program that goes on by itself'));
  if (PRINTS_TO_TEMPORARY.test(text) && found.length === 0)
    found.push(at('mark', 'high', 0.6, 'leaves a mark in a temporary folder, as a proof that code ran'));
  const address = installs ? (INSTALLED_ADDRESS.exec(text) ?? INDEX_ADDRESS.exec(text))?.[0] : undefined;
  const runtime = actions.find((action) => OTHER_RUNTIME.test(programOf(action)));
  const isStart = moment === 'install' && AT_START.test(unit.file);
  if (runtime && (isStart || (moment === 'import' && unit.stage === 'import')) && found.length === 0)
    found.push(at('program', 'high', isStart ? 0.65 : 0.6, `starts ${programOf(runtime)}, another runtime`));
  else if (runtime && moment === 'install' && SCRIPTED.test(programOf(runtime)) && found.length === 0)
    found.push(at('program', 'medium', 0.6, `starts ${programOf(runtime)}, another runtime`));
  const source = actions.map(({ argv }) => foreignSource(argv)).find((host) => host !== null);
  if (source !== undefined)
    found.push(at('package-source', 'high', 0.7, `has all packages come from ${source} from now on`));
  if (address !== undefined)
    found.push(at('package-install', 'high', 0.7, `${packagesOf(actions)} behind the installer`));
  else if (installs && moment === 'import')
    found.push(
      command.muted
        ? at(
            'package-install',
            'high',
            0.7,
            'installs packages behind the installer, and nobody shall see it',
          )
        : at('package-install', 'medium', 0.8, 'installs packages behind the installer'),
    );
  return found;
}

/** What code of Python does unasked, while the package is installed or a module of it is loaded. */
export const loadTime: Detector = {
  id: ID,
  title: 'What happens while Python code is installed or loaded',
  rules: [
    {
      id: 'request',
      severityMax: 'high',
      describes:
        'Installing the package, or loading a module, sends a request; at install high, medium for the source of a project or what its own project released.',
    },
    {
      id: 'lookup',
      severityMax: 'high',
      describes: 'Installing the package, or loading a module, looks a name up.',
    },
    {
      id: 'program',
      severityMax: 'high',
      describes:
        'Installing the package, or loading a module, starts a program that no build needs, or a Windows program.',
    },
    {
      id: 'page',
      severityMax: 'high',
      describes: 'Installing the package, or loading a module, opens a page in the browser.',
    },
    {
      id: 'mark',
      severityMax: 'high',
      describes:
        'Installing the package, or loading a module, has a command write into a temporary folder, or installing leaves a file in the folder of the user, as proofs that code ran do.',
    },
    {
      id: 'package-install',
      severityMax: 'high',
      describes:
        'Loading a module installs other packages; high, at install too, when it names an archive by its address.',
    },
    {
      id: 'package-source',
      severityMax: 'high',
      describes: 'Code that runs unasked sets for all projects of a user where packages come from.',
    },
  ],
  detect(input, isExpired) {
    const found: (Finding | null)[] = [];
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.language !== 'python' || unit.stage === 'dead') continue;
      for (const flow of unit.facts.flow.flows)
        if (flow.sink === 'network' || flow.sink === 'dns') found.push(requestOf(input, unit, flow));
      for (const command of unit.facts.commands) found.push(...commandsOf(input, unit, command));
      found.push(...pagesOf(input, unit), ...marksOf(input, unit));
    }
    return found.filter((finding) => finding !== null);
  },
};
