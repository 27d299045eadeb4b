import type { SinkKind } from '../js/api.ts';
import type { CodeSink } from '../js/code-sinks.ts';
import type { CommandFact } from '../js/commands.ts';
import type { Flow, LocalCall } from '../js/flow-facts.ts';
import type { ImportFact } from '../js/imports.ts';
import type { Origins } from '../js/labeler.ts';
import { isSecretName } from '../js/labels.ts';
import type { RequestTarget } from '../js/request.ts';
import type { DecodedText, StringFact } from '../js/strings.ts';
import type { ApiUse, FileAction } from '../js/uses.ts';
import { LAYER_CHARS_MAX, LAYERS_MAX } from '../limits.ts';
import { printableShare } from '../text.ts';
import { capabilityOf } from './api.ts';
import type { Position } from './positions.ts';

/** Collects what the evaluator sees; the same place seen twice is one fact with what both saw. */
export interface Recorder {
  /** Whether a call of an API tells something that an earlier one did not: most come up again and again. */
  wantsUse(name: string, live: boolean): boolean;
  /** Notes that an API is used, with where when it is called. */
  useName(name: string, call?: { readonly offset: number; readonly live: boolean }): void;
  addCapability(id: string): void;
  addEnv(name: string | null): void;
  addImport(specifier: string, at: Position, kind: ImportFact['kind'], layers?: readonly string[]): void;
  addString(value: string, offset: number): void;
  addDecoded(text: string, layers: readonly string[], at: Position, proven: boolean): void;
  addCodeSink(sink: Omit<CodeSink, 'offset' | 'endOffset'>, at: Position): void;
  addCommand(command: Omit<CommandFact, 'offset'>, at: Position): void;
  addLocalCall(specifier: string, offset: number, labels: number, live: boolean): void;
  addFileAction(action: Omit<FileAction, 'offset' | 'endOffset'>, at: Position): void;
  addFlow(
    flow: {
      sink: SinkKind;
      sinkName: string;
      labels: number;
      live: boolean;
      targets: readonly RequestTarget[];
      /** The name that keeps the answer, empty for none; absent where something looks at it. */
      keptBy?: string | undefined;
      /** Labels of what only addresses a request and signs it in. */
      signsIn?: number;
      /** Code of another module does it. */
      away?: true;
      /** What the same call did at another time is told for itself: loading does the one, and not the other. */
      apart?: true;
    },
    at: Position,
  ): void;
  /** Notes that the source reads a name. */
  addRead(name: string): void;
  addOrigin(labels: number, text: string, offset: number): void;
  facts(): {
    readonly imports: readonly ImportFact[];
    readonly strings: readonly StringFact[];
    readonly decoded: readonly DecodedText[];
    readonly codeSinks: readonly CodeSink[];
    readonly commands: readonly CommandFact[];
    readonly fileActions: readonly FileAction[];
    readonly localCalls: readonly LocalCall[];
    readonly flows: readonly Flow[];
    readonly apis: ReadonlyMap<string, ApiUse>;
    readonly capabilities: readonly string[];
    readonly envNames: readonly string[];
    readonly origins: Origins;
  };
}

const STRINGS_MAX = 50_000;
const SINKS_MAX = 5_000;
const FILE_ACTIONS_MAX = 2_000;
const LOCAL_CALLS_MAX = 2_000;
const APIS_MAX = 2_000;
/** Share of ordinary characters from which on decoded bytes are text, and the least of it that says something. */
const PRINTABLE_MIN = 0.9;
const DECODED_CHARS_MIN = 6;

export function createRecorder(): Recorder {
  const imports = new Map<string, ImportFact>();
  const strings: StringFact[] = [];
  const decoded = new Map<string, DecodedText>();
  const codeSinks = new Map<string, CodeSink>();
  const commands = new Map<string, CommandFact>();
  const fileActions = new Map<string, FileAction>();
  const localCalls: LocalCall[] = [];
  /** The last of those calls at an offset, and the one before each of them there; -1 for none. */
  const callsAt = new Map<number, number>();
  const earlierCalls: number[] = [];
  const flows = new Map<string, Flow & { readonly keptBy: string | undefined }>();
  const read = new Set<string>();
  const capabilities = new Set<string>();
  const envNames = new Set<string>();
  const names = new Set<string>();
  const apis = new Map<string, ApiUse>();
  const origins = new Map<number, { text: string; offset: number }>();
  let decodedChars = 0;

  return {
    wantsUse(name, live) {
      const known = apis.get(name);
      return known === undefined || (live && !known.live);
    },
    useName(name, call) {
      const known = call && apis.get(name);
      if (call && (known ? call.live && !known.live : apis.size < APIS_MAX)) apis.set(name, call);
      if (names.has(name) || names.size > 20_000) return;
      names.add(name);
      const id = capabilityOf(name);
      if (id !== null) capabilities.add(id);
    },
    addCapability: (id) => void capabilities.add(id),
    addEnv(name) {
      if (name === null) capabilities.add('env.all');
      else {
        if (envNames.size < 500) envNames.add(name);
        capabilities.add(isSecretName(name) ? 'env.secret' : 'env.read');
      }
    },
    addImport(specifier, { offset }, kind, layers = []) {
      const key = `${specifier}\0${offset}`;
      if (specifier !== '' && imports.size < SINKS_MAX && !imports.has(key))
        imports.set(key, { specifier, offset, kind, layers });
    },
    addString(value, offset) {
      if (value.length >= 4 && strings.length < STRINGS_MAX)
        strings.push({ value: value.slice(0, 4096), offset });
    },
    addDecoded(text, layers, { offset, endOffset }, proven) {
      if (text.length < DECODED_CHARS_MIN || decoded.has(text) || decoded.size >= LAYERS_MAX) return;
      if (decodedChars + text.length > LAYER_CHARS_MAX || printableShare(text) < PRINTABLE_MIN) return;
      decodedChars += text.length;
      decoded.set(text, { text, layers, offset, endOffset, proven });
    },
    addCodeSink(sink, { offset, endOffset }) {
      const key = `${sink.name}\0${offset}\0${sink.text ?? ''}`;
      const known = codeSinks.get(key);
      if (known) codeSinks.set(key, { ...known, live: known.live || sink.live });
      else if (codeSinks.size < SINKS_MAX) codeSinks.set(key, { ...sink, offset, endOffset });
    },
    addCommand(command, { offset }) {
      const key = `${offset}\0${command.line ?? ''}\0${command.argv?.join('\0') ?? ''}\0${command.folder ?? ''}`;
      const known = commands.get(key);
      if (known) commands.set(key, { ...known, live: known.live || command.live });
      else if (commands.size < SINKS_MAX) commands.set(key, { ...command, offset });
    },
    addLocalCall(specifier, offset, labels, live) {
      // Most calls run several times and tell the same: without a key or an object for each time.
      for (let at = callsAt.get(offset) ?? -1; at >= 0; at = earlierCalls[at] ?? -1) {
        const known = localCalls[at];
        if (known?.specifier !== specifier) continue;
        if ((known.labels | labels) !== known.labels || (live && !known.live))
          localCalls[at] = { ...known, labels: known.labels | labels, live: known.live || live };
        return;
      }
      if (localCalls.length >= LOCAL_CALLS_MAX) return;
      earlierCalls.push(callsAt.get(offset) ?? -1);
      callsAt.set(offset, localCalls.length);
      localCalls.push({ specifier, offset, labels, live });
    },
    addFileAction(action, { offset, endOffset }) {
      const key = `${action.name}\0${offset}`;
      const known = fileActions.get(key);
      if (!known) {
        if (fileActions.size < FILE_ACTIONS_MAX) fileActions.set(key, { ...action, offset, endOffset });
        return;
      }
      // A call that runs several times, with other paths: a loop over folders.
      const paths = [...new Set([...known.paths, ...action.paths])].slice(0, 12);
      fileActions.set(key, { ...known, live: known.live || action.live, paths });
    },
    addRead: (name) => void read.add(name),
    addFlow({ keptBy, apart, ...flow }, { offset, endOffset }) {
      const key = `${flow.sinkName}\0${offset}${apart ? ' apart' : ''}`;
      const known = flows.get(key);
      if (!known) {
        if (flows.size < SINKS_MAX)
          flows.set(key, {
            ...flow,
            offset,
            endOffset,
            keptBy,
          });
        return;
      }
      const targets = [...known.targets];
      for (const target of flow.targets) {
        if (targets.length < 10 && !targets.some(({ text }) => text === target.text)) targets.push(target);
      }
      flows.set(key, {
        ...known,
        labels: known.labels | flow.labels,
        live: known.live || flow.live,
        targets,
        signsIn: (known.signsIn ?? 0) & (flow.signsIn ?? 0),
      });
    },
    addOrigin(labels, text, offset) {
      for (let bit = 1; bit <= labels; bit <<= 1) {
        if ((labels & bit) !== 0 && !origins.has(bit)) origins.set(bit, { text, offset });
      }
    },
    facts() {
      return {
        imports: [...imports.values()],
        strings,
        decoded: [...decoded.values()],
        codeSinks: [...codeSinks.values()],
        commands: [...commands.values()],
        fileActions: [...fileActions.values()],
        localCalls,
        flows: [...flows.values()].map(({ keptBy, signsIn = 0, ...flow }) => ({
          ...flow,
          ...(keptBy === undefined || read.has(keptBy) ? {} : { unheeded: true as const }),
          ...(signsIn === 0 ? {} : { signsIn }),
        })),
        apis,
        capabilities: [...capabilities].sort(),
        envNames: [...envNames].sort(),
        origins,
      };
    },
  };
}
