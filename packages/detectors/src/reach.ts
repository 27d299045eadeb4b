import { argvActions, type CommandFact, type Flow, type ShellAction, shellActions } from '@weir/code';
import type { Severity } from '@weir/model';
import type { CodeUnit, DetectorInput, HookCommand } from './contract.ts';
import { pathsIn } from './lib/own-file.ts';

/** When a place in code runs: by itself at install, by itself at import, or only when somebody calls it. */
export type Moment = 'install' | 'import' | 'called';

/** Severity of one behaviour by when it happens. */
export type ByMoment = Readonly<Record<Moment, Severity>>;

/** How sure it is that code does what no library has a reason for, where somebody has to call it first. */
export const CALLED_CONFIDENCE = 0.75;

/** True for Python that somebody imports, as opposed to a command that somebody starts. */
export function isModule({ language, file }: Pick<CodeUnit, 'language' | 'file'>): boolean {
  return (
    language === 'python' && !/^(?:[^/]+\.data\/scripts|scripts|bin)\/|(?:^|\/)__main__\.pyc?$/.test(file)
  );
}

/** When the code at a place of a unit runs; `called` for what is shipped but nothing reaches, too. */
export function momentOf(
  input: DetectorInput,
  unit: CodeUnit,
  place: { readonly offset: number; readonly live: boolean },
): Moment {
  if (unit.stage === 'install') return input.runsAtInstall(unit, place.offset) ? 'install' : 'called';
  // Each module of Python can be imported by itself, and runs then as the package's own does.
  const isLoaded = unit.stage === 'import' || (unit.stage === 'use' && isModule(unit));
  return isLoaded && (place.live || input.runsAtImport(unit, place.offset)) ? 'import' : 'called';
}

/** What a command that code starts does, nested shells followed. */
export function actionsOf(command: CommandFact): readonly ShellAction[] {
  return command.line === null ? argvActions(command.argv ?? [], 0) : shellActions(command.line).actions;
}

/** An action of a command, and the folder in which it runs as far as that is told: empty for its parent's. */
export interface PlacedAction {
  readonly action: ShellAction;
  readonly folder: string;
}

/** The same as {@link actionsOf} with their folders: what a shell changes to holds for what follows. */
export function placedActions(command: CommandFact): readonly PlacedAction[] {
  let folder = command.folder ?? '';
  return actionsOf(command).map((action) => {
    const placed = { action, folder };
    const [program = '', to = ''] = action.argv;
    if (/^(?:cd|chdir|pushd)$/.test(program)) folder = pathsIn(folder, to)[0] ?? '';
    return placed;
  });
}

/** The words of a command as one line. */
export function commandText(command: CommandFact): string {
  return command.line ?? command.argv?.join(' ') ?? '';
}

/** A program by its name alone, as it is written. */
export function programOf({ argv: [word = ''] }: Pick<ShellAction, 'argv'>): string {
  return word.replace(/^.*[\\/]/, '').replace(/\.exe$/i, '');
}

/** What is known of the command that data reaches; undefined where nothing of it is. */
export function commandAt(unit: CodeUnit, { offset }: Pick<Flow, 'offset'>): CommandFact | undefined {
  return unit.facts.commands.find((command) => command.offset === offset);
}

/** A shell text that something runs, with where and when. */
export interface StartedText {
  readonly text: string;
  readonly moment: Moment;
  readonly at:
    | { readonly hook: HookCommand }
    | { readonly unit: CodeUnit; readonly offset: number; readonly name: string };
}

/** Rules look at texts with patterns whose time grows with the square of a line. */
const LINE_CHARS_MAX = 2_000;
const STARTED_CHARS_MAX = 60_000;

function cut(text: string): string {
  if (text.length <= LINE_CHARS_MAX) return text;
  return text
    .slice(0, STARTED_CHARS_MAX)
    .split('\n')
    .map((line) => line.slice(0, LINE_CHARS_MAX))
    .join('\n');
}

/** Every shell text of the package: hooks, and commands that reachable code starts. */
export function startedTexts(input: DetectorInput): readonly StartedText[] {
  const memo: StartedMemo = input;
  memo.$started ??= listStarted(input);
  return memo.$started;
}

/** Half of the detectors look at them: kept on the input itself, and gone with it. */
interface StartedMemo extends DetectorInput {
  $started?: readonly StartedText[];
}

function listStarted(input: DetectorInput): StartedText[] {
  const found: StartedText[] = [];
  for (const hook of input.hooks) {
    if (hook.stage === 'dead') continue;
    const moment = hook.stage === 'install' ? 'install' : hook.stage === 'import' ? 'import' : 'called';
    found.push({ text: cut(hook.text), moment, at: { hook } });
    // What a long text hides in its lines or behind its cap is looked at command by command.
    if (cut(hook.text) !== hook.text)
      for (const action of hook.actions)
        found.push({ text: cut(action.argv.join(' ')), moment, at: { hook } });
  }
  for (const unit of input.units) {
    if (unit.stage === 'dead') continue;
    for (const command of unit.facts.commands) {
      const text = cut(commandText(command));
      const at = { unit, offset: command.offset, name: command.name };
      if (text !== '') found.push({ text, moment: momentOf(input, unit, command), at });
    }
  }
  return found;
}

/** Constant texts of a unit, decoded ones included, up to a length. */
export function textsOf(unit: Pick<CodeUnit, 'facts'>, charsMax = 4096): { text: string; offset: number }[] {
  const texts: { text: string; offset: number }[] = [];
  for (const { value, offset } of unit.facts.strings)
    if (value.length <= charsMax) texts.push({ text: value, offset });
  for (const { text, offset } of unit.facts.decoded)
    if (text.length <= charsMax) texts.push({ text, offset });
  return texts;
}

/** Abilities of a unit that make hiding or gating it more than a habit. */
const ACTS =
  /^(?:process\.spawn|net\.\w+|fs\.(?:write|delete)|eval|vm|native|env\.(?:all|secret)|foreign\.runtime|clipboard)$/;

/** The dangerous abilities of a unit. */
export function abilitiesOf(unit: Pick<CodeUnit, 'facts'>): string[] {
  return unit.facts.capabilities.filter((id) => ACTS.test(id));
}
