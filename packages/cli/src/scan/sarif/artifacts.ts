import type { FlaggedSource } from '@weir/analysis';
import type { Origin } from '../scanner.ts';
import type { Artifact, ArtifactLocation, PropertyBag } from './document.ts';
import { encodePath, locate, memberUri } from './uris.ts';

/** A target as its results point at it. */
export interface AnalysedTarget {
  /** As given. */
  readonly text: string;
  readonly origin: Origin;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly sources: readonly FlaggedSource[];
  readonly properties: PropertyBag;
}

/** The artifacts of a run, each at one place of `run.artifacts`. */
export interface Artifacts {
  /** Where a viewer finds a file of a target; the target itself for null and for paths that lead elsewhere. */
  locationOf(target: AnalysedTarget, file: string | null): ArtifactLocation & { readonly inside: boolean };
  readonly list: readonly Artifact[];
}

/**
 * Lists artifacts as results ask for them.
 *
 * A file of a directory is a path that viewers open. A member of an archive is a nested artifact (section 3.24.3) with
 * its text in the log, since no viewer opens archives: VS Code's shows that text at the right line. A release has no
 * file on this machine; its archive is named by the purl's path.
 */
export function createArtifacts(cwd: string): Artifacts {
  const list: Artifact[] = [];
  const known = new Map<AnalysedTarget, Map<string | null, number>>();

  function targetLocation({ origin }: AnalysedTarget): ArtifactLocation {
    if (origin.kind !== 'release') return locate(origin.path, cwd, origin.kind === 'directory');
    const path = `${origin.purl.replace(/^pkg:/, '')}/${encodePath(origin.filename.replaceAll('/', '_'))}`;
    return { uri: path };
  }

  function addTarget(target: AnalysedTarget): number {
    const { origin, sha256, sizeBytes, properties } = target;
    const directory = origin.kind === 'directory';
    return (
      list.push({
        location: { ...targetLocation(target), index: list.length },
        roles: directory ? ['analysisTarget', 'directory'] : ['analysisTarget'],
        ...(directory ? {} : { length: sizeBytes, hashes: { 'sha-256': sha256 } }),
        properties: directory ? { ...properties, treeSha256: sha256 } : properties,
      }) - 1
    );
  }

  function addFile(target: AnalysedTarget, file: string): number | null {
    if (target.origin.kind === 'directory') {
      const inside = memberUri(file);
      if (inside === null) return null;
      const base = targetLocation(target);
      const uri = base.uri === './' ? inside : base.uri + inside;
      return list.push({ location: { ...base, uri, index: list.length }, roles: ['resultFile'] }) - 1;
    }
    const source = target.sources.find((candidate) => candidate.file === file);
    const uri = memberUri(source?.path ?? file);
    if (uri === null) return null;
    const parentIndex = indexOf(target, null) ?? 0;
    return (
      list.push({
        location: { uri, index: list.length },
        parentIndex,
        roles: ['resultFile'],
        ...(source && { contents: { text: source.text.toWellFormed() } }),
      }) - 1
    );
  }

  function indexOf(target: AnalysedTarget, file: string | null): number | null {
    const files = known.get(target) ?? new Map<string | null, number>();
    known.set(target, files);
    const before = files.get(file);
    if (before !== undefined) return before;
    const index = file === null ? addTarget(target) : addFile(target, file);
    if (index !== null) files.set(file, index);
    return index;
  }

  return {
    list,
    locationOf(target, file) {
      const inner = file === null ? null : indexOf(target, file);
      const index = inner ?? indexOf(target, null) ?? 0;
      const { location } = list[index] ?? { location: targetLocation(target) };
      return { ...location, index, inside: inner !== null };
    },
  };
}
