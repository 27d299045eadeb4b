import type { EntryKind } from '@weir/model';
import type { ProblemLog } from './problems.ts';
import { cutText } from './text.ts';

const CLIMBS = /(?:^|[/\\])\.\.(?:[/\\]|$)/;
const ABSOLUTE = /^(?:[/\\]|[A-Za-z]:)/;

/** Has a part that is none, or a separator that only some know. */
const UNEVEN = /\\|\/\/|(?:^|\/)\.?(?:\/|$)/;

function normalize(path: string): string {
  if (!UNEVEN.test(path)) return path;
  return path
    .split(/[/\\]/)
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

/** Judges the paths of one artifact, each against those before it. Nothing is rewritten: paths stay hostile text. */
export interface PathJudge {
  /** Notes what is wrong with a member's path and returns the path to list: cut when over the budget. */
  judge(path: string, kind: EntryKind): string;
}

/** A judge that remembers every path it saw: two members of one name are how a scanner and an installer disagree. */
export function createPathJudge(pathCharsMax: number, problems: ProblemLog): PathJudge {
  const kinds = new Map<string, EntryKind>();
  const spellings = new Map<string, string>();
  return {
    judge(path, kind) {
      if (path.length > pathCharsMax) {
        problems.add('budget-path', path, `path of ${path.length} characters, over ${pathCharsMax}`);
      }
      // What is over the budget is not remembered either: a megabyte of name is a way to fill memory.
      const listed = cutText(path, pathCharsMax);
      if (ABSOLUTE.test(path)) problems.add('absolute-path', listed, 'path is absolute');
      if (CLIMBS.test(path)) problems.add('traversal', listed, 'path leads out of the archive');
      const normal = normalize(listed);
      const before = kinds.get(normal);
      if (before !== undefined && !(before === 'directory' && kind === 'directory')) {
        problems.add('duplicate-path', listed, 'an earlier member has the same path');
      }
      kinds.set(normal, kind);
      const folded = normal.normalize('NFC').toLowerCase();
      const spelling = spellings.get(folded);
      if (spelling !== undefined && spelling !== normal) {
        problems.add(
          'case-collision',
          listed,
          `differs from ${JSON.stringify(spelling)} only in case or form`,
        );
      }
      spellings.set(folded, normal);
      return listed;
    },
  };
}
