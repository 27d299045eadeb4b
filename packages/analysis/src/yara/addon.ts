import { createRequire } from 'node:module';
import { describeError } from '@weir/model';

/** Options of the compiler that are used here. */
export interface CompilerOptions {
  readonly errorOnSlowPattern?: boolean;
  readonly errorOnSlowLoop?: boolean;
  readonly enableIncludes?: boolean;
  readonly bannedModules?: readonly {
    readonly name: string;
    readonly errorTitle: string;
    readonly errorMessage: string;
  }[];
}

/**
 * A rule that matched. Offsets and lengths are bytes. Left out on purpose: `data`, which is lossy, and `meta`, in which
 * true and false become "unknown" (0.3.0).
 */
export interface EngineMatch {
  readonly ruleIdentifier: string;
  readonly matches: readonly {
    readonly identifier: string;
    readonly offset: number;
    readonly length: number;
  }[];
}

/** Compiled rules. */
export interface EngineRules {
  setMaxMatchesPerPattern(count: number): void;
  scan(bytes: Buffer): EngineMatch[];
}

/**
 * What of `@litko/yara-x` (YARA-X as an N-API addon) is used: see infra/adr/011-yara.md. Its own declarations leave the
 * compiled rules untyped.
 */
export interface Addon {
  /** Throws an Error whose message holds the first compiler error. */
  compile(source: string, options?: CompilerOptions): EngineRules;
  validate(
    source: string,
    options?: CompilerOptions,
  ): { readonly errors: readonly { readonly code: string; readonly message: string }[] };
}

/** The engine, or why this machine has none: it is prebuilt for Linux (x64, glibc) and macOS only. */
export type LoadedAddon =
  | { readonly addon: Addon; readonly version: string; readonly problem: null }
  | { readonly addon: null; readonly version: null; readonly problem: string };

/** The engine as people and programs are told of it. */
export interface YaraEngine {
  /** Of `@litko/yara-x`; null when it is missing: no YARA rule is asked then, and everything else works. */
  readonly version: string | null;
  /** Why it is missing. */
  readonly problem: string | null;
}

/** Loads the native addon; never throws. Repeated calls get the one that Node has loaded (20 ms the first time). */
export function loadAddon(): LoadedAddon {
  const require = createRequire(import.meta.url);
  try {
    const addon = require('@litko/yara-x') as Addon;
    const { version } = require('@litko/yara-x/package.json') as { version: string };
    return { addon, version, problem: null };
  } catch (error) {
    return {
      addon: null,
      version: null,
      problem: `no engine for ${process.platform}-${process.arch}: ${describeError(error, 200)}`,
    };
  }
}

/** Which YARA engine this process can load; never throws. */
export function yaraEngine(): YaraEngine {
  const { version, problem } = loadAddon();
  return { version, problem };
}
