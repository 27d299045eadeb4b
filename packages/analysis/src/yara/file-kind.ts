import { posix } from 'node:path';
import { nativeFormat } from '../file-format.ts';

/**
 * What a rule may ask to look into, by its meta `files`:
 *
 * - `code`: sources, scripts, manifests, and settings and instructions that an editor, agent or CI acts on;
 * - `data`: JSON, text, markup and whatever is no code, document or native file;
 * - `native`: executables, libraries, WebAssembly;
 * - `docs`: README, LICENSE, change logs, type declarations, source maps.
 *
 * These go by names and bytes: a file that something runs is `code` to who knows the entry graph.
 */
export const FILE_KINDS = ['code', 'data', 'native', 'docs'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** What a rule without meta `files` looks into. */
const KINDS_DEFAULT: readonly FileKind[] = ['code', 'data', 'native'];

const CODE =
  /\.(?:[cm]?jsx?|es6|[cm]?tsx?|vue|svelte|sh|bash|zsh|fish|command|ps1|psm1|bat|cmd|vbs|vbe|wsf|hta|pyw?|pth|rb|pl|php|lua|go|rs|c|cc|cpp|h|gypi?|mk|ya?ml|toml|html?)$/i;
const DOCS =
  /(?:\.d\.[cm]?ts|\.map|\.flow|\.md|\.markdown|\.mdx|\.rst|\.adoc)$|^(?:licen[cs]e|copying|notice|authors|contributors|change(?:s|log)|history|readme|third.?party)\b/i;
const NATIVE = /\.(?:node|exe|dll|so|dylib|wasm|elf|bin|com|scr|sys|a|o|lib)$/i;
/** Acted on by an editor, an agent or a CI, whatever their ending says. */
const ACTED_ON =
  /(?:^|\/)(?:package\.json|\.npmrc|\.yarnrc(?:\.yml)?|\.cursorrules|\.windsurfrules|CLAUDE\.md|AGENTS\.md|GEMINI\.md|SKILL\.md|copilot-instructions\.md|tasks\.json|settings\.json|mcp\.json|\.mcp\.json|devcontainer\.json|Makefile|Dockerfile)$|(?:^|\/)\.(?:claude|cursor|windsurf|gemini|vscode|github)\//;

/** What a file is by its path; null when its first bytes must say. */
export function kindOfPath(path: string): FileKind | null {
  if (ACTED_ON.test(path)) return 'code';
  const name = posix.basename(path);
  if (DOCS.test(name)) return 'docs';
  if (CODE.test(name)) return 'code';
  if (NATIVE.test(name)) return 'native';
  return /\.\w{1,8}$/.test(name) ? 'data' : null;
}

/**
 * What a file is by its path and first bytes: a native file is one whatever it is called.
 * @param named what {@link kindOfPath} says of the path.
 */
export function kindOf(path: string, head: Uint8Array, named = kindOfPath(path)): FileKind {
  if (nativeFormat(head) !== null) return 'native';
  return named ?? (head.includes(0) ? 'data' : 'code');
}

/** The kinds that a rule asks for: words of its meta `files`, or `all`. */
export function kindsOfMeta(files: unknown): readonly FileKind[] {
  if (typeof files !== 'string') return KINDS_DEFAULT;
  const words = files.split(/[\s,]+/);
  if (words.includes('all')) return FILE_KINDS;
  const kinds = FILE_KINDS.filter((kind) => words.includes(kind));
  return kinds.length === 0 ? KINDS_DEFAULT : kinds;
}
