import { manifest } from '../../../../campaigns/kit.ts';

export type Files = Readonly<Record<string, string>>;

/** When an attack begins: while npm installs it, when it is loaded, or when somebody calls it. */
export type Stage = 'install' | 'import' | 'use';

/** An attack, and its nearest honest relation, which stays below the line; null when there is none. */
export interface Pair {
  readonly stage: Stage;
  readonly attack: Files;
  readonly twin: Files | null;
}

/** Text of JavaScript as it is written: only the backslash before a backtick and a dollar goes. */
export function js(text: TemplateStringsArray): string {
  return (text.raw[0] ?? '').replaceAll('\\`', '`').replaceAll('\\$', '$');
}

const ESM = /^(?:import|export)\b/m;

/** A package of which the entry is the code; ESM when it is written so. */
function library(code: string, more: Files): Files {
  const type = ESM.test(code) ? 'module' : 'commonjs';
  return { 'package.json': manifest({ type }), 'index.js': code, ...more };
}

function scripted(code: string, more: Files): Files {
  const fields = { type: 'module', scripts: { postinstall: 'node scripts/postinstall.js' } };
  return {
    'package.json': manifest(fields),
    'index.js': "export const version = '1.0.0';\n",
    'scripts/postinstall.js': code,
    ...more,
  };
}

/** A pair of packages whose `postinstall` is the code. */
export function atInstall(attack: string, twin: string | null = null, more: Files = {}): Pair {
  return {
    stage: 'install',
    attack: scripted(attack, more),
    twin: twin === null ? null : scripted(twin, more),
  };
}

/** A pair of packages whose entry does it when it is loaded. */
export function atImport(attack: string, twin: string | null = null, more: Files = {}): Pair {
  return { stage: 'import', attack: library(attack, more), twin: twin === null ? null : library(twin, more) };
}

/** A pair of packages whose entry does it when somebody calls it. */
export function atUse(attack: string, twin: string | null = null, more: Files = {}): Pair {
  return { ...atImport(attack, twin, more), stage: 'use' };
}
