import type { CommandFact, PackageManifest } from '@weir/code';
import type { CodeUnit, HookCommand, PackageFile } from '@weir/detectors';
import type { Skipped, Stage } from '@weir/model';
import type { EdgeList } from './edges.ts';
import type { FileReference, GraphOptions } from './graph-types.ts';
import type { Scripts } from './hooks.ts';
import type { Resolver } from './resolve.ts';
import type { Reader } from './started-files.ts';
import type { StartedPython } from './started-python.ts';

/** Follows what runs, from the places that somebody reaches. */
export interface Walk {
  readonly stages: ReadonlyMap<string, Stage>;
  readonly formats: ReadonlyMap<string, PackageFile['format']>;
  readonly units: readonly CodeUnit[];
  readonly hooks: readonly HookCommand[];
  readonly skipped: Skipped[];
  readonly started: ReadonlySet<string>;
  readonly references: readonly FileReference[];
  readonly edges: EdgeList;
  /** Marks a file as reached, unless something earlier reached it; `reader` as in {@link startedFiles}. */
  reach(path: string | null, stage: Stage, reader?: Reader | null): void;
  /** Tells of a file that was left unread, or not wholly read. */
  skip(file: string, reason: string, sizeBytes: number | null): void;
  addHook(hook: HookCommand): void;
  /** Follows commands that a unit was found to start, and units that its code was found to run. */
  addRuns(unit: CodeUnit, commands: readonly CommandFact[], layers: readonly CodeUnit[]): void;
  /** Reads what was reached since, and what that leads to. */
  drain(): Promise<void>;
}

/** The parts of a package that a walk looks things up in. */
export interface WalkParts
  extends Pick<GraphOptions, 'index' | 'read' | 'budget' | 'now' | 'analyzeJs' | 'sha256Of' | 'twins'> {
  readonly resolver: Resolver;
  readonly registryHost: string | null;
  /** Python that is started; without it another walk reads that, and tells of what nothing reads. */
  readonly python?: StartedPython;
  /** Whether code that no hook runs is followed through the package's own name without `exports`. */
  readonly followsOwnName: boolean;
  /** Scripts of the package in a folder; null where there is none. */
  readonly scriptsOf: (folder: string) => Scripts | null;
  /** package.json of a folder; null where there is none. */
  readonly manifestOf: (folder: string) => PackageManifest | null;
  /** Files of a command that a package in the archive puts on the path; none for other commands. */
  readonly commandFiles: (name: string) => readonly string[];
}
