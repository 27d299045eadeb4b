import type { JsFacts, PackageManifest, ShellAction, SourceText, YaraMetaValue } from '@weir/code';
import type { Finding, PackageEdge, PreviousRelease, ReleaseContext, Severity, Stage } from '@weir/model';
import type { Distribution } from './distribution.ts';
import type { Answers } from './question.ts';

/** A regular file of the package, path relative to the package's root. */
export interface PackageFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly stage: Stage;
  /** By its first bytes; `unknown` when they were not read (nothing reaches the file). */
  readonly format: 'elf' | 'pe' | 'macho' | 'wasm' | 'script' | 'text' | 'binary' | 'unknown';
  /** Reached only through what bundlers for browsers read: Node loads it in no way that is seen. */
  readonly browserOnly: boolean;
}

/** A program that carries what it runs behind it. */
export interface BundledProgram {
  readonly path: string;
  readonly stage: Stage;
  readonly maker: 'PyInstaller' | 'nexe';
  /** Names of the scripts that it runs, first things first; none where its maker does not list them. */
  readonly scripts: readonly string[];
}

/** A command that a package puts on the path under the name of one that everybody has. */
export interface ShadowedCommand {
  readonly command: string;
  /** What the command of that name is to those who start it. */
  readonly reason: string;
  /** 1-based line in package.json, or in `file`. */
  readonly line: number;
  /** Where the command is declared; package.json when absent. */
  readonly file?: string;
  /** The package itself has that name: whoever installs it expects the command. */
  readonly ownName: boolean;
}

/** JavaScript that something reaches: a file, a piece of code in a command, or a decoded layer of either. */
export interface CodeUnit {
  readonly file: string;
  /** Decoding steps from the file's bytes to this text, null for the file itself. */
  readonly layer: string | null;
  readonly stage: Stage;
  readonly language: 'js' | 'python';
  readonly source: SourceText;
  readonly facts: JsFacts;
  /** What detectors asked of text and facts: see `ask`. */
  readonly answers: Answers;
  /** The text is a piece of a file that was too large, or too broken, to be read as a whole. */
  readonly piece?: true;
  /** Texts of code that are decoded here and not read: below the last layer, or beyond the last of a file; absent for none. */
  readonly unreadLayers?: { readonly limit: 'depth' | 'count'; readonly texts: readonly string[] };
  /** Where the layer was found in the text around it; null for a file. */
  readonly origin: {
    readonly line: number;
    readonly text: string;
    readonly offset: number;
    readonly parent: CodeUnit;
  } | null;
}

/** Shell text that the package manager or a hook runs. */
export interface HookCommand {
  /** `postinstall`, `binding.gyp`, or the path of a shell file. */
  readonly hook: string;
  readonly file: string;
  /** 1-based line in `file` on which `text` begins. */
  readonly line: number;
  readonly stage: Stage;
  readonly text: string;
  readonly actions: readonly ShellAction[];
  /** False when the text could not be wholly parsed. */
  readonly complete: boolean;
}

/** YARA rules as text. `name` is the file's name, for people. */
export interface YaraSource {
  readonly name: string;
  readonly text: string;
}

/** What a YARA rule found in one text: a pure function of the text's bytes and the rules. */
export interface YaraTextHit {
  /** `weir` for the rules of packages/detectors, `user` for those of a folder of the user's. */
  readonly namespace: 'weir' | 'user';
  readonly rule: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, YaraMetaValue>>;
  /** The first ones, at most 10, in the order of the text; none for rules without patterns. In bytes. */
  readonly matches: readonly {
    readonly pattern: string;
    readonly offset: number;
    readonly length: number;
  }[];
  /** 1-based line of the first match; 1 without one. */
  readonly line: number;
  /** The text around the first match; null without one. */
  readonly snippet: string | null;
}

/** A rule's hit in a file of the package, or in a decoded layer of one. */
export interface YaraHit extends YaraTextHit {
  readonly file: string;
  /** Decoding steps from the file's bytes to the text that the hit is in, null for the file itself. */
  readonly layer: string | null;
  /** Line of the file on which the layer was found; null for the file itself. */
  readonly originLine: number | null;
  /** Of the layer's text; absent for a file and for what is no decoded text. */
  readonly layerSha256?: string;
  readonly stage: Stage;
}

/** Everything a detector may look at. Pure data: nothing here reads a file or a clock. */
export interface DetectorInput {
  readonly manifest: PackageManifest;
  /** What the registry said of the release and its surroundings; null for bytes of unknown origin. */
  readonly context: ReleaseContext | null;
  /** What the release before left, of bytes of unknown origin too; null or absent when there is none, or unknown. */
  readonly previous?: PreviousRelease | null;
  readonly files: ReadonlyMap<string, PackageFile>;
  readonly units: readonly CodeUnit[];
  readonly hooks: readonly HookCommand[];
  /** Of YARA rules, in files of every stage; none where the engine is missing. */
  readonly hits: readonly YaraHit[];
  /** What the package brings in: dependencies but those for development, and what commands fetch or install. */
  readonly edges: readonly PackageEdge[];
  readonly shadows: readonly ShadowedCommand[];
  /** Encrypted archives of the package, of those that it opens with a password that it spells; none when absent. */
  readonly locked?: ReadonlySet<string>;
  /** Programs whose maker is known by what stands behind them; none when absent. */
  readonly bundles?: readonly BundledProgram[];
  /** What the files of a PyPI distribution say as a set; null or absent for other ecosystems. */
  readonly distribution?: Distribution | null;
  /** The package's own file that a specifier means when `fromFile` loads it, or a bundled one; null for everything else. */
  readonly resolve: (fromFile: string, specifier: string) => string | null;
  /**
   * Whether installing may run the code at an offset of a unit: false only for what nothing that runs at install
   * mentions, and for units of other stages.
   */
  readonly runsAtInstall: (unit: CodeUnit, offset: number) => boolean;
  /** Whether importing the package calls the code at an offset of a unit from another file of it. */
  readonly runsAtImport: (unit: CodeUnit, offset: number) => boolean;
}

/** Asked between pieces of work; true once the detector has used up its time. */
export type IsExpired = () => boolean;

/** One rule of a detector, for RULES.md and for readers of a finding. */
export interface RuleDoc {
  readonly id: string;
  /** The highest severity that the rule gives. */
  readonly severityMax: Severity;
  /** What it sees and why that matters, one sentence. */
  readonly describes: string;
}

/** A pure function from what is known of a package to findings. One folder each; see README.md. */
export interface Detector {
  readonly id: string;
  readonly title: string;
  readonly rules: readonly RuleDoc[];
  detect(input: DetectorInput, isExpired: IsExpired): Finding[];
}

/** A package in memory that a detector must, or must not, speak about. Inert: reserved hosts only. */
export interface Sample {
  readonly name: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Of a file of PyPI, whose ending says what it is (`sample-1.0-py3-none-any.whl`); absent: a package of npm. */
  readonly filename?: string;
  /** Other files of the release by filename, which were analysed before. */
  readonly siblings?: Readonly<Record<string, Sample['files']>>;
  /** How many hours after the first of them this one was seen. */
  readonly lateHours?: number;
  /** For detectors that judge by more than the bytes; none when absent. */
  readonly context?: ReleaseContext;
  /** The release before, which was analysed as well. Needs a context. */
  readonly previous?: { readonly version: string; readonly files: Sample['files'] };
  /** A popular package that it may be a copy of. Needs a context. */
  readonly original?: { readonly name: string; readonly version: string; readonly files: Sample['files'] };
  /** Findings of this detector, in any order; empty for a benign sample. */
  readonly expected: readonly {
    readonly rule: string;
    readonly file: string;
    readonly line: number;
    readonly severity: Severity;
  }[];
  /** False where the code does more than is gone through: what was found counts, what was not stays unknown. */
  readonly complete?: false;
}

/** What every detector ships beside its code. */
export interface Samples {
  readonly malicious: readonly Sample[];
  readonly benign: readonly Sample[];
}
