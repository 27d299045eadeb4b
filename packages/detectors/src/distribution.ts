import type { PythonMetadata } from '@weir/code';
import type { Stage } from '@weir/model';
import type { ShadowedCommand } from './contract.ts';

/** A member of a distribution with the stage at which something runs it. */
export interface Member {
  readonly path: string;
  readonly stage: Stage;
}

/** A wheel's `RECORD` held against its members. Lists are sorted, earliest stage first. */
export interface RecordReport {
  /** Where it lies; null for a wheel without one. */
  readonly path: string | null;
  /** Other files of the wheel that are a RECORD too. */
  readonly others: readonly string[];
  /** Members that no row names. */
  readonly unlisted: readonly Member[];
  /** Members whose digest is not that of their row; those that were not hashed are not held against it. */
  readonly changed: readonly Member[];
  /** Members whose size is not that of their row, though their digest is, or is not known. */
  readonly resized: readonly Member[];
  /** Members whose row has no digest that can be held against them. */
  readonly undigested: readonly Member[];
  /** Rows without a member. */
  readonly absent: readonly string[];
  /** Paths of several rows with different digests. */
  readonly contradictory: readonly string[];
  /** Paths of several rows that say the same. */
  readonly repeated: readonly string[];
  /** False when the file has more rows or bytes than are read: nothing is `unlisted` or `absent` then. */
  readonly whole: boolean;
}

/** Compiled Python of a distribution. */
export interface CompiledMember extends Member {
  /** The source that it was made of, where the distribution has it; null: nobody can read what it does. */
  readonly source: string | null;
  /** Python loads it in place of its source without a look at that (PEP 552). */
  readonly unchecked: boolean;
  /** Lies in a `__pycache__`, where Python takes nothing without its source. */
  readonly cached: boolean;
  /** No version of Python made it: its bytes are as dense as those of what is packed or encrypted. */
  readonly opaque: boolean;
  /** It says which version of Python made it, and holds nothing that this version could load. */
  readonly broken: boolean;
  /** Capabilities that act on the machine or the network; without those of `source`. */
  readonly abilities: readonly string[];
  /** Addresses in it that `source` does not have, at most 5. */
  readonly addresses: readonly string[];
}

/** A file for the machine, and what can be read in it. */
export interface NativeMember extends Member {
  /** What made it out of Python or C that people read, such as `nuitka`; null where nothing says. */
  readonly maker: string | null;
  /** Texts around words that tell: addresses, commands, places of secrets. */
  readonly texts: readonly string[];
  /** Names of functions and modules, out of those that are asked for. */
  readonly names: readonly string[];
}

/** Native modules of a distribution that has neither Python nor native sources; null for every other. */
export interface NativeOnly {
  readonly modules: readonly string[];
}

/** A code member that no other file of the release has. */
export interface DivergentMember extends Member {
  /** `differs`: others have one of that name. `added`: none has. */
  readonly how: 'differs' | 'added';
  /** The others do not agree about it either. */
  readonly varies: boolean;
  /** Capabilities that act on the machine or the network and that no other file shows. */
  readonly gains: readonly string[];
  /** Hosts that no other file names, at most 5. */
  readonly hosts: readonly string[];
}

/** What the wheels of a release do and this file of it does not. */
export interface Lacking {
  /** The member that differs here, or that is not here; earliest stage first. */
  readonly member: Member;
  /** Capabilities that act on the machine or the network. */
  readonly abilities: readonly string[];
}

/** A distribution held against the files of its release that were analysed before. */
export interface Divergence {
  readonly wheels: number;
  readonly sdists: number;
  /** Hours between the first of them and this file; null when unknown. */
  readonly lateHours: number | null;
  readonly memberCount: number;
  /** Earliest stage first; not all of them where they are many. */
  readonly members: readonly DivergentMember[];
  /** Null where this file does all that the others do, and where its code is theirs. */
  readonly lacking: Lacking | null;
}

/** An import name that a distribution brings. */
export interface ImportName {
  readonly name: string;
  /** Its module, or the first of its files. */
  readonly path: string;
  /** False for a folder of files that has no module of its own: they join what another distribution brings. */
  readonly whole: boolean;
}

/** What a distribution asks for, as it is written (PEP 508), and where. */
export interface Requirement {
  readonly spec: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** To be used, to have one of its extras, or to be built; of an index, that others may come from it. */
  readonly to: 'run' | 'extend' | 'build' | 'index';
}

/** What the files of a PyPI distribution say as a set. */
export interface Distribution {
  /** A wheel as pip lays it out, or sources that are built on the user's machine. */
  readonly kind: 'wheel' | 'sdist';
  /** Where its metadata lies, and what that says; null without. */
  readonly metadata: { readonly path: string; readonly says: PythonMetadata } | null;
  /** As its metadata says; null without. */
  readonly name: string | null;
  /** Names of what it needs, as the index compares them. */
  readonly requires: ReadonlySet<string>;
  /** All that it asks for, wherever it says so. */
  readonly requirements: readonly Requirement[];
  readonly imports: readonly ImportName[];
  /** Members that are put below Python's own folder, with their path there (`*.data/data`). */
  readonly prefixFiles: readonly { readonly path: string; readonly target: string }[];
  /** Commands that have the name of one that everybody has. */
  readonly shadows: readonly ShadowedCommand[];
  /** Null for what is no wheel. */
  readonly record: RecordReport | null;
  readonly compiled: readonly CompiledMember[];
  readonly native: readonly NativeMember[];
  readonly nativeOnly: NativeOnly | null;
  /** Null when no other file of the release is known. */
  readonly divergence: Divergence | null;
}
