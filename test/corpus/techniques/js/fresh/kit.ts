import { manifest } from '../../../campaigns/kit.ts';
import type { AttackPair } from '../../../told.ts';

/** Files of a package by their paths. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** When an attack begins: by a script of npm, when it is imported, or when somebody calls it. */
export type Stage = 'install' | 'import' | 'use';

/** An attack and its nearest honest relation. */
export interface Pair extends AttackPair {
  readonly stage: Stage;
}

/** The text of an entry (or of an install script), or files that have one. */
export type Code = string | Files;

/** Text of JavaScript as it is written: a backslash stays one, but before a back-tick and before `${`. */
export function js(text: TemplateStringsArray): string {
  return text.raw.join('').replace(/\\(?=`|\$\{)/g, '');
}

/** A pair whose code runs after it was installed. */
export function atInstall(attack: Code, twin: Code | null = null, more: Files = {}): Pair {
  return pair('install', installed, attack, twin, more);
}

/** A pair whose code runs when it is imported. */
export function atImport(attack: Code, twin: Code | null = null, more: Files = {}): Pair {
  return pair('import', entered, attack, twin, more);
}

/** A pair whose code runs when it is called. */
export function atUse(attack: Code, twin: Code | null = null, more: Files = {}): Pair {
  return pair('use', entered, attack, twin, more);
}

function pair(
  stage: Stage,
  pack: (code: Code, more: Files) => Files,
  attack: Code,
  twin: Code | null,
  more: Files,
): Pair {
  return { stage, attack: pack(attack, more), twin: twin === null ? null : pack(twin, more) };
}

const SCRIPT = 'scripts/postinstall.js';

function installed(code: Code, more: Files): Files {
  const files = typeof code === 'string' ? { [SCRIPT]: code } : code;
  const index = isModule(files) ? 'export const version = "1.0.0";\n' : 'exports.version = "1.0.0";\n';
  return packed({ 'index.js': index, ...files, ...more }, { scripts: { postinstall: `node ${SCRIPT}` } });
}

function entered(code: Code, more: Files): Files {
  return packed({ ...(typeof code === 'string' ? { 'index.js': code } : code), ...more }, {});
}

function packed(files: Files, fields: Readonly<Record<string, unknown>>): Files {
  const type = isModule(files) ? 'module' : 'commonjs';
  return { 'package.json': manifest({ type, license: 'MIT', ...fields }), ...files };
}

/** Whether the files are written as modules of the standard. */
function isModule(files: Files): boolean {
  return Object.entries(files).some(
    ([path, text]) =>
      path.endsWith('.js') && typeof text === 'string' && /^(?:import[\s{*]|export )/m.test(text),
  );
}
