import { byName } from '../by-name.ts';
import { mapped } from './builtins.ts';
import { callerOf } from './caller.ts';
import { callFunction } from './functions.ts';
import type { Machine } from './machine.ts';
import { type Arguments, byPosition } from './methods.ts';
import { iterate } from './sequences.ts';
import { noteSink } from './sinks.ts';
import type { Node, Scope } from './tree.ts';
import { labelsOf, textOf, type Value } from './value.ts';

/** Outside functions that run what they are given, by where it stands among the arguments. */
const RUNS_ARGUMENT =
  /^(?:threading\.(?:Thread|Timer)|_thread\.start_new_thread|multiprocessing\.(?:(?:get_context\(\)\.)?Process|(?:get_context\(\)\.)?(?:pool\.|dummy\.)?(?:Thread)?Pool\(\)\.\w+)|atexit\.register|asyncio\.(?:run|create_task|ensure_future|get_event_loop\(\)\.\w+|get_running_loop\(\)\.\w+|new_event_loop\(\)\.\w+|gather|to_thread)|contextlib\.(?:Async)?ExitStack\(\)\.(?:callback|push|push_async_callback)|weakref\.finalize|sched\.scheduler\(\)\.enter(?:abs)?|concurrent\.futures\.\w+\(\)\.(?:submit|map)|tqdm\.contrib\.concurrent\.\w+_map|signal\.signal|gc\.callbacks\.append|codecs\.register_error|sys\.(?:settrace|setprofile|addaudithook)|schedule\.every\(\)(?:\.\w+)*\.do|gevent\.spawn|trio\.(?:run|to_thread\.run_sync)|anyio\.(?:run|to_thread\.run_sync)|time\.\w+)$/;
/** Those that call it with each item of what is given besides. */
const FOR_EACH = /(?:[._](?:star)?map(?:_async)?|\.imap(?:_unordered)?)$/;

/** What `functools.partial` makes. */
const PARTIAL = 'functools.partial()';

/** True for an outside function that runs a function which it is given. */
export const runsArgument = byName((name) => RUNS_ARGUMENT.test(name));

/** Runs what such a function is given; gives what that gave, as labels. */
export function runGiven(machine: Machine, name: string, args: Arguments, at: Node, scope: Scope): number {
  const [callee] = args.positional;
  if (!callee || !FOR_EACH.test(name)) return runArguments(machine, args);
  const caller = {
    ...callerOf(machine, at, scope),
    call: (inner: Value, positional: readonly Value[]): Value => {
      const [only] = positional;
      const spread = name.includes('starmap') && only ? iterate(only) : null;
      return machine.callValue(inner, byPosition(spread ?? positional), at, scope);
    },
  };
  const result = mapped(args, caller);
  return result ? labelsOf(result) : 0;
}

/** Runs functions that are handed to something which calls them; gives what their answers carry. */
export function runArguments(machine: Machine, args: Arguments): number {
  const all = [...args.positional, ...args.named.values()];
  const targets = all.filter(
    (value) =>
      value.kind === 'function' ||
      (value.kind === 'ref' && (value.bound === undefined || value.name === PARTIAL)),
  );
  const given = args.named.get('args') ?? all.find((value) => value.kind === 'list');
  // `submit(function, a, b)`: what stands behind it is for it.
  const behind = args.positional.slice(targets[0] ? args.positional.indexOf(targets[0]) + 1 : 1);
  const positional = (given ? iterate(given) : behind) ?? [];
  const named = namedFor(args);
  let labels = 0;
  for (const target of targets.slice(0, 4)) {
    if (target.kind === 'ref' && target.name === PARTIAL)
      labels |= runPartial(machine, target, positional, named);
    if (target.kind !== 'function') continue;
    const whole = positional.length > 0 || named.size > 0;
    labels |= labelsOf(callFunction(machine, target, { positional, named, whole }));
  }
  const runner = args.named.get('target') ?? targets[0];
  if (runner?.kind === 'ref' && runner.bound === undefined && positional.length + named.size > 0) {
    machine.recorder.useName(runner.name);
    noteSink(
      machine,
      runner,
      { positional, named, whole: true },
      machine.calling ?? machine.stack.at(-1) ?? { nodeType: 'Pass' },
    );
  }
  return labels;
}

/** Partials that run each other, at most. */
const PARTIALS_MAX = 8;

/** Runs a partial that is handed to something which calls it; gives what its answer carries. */
function runPartial(
  machine: Machine,
  target: Value,
  positional: readonly Value[],
  named: ReadonlyMap<string, Value>,
): number {
  // One that holds itself would run for ever: `self.progress = partial(self.progress, …)`.
  if (machine.partials.has(target) || machine.partials.size >= PARTIALS_MAX) return 0;
  const at = machine.calling ?? { nodeType: 'Pass' };
  // `connect(callback=partial(…))`: it is what runs, and nothing that it is given.
  const others = new Map([...named].filter(([, value]) => value !== target));
  machine.partials.add(target);
  try {
    return labelsOf(
      machine.callValue(target, { positional, named: others, whole: true }, at, machine.module),
    );
  } finally {
    machine.partials.delete(target);
  }
}

/** Names by which something that runs a function is told how. */
const HOW = new Set('target args kwargs daemon name group interval initializer loop'.split(' '));

/** What a function is given by name by that which runs it. */
function namedFor({ named }: Arguments): ReadonlyMap<string, Value> {
  const given = named.get('kwargs');
  if (given?.kind === 'dict')
    return new Map([...given.entries.values()].map(({ key, value }) => [textOf(key) ?? '', value]));
  return named.size === 0 ? named : new Map([...named].filter(([name]) => !HOW.has(name)));
}
