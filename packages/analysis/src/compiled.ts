/**
 * Compiled code of our own modules for analysis children, so that one starts in half the time (1.9 against 0.9 s of
 * processor time, 2026-11-27): Node keeps such for a program that may write it, and a child may write nothing but its
 * scratch folder. So a process that never sees a package compiles ahead (compile-ahead.ts), and each child finds its
 * code in its scratch folder. A child that a native bug took over could change it for those that come after, as it
 * could anything else of this user's; our own code there writes no file that a package names.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnv } from './env.ts';
import { v8FlagsFor } from './v8-flags.ts';

const COMPILE = fileURLToPath(new URL('./compile-ahead.ts', import.meta.url));

/** What compiled code depends on besides its source. */
export interface CompiledFor {
  /** Of the sources. */
  readonly version: string;
  readonly memoryMbMax: number;
  /** What children are started behind (isolation.ts): Node keeps compiled code by user. */
  readonly prefix: readonly string[];
}

/** Where compiled code for children is kept: beside that of this program, or null where it keeps none. */
export function findCompiledRoot(): string | null {
  const own = getCompileCacheDir();
  return own === undefined ? null : join(dirname(own), 'analysis');
}

/** Compiles in a process of its own that nobody waits for; it fails silently, since children start without it, too. */
function compileAhead(dir: string, { memoryMbMax, prefix }: CompiledFor): void {
  const [program, ...args] = [...prefix, process.execPath];
  if (program === undefined) return;
  const child = spawn(program, [...args, ...v8FlagsFor(memoryMbMax), COMPILE, dir], {
    env: childEnv(dirname(dir)),
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.on('error', () => {});
  child.unref();
}

/** As hard links: to write a thousand small files costs more than it saves on some systems. */
function linkTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkSync(source, target);
  }
}

/** Links, or copies where the scratch folder is on another disk: often one in memory. */
function placeTree(from: string, to: string): void {
  try {
    linkTree(from, to);
  } catch {
    cpSync(from, to, { recursive: true });
  }
}

/**
 * Gives children compiled code, and has it made when it is not there.
 * @param root null for none.
 * @returns puts the code into a scratch folder and tells where; null while there is none.
 */
export function createCompiledShare(
  root: string | null,
  what: CompiledFor,
): (scratchDir: string) => string | null {
  const dir = root && join(root, `${what.version}-${what.memoryMbMax}`);
  let asked = false;
  return (scratchDir) => {
    if (dir === null) return null;
    if (!existsSync(dir)) {
      if (!asked) compileAhead(dir, what);
      asked = true;
      return null;
    }
    const place = join(scratchDir, 'compiled');
    try {
      placeTree(dir, place);
      return place;
    } catch {
      // Taken away meanwhile, or the disk is full: a child starts without it.
      rmSync(place, { recursive: true, force: true });
      return null;
    }
  };
}
