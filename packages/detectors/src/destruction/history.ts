import type { ShellAction } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { actionsOf, type Moment, momentOf, programOf } from '../reach.ts';
import { removesFolders } from './one-by-one.ts';

const ID = 'destruction';
/** Options of git itself that a word of their own follows. */
const TAKES_WORD = /^(?:-[Cc]|--(?:git-dir|work-tree|namespace|exec-path))$/;

/** The words of a call of git from its command on; null for other programs. */
function gitWords(action: Pick<ShellAction, 'argv'>): readonly string[] | null {
  if (programOf(action) !== 'git') return null;
  let at = 1;
  while (action.argv[at]?.startsWith('-')) at += TAKES_WORD.test(action.argv[at] ?? '') ? 2 : 1;
  return action.argv.slice(at);
}

/**
 * What calls of git take away. `push`: what a server keeps is replaced or deleted; `past`: what could bring it back is,
 * or every commit is made anew; `branch`: a branch, or a history that begins again, as those who publish pages make one.
 */
type Loss = 'push' | 'past' | 'branch';
/** The worst comes first. */
const LOSSES: readonly Loss[] = ['push', 'past', 'branch'];

const FORCES = /^(?:-f|--force(?:-with-lease(?:=.*)?|-if-includes)?|--mirror|--delete|-d|--prune)$/;
const REPLACES = /^(?:\+\S|:[^:\s])/;
const AT_ONCE = /^--(?:expire|expire-unreachable|prune)=(?:now|all|0)$/;

function lossOf([command, ...words]: readonly string[]): Loss | null {
  const has = (pattern: RegExp): boolean => words.some((word) => pattern.test(word));
  switch (command) {
    case 'push':
      return has(FORCES) || has(REPLACES) ? 'push' : null;
    case 'reflog':
    case 'gc':
    case 'prune':
      return has(AT_ONCE) ? 'past' : null;
    case 'update-ref':
      return has(/^(?:-d|--delete|--stdin)$/) ? 'past' : null;
    case 'filter-branch':
    case 'filter-repo':
      return 'past';
    case 'checkout':
    case 'switch':
      return has(/^--orphan$/) ? 'branch' : null;
    case 'branch':
    case 'tag':
      return has(/^(?:-D|-d|--delete)$/) ? 'branch' : null;
    default:
      return null;
  }
}

interface Lost {
  readonly loss: Loss;
  readonly words: string;
  readonly at: { readonly offset: number; readonly live: boolean };
}

function lossesOf(input: DetectorInput, unit: CodeUnit): Lost[] {
  // What nobody loads but as a program of its own is a tool for such work.
  if (unit.stage === 'use') return [];
  return unit.facts.commands.flatMap((command) =>
    actionsOf(command).flatMap((action) => {
      const words = gitWords(action);
      const loss = words && lossOf(words);
      // What releases and cleans up does so when somebody asks for it.
      if (!words || !loss || momentOf(input, unit, command) === 'called') return [];
      return [{ loss, words: words.join(' ').slice(0, 100), at: command }];
    }),
  );
}

type Grade = Pick<Finding, 'severity' | 'confidence'>;

/** How bad it is that these happen without anybody asking; null for a clean-up of one's own. */
function gradeOf(losses: ReadonlySet<Loss>, { language }: CodeUnit, moment: Moment): Grade | null {
  const isWhole = losses.has('past') && losses.size > 1;
  // A program of Node that publishes pages may do so as soon as it is loaded.
  if (language === 'js' && moment === 'import' && !isWhole)
    return losses.has('push') ? { severity: 'medium', confidence: 0.6 } : null;
  if (losses.has('push')) return { severity: 'high', confidence: losses.size > 1 ? 0.85 : 0.7 };
  return losses.has('past') ? { severity: 'high', confidence: isWhole ? 0.75 : 0.6 } : null;
}

/** A repository that lies around the folder in which a program was started; the home folder's, or one that was listed. */
const AROUND = /^(?:\$INIT_CWD\/|(?:\.\.\/)+)\.git\/?$/;
const OWN = /^(?:\$CWD\/|\.\/|\$INIT_CWD\/|(?:\.\.\/)+)?\.git\/?$/;
const FOUND = /^(?:~|\.{1,2}|\$CWD|\$UNKNOWN)?(?:\/?(?:\$UNKNOWN|\*{1,2}))*\/?\.git\/?$/;

/** True for the path of a repository of whoever loads a package. */
function isRepository({ language, facts }: CodeUnit, path: string): boolean {
  // Programs of Node that make projects of templates delete what came with those.
  if (language === 'js') return AROUND.test(path);
  const isListed = facts.fileActions.some(({ operation }) => operation === 'list');
  return OWN.test(path) || (isListed && FOUND.test(path));
}

interface Deletion {
  readonly name: string;
  readonly offset: number;
  readonly live: boolean;
  readonly paths: readonly string[];
}

/** What a unit deletes by calls and by commands. */
function deletionsOf({ facts }: CodeUnit): Deletion[] {
  const commands = facts.commands.map((command) => ({
    ...command,
    paths: actionsOf(command)
      .filter(removesFolders)
      .flatMap(({ argv }) => argv.slice(1)),
  }));
  return [...facts.fileActions.filter(({ operation }) => operation === 'delete'), ...commands];
}

/** A repository that is deleted as a folder. */
function deletedFolder(input: DetectorInput, unit: CodeUnit): Finding[] {
  for (const deletion of deletionsOf(unit)) {
    const path = deletion.paths.find((item) => isRepository(unit, item));
    if (path === undefined) continue;
    const moment = momentOf(input, unit, deletion);
    // A setup script runs where it was unpacked, which is nobody's repository.
    if (moment === 'called' || (moment === 'install' && !AROUND.test(path))) continue;
    return [
      unitFinding(ID, unit, deletion, {
        rule: 'repositories',
        severity: 'high',
        confidence: 0.75,
        summary: `${deletion.name} deletes a repository: ${path}`,
        chain: [deletion.name, path],
      }),
    ];
  }
  return [];
}

/** Histories of repositories that are thrown away by what runs by itself. */
export function lostHistory(input: DetectorInput, unit: CodeUnit): Finding[] {
  const lost = lossesOf(input, unit);
  const [worst] = lost.toSorted((a, b) => LOSSES.indexOf(a.loss) - LOSSES.indexOf(b.loss));
  if (!worst) return deletedFolder(input, unit);
  const grade = gradeOf(new Set(lost.map(({ loss }) => loss)), unit, momentOf(input, unit, worst.at));
  if (!grade) return deletedFolder(input, unit);
  return [
    unitFinding(ID, unit, worst.at, {
      rule: 'repositories',
      ...grade,
      summary: `git throws away what a repository holds: git ${worst.words}`,
      chain: lost.map(({ words }) => `git ${words}`),
    }),
  ];
}
