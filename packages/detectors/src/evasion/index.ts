import { OWN_FILE } from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { fileFinding, unitFinding } from '../finding.ts';
import { ask, type Question } from '../question.ts';
import { abilitiesOf, CALLED_CONFIDENCE, commandText, type Moment, momentOf, textsOf } from '../reach.ts';

const ID = 'evasion';
const SCANNED_CHARS_MAX = 2_000_000;
/** Sources above this are not parsed (limits of the analysis): a place to hide in when a hook leads there. */
const SOURCE_BYTES_MAX = 8 * 1024 * 1024;
const MANIFEST = /(?:^|\/)package\.json$/;
const DATE_GATE =
  /(?:Date\.now\(\)|new Date\(?\)?|\.getTime\(\))\s*(?:>=?|<=?)\s*(?:\+?new Date\(\s*['"`]?20[2-9]\d|1[6-9]\d{11}\b|Date\.(?:parse|UTC)\()/;
const PLACE_TEXT =
  /^(?:ru|be|uk|zh|fa|he|ko|kk)(?:[-_][A-Z]{2})?(?:\.UTF-8)?$|^(?:Asia|Europe)\/\w+$|^(?:Russia|Belarus|China|Iran|Israel|Ukraine)$/i;
const MACHINE_TEXT =
  /\bVBOX|VirtualBox Guest|SbieDll|TracerPid|hybrid-analysis|WDAGUtilityAccount|^DESKTOP-[A-Z0-9]{7}$|^(?:vmware|vmtoolsd|qemu-ga|[Ss]andboxie|[Ww]ireshark|[Pp]rocmon(?:64)?|[Pp]rocess[Hh]acker|[Ff]iddler|x64dbg|ollydbg|idaq(?:64)?)\.exe$/;
/** Names of an analyst's tools without their ending: one is what a program may start, several are a list. */
const TOOL_NAME =
  /^(?:vmware|vmtoolsd|qemu-ga|sandboxie|wireshark|procmon(?:64)?|process ?hacker|fiddler|x64dbg|ollydbg|idaq(?:64)?)$/i;
const DEBUGGER = /(?:constructor|Function)\s*(?:\]|\)|\.call|\.apply)?\s*\(?\s*["'`]debugger;?["'`]/;
const BUILD_SERVICE =
  /^(?:CI|CONTINUOUS_INTEGRATION|GITHUB_ACTIONS|TRAVIS|CIRCLECI|GITLAB_CI|JENKINS_URL|BUILDKITE)$/;
/** Characters in a row, all blanks or all the same, that no honest source holds. */
const PADDING_CHARS_MIN = 20_000;
/** Characters that pad: blanks, separators, comment marks. Letters are data. */
const PADS = new Set(Array.from(' \t\r\n;,/*#-=_', (char) => char.charCodeAt(0)));
const BLANKS = new Set(Array.from(' \t\r\n', (char) => char.charCodeAt(0)));

const TRACES: Readonly<Record<Moment, Severity>> = { install: 'high', import: 'medium', called: 'info' };

/** Code that takes itself away, or puts another manifest in the place of the one that named it. */
function traces(input: DetectorInput, unit: CodeUnit): Finding[] {
  return unit.facts.fileActions.flatMap((action) => {
    const own = action.operation === 'delete' && action.paths.includes(OWN_FILE);
    const swaps =
      (action.operation === 'copy' || action.operation === 'write' || action.operation === 'delete') &&
      action.paths.some(
        (path) => MANIFEST.test(path) && /^\.{0,2}\/?package\.json$|^(?:\.\.?\/)+package\.json$/.test(path),
      );
    if (!own && !swaps) return [];
    const severity = TRACES[momentOf(input, unit, action)];
    if (severity === 'info') return [];
    return [
      unitFinding(ID, unit, action, {
        rule: own ? 'self-delete' : 'manifest-swap',
        severity,
        confidence: own || action.operation === 'copy' ? 0.85 : 0.5,
        summary: own
          ? `the code deletes itself with ${action.name}`
          : `${action.name} changes the manifest that named the hook`,
        chain: [action.name, action.paths[0] ?? ''],
      }),
    ];
  });
}

/** PowerShell that nobody sees: no library of Python needs its own window hidden. */
const POWERSHELL = /(?:^|[\\/"'\s])(?:powershell|pwsh)(?:\.exe)?["']?$/i;
/** From here on words are the script's, which may hide windows of others. */
const SCRIPT_BEGINS = /^[-/](?:c|command|f|file|e|ec|enc\w*)$|["'{(]/i;
const HIDDEN_TEXT_CHARS = 2_000;

/** Whether PowerShell is told to hide its own window. */
function hidesWindow(text: string): boolean {
  const words = text.split(/\s+/);
  const options = words.slice(words.findIndex((word) => POWERSHELL.test(word)) + 1);
  const end = options.findIndex((word) => SCRIPT_BEGINS.test(word));
  return options
    .slice(0, end < 0 ? options.length : end)
    .some((word, at) => /^[-/]w(?:in\w*)?$/i.test(word) && /^(?:hidden|1)$/i.test(options[at + 1] ?? ''));
}

function hiddenWindows(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.language !== 'python') return [];
  return unit.facts.commands.flatMap((command) => {
    const text = commandText(command).slice(0, HIDDEN_TEXT_CHARS);
    if (!/\b(?:powershell|pwsh)\b/i.test(text) || !hidesWindow(text)) return [];
    return [
      unitFinding(ID, unit, command, {
        rule: 'hidden-window',
        severity: 'high',
        confidence: momentOf(input, unit, command) === 'called' ? CALLED_CONFIDENCE : 0.9,
        summary: `a program is started in a hidden window: ${text.slice(0, 160)}`,
        chain: [command.name],
      }),
    ];
  });
}

/** The line in which a source of Python says how it is encoded (PEP 263): the first or the second. */
const DECLARES = /^(?:[^\n]*\n)?[ \t\f]*#[^\n]*?coding[:=][ \t]*(?<name>[-\w.]+)/;
/** Encodings in which a comment may hold a line of code: what readers see is not what Python runs. */
const HIDES_LINES =
  /^(?:utf-?7|u7|unicode-1-1-utf-7|(?:raw-?)?unicode-?escape|string-?escape|punycode|idna|rot-?13|(?:hex|base-?64|uu|zip|zlib|bz2|quopri|quoted-printable)(?:-codec)?)$/i;

/** A source of Python in an encoding in which nobody writes one. */
function hiddenLines(unit: CodeUnit): Finding[] {
  if (unit.language !== 'python' || unit.layer !== null) return [];
  const name = DECLARES.exec(unit.source.text.slice(0, 2_000))?.groups?.name ?? '';
  if (!HIDES_LINES.test(name.replaceAll('_', '-'))) return [];
  return [
    unitFinding(
      ID,
      unit,
      { offset: 0 },
      {
        rule: 'source-encoding',
        severity: 'high',
        confidence: 0.9,
        summary: `the source says that it is encoded as ${name.slice(0, 40)}, in which a comment can hold code`,
        chain: [name.slice(0, 40)],
      },
    ),
  ];
}

/** Conditions on time, place, machine or build service around something that acts. */
function gates(unit: CodeUnit, moment: Moment): Finding[] {
  const { facts, source } = unit;
  const text = source.text.slice(0, SCANNED_CHARS_MAX);
  const found: { offset: number; what: string }[] = [];
  const date = text.search(DATE_GATE);
  if (date >= 0) found.push({ offset: date, what: 'the date' });
  const zone = facts.apis.get('Intl.DateTimeFormat().resolvedOptions') ?? facts.apis.get('os.locale');
  const asksPlace =
    zone !== undefined ||
    facts.envNames.some((name) => /^(?:LANG|LC_ALL|LC_MESSAGES|LANGUAGE|TZ)$/.test(name));
  const place = asksPlace ? textsOf(unit, 40).find((item) => PLACE_TEXT.test(item.text)) : undefined;
  if (place) found.push({ offset: place.offset, what: 'where the machine stands' });
  const texts = textsOf(unit, 200);
  const tools = texts.filter((item) => TOOL_NAME.test(item.text));
  const isList = new Set(tools.map((item) => item.text.toLowerCase())).size > 1;
  const machine = texts.find((item) => MACHINE_TEXT.test(item.text)) ?? (isList ? tools[0] : undefined);
  if (machine) found.push({ offset: machine.offset, what: 'whether the machine is an analyst’s' });
  const debug = text.search(DEBUGGER);
  if (debug >= 0) found.push({ offset: debug, what: 'whether a debugger looks on' });
  if (
    moment === 'install' &&
    facts.envNames.filter((name) => BUILD_SERVICE.test(name)).length >= 3 &&
    /process\.exit|return;?\s*\}/.test(text)
  )
    found.push({
      offset: text.search(/GITHUB_ACTIONS|CIRCLECI|GITLAB_CI/),
      what: 'whether a build service runs it',
    });
  return found.slice(0, 2).map(({ offset, what }) =>
    unitFinding(
      ID,
      unit,
      { offset: Math.max(0, offset) },
      {
        rule: 'gate',
        severity: 'medium',
        confidence: 0.7,
        summary: `what runs at ${moment} depends on ${what}`,
        chain: [what, ...abilitiesOf(unit).slice(0, 3)],
      },
    ),
  );
}

/** What is done only after some date, and then by chance: it fails when nobody looks, and not when somebody does. */
function rarely(input: DetectorInput, unit: CodeUnit): Finding[] {
  const [first] = unit.facts.rare ?? [];
  if (!first) return [];
  const isByItself = momentOf(input, unit, { ...first, live: false }) !== 'called';
  return [
    unitFinding(ID, unit, first, {
      rule: 'rare',
      severity: 'high',
      confidence: isByItself ? 0.85 : CALLED_CONFIDENCE,
      summary: 'what the code does changes after a date that it spells, and then only by chance',
      chain: [unit.source.text.slice(first.offset, first.endOffset).replace(/\s+/g, ' ').slice(0, 80)],
    }),
  ];
}

/** The moment at which a unit first does something that a gate is worth. */
function actingMoment(input: DetectorInput, unit: CodeUnit): Moment {
  const places = [
    ...unit.facts.commands,
    ...unit.facts.codeSinks,
    ...unit.facts.flow.flows.filter((flow) => flow.sink !== 'load' && flow.sink !== 'file-write'),
    ...unit.facts.fileActions.filter((action) => action.operation === 'delete'),
  ];
  const moments = places.map((place) => momentOf(input, unit, place));
  return moments.includes('install') ? 'install' : moments.includes('import') ? 'import' : 'called';
}

/** Whether two characters that follow each other belong to one run: the same, or blanks. */
function isRun(one: number, other: number): boolean {
  return one === other || (BLANKS.has(one) && BLANKS.has(other));
}

/** The first run of padding in a text. A run that is long enough holds one of the places that are looked at. */
function paddingIn(text: string): { start: number; length: number } | null {
  for (let at = 0; at < text.length; at += PADDING_CHARS_MIN) {
    if (!PADS.has(text.charCodeAt(at))) continue;
    let start = at;
    while (start > 0 && isRun(text.charCodeAt(start - 1), text.charCodeAt(start))) start--;
    let end = at + 1;
    while (end < text.length && isRun(text.charCodeAt(end - 1), text.charCodeAt(end))) end++;
    if (end - start >= PADDING_CHARS_MIN) return { start, length: end - start };
  }
  return null;
}

const PADDING: Question<ReturnType<typeof paddingIn>> = {
  id: 'evasion padding',
  answer: ({ text }) => paddingIn(text),
};

/** Code that hides from those who look: by cleaning up, by waiting, by size. */
export const evasion: Detector = {
  id: ID,
  title: 'Evasion',
  rules: [
    {
      id: 'source-encoding',
      severityMax: 'high',
      describes:
        'A source of Python declares an encoding (utf-7, unicode_escape and the like) in which a comment can hold code.',
    },
    {
      id: 'self-delete',
      severityMax: 'high',
      describes: 'Code that a hook or an import runs deletes its own file.',
    },
    {
      id: 'manifest-swap',
      severityMax: 'high',
      describes: 'Code that a hook runs puts another package.json in the place of its own.',
    },
    {
      id: 'hidden-window',
      severityMax: 'high',
      describes: 'Code of Python starts PowerShell in a window that nobody sees.',
    },
    {
      id: 'gate',
      severityMax: 'medium',
      describes: 'What runs by itself acts only at some time, place or machine.',
    },
    {
      id: 'rare',
      severityMax: 'high',
      describes: 'What JavaScript does changes after a date that it spells, and then only by chance.',
    },
    {
      id: 'padding',
      severityMax: 'medium',
      describes: 'Thousands of characters that mean nothing stand in a source that acts.',
    },
    { id: 'oversized', severityMax: 'high', describes: 'A hook leads to a source too large to be read.' },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const file of input.files.values()) {
      if (
        file.stage !== 'install' ||
        file.sizeBytes <= SOURCE_BYTES_MAX ||
        !/\.[cm]?[jt]sx?$/.test(file.path)
      )
        continue;
      found.push(
        fileFinding(ID, file, {
          rule: 'oversized',
          severity: 'high',
          confidence: 0.6,
          summary: `a hook leads to ${file.path}, a source of ${file.sizeBytes} bytes`,
        }),
      );
    }
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      found.push(
        ...traces(input, unit),
        ...hiddenWindows(input, unit),
        ...hiddenLines(unit),
        ...rarely(input, unit),
      );
      const moment = actingMoment(input, unit);
      if (moment !== 'called') found.push(...gates(unit, moment));
      const padding = unit.origin === null ? ask(unit, PADDING) : null;
      if (padding && (abilitiesOf(unit).length > 0 || unit.facts.codeSinks.length > 0)) {
        found.push(
          unitFinding(
            ID,
            unit,
            { offset: padding.start },
            {
              rule: 'padding',
              severity: 'medium',
              confidence: 0.85,
              summary: `${padding.length} characters that mean nothing stand in a source that acts`,
            },
          ),
        );
      }
    }
    return found;
  },
};
