import { isOpaque, kindOf, opaque, toBoolean, toNumber, toText, type Value } from './values.ts';

/** As the language compares with `===`; what is not known equals nothing. */
export function strictlyEqual(a: Value, b: Value): boolean {
  return !isOpaque(a) && a === b;
}

function looselyEqual(a: Value, b: Value): boolean {
  if ((a === null || a === undefined) && (b === null || b === undefined)) return true;
  if (a === null || b === null || a === undefined || b === undefined || isOpaque(a) || isOpaque(b))
    return false;
  if (typeof a === typeof b) return a === b;
  return typeof a === 'object' && typeof b === 'string'
    ? toText(a) === b
    : typeof b === 'object' && typeof a === 'string'
      ? toText(b) === a
      : toNumber(a) === toNumber(b);
}

function compare(operator: string, a: Value, b: Value): boolean {
  const texts = typeof a === 'string' && typeof b === 'string';
  const x = texts ? a : toNumber(a);
  const y = texts ? b : toNumber(b);
  switch (operator) {
    case '<':
      return x < y;
    case '>':
      return x > y;
    case '<=':
      return x <= y;
    default:
      return x >= y;
  }
}

function add(a: Value, b: Value): Value {
  const textual = (value: Value): boolean =>
    typeof value === 'string' || (typeof value === 'object' && value !== null);
  if (isOpaque(a) || isOpaque(b)) return opaque('sum');
  return textual(a) || textual(b) ? toText(a) + toText(b) : toNumber(a) + toNumber(b);
}

/** Applies a binary operator; arithmetic on what is not known is not known. */
export function binary(operator: string, a: Value, b: Value): Value {
  switch (operator) {
    case '+':
      return add(a, b);
    case '===':
      return strictlyEqual(a, b);
    case '!==':
      return !strictlyEqual(a, b);
    case '==':
      return looselyEqual(a, b);
    case '!=':
      return !looselyEqual(a, b);
    case '<':
    case '>':
    case '<=':
    case '>=':
      return compare(operator, a, b);
    case 'in':
      return (
        kindOf(b) === 'object' &&
        b !== null &&
        typeof b === 'object' &&
        'props' in b &&
        b.props.has(toText(a))
      );
    case 'instanceof':
      return false;
    default:
  }
  if (isOpaque(a) || isOpaque(b)) return opaque('number');
  const x = toNumber(a);
  const y = toNumber(b);
  switch (operator) {
    case '-':
      return x - y;
    case '*':
      return x * y;
    case '/':
      return x / y;
    case '%':
      return x % y;
    case '**':
      return x ** y;
    case '^':
      return x ^ y;
    case '&':
      return x & y;
    case '|':
      return x | y;
    case '<<':
      return x << y;
    case '>>':
      return x >> y;
    case '>>>':
      return x >>> y;
    default:
      return undefined;
  }
}

/** As `typeof`. */
export function typeOf(value: Value): string {
  if (typeof value !== 'object') return typeof value;
  const kind = kindOf(value);
  return kind === 'function' || kind === 'native' ? 'function' : 'object';
}

/** Applies a unary operator. */
export function unary(operator: string, value: Value): Value {
  switch (operator) {
    case '!':
      return !toBoolean(value);
    case '-':
      return -toNumber(value);
    case '+':
      return isOpaque(value) ? value : toNumber(value);
    case '~':
      return ~toNumber(value);
    case 'typeof':
      return typeOf(value);
    default:
      return undefined;
  }
}
