const KEPT_MAX = 20_000;
/** Longer names are hostile or come up once. */
const KEPT_CHARS_MAX = 100;

/** Remembers what a pure function tells of names, which come up again and again in one source and in the next. */
export function byName<T>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return function told(name) {
    const found = known.get(name);
    if (found !== undefined || known.has(name)) return found as T;
    const made = find(name);
    if (name.length > KEPT_CHARS_MAX) return made;
    if (known.size >= KEPT_MAX) known.clear();
    known.set(name, made);
    return made;
  };
}
