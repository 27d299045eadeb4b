import { manifest } from '../../../../campaigns/kit.ts';

/** Files of a package by their paths. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** When an attack begins: by a script of npm, when it is imported, or when somebody calls it. */
export type Stage = 'install' | 'import' | 'use';

/** An attack, and its nearest honest relation, which stays below the line. */
export interface Pair {
  readonly stage: Stage;
  readonly attack: Files;
  readonly twin: Files;
}

/** The text of an entry (or of an install script), or files that have one. */
export type Code = string | Files;

/** Text of JavaScript as it is written: a backslash stays one, but before a back-tick and before `${`. */
export function js(text: TemplateStringsArray): string {
  return text.raw.join('').replace(/\\(?=`|\$\{)/g, '');
}

/** A pair whose code runs after it was installed. */
export function atInstall(attack: Code, twin: Code, more: Files = {}): Pair {
  return { stage: 'install', attack: installed(attack, more), twin: installed(twin, more) };
}

/** A pair whose code runs when it is imported. */
export function atImport(attack: Code, twin: Code, more: Files = {}): Pair {
  return { stage: 'import', attack: entered(attack, more), twin: entered(twin, more) };
}

/** A pair whose code runs when it is called. */
export function atUse(attack: Code, twin: Code, more: Files = {}): Pair {
  return { stage: 'use', attack: entered(attack, more), twin: entered(twin, more) };
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
