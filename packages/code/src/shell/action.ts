import type { Source } from './sources.ts';

/** Where one command stands and what it is made of. */
export interface ActionBase {
  /** Counts in the outermost text, in UTF-16 units. */
  readonly offset: number;
  readonly endOffset: number;
  /** Decoding steps and nested shells between the outermost text and this command. */
  readonly layers: readonly string[];
  readonly argv: readonly string[];
}

/** Where packages of a package manager come from; `other`: no registry that Weir watches (system packages, crates, gems). */
export type PackageSource = 'npm' | 'pypi' | 'other';

/** What one command does, as far as its words tell. */
export type ShellAction = ActionBase &
  (
    | { readonly kind: 'inline-code'; readonly language: 'js' | 'python' | 'other'; readonly code: string }
    | {
        readonly kind: 'run-file';
        readonly runtime: string;
        readonly path: string;
        /** Commands that the file's text passes through before it is run; absent when the file itself is named. */
        readonly filters?: readonly (readonly string[])[];
      }
    /** An interpreter runs what it is fed, and nobody knows what that is. */
    | { readonly kind: 'run-unknown'; readonly runtime: string }
    /** A script of the manifest by name; `*` stands for any text in it, as `npm-run-all` reads it. */
    | { readonly kind: 'run-script'; readonly script: string; readonly folder?: string | undefined }
    /** A package that is fetched and run: `npx x`. */
    | { readonly kind: 'run-package'; readonly spec: string; readonly source: PackageSource }
    | {
        readonly kind: 'install-package';
        /** Empty: what the manifest lists. */
        readonly specs: readonly string[];
        readonly source: PackageSource;
        /** Whose manifest counts, where an option names another folder than the current one. */
        readonly folder?: string | undefined;
        /** A registry or index of the command's own, null for the configured one. */
        readonly registry: string | null;
      }
    | {
        readonly kind: 'download';
        readonly urls: readonly string[];
        /** The interpreter that gets what is downloaded, null when it is stored or shown. */
        readonly into: string | null;
        readonly output: string | null;
        /** Data is sent along: form fields, a body, an upload. */
        readonly sends: boolean;
      }
    | { readonly kind: 'network-shell' }
    | { readonly kind: 'other' }
  );

/** Actions of a text. `complete` is false when a limit cut it or it could not be wholly parsed. */
export interface ShellActions {
  readonly actions: readonly ShellAction[];
  readonly complete: boolean;
}

/** One command with its surroundings, as the readers of programs get it. */
export interface Site {
  readonly base: ActionBase;
  readonly program: string;
  readonly args: readonly string[];
  /** The interpreter that gets this command's output, null when none does. */
  readonly reader: string | null;
  /** Where what this command reads comes from, null when it is given nothing. */
  readonly source: Source | null;
  /** Text that this command reads, when that is a constant. */
  readonly input: { readonly text: string; readonly layers: readonly string[] } | null;
  /** Files that are read from and written to by redirection. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Follows a text that this command hands to a shell; `layer` names the step. */
  readonly shell: (text: string, layer: string) => ShellActions;
  /** Follows words that this command runs as a command; `layers` as this command's unless given. */
  readonly command: (argv: readonly string[], layers?: readonly string[]) => ShellActions;
}

/** One action that is all a command does. */
export function only(action: ShellAction): ShellActions {
  return { actions: [action], complete: true };
}

/** Several results as one. */
export function together(parts: readonly ShellActions[]): ShellActions {
  return {
    actions: parts.flatMap((part) => part.actions),
    complete: parts.every((part) => part.complete),
  };
}
