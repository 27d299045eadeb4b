import { type Caller, type Model } from './builtins.ts';
import { holding } from './kept.ts';
import { simplePattern } from './patterns.ts';
import { addLayer, bytes, isOfCaller, list, none, rawOf, str, type Value } from './value.ts';

/** Matches of one pattern in one text. */
const ITEMS_MAX = 200_000;

/** Runs a simple pattern. */
function matching(
  run: (pattern: RegExp, args: readonly Value[], value: Value, text: string, caller: Caller) => Value | null,
): Model {
  return ({ positional, named }, caller) => {
    const [pattern, ...args] = positional;
    const value = args.at(-1);
    const source = rawOf(pattern);
    const text = rawOf(value);
    if (!value || source === null || text === null || named.size > 0) return null;
    const found = simplePattern(source, text.length);
    return found && run(found, args, value, text, caller);
  };
}

/** A text of the same kind as another value, which it was made of. */
export const sameKind = (value: Value, text: string, layers = value.layers): Value =>
  value.kind === 'bytes' ? bytes(text, value.labels, layers) : str(text, value.labels, layers);

/** What a pattern found, for a function that is given it. */
function matchOf(found: readonly (string | undefined)[], value: Value): Value {
  const groups = found.map((group) => (group === undefined ? none() : sameKind(value, group)));
  return holding('re.Match', groups);
}

/** Matches that a function is called with. */
const CALLED_MATCHES_MAX = 20_000;

/** Each match replaced by what a function makes of it. */
function replacedBy(
  pattern: RegExp,
  callee: Value,
  value: Value,
  text: string,
  caller: Caller,
): Value | null {
  const parts: string[] = [];
  let at = 0;
  let layers = value.layers;
  const matches = [...text.matchAll(pattern)];
  if (matches.length > CALLED_MATCHES_MAX) return null;
  for (const found of matches) {
    const by = caller.call(callee, [matchOf(found, value)]);
    const made = rawOf(by);
    if (made === null) return null;
    ({ layers } = by);
    parts.push(text.slice(at, found.index), made);
    at = found.index + found[0].length;
  }
  return sameKind(value, parts.join('') + text.slice(at), layers);
}

const substitute = matching((pattern, args, value, text, caller) => {
  const [callee] = args;
  if (args.length === 2 && callee && (callee.kind === 'function' || callee.kind === 'ref'))
    return replacedBy(pattern, callee, value, text, caller);
  const by = rawOf(callee);
  if (args.length !== 2 || by === null || by.includes('\\')) return null;
  const made = text.replace(pattern, () => by);
  return sameKind(value, made, by === '' && made !== text ? addLayer(value.layers, 'filler') : value.layers);
});

const findAll = matching((pattern, args, value, text) =>
  args.length === 1
    ? list(
        [...text.matchAll(pattern)].slice(0, ITEMS_MAX).map(([found, ...groups]) => {
          const all = groups.map((group) => sameKind(value, group));
          return all.length > 1 ? list(all, 'tuple') : (all[0] ?? sameKind(value, found));
        }),
      )
    : null,
);

const splitBy = matching((pattern, args, value, text) =>
  args.length === 1
    ? list(
        text
          .split(pattern)
          .slice(0, ITEMS_MAX)
          .map((part) => sameKind(value, part)),
      )
    : null,
);

/** What a search for one place gives: a match, or nothing where the whole text is known and has none. */
function searching(begins: boolean, isWhole = false): Model {
  return matching((pattern, args, value, text) => {
    // A default may be another text, and so may what it is looked for.
    if (args.length !== 1 || isOfCaller(value)) return null;
    const asked = isWhole ? new RegExp(`^(?:${pattern.source})$`, 's') : pattern;
    const found = asked.exec(text);
    return found && !(begins && found.index > 0) ? matchOf([...found], value) : none();
  });
}

/** Functions of `re`, and methods of a compiled pattern under the same names. */
export const PATTERN_MODELS: Readonly<Record<string, Model>> = {
  're.sub': substitute,
  're.findall': findAll,
  're.split': splitBy,
  're.search': searching(false),
  're.match': searching(true),
  're.fullmatch': searching(true, true),
};
