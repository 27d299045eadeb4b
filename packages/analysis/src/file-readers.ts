import { decodeSource } from '@weir/code';
import type { PackageFile } from '@weir/detectors';
import type { Stage } from '@weir/model';
import type { Reader } from './started-files.ts';
import { isPythonReader } from './started-python.ts';

/** JavaScript by its name. */
export const JS_FILE = /\.(?:js|cjs|mjs|jsx|es6|jsm)$/i;
/** TypeScript by its name, but for what only declares. */
export const TS_FILE = /(?<!\.d)\.(?:ts|cts|mts|tsx)$/i;
const READERS: readonly (readonly [RegExp, Reader])[] = [
  [/\.(?:sh|bash|zsh|command|ksh)$/i, 'posix'],
  [/\.(?:bat|cmd)$/i, 'batch'],
  [/\.(?:ps1|psm1)$/i, 'powershell'],
  [/(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/, 'make'],
];
/** First lines of scripts, by who reads them. */
const SHEBANGS: readonly (readonly [RegExp, Reader])[] = [
  [/^#!.*\b(?:ba|z|da|k)?sh\b/, 'posix'],
  [/^#!.*\bpython/, 'python'],
  [/^#!.*\b(?:perl|ruby|php|lua|tclsh|awk|Rscript|osascript)\b/, 'unread'],
];
/** What is loaded as something else than code, by Node or by the bundlers that people use. */
export const NO_CODE =
  /\.(?:json5?|node|wasm|css|scss|sass|less|styl|html?|vue|svelte|astro|graphql|gql|mdx?|ya?ml|toml|glsl|frag|vert|d\.[cm]?ts)$/i;
/** Media: what is text in one of these is none. */
export const MEDIA = /\.(?:png|jpe?g|gif|webp|avif|ico|svg|bmp|woff2?|ttf|otf|eot|mp[34]|wav|ogg|webm|pdf)$/i;

/** True for languages that no package for Node is written in. */
export function isOther(reader: Reader): boolean {
  return reader === 'unread' || isPythonReader(reader);
}

/** By its name and first bytes: who would read a file; null for what is no code. */
export function ownReader(
  path: string,
  stage: Stage,
  head: Uint8Array,
  format: PackageFile['format'],
): Reader | null {
  const named = READERS.find(([pattern]) => pattern.test(path))?.[1];
  if (named !== undefined) return named;
  const line = format === 'script' ? decodeSource(head) : '';
  const told = SHEBANGS.find(([pattern]) => pattern.test(line))?.[1];
  if (told !== undefined) return isOther(told) && stage !== 'install' ? null : told;
  const plain = !/\.\w{1,5}$/.test(path) && (format === 'text' || format === 'script');
  return JS_FILE.test(path) || TS_FILE.test(path) || plain ? 'js' : null;
}
