/** Names of which answers are kept, and how long they may be: longer ones are hostile or come up once. */
const NAMES_MAX = 16_384;
const CHARS_MAX = 96;

/** Answers about each name, by the number of the question; one table for all, as the same names are asked about. */
const ANSWERS = new Map<string, unknown[]>();
let questions = 0;
/** The name that was asked about last: the next question is likely to be about it as well. */
let lastName = '';
let lastAnswers: unknown[] = [];

function answersOf(name: string): unknown[] {
  if (name === lastName) return lastAnswers;
  let answers = ANSWERS.get(name);
  if (!answers) {
    answers = [];
    if (ANSWERS.size >= NAMES_MAX) ANSWERS.clear();
    // A copy: a name cut out of a source would keep all of it alive.
    ANSWERS.set(` ${name}`.slice(1), answers);
  }
  lastName = name;
  lastAnswers = answers;
  return answers;
}

/**
 * A pure question about a name, never answered `undefined`, with its answers kept for the life of the process: tables of
 * names are patterns, and a source names `require` and `os.path.join` as every other one does.
 */
export function byName<Answer extends {} | null>(answer: (name: string) => Answer): (name: string) => Answer {
  const question = questions++;
  return (name) => {
    if (name.length > CHARS_MAX) return answer(name);
    const answers = answersOf(name);
    const before = answers[question];
    if (before !== undefined) return before as Answer;
    const found = answer(name);
    answers[question] = found;
    return found;
  };
}

/**
 * A longer name out of two, which is one string however often it comes up: to put it together and to hash it anew costs
 * more than most of what is asked of it. `join` is pure; answers are kept as {@link byName} keeps them.
 */
export function byTwoNames(
  join: (first: string, second: string) => string,
): (first: string, second: string) => string {
  const known = new Map<string, Map<string, string>>();
  let size = 0;
  return (first, second) => {
    const before = known.get(first)?.get(second);
    if (before !== undefined) return before;
    const made = join(first, second);
    if (made.length > CHARS_MAX || first.length + second.length > CHARS_MAX) return made;
    if (size >= NAMES_MAX) {
      known.clear();
      size = 0;
    }
    size++;
    const flat = ` ${made}`.slice(1);
    const inner = known.get(first);
    if (inner) inner.set(` ${second}`.slice(1), flat);
    else known.set(` ${first}`.slice(1), new Map([[` ${second}`.slice(1), flat]]));
    return flat;
  };
}

/** One pattern for several: most names are none of what a table holds, and one look says so. */
export function anyOf(patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'));
}
