import { tarball } from '@weir/testkit/archive';
import { numbered } from './payload.ts';

/** Files of a package by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A package under a trick; `zerosBytes` come in front of everything in the archive. */
interface Wrapped {
  readonly files: Files;
  readonly zerosBytes?: number;
}

/** A way to exhaust whoever looks, wrapped around a package that would be caught in the open. */
export interface Trick {
  readonly id: string;
  readonly what: string;
  /** @param payload path of the file that the attack is in. */
  readonly wrap: (files: Files, payload: string) => Wrapped;
}

const MIB = 2 ** 20;
type Language = 'js' | 'shell' | 'gyp' | 'manifest' | 'other';

function languageOf(path: string): Language {
  if (path === 'package.json') return 'manifest';
  if (path.endsWith('.gyp')) return 'gyp';
  if (/\.[cm]?[jt]sx?$/.test(path)) return 'js';
  return /\.(?:ba)?sh$/.test(path) ? 'shell' : 'other';
}

function textOf(files: Files, path: string): string {
  const content = files[path] ?? '';
  return typeof content === 'string' ? content : Buffer.from(content).toString('latin1');
}

/** The package.json with fields in front of its own. */
function manifestWith(files: Files, fields: Readonly<Record<string, unknown>>): string {
  const own = JSON.parse(textOf(files, 'package.json')) as Record<string, unknown>;
  return JSON.stringify({ ...fields, ...own });
}

/** The package.json with a script that runs before the attack's own. */
function withPreinstall(files: Files, command: string): string {
  const own = JSON.parse(textOf(files, 'package.json')) as { scripts?: Record<string, string> };
  const preinstall = own.scripts?.preinstall;
  const scripts = { ...own.scripts, preinstall: preinstall ? `${command}; ${preinstall}` : command };
  return JSON.stringify({ ...own, scripts });
}

/** Text in front of the payload, as its language allows; `beside`: code that runs first where it allows none. */
function inFront(
  files: Files,
  payload: string,
  front: Partial<Record<Exclude<Language, 'manifest' | 'other'>, () => string>> & {
    readonly manifest?: () => Readonly<Record<string, unknown>>;
    readonly beside?: () => string;
  },
): Files {
  const language = languageOf(payload);
  if (language === 'manifest' && front.manifest) {
    return { ...files, 'package.json': manifestWith(files, front.manifest()) };
  }
  const text = language === 'manifest' || language === 'other' ? undefined : front[language];
  if (text) return { ...files, [payload]: text() + textOf(files, payload) };
  if (!front.beside) return files;
  const first = { 'beside.js': front.beside(), 'package.json': withPreinstall(files, 'node beside.js') };
  return { ...files, ...first };
}

/** Lines that all differ: compression must not tell that they are padding. */
function commentLines(mark: string, count: number): string {
  let state = 12_345;
  return numbered(count, (i) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return `${mark} ${i} ${state.toString(36)} and ${(state * 7).toString(36)} are what this line is about\n`;
  });
}

/** Code that names what attacks need, and does nothing with it. */
function decoyHits(count: number): string {
  return numbered(
    count,
    (i) =>
      `exports.d${i} = (s) => ({ text: atob(s), env: process.env.NODE_ENV, api: () => fetch('https://api.weir.test/v${i}') });\n`,
  );
}

/** Constants that cost more steps than a file may take: some 40,000 each. */
function costlyConstants(count: number): string {
  const texts = numbered(
    count,
    (i) =>
      `var c${i} = text.split('').map((c) => String.fromCharCode(c.charCodeAt(0) ^ ${i % 16})).join('');\n`,
  );
  return `const text = 'abcdefghij'.repeat(1000);\n${texts}`;
}

/** 6,000 files that load each other and hand on what they get, and the last one. */
function chain(last: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (let i = 0; i < 6000; i++) {
    files[`chain/${i}.js`] = `module.exports = require('./${i + 1}');\n`;
  }
  return { ...files, 'chain/6000.js': last };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

function layered(code: string, depth: number): string {
  let text = code;
  for (let i = 0; i < depth; i++) text = `eval(Buffer.from('${base64(text)}', 'base64').toString());\n`;
  return text;
}

/** Hooks of package.json inside shells inside shells. */
function layeredManifest(files: Files): string {
  const own = JSON.parse(textOf(files, 'package.json')) as { scripts?: Record<string, string> };
  const scripts = Object.fromEntries(
    Object.entries(own.scripts ?? {}).map(([name, command]) => {
      let text = command;
      for (let i = 0; i < 4; i++) text = `sh -c ${JSON.stringify(text)}`;
      return [name, text];
    }),
  );
  return JSON.stringify({ ...own, scripts });
}

/** The ten tricks. */
export const TRICKS: readonly Trick[] = [
  {
    id: 'padding',
    what: '9 MB of white space in front of the payload',
    wrap: (files, payload) => ({
      files: inFront(files, payload, {
        js: () => ' \t'.repeat(4_500_000),
        shell: () => ' \n'.repeat(4_500_000),
        gyp: () => ' \n'.repeat(4_500_000),
        manifest: () => ({ pad: ' '.repeat(9_000_000) }),
      }),
    }),
  },
  {
    id: 'decoy-files',
    what: '5,000 files beside the payload',
    wrap: (files) => {
      const decoys: Record<string, string> = {};
      for (let i = 0; i < 5000; i++) {
        decoys[`lib/decoy${i}.js`] = `module.exports = function decoy${i}(a, b) { return a + b * ${i}; };\n`;
      }
      return { files: { ...decoys, ...files } };
    },
  },
  {
    id: 'comments',
    what: '9 MB of comments around the payload',
    wrap: (files, payload) => {
      const wrapped = inFront(files, payload, {
        js: () => commentLines('//', 130_000),
        shell: () => commentLines('#', 130_000),
        gyp: () => commentLines('#', 130_000),
        manifest: () => ({ notes: commentLines('', 130_000) }),
      });
      const behind = languageOf(payload) === 'js' ? commentLines('//', 10_000) : '';
      return { files: { ...wrapped, [payload]: textOf(wrapped, payload) + behind } };
    },
  },
  {
    id: 'long-line',
    what: 'the payload at the end of a line of 9 MB',
    wrap: (files, payload) => ({
      files: inFront(files, payload, {
        js: () => `var table = '${commentLines('', 120_000).replaceAll('\n', '|')}'; `,
        shell: () => `: '${commentLines('', 120_000).replaceAll('\n', '|')}'; `,
        gyp: () => `#${commentLines('', 120_000).replaceAll('\n', '|')}\n`,
        manifest: () => ({ table: commentLines('', 120_000).replaceAll('\n', '|') }),
      }),
    }),
  },
  {
    id: 'nesting',
    what: 'a file that exhausts parsers is loaded first',
    wrap: (files, payload) => {
      const bomb = `${'['.repeat(200_000)}${']'.repeat(200_000)};`;
      const wrapped = inFront(files, payload, { js: () => `require('./bomb');\n`, beside: () => bomb });
      return { files: { ...wrapped, 'bomb.js': bomb } };
    },
  },
  {
    id: 'decoy-hits',
    what: '20,000 harmless uses of what attacks need, in front of the payload',
    wrap: (files, payload) => ({
      files: inFront(files, payload, { js: () => decoyHits(20_000), beside: () => decoyHits(20_000) }),
    }),
  },
  {
    id: 'constants',
    what: 'constants that use up what may be computed, in front of the payload',
    wrap: (files, payload) => ({
      files: inFront(files, payload, {
        js: () => costlyConstants(120),
        beside: () => costlyConstants(120),
      }),
    }),
  },
  {
    id: 'last-import',
    what: 'the payload is loaded by the last of 6,000 files',
    wrap: (files, payload) => {
      if (languageOf(payload) !== 'js') {
        const first = { 'package.json': withPreinstall(files, 'node chain/0.js') };
        return { files: { ...chain('module.exports = 1;\n'), ...files, ...first } };
      }
      const moved = payload.replace(/\.([cm]?[jt]sx?)$/, '-core.$1');
      const { [payload]: code = '', ...others } = files;
      return {
        files: {
          ...chain(`module.exports = require('../${moved}');\n`),
          ...others,
          [moved]: code,
          [payload]: `module.exports = require('${'../'.repeat(payload.split('/').length - 1) || './'}chain/0.js');\n`,
        },
      };
    },
  },
  {
    id: 'binary',
    what: '300 MB of zeros in front of everything',
    wrap: (files) => ({ files, zerosBytes: 300 * MIB }),
  },
  {
    id: 'layers',
    what: 'the payload under twelve layers',
    wrap: (files, payload) => {
      const language = languageOf(payload);
      if (language === 'js') {
        return { files: { ...files, [payload]: layered(textOf(files, payload), 12) } };
      }
      if (language === 'shell') {
        const code = base64(textOf(files, payload));
        return { files: { ...files, [payload]: `echo ${code} | base64 -d | sh\n` } };
      }
      return { files: { ...files, 'package.json': layeredManifest(files) } };
    },
  },
];

/** The archive of a package under a trick. */
export function buildWrapped({ files, zerosBytes = 0 }: Wrapped): Buffer {
  const builder = tarball();
  if (zerosBytes > 0) builder.bomb(zerosBytes);
  for (const [path, content] of Object.entries(files)) builder.file(`package/${path}`, content);
  return builder.build();
}
