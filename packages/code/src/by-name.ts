/** Names whose answers are kept, and how long they may be: longer ones are hostile or come up once. */
const NAMES_MAX = 4_096;
const CHARS_MAX = 64;

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
