import type { Machine } from './members.ts';
import { asObject, entriesOf } from './objects.ts';
import { isArray, isOpaque, list, type Value } from './values.ts';

/** A call, by its canonical name. */
interface Call {
  readonly name: string;
  readonly args: readonly Value[];
}

const STARTS = /^child_process\.(?:exec|spawn|fork)(?:File)?(?:Sync)?$/;
/** Options of node that load code; the others say nothing here. */
const LOADS = /(?:^|\s)(?:-r|--require|--import|--(?:experimental-)?loader)[\s=]/;
/** How shells name a variable: `$C`, `${C}`, `%C%`, `$env:C`. */
const VARIABLE = /\$(?:env:)?(\w{1,100})|\$\{(?:env:)?(\w{1,100})\}|%(\w{1,100})%/gi;
const LINE_CHARS_MAX = 100_000;

/** Variables of a process that is started; what it inherits is known as far as the program has set it. */
function environment(machine: Machine, options: Value): ReadonlyMap<string, Value> {
  const given = asObject(options)?.props.get('env');
  const own = asObject(given);
  if (!own) return machine.env;
  const inherits = isOpaque(own.base);
  return new Map([...(inherits ? machine.env : []), ...entriesOf(machine, own)]);
}

function expanded(value: Value, variables: ReadonlyMap<string, Value>): Value {
  if (isArray(value)) {
    const items = value.items.map((item) => expanded(item, variables));
    return items.some((item, at) => item !== value.items[at]) ? list(items) : value;
  }
  if (typeof value !== 'string' || value.length > LINE_CHARS_MAX || !/[$%]/.test(value)) return value;
  return value.replace(VARIABLE, (whole: string, ...names: (string | undefined)[]) => {
    const found = variables.get(names.slice(0, 3).find((name) => name !== undefined) ?? '');
    return typeof found === 'string' ? found : whole;
  });
}

/**
 * What a call that starts a process starts, as its own words say it, with variables that the program has set put into
 * them: the call itself, and another one where node is told what to load or run beside its words.
 */
export function startedBy(machine: Machine, name: string, args: readonly Value[]): readonly Call[] {
  const call = { name, args };
  if (!name.startsWith('child_process.') || !STARTS.test(name)) return [call];
  const options = args.findLast((item) => asObject(item));
  if (options === undefined && machine.env.size === 0) return [call];
  const variables = environment(machine, options);
  const words = variables.size === 0 ? args : args.map((item) => expanded(item, variables));
  const node = (items: Value[]): Call => ({ name: 'child_process.spawn', args: ['node', list(items)] });
  const loads = variables.get('NODE_OPTIONS');
  const own = asObject(options)?.props.get('execArgv');
  return [
    { name, args: words },
    ...(typeof loads === 'string' && LOADS.test(loads) ? [node(wordsIn(loads))] : []),
    ...(isArray(own) && own.items.length > 0 ? [node([...own.items, words[0]])] : []),
  ];
}

/** Words of `NODE_OPTIONS`: quotes hold blanks. */
function wordsIn(options: string): string[] {
  return [...options.slice(0, LINE_CHARS_MAX).matchAll(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/g)].map(([word]) =>
    word.startsWith('"') ? word.slice(1, -1) : word,
  );
}
