import { labelsOf, list, ref, str, type Value } from './value.ts';

/** Classes among those that `object.__subclasses__()` lists which lead to something that acts, by their full names. */
const CLASSES = [
  // What stands at a place that is not known is taken for the first.
  'os._wrap_close',
  'subprocess.Popen',
  'warnings.catch_warnings',
  'codecs.IncrementalDecoder',
  '_frozen_importlib.BuiltinImporter',
];

/** The names of calls that list the classes of the interpreter: those of `object`, however it is reached. */
export const LISTS_CLASSES =
  /^(?:object|(?:str|bytes|list|tuple|dict|int|set|type)\.__(?:base__|(?:mro|bases)__\[\]))\.__subclasses__$/;

/** Those classes. */
export function listedClasses(callee: Value): Value {
  return list(
    CLASSES.map((name) => ref(name)),
    'list',
    true,
    labelsOf(callee),
  );
}

/** What a class that was listed says of itself, and the module in which its methods look for names; null for others. */
export function classAttributeOf(name: string, attribute: string): Value | null {
  const found = CLASSES.find((known) => name === known || name.startsWith(`${known}.`));
  if (found === undefined) return null;
  const [module = '', own = ''] = found.split('.');
  if (attribute === '__globals__') return ref(module);
  if (name !== found) return null;
  if (attribute === '__name__' || attribute === '__qualname__') return str(own);
  return attribute === '__module__' ? str(module) : null;
}
