import { assign, augment } from './assignments.ts';
import { capture } from './captures.ts';
import { defineClass, defineFunction } from './definitions.ts';
import { elementOf, ITERATIONS_MAX } from './displays.ts';
import { attempt } from './exceptions.ts';
import { alternatively } from './forks.ts';
import { bindStarred, importedFrom, localLabels, moduleNamed } from './linked.ts';
import { forgetChanged, forgetCounts, heldIn, roundsOf } from './long-loops.ts';
import { type Completion, isFrugal, type Machine, spend, withLive } from './machine.ts';
import { bind, identifier, outside } from './names.ts';

import { asked, iterated, removeFrom } from './protocols.ts';
import { iterate } from './sequences.ts';
import { enterContext } from './special-methods.ts';
import { child, createScope, moduleOf, type Node, nodes, type Scope, textField } from './tree.ts';
import { insideLoop, isMainGuard, readOther, readUntaken } from './untaken.ts';
import { truthOf } from './value.ts';
import { asksForVersion } from './version.ts';

/** Rounds of a `while` whose condition stays known. */
const ROUNDS_MAX = 20_000;
/** Rounds after which what the names hold is looked at, as the last may not come. */
const LONG_ROUNDS = 100;
/** The same where loading does not run the loop: a worklist that fills itself would never end. */
const CALLED_ROUNDS_MAX = 200;
/** The same around an inner loop of which nothing known tells when it ends. */
const ENDLESS_ROUNDS_MAX = 20;
/** Steps that one loop at most may take of code that loading does not run. */
const CALLED_LOOP_STEPS_MAX = 100_000;
/**
 * The same of code that loading runs, once a round went both ways of a branch: nobody knows how often it goes round, so
 * that a worklist ends here and spends no budget, while texts of some 10,000 characters are still built whole.
 */
const UNDECIDED_LOOP_STEPS_MAX = 300_000;

/** Names of a scope whose loops over what is not known are looked through for counts: a module can have many of both. */
const COUNTED_NAMES_MAX = 500;

/** Runs statements in order; both ways of what is not known. */
export function run(machine: Machine, body: readonly Node[], scope: Scope): Completion {
  for (let at = 0; at < body.length; at++) {
    if (!spend(machine)) return 'normal';
    const completion = runStatement(machine, body[at] as Node, scope);
    if (machine.raised) return 'return';
    if (completion !== 'normal') return completion;
  }
  return 'normal';
}

function runStatement(machine: Machine, node: Node, scope: Scope): Completion {
  switch (node.nodeType) {
    case 'Expr':
      noteKept(machine, child(node, 'value'), '');
      machine.evaluate(child(node, 'value'), scope);
      return 'normal';
    case 'Assign': {
      const targets = nodes(node, 'targets');
      const only = targets[0];
      if (only?.nodeType === 'Name' && targets.length === 1)
        noteKept(machine, child(node, 'value'), textField(only, 'id'));
      const value = machine.evaluate(child(node, 'value'), scope);
      if (machine.raised) return 'return';
      for (let at = 0; at < targets.length; at++) assign(machine, targets[at] as Node, value, scope);
      return 'normal';
    }
    case 'AnnAssign': {
      const target = child(node, 'target');
      const value = child(node, 'value');
      const hint = child(node, 'annotation');
      if (hint?.nodeType === 'Call' && scope.kind !== 'function') machine.evaluate(hint, scope);
      if (target && value) assign(machine, target, machine.evaluate(value, scope), scope);
      return 'normal';
    }
    case 'AugAssign':
      return augment(machine, node, scope);
    case 'Import':
    case 'ImportFrom':
      runImport(machine, node, scope);
      return 'normal';
    case 'FunctionDef':
    case 'AsyncFunctionDef':
      defineFunction(machine, node, scope);
      return 'normal';
    case 'ClassDef':
      defineClass(machine, node, scope);
      return 'normal';
    case 'If':
      return branch(machine, node, scope);
    case 'For':
    case 'AsyncFor':
      return loop(machine, node, scope);
    case 'While':
      return whileLoop(machine, node, scope);
    case 'Try':
    case 'TryStar':
      return attempt(machine, node, scope);
    case 'With':
    case 'AsyncWith':
      for (const entry of nodes(node, 'items')) {
        const value = enterContext(machine, machine.evaluate(child(entry, 'context_expr'), scope));
        const target = child(entry, 'optional_vars');
        if (target) assign(machine, target, value, scope);
      }
      return run(machine, nodes(node, 'body'), scope);
    case 'Return': {
      const value = machine.evaluate(child(node, 'value'), scope);
      const frame = machine.frames.at(-1);
      if (frame && child(node, 'value') && frame.returns.length < 100) frame.returns.push(value);
      return 'return';
    }
    case 'Raise':
      machine.evaluate(child(node, 'exc'), scope);
      return 'return';
    case 'Break':
      return 'break';
    case 'Continue':
      return 'continue';
    case 'Delete':
      for (const target of nodes(node, 'targets')) removeFrom(machine, target, scope);
      return 'normal';
    case 'Assert':
      machine.evaluate(child(node, 'test'), scope);
      return 'normal';
    case 'Global':
    case 'Nonlocal': {
      const home = node.nodeType === 'Global' ? moduleOf(scope) : (scope.parent ?? scope);
      for (const name of Array.isArray(node.names) ? node.names : [])
        if (typeof name === 'string' && home !== scope)
          (scope.elsewhere ??= new Map()).set(identifier(name), home);
      return 'normal';
    }
    case 'Match': {
      const subject = machine.evaluate(child(node, 'subject'), scope);
      for (const arm of nodes(node, 'cases')) {
        capture(machine, child(arm, 'pattern'), subject, scope);
        machine.evaluate(child(arm, 'guard'), scope);
        run(machine, nodes(arm, 'body'), scope);
      }
      return 'normal';
    }
    default:
      return 'normal';
  }
}

/** What may be done with an answer without a look at it. */
const LOOKS_AWAY = /^(?:read|close|json|text|content|decode|result|raise_for_status|strip)$/;

/** Notes that the answer of a call goes into a name, or nowhere. */
function noteKept(machine: Machine, value: Node | null, name: string): void {
  let at = value;
  for (let depth = 0; at && depth < 8; depth++) {
    if (at.nodeType === 'Call') {
      // A statement that runs again says what it said.
      if (machine.kept.has(at)) return;
      machine.kept.set(at, name);
    }
    const next: Node | null = child(at, at.nodeType === 'Call' ? 'func' : 'value');
    const goesOn =
      at.nodeType === 'Call' || at.nodeType === 'Await' || LOOKS_AWAY.test(textField(at, 'attr'));
    at = goesOn ? next : null;
  }
}

function runImport(machine: Machine, node: Node, scope: Scope): void {
  const position = machine.positionOf(node);
  const level = typeof node.level === 'number' ? node.level : 0;
  const module = `${'.'.repeat(Math.min(level, 20))}${textField(node, 'module')}`;
  for (const alias of nodes(node, 'names')) {
    const name = textField(alias, 'name');
    const as = textField(alias, 'asname');
    if (node.nodeType === 'Import') {
      if (machine.muted === 0) machine.recorder.addImport(name, position, 'import');
      const top = name.split('.')[0] ?? name;
      const meant = as === '' ? top : name;
      bind(
        machine,
        as === '' ? top : as,
        moduleNamed(machine, meant, scope) ?? outside(meant, machine),
        scope,
      );
    } else if (name === '*') {
      if (machine.muted === 0) machine.recorder.addImport(module, position, 'import');
      if (machine.starred.length < 50) machine.starred.push(module);
      bindStarred(machine, module, scope);
    } else {
      if (machine.muted === 0) {
        machine.recorder.addImport(module, position, 'import');
        // `from . import x` and `from .x import y`: either may be a file of the package.
        machine.recorder.addImport(
          module.endsWith('.') ? `${module}${name}` : `${module}.${name}`,
          position,
          'lookup',
        );
      }
      const full =
        module === '__future__' ? 'future' : module.endsWith('.') ? `${module}${name}` : `${module}.${name}`;
      const linked = importedFrom(machine, module, name, scope);
      if (linked) {
        bind(machine, as === '' ? name : as, linked, scope);
        continue;
      }
      const value = outside(full, machine);
      // What another module of the package holds: its own facts say what that is.
      const isOwn = level > 0 && value.kind === 'ref';
      bind(
        machine,
        as === '' ? name : as,
        isOwn ? { ...value, labels: value.labels | localLabels(machine, full, scope) } : value,
        scope,
      );
    }
  }
}

function branch(machine: Machine, node: Node, scope: Scope): Completion {
  const test = child(node, 'test');
  const truth = truthOf(asked(machine, machine.evaluate(test, scope)));
  const body = nodes(node, 'body');
  const orelse = nodes(node, 'orelse');
  const isOther = moduleOf(scope) !== machine.module;
  if (isMainGuard(test) && isOther) return run(machine, orelse, scope);
  if (isMainGuard(test) && !machine.script) {
    const { frugalFrom } = machine;
    machine.frugalFrom = Math.min(frugalFrom, machine.steps + GUARDED_STEPS_MAX);
    withLive(machine, false, () => run(machine, body, scope));
    machine.frugalFrom = frugalFrom;
    return run(machine, orelse, scope);
  }
  if (truth !== null) {
    const dead = truth ? orelse : body;
    // What another Python does runs there all the same: only the values that it leaves are none of this one's.
    const read = (): void => void run(machine, dead, createScope('function', scope));
    if (test && asksForVersion(test)) readOther(machine, read);
    else if (dead.length > 0) readUntaken(machine, node, test, read);
    return run(machine, truth ? body : orelse, scope);
  }
  machine.undecided++;
  const isOnly = orelse.length === 0;
  const a = isOnly
    ? alternatively(machine, false, () => run(machine, body, scope))
    : run(machine, body, scope);
  const b = isOnly ? 'normal' : alternatively(machine, false, () => run(machine, orelse, scope));
  if (a === b) return a;
  if (a === 'break' || a === 'return' || b === 'break' || b === 'return') machine.doubts++;
  return 'normal';
}

/** Steps of what a module does only when it is run as a program, before it is gone through but once. */
const GUARDED_STEPS_MAX = 400_000;
function loop(machine: Machine, node: Node, scope: Scope): Completion {
  const target = child(node, 'target');
  const source = iterated(machine, machine.evaluate(child(node, 'iter'), scope));
  const body = nodes(node, 'body');
  const items = iterate(source) ?? (machine.live ? roundsOf(source, body) : null);
  if (items === null) {
    machine.undecided++;
    const isLong = source.kind === 'unknown' && source.progression !== undefined;
    const frame = machine.frames.at(-1);
    let held = isLong || scope.names.size <= COUNTED_NAMES_MAX ? heldIn(scope) : null;
    if (frame) frame.looping++;
    // Twice, so that what the first round collects reaches what the second sends.
    for (let round = 0; round < 2; round++) {
      if (round === 1 && isLong) held = heldIn(scope);
      else if (round === 1 && held) forgetCounts(scope, held);
      if (target) assign(machine, target, elementOf(machine, source), scope);
      if (run(machine, body, scope) === 'return' && round === 1) break;
    }
    if (frame) frame.looping--;
    if (isLong && held) forgetChanged(machine, scope, held);
    run(machine, nodes(node, 'orelse'), scope);
    return 'normal';
  }
  return insideLoop(machine, () => {
    const stepsMax = machine.live ? Number.POSITIVE_INFINITY : machine.steps + CALLED_LOOP_STEPS_MAX;
    const isCut = items.length > ITERATIONS_MAX || source.kind === 'unknown';
    const held = isCut ? heldIn(scope) : null;
    for (const entry of items.slice(0, ITERATIONS_MAX)) {
      if (machine.exhausted || machine.steps > stepsMax || (isFrugal(machine) && entry !== items[0])) break;
      if (target) assign(machine, target, entry, scope);
      const completion = run(machine, body, scope);
      if (completion === 'break') return 'normal';
      if (completion === 'return') return 'return';
    }
    if (held) forgetChanged(machine, scope, held);
    return run(machine, nodes(node, 'orelse'), scope);
  });
}

function whileLoop(machine: Machine, node: Node, scope: Scope): Completion {
  const test = child(node, 'test');
  const body = nodes(node, 'body');
  return insideLoop(machine, () => {
    const { undecided, endless, steps } = machine;
    function isOver(round: number): boolean {
      if (machine.endless > endless && round >= ENDLESS_ROUNDS_MAX) return true;
      const spent = machine.steps - steps;
      if (!machine.live) return round >= CALLED_ROUNDS_MAX || spent >= CALLED_LOOP_STEPS_MAX;
      return round >= ROUNDS_MAX || (machine.undecided > undecided && spent >= UNDECIDED_LOOP_STEPS_MAX);
    }
    let held: ReturnType<typeof heldIn> | null = null;
    for (let round = 0; !isOver(round) && !machine.exhausted; round++) {
      if (round === LONG_ROUNDS) held = heldIn(scope);
      if (round > 1 && isFrugal(machine)) return 'normal';
      const truth = truthOf(asked(machine, machine.evaluate(test, scope)));
      if (truth === false) return round === 0 ? run(machine, nodes(node, 'orelse'), scope) : 'normal';
      const before = machine.changes;
      const { doubts } = machine;
      const completion = run(machine, body, scope);
      if (completion === 'break') return 'normal';
      if (completion === 'return') return truth === null ? 'normal' : 'return';
      // A condition that is not known, or a round that changed nothing known, says all that it can.
      const isIdle = truth === null || machine.doubts !== doubts || machine.changes === before;
      if (isIdle && round > 0) {
        if (truth === true) machine.endless++;
        return 'normal';
      }
    }
    if (held) forgetChanged(machine, scope, held);
    return 'normal';
  });
}
