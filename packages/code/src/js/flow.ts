import type { CallExpression, NewExpression } from 'acorn';
import { findAnswered } from './answers.ts';
import {
  feedsProcess,
  isArchiving,
  isConnecting,
  isFileCopy,
  type SinkKind,
  sinkKindOf,
  startsFile,
} from './api.ts';
import type { NamedCall } from './calls.ts';
import { clonedInto } from './clones.ts';
import type { Evaluator } from './evaluator.ts';
import { exportedLabels } from './exported-labels.ts';
import type { Flow, FlowFacts, LocalCall } from './flow-facts.ts';
import { hiddenCalls } from './hidden-calls.ts';
import { isAccumulated } from './iterated.ts';
import { keyName } from './keys.ts';
import { createLabeler } from './labeler.ts';
import { LABEL, labelsOfPicked } from './labels.ts';
import { createLocalOrigins } from './local-origins.ts';
import { isObjectAssign } from './method.ts';
import { calleeName, isRequire } from './names.ts';
import { memberNamed } from './owners.ts';
import { pageAddresses } from './page-addresses.ts';
import type { Node } from './parse.ts';
import { argumentsFor, countCalls, type Passing, passingCalls } from './passing.ts';
import { createPipedInto } from './piped.ts';
import { addressesAsked, namesLookedUp, staysHere, targetsOf } from './request.ts';
import { runnersGiven } from './runners.ts';
import { asksForShell, createSaidWhere } from './said-where.ts';
import {
  type Binding,
  type Bindings,
  bindingOf,
  type FunctionInfo,
  type Scope,
  type Site,
  type Write,
} from './scope.ts';
import { besidesSigning } from './signing-in.ts';
import { soleOf } from './sole.ts';
import { createSpreading, type Holder } from './spreading.ts';
import { createStandsFor } from './stand-ins.ts';
import { startsOf } from './started-files.ts';
import { stashedAs } from './stashed.ts';
import { isTextWorker, textImports } from './text-code.ts';
import { createUnheeded } from './unheeded.ts';
import { findVisitors } from './visitors.ts';
import { membersGiven, parametersOf } from './written-members.ts';

/** Rounds after which labels that still grow are left as they are. */
const ROUNDS_MAX = 6;
/** Clients that send what functions among their options make. */
const HOOKED = /^@sentry\/[\w-]+\.init$/;
/** A function that is called more often mixes what its callers have. */
const FILLERS_CALLS_MAX = 3;

/** Where a call or an import stands, and whether loading the file runs it. */
function placeOf(node: Node, scope: Scope): Pick<Flow, 'offset' | 'endOffset' | 'live'> {
  return { offset: node.start, endOffset: node.end, live: scope.fn.live };
}

/** Follows data from sources to sinks inside one file; parameters and other files are labels of their own. */
export function findFlows(bindings: Bindings, calls: readonly NamedCall[], ev: Evaluator): FlowFacts {
  const spreading = createSpreading();
  const { grow, read } = spreading;
  const labeler = createLabeler(bindings, ev, spreading);
  const { labelsOf, labelOfContent, union, spelledParts, fieldNamed } = labeler;
  const passing = passingCalls(bindings, ev);
  const isUnheeded = createUnheeded(bindings, ev);
  const answered = new Set(findAnswered(bindings, calls, ev));
  const standsFor = createStandsFor({ bindings, ev, passing, filled: answered });
  const saidWhere = createSaidWhere({ ev, standsFor, labelsOf });
  const originsOf = createLocalOrigins({ bindings, ev, passing, labelsOf, fieldNamed });
  const pipedInto = createPipedInto(bindings, ev, labelsOf);
  const proxies = bindings.calls.filter(
    ({ node }) =>
      node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Proxy',
  );
  const carrying = calls.filter(({ name }) => isFileCopy(name) || isArchiving(name));
  /** What functions put into their parameters. */
  const filled = new Map<Binding, Holder>();
  const callsOf = countCalls(passing);

  function bind(binding: Binding, { kind, value, scope, path }: Write): void {
    if (kind !== 'import') grow(binding, labelsOfPicked(labelsOf(value, scope), path));
    else if (value.type === 'Literal' && String(value.value).startsWith('.')) grow(binding, LABEL.local);
  }

  /** A copy of a credential file leads to what it holds; an archive holds the files that are put into it. */
  function carryFiles(node: CallExpression | NewExpression, scope: Scope, name: string): void {
    const [from, to] = node.arguments as Node[];
    if (!from) return;
    const content = labelOfContent(from, scope) & LABEL.credential;
    if (content === 0) return;
    if (isFileCopy(name) && to) addToRoot(to, LABEL.credentialPath, scope);
    else if (node.callee.type === 'MemberExpression') addToRoot(node.callee.object, content, scope);
  }

  /** Traps of a proxy are given what it stands before, and the name of what is asked of it. */
  function passToTraps({ node, scope }: Site<CallExpression | NewExpression>): void {
    const [target, handler] = node.arguments as Node[];
    if (!target || handler?.type !== 'ObjectExpression') return;
    const labels = labelsOf(target, scope) & ~LABEL.param;
    if (labels === 0) return;
    for (const property of handler.properties) {
      const trap = property.type === 'Property' ? bindings.functions.get(property.value) : undefined;
      for (const params of trap?.params.slice(0, 2) ?? [])
        for (const binding of params) grow(binding, labels);
    }
  }

  function give(fn: FunctionInfo, index: number, labels: number): void {
    if (labels === 0) return;
    for (const binding of fn.params[index] ?? []) grow(binding, labels);
  }

  function giveArgument(fn: FunctionInfo, index: number, argument: Node, scope: Scope): void {
    const names = membersGiven(parametersOf(fn)[index], argument);
    const whole = labelsOf(argument, scope) & ~LABEL.param;
    if (names === null) give(fn, index, whole);
    for (const [name, values] of names ?? []) {
      const labels = union(values, scope) & whole;
      for (const binding of fn.params[index] ?? []) if (binding.name === name) grow(binding, labels);
    }
  }

  function filledIn(parameter: Binding): Holder {
    let holder = filled.get(parameter);
    if (!holder) filled.set(parameter, (holder = { labels: 0 }));
    return holder;
  }

  /** `fill(found, text)`: what a function puts into what it is given is there when it is done. */
  function takeFilled(fn: FunctionInfo, index: number, argument: Node, scope: Scope): void {
    const binding = soleOf(fn.params[index]);
    if (binding) addToRoot(argument, read(filledIn(binding)), scope);
  }

  function passArguments(call: Passing): void {
    const { node, scope, fns, listeners, callbacks, collectors, collects } = call;
    const callee = node.callee as Node;
    const args = node.arguments as Node[];
    for (const fn of fns) {
      const isRare = (callsOf.get(fn) ?? 0) <= FILLERS_CALLS_MAX;
      const parameters = parametersOf(fn);
      for (let index = 0; index < parameters.length; index++)
        for (const argument of argumentsFor(call.args, index, parameters[index])) {
          giveArgument(fn, index, argument, scope);
          if (isRare) takeFilled(fn, index, argument, scope);
        }
    }
    for (const fn of listeners)
      args.slice(1).forEach((argument, index) => {
        giveArgument(fn, index, argument, scope);
      });
    if (collects && isObjectAssign(callee)) assignAll(args, scope);
    else if (collects && callee.type === 'MemberExpression')
      addToRoot(callee.object, union(args, scope), scope);
    if (callbacks.length === 0 && collectors.length === 0) return;
    const receiver = callee.type === 'MemberExpression' ? labelsOf(callee.object, scope) : 0;
    // A function of the file calls what it is given with what it has, and that is followed.
    const known = fns.length > 0 ? LABEL.param | LABEL.visitor : LABEL.param;
    const given = (labelsOf(node, scope) | receiver) & ~known;
    if (given === 0) return;
    for (const collector of collectors) addToRoot(collector, given, scope);
    for (const callback of callbacks) {
      const first = isAccumulated(node, callback)
        ? (read(callback) | union(args.slice(1), scope)) & ~known
        : given;
      for (const [index, params] of callback.params.entries())
        for (const binding of params) grow(binding, index === 0 ? first : given);
    }
  }

  /** `send`${data}``: a tag is given the parts of its template. */
  function passToTag({ node, scope }: Bindings['tags'][number]): void {
    for (const fn of ev.calleesOf(node.tag, scope))
      for (const [index, parameter] of parametersOf(fn).entries())
        for (const part of index === 0 ? [] : argumentsFor(node.quasi.expressions, index - 1, parameter))
          giveArgument(fn, index, part, scope);
  }

  function assignTo(target: Node, labels: number, scope: Scope): void {
    if (labels === 0) return;
    const setter = target.type === 'MemberExpression' ? memberNamed('set', bindings, target, scope) : null;
    if (setter) give(setter, 0, labels & ~LABEL.param);
    addToRoot(target, labels, scope);
  }

  /** `Object.assign(found, process.env)`; what is written out is an assignment to each member, see `impliedAssigns`. */
  function assignAll([target, ...sources]: readonly Node[], scope: Scope): void {
    if (target && target.type !== 'ThisExpression') addToRoot(target, union(sources, scope), scope);
  }

  function addToField(member: string | null, labels: number): void {
    if (member !== null) grow(fieldNamed(member), labels);
  }

  function addToRoot(target: Node, labels: number, scope: Scope): void {
    if (labels === 0) return;
    let at: Node = target;
    while (at.type === 'MemberExpression') {
      addToField(stashedAs(at, scope), labels & ~LABEL.param);
      if (at.object.type === 'ThisExpression') {
        addToField(keyName(at.property, at.computed), labels);
        return;
      }
      if (at.object.type === 'Super') return;
      at = at.object;
    }
    const binding = at.type === 'Identifier' ? bindingOf(at, scope) : null;
    if (!binding) return;
    grow(binding, labels & ~LABEL.param);
    if (binding.isParam && at !== target) grow(filledIn(binding), labels & ~LABEL.param);
  }

  for (const binding of findVisitors(bindings, ev)) grow(binding, LABEL.visitor);
  for (const binding of answered) grow(binding, LABEL.network);
  const { add } = spreading;
  for (const { binding, node, scope } of bindings.defaults) add(() => grow(binding, labelsOf(node, scope)));
  for (const binding of bindings.all) for (const write of binding.writes) add(() => bind(binding, write));
  for (const call of passing) add(() => passArguments(call));
  for (const site of proxies) add(() => passToTraps(site));
  for (const tag of bindings.tags) add(() => passToTag(tag));
  for (const { node, scope, name } of carrying) add(() => carryFiles(node, scope, name));
  for (const { target, value, scope } of bindings.assigns)
    add(() => assignTo(target, labelsOf(value, scope), scope));
  for (const { to, node, scope } of ev.promises.all()) add(() => grow(to, labelsOf(node, scope)));
  for (const fn of bindings.functions.values())
    for (const { value, scope } of fn.returns) add(() => grow(fn, labelsOf(value, scope)));
  spreading.settle(ROUNDS_MAX);

  const flows: Flow[] = hiddenCalls(bindings, ev, labelsOf);
  const localCalls: LocalCall[] = [];
  const pipes = new Set<Node>();
  /** Paths of files that what a server answered is written to. */
  const stored: Site[] = [];
  // A pipe ends where a stream has no name of an API.
  for (const { node, scope } of bindings.calls) {
    addHandedOver(node, scope);
    const piped = pipedInto(node, scope, calleeName(ev, node, scope));
    if (!piped) continue;
    pipes.add(node);
    flows.push({ ...piped.flow, ...placeOf(node, scope) });
    if (piped.file && (piped.flow.labels & LABEL.network) !== 0) stored.push(piped.file);
  }
  for (const { node, scope, name } of calls) {
    if (pipes.has(node)) continue;
    const args = node.arguments as Node[];
    const live = scope.fn.live;
    const base = placeOf(node, scope);
    if (name.startsWith('.')) {
      const labels = union(args, scope);
      if (labels !== 0)
        localCalls.push({
          specifier: name,
          labels,
          offset: node.start,
          live,
          ...cameFrom(labels, args, scope),
        });
    }
    const kind = kindOf(node, scope, name);
    if (kind === null) continue;
    if (kind === 'command') stored.push(...clonedInto(node, scope, spelledParts));
    const carried = labelsInto(kind, name, args, scope);
    if (carried === 0 || (kind === 'network' && staysHere(ev, node, scope))) continue;
    const targets =
      kind === 'network' ? targetsOf(ev, node, scope) : kind === 'dns' ? namesLookedUp(ev, node, scope) : [];
    const unheeded = kind === 'network' && isUnheeded(node, scope, name) ? { unheeded: true as const } : {};
    const from = kind === 'network' || kind === 'dns' ? cameFrom(carried, args, scope) : {};
    const isKey = kind === 'network' && (carried & LABEL.keyMaterial) !== 0;
    const isSigned = isKey && (union(besidesSigning(args), scope) & LABEL.keyMaterial) === 0;
    const signs = isSigned ? { signs: true as const } : {};
    flows.push({
      sink: kind,
      sinkName: name,
      labels: carried,
      targets,
      ...base,
      ...unheeded,
      ...from,
      ...signs,
    });
    const [path] = args;
    if (kind === 'file-write' && path && (carried & LABEL.network) !== 0) stored.push({ node: path, scope });
  }
  if (stored.length > 0) flows.push(...startsOf(stored, calls, bindings.imports, ev));

  for (const { node, scope, source } of textImports(bindings, ev)) {
    const labels = labelsOf(source, scope);
    if (labels === 0) continue;
    flows.push({ sink: 'code', sinkName: 'import', labels, targets: [], ...placeOf(node, scope) });
  }

  function cameFrom(labels: number, nodes: readonly Node[], scope: Scope): Pick<LocalCall, 'from'> {
    const from = (labels & LABEL.local) === 0 ? null : originsOf(nodes, scope);
    return from === null ? {} : { from };
  }

  function kindOf(node: CallExpression | NewExpression, scope: Scope, name: string): SinkKind | null {
    if (isRequire(name) || name === 'process.dlopen') return 'load';
    if (feedsProcess(name)) return 'command';
    return sinkKindOf(name) ?? (isTextWorker(ev, node, scope, name) ? 'code' : null);
  }

  /** `fetch(x).then((r) => r.text()).then(eval)`: what is handed over runs what comes. */
  function addHandedOver(node: CallExpression | NewExpression, scope: Scope): void {
    for (const { sink, name, to } of runnersGiven(node, scope, ev)) {
      const labels = labelsOf(to, scope);
      if (labels !== 0) flows.push({ sink, sinkName: name, labels, targets: [], ...placeOf(node, scope) });
    }
  }

  /** What reaches a sink by the arguments of the call that it is. */
  function labelsInto(kind: SinkKind, name: string, args: readonly Node[], scope: Scope): number {
    switch (kind) {
      case 'dns':
        return labelsOfQuery(args[0], scope);
      case 'network':
        return isConnecting(name)
          ? labelsOfConnection(args, scope)
          : labelsOfRequest(args, scope) | (HOOKED.test(name) ? givenByHooks(args) : 0);
      case 'command':
        return labelsOfStart(name, args, scope);
      default:
        return union(args, scope);
    }
  }

  /** A name that is looked up carries data only when data is glued to somebody's domain. */
  function labelsOfQuery(argument: Node | undefined, scope: Scope): number {
    if (!argument || !spelledParts(argument, scope).some((part) => /\.[a-z]{2,}/i.test(part))) return 0;
    return labelsOf(argument, scope);
  }

  /** What a visitor sends as an argument of a program that is not known says nothing of what runs. */
  function labelsOfStart(name: string, args: readonly Node[], scope: Scope): number {
    const [program] = args;
    const labels =
      union(args, scope) & ~(program && isOwnFile(name, program, args, scope) ? LABEL.network : 0);
    if ((labels & LABEL.visitor) === 0 || !program) return labels;
    const isSent = (labelsOf(program, scope) & LABEL.visitor) !== 0;
    return isSent || spelledParts(program, scope).length > 0 ? labels : labels & ~LABEL.visitor;
  }

  /** A server that names a step in the middle of a path does not say what runs; a shell reads all of it. */
  function isOwnFile(name: string, program: Node, args: readonly Node[], scope: Scope): boolean {
    if (!startsFile(name) || (labelsOf(program, scope) & LABEL.network) === 0) return false;
    const rest = args.slice(1);
    if (asksForShell(rest) || (union(rest, scope) & LABEL.network) !== 0) return false;
    return saidWhere.isFramed(program, scope);
  }

  /** A server says where a connection goes only by what is no connection itself. */
  function labelsOfConnection(args: readonly Node[], scope: Scope): number {
    const labels = labelsOfRequest(args, scope);
    if ((labels & LABEL.network) === 0) return labels;
    const asked = args.filter((argument) => !bindings.functions.has(argument));
    return (labels & ~LABEL.network) | (saidWhere.destination(asked, scope) & LABEL.network);
  }

  /** What functions in an object of options give: `init({ beforeSend(event) { … return event; } })`. */
  function givenByHooks(args: readonly Node[]): number {
    let labels = 0;
    for (const options of args) {
      if (options.type !== 'ObjectExpression') continue;
      for (const property of options.properties) {
        if (property.type === 'Property') labels |= bindings.functions.get(property.value)?.labels ?? 0;
      }
    }
    return labels & ~LABEL.param;
  }

  /** Callbacks take what the server said; they are not part of the request. */
  function labelsOfRequest(args: readonly Node[], scope: Scope): number {
    return union(
      args.filter((argument) => !bindings.functions.has(argument)),
      scope,
    );
  }

  flows.push(...pageAddresses(bindings, ev, labelsOf));
  const exports = exportedLabels(bindings, ev, labelsOf);
  return {
    flows,
    localCalls,
    exported: exports.values().reduce((all, labels) => all | labels, 0),
    exports: [...exports],
    origins: labeler.origins,
    asked: addressesAsked(calls, ev),
  };
}
