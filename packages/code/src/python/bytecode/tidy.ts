import { constant, type Expr, type Handler, not, type Statement } from './ir.ts';

/** `while` with its test, where the loop begins with leaving it. */
export function loopOf(body: readonly Statement[], line: number): Statement {
  const inside = body.at(-1)?.kind === 'continue' ? body.slice(0, -1) : body;
  const [first, ...rest] = inside;
  if (first?.kind === 'if' && first.orelse.length === 0 && isBreak(first.body))
    return { kind: 'while', test: not(first.test), body: rest, line };
  if (first?.kind === 'if' && rest.length === 1 && isBreak(rest) && first.orelse.length === 0)
    return { kind: 'while', test: first.test, body: withoutContinue(first.body), line };
  return { kind: 'while', test: constant({ type: 'true' }), body: inside, line };
}

const isBreak = (body: readonly Statement[]): boolean => body.length === 1 && body[0]?.kind === 'break';

function withoutContinue(body: readonly Statement[]): readonly Statement[] {
  return body.at(-1)?.kind === 'continue' ? body.slice(0, -1) : body;
}

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
    left = type.negated ? [...first.body, ...rest] : first.orelse.length > 0 ? [...first.orelse, ...rest] : rest;
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
  return { type, name: id, body: rest.filter((statement) => !clears(statement, id)) };
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
