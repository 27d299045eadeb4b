import { constant, type Expr, type Handler, isIdle, not, type Statement } from './ir.ts';

/** `while` with its test, where the loop begins with leaving it. */
export function loopOf(body: readonly Statement[], line: number): Statement {
  const inside = bodyOf(body);
  const [first, ...rest] = inside;
  if (first?.kind === 'if' && first.orelse.length === 0 && isBreak(first.body))
    return { kind: 'while', test: not(first.test), body: oneLoop(not(first.test), rest), line };
  if (first?.kind === 'if' && rest.length === 1 && isBreak(rest) && first.orelse.length === 0)
    return { kind: 'while', test: first.test, body: oneLoop(first.test, bodyOf(first.body)), line };
  return { kind: 'while', test: constant({ type: 'true' }), body: inside, line };
}

/**
 * The body of a loop that holds nothing but another one which ends with the same test: since 3.10 a `continue` goes to
 * the test before the loop and the end of a round to a second one.
 */
function oneLoop(test: Expr, body: readonly Statement[]): readonly Statement[] {
  const [inner, ...rest] = body;
  if (inner?.kind !== 'while' || inner.test.kind !== 'const' || !(rest.length === 0 || isBreak(rest)))
    return body;
  return withoutTest(test, inner.body) ?? body;
}

/** The statements without the test that they end with; null when they end with none. */
function withoutTest(test: Expr, body: readonly Statement[]): readonly Statement[] | null {
  const [before, last] = [body.at(-2), body.at(-1)];
  if (
    last?.kind === 'break' &&
    before?.kind === 'if' &&
    isContinue(before.body) &&
    before.orelse.length === 0
  )
    return isSame(before.test, test, 0) ? body.slice(0, -2) : null;
  if (last?.kind !== 'if') return null;
  if (isBreak(last.body) && last.orelse.length === 0)
    return isSame(not(last.test), test, 0) ? body.slice(0, -1) : null;
  const yes = withoutTest(test, last.body);
  const no = withoutTest(test, last.orelse);
  if (!yes && !no) return null;
  return [...body.slice(0, -1), { ...last, body: yes ?? last.body, orelse: no ?? last.orelse }];
}

/** What a loop does in each round, without going on at its end. */
export function bodyOf(body: readonly Statement[]): readonly Statement[] {
  const inside = body.at(-1)?.kind === 'continue' ? body.slice(0, -1) : body;
  const [test, end] = inside.slice(-2);
  if (test?.kind !== 'if' || end?.kind !== 'break' || test.orelse.length > 0 || !isContinue(test.body))
    return inside;
  return [...inside.slice(0, -2), { ...test, test: not(test.test), body: [end] }];
}

/** An `if`; one around a loop that ends with the same test is that loop with its test (3.10 writes the test twice). */
export function ifOf(
  test: Expr,
  body: readonly Statement[],
  orelse: readonly Statement[],
  line: number,
): Statement {
  const [only, ...others] = body;
  if (only?.kind === 'while' && others.length === 0 && orelse.length === 0) {
    const last = only.body.at(-1);
    if (
      last?.kind === 'if' &&
      last.orelse.length === 0 &&
      isBreak(last.body) &&
      isSame(not(last.test), test, 0)
    )
      return { kind: 'while', test, body: only.body.slice(0, -1), line };
  }
  return { kind: 'if', test, body, orelse, line };
}

/** True for expressions that read the same; large ones are not looked into. */
function isSame(a: unknown, b: unknown, depth: number): boolean {
  if (a === b) return true;
  if (depth > 12 || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [x, y] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    x.length === y.size && x.length < 50 && x.every(([key, value]) => isSame(value, y.get(key), depth + 1))
  );
}

/** True for what the interpreter does to leave no trace: names taken away, exceptions raised again. */
export function isTidying(statement: Statement): boolean {
  switch (statement.kind) {
    case 'return':
    case 'expression':
      return statement.value === null || isIdle(statement.value);
    case 'break':
    case 'continue':
    case 'delete':
      return true;
    case 'raise':
      return statement.value === null;
    case 'assign':
      return (
        statement.target.kind === 'name' && (statement.value.kind === 'unknown' || isNone(statement.value))
      );
    case 'if':
      return [...statement.body, ...statement.orelse].every(isTidying);
    default:
      return false;
  }
}

const isNone = (value: Expr): boolean => value.kind === 'const' && value.value.type === 'none';

/** A function's statements without the `return` that every function ends with. */
export function withoutLastReturn(body: readonly Statement[]): readonly Statement[] {
  const last = body.at(-1);
  if (last?.kind === 'return' && (last.value === null || isNone(last.value))) return body.slice(0, -1);
  if (last?.kind !== 'if') return body;
  const made = { ...last, body: withoutLastReturn(last.body), orelse: withoutLastReturn(last.orelse) };
  return [...body.slice(0, -1), made];
}

/** A module's or class's statements: where the code returns, what follows is left out by other means. */
export function withoutReturns(body: readonly Statement[], inLoop = false): readonly Statement[] {
  const found: Statement[] = [];
  for (const [index, statement] of body.entries()) {
    switch (statement.kind) {
      case 'return':
        if (statement.value && !isIdle(statement.value))
          found.push({ kind: 'expression', value: statement.value, line: statement.line });
        if (inLoop) found.push({ kind: 'break', line: statement.line });
        return found;
      case 'if': {
        const leaves = statement.body.at(-1)?.kind === 'return' && !inLoop;
        const rest = leaves ? body.slice(index + 1) : [];
        found.push({
          ...statement,
          body: withoutReturns(statement.body, inLoop),
          orelse: withoutReturns([...statement.orelse, ...rest], inLoop),
        });
        if (leaves) return found;
        break;
      }
      case 'for':
      case 'while':
        found.push({ ...statement, body: withoutReturns(statement.body, true) });
        break;
      case 'try':
        found.push({
          ...statement,
          body: withoutReturns(statement.body, inLoop),
          final: withoutReturns(statement.final, inLoop),
          handlers: statement.handlers.map((one) => ({ ...one, body: withoutReturns(one.body, inLoop) })),
        });
        break;
      default:
        found.push(statement);
    }
  }
  return found;
}

const isBreak = (body: readonly Statement[]): boolean => body.length === 1 && body[0]?.kind === 'break';

const isContinue = (body: readonly Statement[]): boolean => body.length === 1 && body[0]?.kind === 'continue';

/** Reads what runs after an exception as `except` clauses, or as `finally` when it goes on raising. */
export function handlersOf(body: readonly Statement[]): {
  readonly handlers: readonly Handler[];
  readonly final: readonly Statement[];
} {
  const handlers: Handler[] = [];
  let left = body;
  for (;;) {
    const [first, ...rest] = left;
    const type = first?.kind === 'if' ? matched(first.test) : null;
    if (first?.kind !== 'if' || type === null) break;
    handlers.push(handler(type.type, type.negated ? first.orelse : first.body));
    left = type.negated
      ? [...first.body, ...rest]
      : first.orelse.length > 0
        ? [...first.orelse, ...rest]
        : rest;
  }
  const raises = left.at(-1)?.kind === 'raise' && (left.at(-1) as { value: Expr | null }).value === null;
  const rest = raises ? left.slice(0, -1) : left;
  if (handlers.length > 0) {
    if (rest.length > 0) handlers.push(handler(null, rest));
    return { handlers, final: [] };
  }
  if (raises && rest.length > 0) return { handlers: [], final: rest };
  return { handlers: [handler(null, rest)], final: [] };
}

function matched(test: Expr): { readonly type: Expr; readonly negated: boolean } | null {
  if (test.kind === 'matches') return { type: test.type, negated: false };
  if (test.kind === 'unary' && test.op === 'not ' && test.value.kind === 'matches')
    return { type: test.value.type, negated: true };
  return null;
}

/** One handler; that its name is taken away at the end is not written. */
function handler(type: Expr | null, body: readonly Statement[]): Handler {
  const [first, ...rest] = body;
  if (first?.kind !== 'assign' || first.value.kind !== 'exception' || first.target.kind !== 'name')
    return { type, name: '', body };
  const { id } = first.target;
  const isMine = (statement: Statement): boolean => clears(statement, id);
  const kept = rest.filter((statement) => !isMine(statement));
  const [only] = kept;
  if (kept.length !== 1 || only?.kind !== 'try') return { type, name: id, body: kept };
  const handled = [...only.final, ...only.handlers.flatMap((one) => one.body)];
  return { type, name: id, body: handled.every(isMine) ? only.body.filter((one) => !isMine(one)) : kept };
}

function clears(statement: Statement, id: string): boolean {
  if (statement.kind === 'delete') return statement.target.kind === 'name' && statement.target.id === id;
  return (
    statement.kind === 'assign' &&
    statement.target.kind === 'name' &&
    statement.target.id === id &&
    statement.value.kind === 'const' &&
    statement.value.value.type === 'none'
  );
}
