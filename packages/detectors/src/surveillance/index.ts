import type { Flow } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { isSpelled } from '../lib/spelled-target.ts';
import { type Moment, momentOf } from '../reach.ts';
import { isWithoutBytes, mayBeSent } from './handed-over.ts';

const ID = 'surveillance';

interface Sense {
  readonly rule: string;
  readonly what: string;
  readonly uses: RegExp;
}

const SENSES: readonly Sense[] = [
  {
    rule: 'keys',
    what: 'what is typed',
    uses: /^(?:pynput\.keyboard\.Listener|keyboard\.(?:record|read_event|on_press|on_release|hook)|(?:pyHook|pyxhook|PyHook3)\.HookManager|ctypes\.windll\.user32\.(?:GetAsyncKeyState|SetWindowsHookEx[AW]?))$/,
  },
  {
    rule: 'screen',
    what: 'the screen',
    uses: /^(?:(?:PIL\.)?ImageGrab\.grab|pyautogui\.screenshot|pyscreeze\.screenshot|mss\.mss\(\)\.(?:shot|grab)|pyscreenshot\.grab)$/,
  },
  {
    rule: 'camera',
    what: 'the camera or microphone',
    uses: /^(?:cv2\.VideoCapture|sounddevice\.rec|pyaudio\.PyAudio\(\)\.open)$/,
  },
];

/** A film is opened, by the path or address that something holds by its name; a camera has a number. */
function readsFile({ source: { text } }: CodeUnit, { offset }: { readonly offset: number }): boolean {
  return /^[\w.]*VideoCapture\(\s*(?:str\(\s*)?[\w.]*(?:path|file|filename|url)\b/i.test(
    text.slice(offset, offset + 160),
  );
}

/** What is asked of an address that only a caller knows, and is given nothing: no picture goes along. */
function isOnlyAsked(unit: CodeUnit, flow: Flow): boolean {
  return isWithoutBytes(unit, flow) && !flow.targets.some(isSpelled);
}

/** The first request of a unit that may take something along, at the earliest moment; mail and uploads count. */
function sendOf(
  input: DetectorInput,
  unit: CodeUnit,
  isText: boolean,
): { name: string; moment: Moment } | null {
  let found: { name: string; moment: Moment } | null = null;
  for (const flow of unit.facts.flow.flows) {
    if (flow.sink !== 'network' || (!isText && isOnlyAsked(unit, flow))) continue;
    const moment = momentOf(input, unit, flow);
    if (found === null || moment !== 'called') found = { name: flow.sinkName, moment };
    if (moment !== 'called') break;
  }
  return found;
}

/** A request to which nobody wants an answer: pictures are handed over, and nothing is asked. */
function isUnheard(unit: CodeUnit, use: Parameters<typeof mayBeSent>[1]): boolean {
  return unit.facts.flow.flows.some(
    (flow) => flow.sink === 'network' && flow.unheeded === true && mayBeSent(unit, use, flow),
  );
}

function watches(input: DetectorInput, unit: CodeUnit): Finding[] {
  return SENSES.flatMap(({ rule, what, uses }) => {
    const [use] = [...unit.facts.apis].filter(([name]) => uses.test(name));
    const send = use && !readsFile(unit, use[1]) && sendOf(input, unit, rule === 'keys');
    if (!send) return [];
    const [name, place] = use;
    const own = momentOf(input, unit, place);
    const moment = own === 'called' ? send.moment : own;
    return [
      unitFinding(ID, unit, place, {
        rule,
        severity: rule === 'keys' || moment !== 'called' || isUnheard(unit, { name, place }) ? 'high' : 'low',
        confidence: rule === 'keys' ? (moment === 'called' ? 0.72 : 0.9) : 0.7,
        summary: `code takes down ${what} with ${name} and sends requests with ${send.name}`,
        chain: [name, send.name],
      }),
    ];
  });
}

/** Keyboard, screen, camera and microphone in code that sends. */
export const surveillance: Detector = {
  id: ID,
  title: 'Keyboard, screen and camera taken down by code that sends',
  rules: [
    {
      id: 'keys',
      severityMax: 'high',
      describes: 'Code of Python listens to the keyboard and sends requests.',
    },
    {
      id: 'screen',
      severityMax: 'high',
      describes: 'Code of Python takes pictures of the screen and sends requests.',
    },
    {
      id: 'camera',
      severityMax: 'high',
      describes: 'Code of Python uses the camera or microphone and sends requests.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.language === 'python' && unit.stage !== 'dead') found.push(...watches(input, unit));
    }
    return found;
  },
};
