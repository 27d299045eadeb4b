import { dictOf, first, type Model, sequence } from './builtins.ts';
import { holding } from './kept.ts';
import { fieldNames, namespaceOf, recordClass } from './records.ts';
import { dict, keyOf, labelsOf, list, ref, str, type Value } from './value.ts';

/** Entries of several mappings, the first that has a key wins. */
const chained: Model = ({ positional }) => {
  const made = dict();
  for (const value of positional) {
    if (value.kind === 'dict') {
      for (const [key, entry] of value.entries)
        if (!made.entries.has(key)) made.entries.set(key, { ...entry });
      made.labels |= value.labels;
      made.whole &&= value.whole;
    } else {
      made.whole = false;
      made.labels |= labelsOf(value);
    }
  }
  return made;
};

/** `fromkeys`: one value under many keys. */
const withKeys: Model = ({ positional }) => {
  const [keys, value] = positional;
  const made = dict();
  const items = keys?.kind === 'list' && keys.whole ? keys.items : null;
  if (!items) return null;
  for (const key of items) {
    const text = keyOf(key);
    if (text !== null) made.entries.set(text, { key, value: value ?? str('') });
  }
  return made;
};

/** An end of a pipe; both are one thing, which has what is put into it. */
export const PIPE_END = 'multiprocessing.Pipe()[]';

const given: Model = (args) => first(args) ?? null;
/** `read = staticmethod(pickle.loads)`: an outside function gets no object in any case. */
const outside: Model = (args) => (first(args)?.kind === 'ref' ? (first(args) ?? null) : null);

const withFactory: Model = (args) => {
  const made = dictOf({ ...args, positional: args.positional.slice(1) });
  const factory = first(args);
  return made?.kind === 'dict' && factory ? { ...made, factory } : made;
};

/** The default of a dataclass' field. */
const fieldDefault: Model = ({ named }, caller): Value | null => {
  const factory = named.get('default_factory');
  return named.get('default') ?? (factory ? caller.call(factory, []) : null);
};

/** Classes of the standard library that hold values, by canonical name. */
export const CONTAINER_MODELS: Readonly<Record<string, Model>> = {
  'collections.deque': sequence('list'),
  'collections.UserList': sequence('list'),
  'collections.OrderedDict': dictOf,
  'collections.UserDict': dictOf,
  'collections.defaultdict': withFactory,
  'collections.ChainMap': chained,
  'types.MappingProxyType': dictOf,
  'dict.fromkeys': withKeys,
  'collections.namedtuple': recordClass,
  'dataclasses.make_dataclass': recordClass,
  'dataclasses.field': fieldDefault,
  'types.SimpleNamespace': namespaceOf,
  'argparse.Namespace': namespaceOf,
  'contextlib.ExitStack().enter_context': given,
  'contextlib.AsyncExitStack().enter_context': given,
  'contextlib.AsyncExitStack().enter_async_context': given,
  'contextlib.closing': given,
  'contextlib.nullcontext': given,
  staticmethod: outside,
  'multiprocessing.Pipe': () => {
    const end = ref(PIPE_END);
    return list([end, end], 'tuple');
  },
  'contextvars.ContextVar': ({ named }) => {
    const value = named.get('default');
    // Flags and gaps are what somebody else has set by then.
    const isTelling = value && /^(?:str|bytes|list|dict|function|class|object)$/.test(value.kind);
    return holding('contextvars.ContextVar', isTelling ? [value] : []);
  },
  'dataclasses.astuple': ({ positional: [record] }, caller) =>
    record?.kind === 'object'
      ? list(
          fieldNames(record.type).map((name) => caller.attribute(record, name)),
          'tuple',
        )
      : null,
  'typing.cast': ({ positional }) => positional[1] ?? null,
  'copy.copy': given,
  'copy.deepcopy': given,
  'asyncio.wait_for': given,
  'asyncio.shield': given,
  'weakref.proxy': given,
};
