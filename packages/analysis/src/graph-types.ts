import type { PackageManifest } from '@weir/code';
import type { CodeUnit, HookCommand, PackageFile, ShadowedCommand } from '@weir/detectors';
import type { ArtifactEntry, PackageEdge, Skipped } from '@weir/model';
import type { CaseTwins } from './case-twins.ts';
import type { JsAnalyzer } from './facts-cache-js.ts';
import type { PythonAnalyzer } from './facts-cache-python.ts';
import type { FileDigests } from './file-digests.ts';
import type { InnerManifests } from './inner-manifests.ts';
import type { AnalysisBudget } from './limits.ts';
import type { PackageIndex } from './package-index.ts';

/** What runs when: every file with its stage, every piece of code and every command that something reaches. */
export interface EntryGraph {
  readonly files: ReadonlyMap<string, PackageFile>;
  readonly units: readonly CodeUnit[];
  readonly hooks: readonly HookCommand[];
  readonly skipped: readonly Skipped[];
  /** npm builds the package with node-gyp though no script says so. */
  readonly implicitBuild: boolean;
  /** The likeliest of {@link EntryGraph.resolveAll}; null when there is none. */
  readonly resolve: (fromFile: string, specifier: string) => string | null;
  /** The package's own and bundled files that a specifier means, under every condition. */
  readonly resolveAll: (fromFile: string, specifier: string) => readonly string[];
  /** Files that hooks run. */
  readonly started: ReadonlySet<string>;
  /** Files that install-reachable code leads to in other ways than by importing them. */
  readonly references: readonly FileReference[];
  /** What the package brings in. */
  readonly edges: readonly PackageEdge[];
  /** Functions and classes that whoever builds a distribution calls by their names; absent: none. */
  readonly buildCalls?: readonly BuildCall[];
  /** Commands of the package that have the name of one that everybody has. */
  readonly shadows: readonly ShadowedCommand[];
}

/** What whoever builds a distribution calls of one of its files; `member` null: whatever is in it. */
export interface BuildCall {
  readonly file: string;
  readonly member: string | null;
}

/** A file that code starts as a program, or only names: whatever a named one exports may be called. */
export interface FileReference {
  readonly unit: CodeUnit;
  readonly offset: number;
  readonly path: string;
  readonly how: 'started' | 'named';
}

export interface GraphOptions {
  readonly index: PackageIndex;
  readonly manifest: PackageManifest;
  readonly read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>;
  /** package.json files below the root. */
  readonly inner: InnerManifests;
  /** Files that some machines take for others; none when absent. */
  readonly twins?: CaseTwins;
  /** Host of the registry that served the release; null when unknown. */
  readonly registryHost?: string | null;
  readonly budget: AnalysisBudget;
  readonly analyzeJs?: JsAnalyzer | undefined;
  /** The same of Python that something starts. */
  readonly analyzePython?: PythonAnalyzer | undefined;
  /** Digests of members, made once for all who ask. */
  readonly sha256Of?: FileDigests;
  readonly now: () => number;
}
