import type { ShellAction } from '@weir/code';
import type { CodeUnit, DetectorInput, HookCommand } from '../contract.ts';
import { actionsOf, commandText, programOf } from '../reach.ts';

/** A place that opens an encrypted archive with a password that stands there. */
export interface Unlocking {
  /** What may be the archive, as it is spelled. */
  readonly paths: readonly string[];
  readonly by: string;
  /** Null where only whoever read the source knows it. */
  readonly password: string | null;
  readonly at:
    | { readonly hook: HookCommand; readonly action: ShellAction }
    | { readonly unit: CodeUnit; readonly offset: number; readonly live: boolean };
}

/** Programs that unpack, by how their password is given: in the same word, and in the next one. */
const PROGRAMS: readonly (readonly [RegExp, RegExp | null, RegExp | null])[] = [
  [/^unzip$/, /^-[a-zA-Z]*P(.+)$/, /^-[a-zA-Z]*P$/],
  [/^(?:7z[arz]?|7zz?s?|p7zip)$/, /^-p(.+)$/, null],
  [/^(?:un)?rar$/, /^-h?p([^-].*)$/, null],
  [/^(?:bsd)?tar$/, /^--passphrase=(.+)$/, /^--passphrase$/],
];
const MAY_BE = [
  /\b(?:unzip|7z\w{0,2}|p7zip|(?:un)?rar|(?:bsd)?tar)\b/,
  /\s-(?:[a-zA-Z]{0,20}P|h?p|-passphrase)/,
] as const;
const mayUnlock = (text: string): boolean => MAY_BE.every((pattern) => pattern.test(text));
/** What a shell or the caller puts in is no constant. */
const IS_OPEN = /[$%`]/;

function unlockedBy(argv: readonly string[]): Pick<Unlocking, 'paths' | 'by' | 'password'> | null {
  const args = argv.slice(1);
  const by = programOf({ argv });
  const [, joined, apart] = PROGRAMS.find(([program]) => program.test(by)) ?? [];
  const at = args.findIndex((word) => apart?.test(word) === true);
  const password =
    at >= 0 ? args[at + 1] : args.map((word) => joined?.exec(word)?.[1]).find((text) => text !== undefined);
  if (password === undefined || IS_OPEN.test(password)) return null;
  return {
    by,
    password,
    paths: args.filter((word, place) => !word.startsWith('-') && (at < 0 || place !== at + 1)),
  };
}

/** Every place of hooks and of reachable code that opens an encrypted archive with a password that it spells. */
export function unlockings({ units, hooks }: Pick<DetectorInput, 'units' | 'hooks'>): readonly Unlocking[] {
  const found: Unlocking[] = [];
  for (const hook of hooks) {
    if (hook.stage === 'dead' || !mayUnlock(hook.text)) continue;
    for (const action of hook.actions) {
      const unlocked = unlockedBy(action.argv);
      if (unlocked) found.push({ ...unlocked, at: { hook, action } });
    }
  }
  for (const unit of units) {
    if (unit.stage === 'dead') continue;
    for (const { name, operation, paths, offset, live } of unit.facts.fileActions)
      if (operation === 'unlock') found.push({ by: name, password: null, paths, at: { unit, offset, live } });
    for (const command of unit.facts.commands) {
      if (!mayUnlock(commandText(command))) continue;
      for (const { argv } of actionsOf(command)) {
        const unlocked = unlockedBy(argv);
        if (unlocked) found.push({ ...unlocked, at: { unit, offset: command.offset, live: command.live } });
      }
    }
  }
  return found;
}

const baseName = (path: string): string => path.replace(/^.*[\\/]/, '');

/** Files of the package that an opened archive may be: by the last part of its path, as folders are put together. */
export function unlockedFiles({ paths }: Unlocking, files: Iterable<string>): string[] {
  const names = new Set(paths.map(baseName).filter((name) => name !== ''));
  return [...files].filter((path) => names.has(baseName(path)));
}
