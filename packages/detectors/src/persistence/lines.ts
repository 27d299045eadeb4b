import type { CommandFact, FileAction } from '@weir/code';
import type { Question } from '../question.ts';
import { textsOf } from '../reach.ts';

/** A line of a shell that starts something and goes on without it, or runs what it fetches or decodes. */
export const STARTING_LINE =
  /(?:^|\n)[^#\n]{0,400}[\w"')}]\s{0,4}(?:[0-9&]?>{1,2}\s{0,4}\S{1,80}\s{1,4}){0,3}(?<=\s)&\s{0,4}\)?\s{0,4}(?:\n|$)|\b(?:curl|wget)\b[^\n]{0,400}\bchmod\s+(?:\+x|[0-7]*7[0-7]*)\b|\bnohup\s|\b(?:curl|wget)\b[^\n|]{0,400}\|\s{0,4}(?:sudo\s)?(?:ba|z)?sh\b|\bbase64\s+(?:-d|--decode|-D)\b[^\n|]{0,200}\|\s{0,4}(?:ba|z)?sh\b|\/dev\/tcp\//;

/** A line of a shell that fetches what it runs. */
const FETCHING_LINE =
  /\b(?:curl|wget)\b[^\n|]{0,400}\|\s{0,4}(?:sudo\s)?(?:(?:ba|z)?sh|node|python3?)\b|\s(?:-e|--eval)\s[^\n]{0,200}\b(?:fetch\(|https?\b)[^\n]{0,400}\b(?:eval\b|Function\()|\bpython3?\s+-c\s[^\n]{0,200}\burlopen\([^\n]{0,200}\bexec\b|\bexec\([^\n]{0,200}\burlopen\(/;

/** Whether code spells a line that fetches what it runs. */
export const FETCHES_WHAT_RUNS: Question<boolean> = {
  id: 'persistence fetches what runs',
  answer: ({ facts }) =>
    textsOf({ facts }, 4096).some(
      ({ text }) => /\b(?:curl|wget|fetch|https?|urlopen)\b/.test(text) && FETCHING_LINE.test(text),
    ),
};

/** Whether code spells a line that starts something and goes on without it. */
export const STARTS_PROGRAM: Question<boolean> = {
  id: 'persistence starts program',
  answer: ({ facts }) =>
    textsOf({ facts }, 4096).some(
      ({ text }) => /[&|]|\bnohup\b|\/dev\/tcp/.test(text) && STARTING_LINE.test(text),
    ),
};

/** What has another machine, real or not, run the words behind it. */
const ELSEWHERE =
  /^(?:\S*[\\/])?(?:ssh|\S+ ssh|(?:docker|podman|nerdctl|kubectl|lxc|multipass|limactl)(?:\.exe)? (?:exec|shell))(?:\.exe)? (?!.*\b(?:localhost|127\.0\.0\.1)\b)/;

/** Whether another machine is told to run a command, by words of which no shell of this one makes several commands. */
export function runsElsewhere({ line, argv }: CommandFact): boolean {
  return line === null && ELSEWHERE.test(argv?.join(' ') ?? '');
}

/** Whether what is written there fetches what it runs, or goes on unseen. */
export function startsProgram({ texts = [] }: FileAction): boolean {
  return texts.some((text) => text.length <= 4096 && STARTING_LINE.test(text));
}
