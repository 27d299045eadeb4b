import type { Expr, Statement } from './ir.ts';
import { dottedName, identifier, isIdentifier, quoted } from './literals.ts';
import { createValueWriter } from './values.ts';

/** Characters of one rendered source, and blank lines that put statements on their own lines. */
const CHARS_MAX = 5_900_000;
const LINES_MAX = 100_000;
/** Statements inside each other that are indented; a tree that is deeper is written flat from there on. */
const INDENT_MAX = 90;

class Full extends Error {}

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

  const { value, list, keywords, place, parameters } = createValueWriter(put);

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
        if (isSimple(statement)) simple(statement, indent);
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
          keywords(statement.keywords, statement.bases.length > 0);
          put(')');
        }
        block(statement.body, indent, line);
        return;
      default:
        if (open && isSimple(statement) && open.line === line && open.indent === indent) put('; ');
        else begin(line, indent);
        open = null;
        simple(statement, indent);
        if (isSimple(statement)) open = { line, indent };
    }
  }

  function simple(statement: Exclude<Statement, { kind: 'function' | 'class' }>, indent: number): void {
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
