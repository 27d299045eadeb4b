/** Names whose answers are kept, and how long they may be: longer ones are hostile or come up once. */
const NAMES_MAX = 8_192;
const CHARS_MAX = 96;

/**
 * A pure question about a name, with its answers kept for the life of the process: tables of names are patterns, and a
 * source names `require` and `os.path.join` as every other one does.
 */
export function byName<Answer>(answer: (name: string) => Answer): (name: string) => Answer {
  const known = new Map<string, Answer>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined || known.has(name)) return before as Answer;
    const found = answer(name);
    if (name.length > CHARS_MAX) return found;
    if (known.size >= NAMES_MAX) known.clear();
    // A copy: a name cut out of a source would keep all of it alive.
    known.set(` ${name}`.slice(1), found);
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
