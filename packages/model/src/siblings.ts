import type { CompactFacts } from './compact-facts.ts';

/** A code member that other files of the release have. */
export interface SiblingMember {
  /** Where it is imported from: without the folder that a source distribution keeps its sources in. */
  readonly path: string;
  /** Digests that it has in them, lower-case hex. */
  readonly sha256s: readonly string[];
}

/** What the files of a release that were analysed before this one hold; absence says nothing when not `whole`. */
export interface Siblings {
  readonly wheels: number;
  readonly sdists: number;
  /** Hours between the first of them and this file, as first seen; null when unknown. */
  readonly lateHours: number | null;
  readonly code: readonly SiblingMember[];
  /** Canonical names of the calls that they make. */
  readonly apis: readonly string[];
  /** The same of wheels alone, in which nothing builds or tests. */
  readonly wheelApis: readonly string[];
  /** Hosts that they name; null where some were left out. */
  readonly hosts: readonly string[] | null;
  /** False where the facts of one of them left files out. */
  readonly whole: boolean;
}

/** One file of the release, with what was kept of it. */
export interface SiblingFile {
  readonly filename: string;
  readonly facts: CompactFacts;
}

/** What is compared: text that Python runs. Native modules differ by platform. */
const CODE = /\.(?:pyw?|pth)$/;
/** Folders in which sources lie, and those of a wheel's data scheme. */
const ROOT = /^(?:(?:src|lib|python|source)\/(?=[^/]+\/)|[^/]+\.data\/(?:purelib|platlib)\/)/;

/** Whether a member is compared with those of siblings. */
export function isSiblingCode(path: string): boolean {
  return CODE.test(path);
}

/** Where a member is imported from, whatever kind of file it comes in. */
export function siblingPath(path: string): string {
  return path.replace(ROOT, '');
}

/** True for built distributions, whose members are what is installed. */
export function isWheelName(filename: string): boolean {
  return /\.(?:whl|egg)$/i.test(filename);
}

function apisOf(files: readonly SiblingFile[]): string[] {
  return [...new Set(files.flatMap(({ facts }) => facts.apis))];
}

/** Puts what is known of the other files of a release together; null when there are none. Pure. */
export function mergeSiblings(files: readonly SiblingFile[], lateHours: number | null): Siblings | null {
  if (files.length === 0) return null;
  const code = new Map<string, Set<string>>();
  for (const { facts } of files) {
    for (const { path, sha256 } of facts.files) {
      if (!isSiblingCode(path)) continue;
      const name = siblingPath(path);
      code.set(name, (code.get(name) ?? new Set()).add(sha256));
    }
  }
  const wheels = files.filter(({ filename }) => isWheelName(filename)).length;
  return {
    wheels,
    sdists: files.length - wheels,
    lateHours,
    code: [...code].map(([path, sha256s]) => ({ path, sha256s: [...sha256s] })),
    apis: apisOf(files),
    wheelApis: apisOf(files.filter(({ filename }) => isWheelName(filename))),
    hosts: files.some(({ facts }) => facts.truncated.hosts !== undefined)
      ? null
      : [...new Set(files.flatMap(({ facts }) => facts.hosts))],
    whole: files.every(({ facts }) => facts.truncated.files === undefined),
  };
}

/** Text that runs and of which nothing is remembered between the files of a release. */
const OTHER_CODE = /\.(?:[cm]?js|sh|ps1|bat|cmd)$/i;

/**
 * Whether a file of a release can do nothing that the files before it cannot: all of its text that something reaches is in
 * one of them. False where that is not known. Wheels that differ in native members only are such files. Pure.
 */
export function isCovered({ files, truncated }: CompactFacts, siblings: Siblings | null): boolean {
  if (siblings === null || truncated.files !== undefined) return false;
  const known = new Map(siblings.code.map(({ path, sha256s }) => [path, sha256s]));
  return files.every(({ path, sha256, stage }) => {
    if (stage === 'dead') return true;
    if (!isSiblingCode(path)) return !OTHER_CODE.test(path);
    return known.get(siblingPath(path))?.includes(sha256) === true;
  });
}
