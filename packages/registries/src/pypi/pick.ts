import { safeText } from '@weir/model';
import type { PageFile, ProjectPage } from './project-page.ts';
import { isSameVersion, newestVersion } from './versions.ts';

/** What a page has for a wanted version, or why nothing can be had of it and what to do then. */
export type Picked =
  | { readonly kind: 'present'; readonly version: string; readonly files: readonly PageFile[] }
  | { readonly kind: 'absent'; readonly reason: string };

/** Why a project has no page, and what to do. `status` as the index answered. */
export function absentReason(name: string, status: number): string {
  return status === 404
    ? `the index knows no project ${name} (HTTP 404): removed, misspelt, or of another index; see pip config list`
    : `the index does not show ${name} (HTTP ${status}): see pip config list for its address and credentials`;
}

/**
 * Picks the files of a release from a project's page. Pure.
 * @param wanted a version in any spelling, yanked ones included; null for the newest that is not yanked.
 */
export function pickFiles(page: ProjectPage, name: string, wanted: string | null): Picked {
  if (page.status === 'quarantined')
    return {
      kind: 'absent',
      reason: `${name} is in quarantine: the index withholds its files; scan a copy of the file instead`,
    };
  const kept = page.files.filter(({ yanked }) => yanked === null);
  const offered = [...new Set(kept.map(({ version }) => version))];
  const asked = wanted ?? newestVersion(offered);
  if (asked === null && page.files.length > 0)
    return {
      kind: 'absent',
      reason: `every release of ${name} is yanked: name a version to get it all the same`,
    };
  if (asked === null)
    return { kind: 'absent', reason: `${name} has no files: all were removed, or are in quarantine` };
  const files = page.files.filter(({ version }) => isSameVersion(version, asked));
  const [first] = files;
  if (first !== undefined) return { kind: 'present', version: first.version, files };
  const newest = newestVersion(offered);
  const other = newest === null ? 'it has none' : `its newest is ${safeText(newest, 64)}`;
  return {
    kind: 'absent',
    reason: `${name} has no files of version ${safeText(asked, 64)} (removed, in quarantine, or never there): ${other}`,
  };
}
