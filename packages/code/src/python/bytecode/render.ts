import type { Expr, Keyword, Parameter, Piece, Statement } from './ir.ts';
import type { MarshalValue } from './marshal.ts';

/** Characters of one rendered source, and blank lines that put statements on their own lines. */
const CHARS_MAX = 5_900_000;
const LINES_MAX = 100_000;
/** Statements inside each other that are indented; a tree that is deeper is written flat from there on. */
const INDENT_MAX = 90;

const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global ' +
    'if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

class Full extends Error {}

/** True when a name can be written as it is. */
function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name) && !KEYWORDS.has(name) && name.length < 1000;
}

/** A name that can be written for one that the code uses; names of the interpreter and hostile ones are spelled out. */
function identifier(name: string): string {
  if (isIdentifier(name)) return name;
  if (name === '.0') return '_items';
  return `_${name.slice(0, 60).replace(/\W/gu, '_')}_`;
}

function dottedName(name: string): string | null {
  return /^\.*$/.test(name) || name.replace(/^\.+/, '').split('.').every(isIdentifier) ? name : null;
}

/** Text as a literal of one line. */
function quoted(text: string, prefix = ''): string {
  const body = text.replace(
    /[\\'\u0000-\u001f\u007f-\u00a0\u00ad\u2028\u2029\ud800-\udfff\ufeff]|[\p{Cf}]/gu,
    (char) => {
      if (char === '\\' || char === "'") return `\\${char}`;
      if (char === '\n') return '\\n';
      if (char === '\r') return '\\r';
      if (char === '\t') return '\\t';
      const code = char.codePointAt(0) ?? 0;
      if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
      return code < 0x10000
        ? `\\u${code.toString(16).padStart(4, '0')}`
        : `\\U${code.toString(16).padStart(8, '0')}`;
    },
  );
  return `${prefix}'${body}'`;
}

function quotedBytes(text: string): string {
  const body = text.replace(/[^ -~]|[\\']/g, (char) => {
    if (char === '\\' || char === "'") return `\\${char}`;
    if (char === '\n') return '\\n';
    return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `b'${body}'`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "float('nan')";
  if (!Number.isFinite(value)) return value > 0 ? '1e309' : '-1e309';
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** How tightly an expression binds; operands that bind less stand in parentheses. */
const TIGHT: Readonly<Record<string, number>> = {
  '|': 8,
  '^': 9,
  '&': 10,
  '<<': 11,
  '>>': 11,
  '+': 12,
  '-': 12,
  '*': 13,
  '@': 13,
  '/': 13,
  '//': 13,
  '%': 13,
  '**': 15,
};
const ATOM = 20;

/** A Python source for statements; each stands on its line of the original source where that is still free. */
export function render(statements: readonly Statement[]): { readonly text: string; readonly whole: boolean } {
  const parts: string[] = [];
  let chars = 0;
  let lines = 1;
  let whole = true;
  /** The line and indentation of a simple statement that another may follow behind a semicolon. */
  let open: { readonly line: number; readonly indent: number } | null = null;

  function put(text: string): void {
    chars += text.length;
    if (chars > CHARS_MAX) throw new Full();
    parts.push(text);
  }

  /** Begins a line: at the statement's own place when the text has not passed it. */
  function begin(line: number, indent: number): void {
    open = null;
    if (parts.length > 0) {
      const target = Math.min(line, LINES_MAX);
      const gap = Math.max(1, target - lines);
      put('\n'.repeat(gap));
      lines += gap;
    } else if (line > 1) {
      const gap = Math.min(line, LINES_MAX) - 1;
      put('\n'.repeat(gap));
      lines += gap;
    }
    put(' '.repeat(Math.min(indent, INDENT_MAX)));
  }

  function value(expr: Expr, atLeast = 0): void {
    const binds = strength(expr);
    if (binds < atLeast) put('(');
    write(expr);
    if (binds < atLeast) put(')');
  }

  function list(items: readonly Expr[], atLeast = 2): void {
    for (const [index, item] of items.entries()) {
      if (index > 0) put(', ');
      value(item, atLeast);
    }
  }

  function constant(item: MarshalValue, depth: number): void {
    if (depth > 20) {
      put('_nested');
      return;
    }
    const all = (items: readonly MarshalValue[]): void => {
      for (const [index, entry] of items.entries()) {
        if (index > 0) put(', ');
        constant(entry, depth + 1);
      }
    };
    switch (item.type) {
      case 'none':
        put('None');
        return;
      case 'true':
        put('True');
        return;
      case 'false':
        put('False');
        return;
      case 'ellipsis':
        put('...');
        return;
      case 'int': {
        const text = item.value.toString();
        put(
          text.length > 4000
            ? `${item.value < 0 ? '-' : ''}0x${item.value.toString(16).replace('-', '')}`
            : text,
        );
        return;
      }
      case 'float':
        put(floatText(item.value));
        return;
      case 'complex':
        put(`complex(${floatText(item.real)}, ${floatText(item.imaginary)})`);
        return;
      case 'str':
        put(quoted(item.value));
        return;
      case 'bytes':
        put(quotedBytes(item.value));
        return;
      case 'tuple':
        put('(');
        all(item.items);
        put(item.items.length === 1 ? ',)' : ')');
        return;
      case 'list':
        put('[');
        all(item.items);
        put(']');
        return;
      case 'set':
      case 'frozenset':
        put(item.type === 'set' ? 'set([' : 'frozenset([');
        all(item.items);
        put('])');
        return;
      case 'slice':
        put('slice(');
        all(item.items);
        put(')');
        return;
      case 'dict':
        put('{');
        for (const [index, [key, entry]] of item.entries.entries()) {
          if (index > 0) put(', ');
          constant(key, depth + 1);
          put(': ');
          constant(entry, depth + 1);
        }
        put('}');
        return;
      default:
        put('_unknown');
    }
  }

  function keywordsOf(keywords: readonly Keyword[], comma: boolean): void {
    let more = comma;
    for (const keyword of keywords) {
      if (more) put(', ');
      more = true;
      if (keyword.name === null) {
        put('**');
        value(keyword.value, 8);
      } else if (isIdentifier(keyword.name)) {
        put(`${keyword.name}=`);
        value(keyword.value, 2);
      } else {
        put(`**{${quoted(keyword.name)}: `);
        value(keyword.value, 2);
        put('}');
      }
    }
  }

  function piece(part: Piece): void {
    if (typeof part === 'string') {
      put(quoted(part).slice(1, -1).replaceAll('{', '{{').replaceAll('}', '}}'));
      return;
    }
    put('{');
    const start = parts.length;
    value(part.value, 3);
    if (parts[start]?.startsWith('{')) parts.splice(start, 0, ' ');
    if (part.conversion !== '') put(`!${part.conversion}`);
    if (part.spec) {
      put(':');
      if (part.spec.kind === 'joined') for (const inner of part.spec.pieces) piece(inner);
      else if (part.spec.kind === 'const' && part.spec.value.type === 'str')
        put(quoted(part.spec.value.value).slice(1, -1));
      else {
        put('{');
        value(part.spec, 3);
        put('}');
      }
    }
    put('}');
  }

  /** Operators in a row are as deep as they are many: the left side is walked, not recursed into. */
  function chain(expr: Expr): void {
    const steps: Extract<Expr, { kind: 'binary' }>[] = [];
    let at = expr;
    while (at.kind === 'binary') {
      steps.push(at);
      if (at.op === '**' || strength(at.left) < strength(at)) break;
      at = at.left;
    }
    const first = steps.at(-1);
    if (!first) return;
    value(first.left, strength(first) + (first.op === '**' ? 1 : 0));
    for (const step of steps.toReversed()) {
      put(` ${step.op} `);
      value(step.right, strength(step) + (step.op === '**' ? 0 : 1));
    }
  }

  function write(expr: Expr): void {
    switch (expr.kind) {
      case 'name':
        put(identifier(expr.id));
        return;
      case 'const':
        constant(expr.value, 0);
        return;
      case 'attribute':
        if (!isIdentifier(expr.name)) {
          put('getattr(');
          value(expr.value, 2);
          put(`, ${quoted(expr.name)})`);
          return;
        }
        if (expr.value.kind === 'const' && expr.value.value.type === 'int') {
          put('(');
          value(expr.value);
          put(')');
        } else value(expr.value, ATOM);
        put(`.${expr.name}`);
        return;
      case 'item':
        value(expr.value, ATOM);
        put('[');
        value(expr.index, 1);
        put(']');
        return;
      case 'slice':
        for (const [index, bound] of expr.bounds.entries()) {
          if (index > 0) put(':');
          if (bound) value(bound, 3);
        }
        return;
      case 'call':
        value(expr.func, ATOM);
        put('(');
        list(expr.args);
        keywordsOf(expr.keywords, expr.args.length > 0);
        put(')');
        return;
      case 'star':
        put('*');
        value(expr.value, 8);
        return;
      case 'binary':
        chain(expr);
        return;
      case 'unary':
        put(expr.op);
        value(expr.value, expr.op === 'not ' ? 6 : 14);
        return;
      case 'compare':
        value(expr.left, 8);
        put(` ${expr.op} `);
        value(expr.right, 8);
        return;
      case 'logical': {
        const binds = expr.op === 'and' ? 5 : 4;
        value(expr.left, binds);
        put(` ${expr.op} `);
        value(expr.right, binds + (expr.right.kind === 'logical' && expr.right.op === expr.op ? 0 : 1));
        return;
      }
      case 'choice':
        value(expr.yes, 4);
        put(' if ');
        value(expr.test, 4);
        put(' else ');
        value(expr.no, 3);
        return;
      case 'display':
        put(expr.type === 'list' ? '[' : expr.type === 'set' ? '{' : '(');
        if (expr.type === 'set' && expr.items.length === 0) put('*()');
        list(expr.items);
        put(expr.type === 'list' ? ']' : expr.type === 'set' ? '}' : expr.items.length === 1 ? ',)' : ')');
        return;
      case 'mapping':
        put('{');
        for (const [index, [key, entry]] of expr.entries.entries()) {
          if (index > 0) put(', ');
          if (key) {
            value(key, 3);
            put(': ');
            value(entry, 3);
          } else {
            put('**');
            value(entry, 8);
          }
        }
        put('}');
        return;
      case 'joined':
        put("f'");
        for (const part of expr.pieces) piece(part);
        put("'");
        return;
      case 'comprehension':
        put(expr.type === 'list' ? '[' : expr.type === 'generator' ? '(' : '{');
        if (expr.key) {
          value(expr.key, 3);
          put(': ');
        }
        value(expr.value, 3);
        for (const { target, iter, tests, asynchronous } of expr.clauses) {
          put(asynchronous ? ' async for ' : ' for ');
          place(target);
          put(' in ');
          value(iter, 4);
          for (const test of tests) {
            put(' if ');
            value(test, 4);
          }
        }
        put(expr.type === 'list' ? ']' : expr.type === 'generator' ? ')' : '}');
        return;
      case 'lambda':
        put(expr.parameters.length > 0 ? 'lambda ' : 'lambda');
        parameters(expr.parameters);
        put(': ');
        value(expr.body, 2);
        return;
      case 'yield':
        put('yield ');
        value(expr.value, 1);
        return;
      case 'yield from':
        put('yield from ');
        value(expr.value, 3);
        return;
      case 'await':
        put('await ');
        value(expr.value, 16);
        return;
      case 'matches':
        put('_matches(');
        value(expr.type, 2);
        put(')');
        return;
      case 'exception':
        put('_exception');
        return;
      case 'exit':
        put('None');
        return;
      default:
        put('_unknown');
    }
  }

  /** What is stored to: a name that cannot be written is spelled out. */
  function place(expr: Expr): void {
    if (expr.kind === 'attribute') {
      value(expr.value, ATOM);
      put(`.${identifier(expr.name)}`);
    } else if (expr.kind === 'display') {
      put('(');
      for (const [index, item] of expr.items.entries()) {
        if (index > 0) put(', ');
        place(item);
      }
      put(expr.items.length === 1 ? ',)' : ')');
    } else if (expr.kind === 'star') {
      put('*');
      place(expr.value);
    } else if (expr.kind === 'name' || expr.kind === 'item') value(expr);
    else put('_');
  }

  function parameters(all: readonly Parameter[]): void {
    for (const [index, { name, prefix, fallback }] of all.entries()) {
      if (index > 0) put(', ');
      put(prefix === '/' ? '/' : prefix + (name === '' ? '' : identifier(name)));
      if (fallback) {
        put('=');
        value(fallback, 3);
      }
    }
  }

  function block(body: readonly Statement[], indent: number, line: number): void {
    put(':');
    if (body.length === 0) put(' pass');
    else if (
      line > 0 &&
      line === lines &&
      body.every((statement) => isSimple(statement) && statement.line === line)
    ) {
      for (const [index, statement] of body.entries()) {
        put(index === 0 ? ' ' : '; ');
        if (isSimple(statement)) plain(statement, indent);
      }
      open = null;
    }
    // What would stand too deep is written flat, after what it belongs to: nothing is left out.
    else if (indent >= INDENT_MAX) {
      put(' pass');
      statementsOf(body, indent);
    } else statementsOf(body, indent + 1);
  }

  function statementsOf(body: readonly Statement[], indent: number): void {
    for (const statement of body) one(statement, indent);
  }

  function decorated(decorators: readonly Expr[], line: number, indent: number): void {
    for (const decorator of decorators) {
      begin(line, indent);
      put('@');
      value(decorator, 3);
    }
  }

  function importing(statement: Extract<Statement, { kind: 'import' | 'from' }>): void {
    if (statement.kind === 'import') {
      const name = dottedName(statement.name);
      if (name === null || name.startsWith('.') || name === '') {
        if (statement.as !== '') put(`${identifier(statement.as)} = `);
        put(`__import__(${quoted(statement.name)})`);
      } else put(`import ${name}${statement.as === '' ? '' : ` as ${identifier(statement.as)}`}`);
      return;
    }
    const module = dottedName(statement.module);
    const plain = statement.names.filter(({ name }) => name === '*' || isIdentifier(name));
    if (module === null || module === '' || plain.length === 0) {
      put(`__import__(${quoted(statement.module)})`);
      return;
    }
    put(`from ${module} import `);
    put(plain.map(({ name, as }) => (as === '' ? name : `${name} as ${identifier(as)}`)).join(', '));
  }

  function one(statement: Statement, indent: number): void {
    const { line } = statement;
    switch (statement.kind) {
      case 'function':
        decorated(statement.decorators, line, indent);
        begin(line + statement.decorators.length, indent);
        put(`${statement.asynchronous ? 'async ' : ''}def ${identifier(statement.name)}(`);
        parameters(statement.parameters);
        put(')');
        block(statement.body, indent, line);
        return;
      case 'class':
        decorated(statement.decorators, line, indent);
        begin(line + statement.decorators.length, indent);
        put(`class ${identifier(statement.name)}`);
        if (statement.bases.length + statement.keywords.length > 0) {
          put('(');
          list(statement.bases);
          keywordsOf(statement.keywords, statement.bases.length > 0);
          put(')');
        }
        block(statement.body, indent, line);
        return;
      default:
        if (open && isSimple(statement) && open.line === line && open.indent === indent) put('; ');
        else begin(line, indent);
        open = null;
        plain(statement, indent);
        if (isSimple(statement)) open = { line, indent };
    }
  }

  function plain(statement: Exclude<Statement, { kind: 'function' | 'class' }>, indent: number): void {
    const { line } = statement;
    switch (statement.kind) {
      case 'expression':
        value(statement.value);
        return;
      case 'assign':
        if (statement.target.kind === 'attribute' && !isIdentifier(statement.target.name)) {
          put('setattr(');
          value(statement.target.value, 2);
          put(`, ${quoted(statement.target.name)}, `);
          value(statement.value, 2);
          put(')');
          return;
        }
        place(statement.target);
        put(' = ');
        value(statement.value, 1);
        return;
      case 'augment':
        place(statement.target);
        put(` ${statement.op}= `);
        value(statement.value, 1);
        return;
      case 'import':
      case 'from':
        importing(statement);
        return;
      case 'return':
        put('return');
        if (statement.value) {
          put(' ');
          value(statement.value, 1);
        }
        return;
      case 'raise':
        put('raise');
        if (statement.value) {
          put(' ');
          value(statement.value, 2);
        }
        if (statement.cause) {
          put(' from ');
          value(statement.cause, 2);
        }
        return;
      case 'delete':
        put('del ');
        place(statement.target);
        return;
      case 'if':
        put('if ');
        value(statement.test, 1);
        block(statement.body, indent, line);
        otherwise(statement.orelse, indent);
        return;
      case 'while':
        put('while ');
        value(statement.test, 1);
        block(statement.body, indent, line);
        return;
      case 'for':
        put(`${statement.asynchronous ? 'async ' : ''}for `);
        place(statement.target);
        put(' in ');
        value(statement.iter, 1);
        block(statement.body, indent, line);
        return;
      case 'try': {
        put('try');
        block(statement.body, indent, line);
        for (const { type, name, body } of statement.handlers) {
          begin(0, indent);
          put('except');
          if (type) {
            put(' ');
            value(type, 2);
          }
          if (name !== '' && type) put(` as ${identifier(name)}`);
          block(body, indent, 0);
        }
        if (statement.handlers.length === 0 || statement.final.length > 0) {
          begin(0, indent);
          put('finally');
          block(statement.final, indent, 0);
        }
        return;
      }
      case 'scope':
        put(`${statement.word} ${statement.names.map(identifier).join(', ')}`);
        return;
      case 'yielded':
        // Only where a loop was not recognised: what is added is kept.
        if (statement.key) {
          value(statement.key, 3);
          put(', ');
        }
        value(statement.value, 3);
        return;
      default:
        put(statement.kind);
    }
  }

  /** `elif` for an `if` that stands alone: long chains stay flat. */
  function otherwise(orelse: readonly Statement[], indent: number): void {
    let rest = orelse;
    for (;;) {
      const [only] = rest;
      if (rest.length === 0) return;
      if (rest.length !== 1 || only?.kind !== 'if') break;
      begin(only.line, indent);
      put('elif ');
      value(only.test, 1);
      block(only.body, indent, only.line);
      rest = only.orelse;
    }
    begin(0, indent);
    put('else');
    block(rest, indent, 0);
  }

  try {
    statementsOf(statements, 0);
  } catch (error) {
    if (!(error instanceof Full || error instanceof RangeError)) throw error;
    whole = false;
  }
  return { text: `${parts.join('')}\n`, whole };
}

type Simple = Exclude<Statement, { kind: 'function' | 'class' | 'if' | 'while' | 'for' | 'try' }>;

/** True for a statement that may stand behind another one on its line. */
function isSimple(statement: Statement): statement is Simple {
  return !/^(?:function|class|if|while|for|try)$/.test(statement.kind);
}

function strength(expr: Expr): number {
  switch (expr.kind) {
    case 'yield':
    case 'yield from':
      return 0;
    case 'lambda':
      return 2;
    case 'choice':
      return 3;
    case 'logical':
      return expr.op === 'or' ? 4 : 5;
    case 'unary':
      return expr.op === 'not ' ? 6 : 14;
    case 'compare':
      return 7;
    case 'binary':
      return TIGHT[expr.op] ?? 12;
    case 'await':
      return 16;
    case 'star':
      return 3;
    case 'const':
      // A negative number is a sign with a number behind it.
      return (expr.value.type === 'int' || expr.value.type === 'float') && expr.value.value < 0 ? 14 : ATOM;
    default:
      return ATOM;
  }
}
