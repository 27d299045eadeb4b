import {
  bytes,
  dict,
  keyOf,
  list,
  none,
  number,
  type RefValue,
  ref,
  str,
  unknown,
  type Value,
} from './value.ts';

/** Instructions of one pickle that are followed. */
const STEPS_MAX = 20_000;

/** Calls what a pickle names with what it holds. */
export type PickleCall = (callee: RefValue, args: readonly Value[]) => Value;

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** A text of protocol 0, which is written as in a source. */
function written(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|([nrt\\'"]))/g,
    (_whole, octet?: string, unit?: string, char = '') => {
      const hex = octet ?? unit;
      return hex === undefined ? (ESCAPED[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16));
    },
  );
}

/**
 * Follows the instructions of a pickle (protocols 0 to 5, CPython's pickletools) over values; what it would call is
 * given to `call`. Never throws; what cannot be followed ends it.
 */
export function unpickle(data: string, call: PickleCall): Value {
  const stack: (Value | 'mark')[] = [];
  const memo = new Map<number, Value>();
  let at = 0;
  const bytesAt = (count: number): string => data.slice(at, (at += count));
  const line = (): string => {
    const end = data.indexOf('\n', at);
    const text = data.slice(at, end < 0 ? data.length : end);
    at = end < 0 ? data.length : end + 1;
    return text;
  };
  const size = (count: number): number => {
    const raw = Buffer.from(bytesAt(count), 'latin1');
    return raw.length < count ? data.length : raw.readUIntLE(0, Math.min(count, 6));
  };
  const pop = (): Value => {
    const value = stack.pop();
    return value === undefined || value === 'mark' ? unknown() : value;
  };
  const popMark = (): Value[] => {
    const found: Value[] = [];
    for (let value = stack.pop(); value !== undefined && value !== 'mark'; value = stack.pop())
      found.unshift(value);
    return found;
  };
  const top = (): Value => {
    const value = stack.at(-1);
    return value === undefined || value === 'mark' ? unknown() : value;
  };
  const utf8 = (raw: string): Value => str(Buffer.from(raw, 'latin1').toString('utf8'));
  const itemsOf = (value: Value): Value[] => (value.kind === 'list' ? value.items : [value]);
  function made(callee: Value, args: readonly Value[]): Value {
    return callee.kind === 'ref' ? call(callee, args) : unknown();
  }
  function addEntries(into: Value, entries: readonly Value[]): void {
    if (into.kind !== 'dict') return;
    for (let index = 0; index + 1 < entries.length; index += 2) {
      const [key, value] = [entries[index], entries[index + 1]];
      const text = key && keyOf(key);
      if (key && value && typeof text === 'string') into.entries.set(text, { key, value });
    }
  }

  for (let steps = 0; at < data.length && steps < STEPS_MAX; steps++) {
    const code = bytesAt(1);
    switch (code) {
      case '.':
        return pop();
      case '(':
        stack.push('mark');
        break;
      case '0':
        stack.pop();
        break;
      case '1':
        popMark();
        break;
      case '2':
        stack.push(top());
        break;
      case 'N':
        stack.push(none());
        break;
      case 'c':
        stack.push(ref(`${line()}.${line()}`));
        break;
      case '\x93': {
        const name = pop();
        const module = pop();
        stack.push(
          module.kind === 'str' && name.kind === 'str' ? ref(`${module.text}.${name.text}`) : unknown(),
        );
        break;
      }
      case 'R':
      case '\x81': {
        const args = pop();
        stack.push(made(pop(), itemsOf(args)));
        break;
      }
      case 'o': {
        const [callee, ...args] = popMark();
        stack.push(callee ? made(callee, args) : unknown());
        break;
      }
      case 'i':
        stack.push(made(ref(`${line()}.${line()}`), popMark()));
        break;
      case 'b':
        pop();
        break;
      case 't':
        stack.push(list(popMark(), 'tuple'));
        break;
      case ')':
        stack.push(list([], 'tuple'));
        break;
      case '\x85':
        stack.push(list([pop()], 'tuple'));
        break;
      case '\x86': {
        const second = pop();
        stack.push(list([pop(), second], 'tuple'));
        break;
      }
      case '\x87': {
        const third = pop();
        const second = pop();
        stack.push(list([pop(), second, third], 'tuple'));
        break;
      }
      case ']':
        stack.push(list([]));
        break;
      case 'l':
        stack.push(list(popMark()));
        break;
      case '}':
        stack.push(dict());
        break;
      case 'd': {
        const entries = popMark();
        const value = dict();
        addEntries(value, entries);
        stack.push(value);
        break;
      }
      case 'a': {
        const value = pop();
        const into = top();
        if (into.kind === 'list') into.items.push(value);
        break;
      }
      case 'e': {
        const values = popMark();
        const into = top();
        if (into.kind === 'list') into.items.push(...values.slice(0, STEPS_MAX));
        break;
      }
      case 's': {
        const value = pop();
        const key = pop();
        addEntries(top(), [key, value]);
        break;
      }
      case 'u': {
        const entries = popMark();
        addEntries(top(), entries);
        break;
      }
      case 'S':
        stack.push(str(written(line().replace(/^(['"])(.*)\1$/s, '$2'))));
        break;
      case 'V':
        stack.push(str(written(line())));
        break;
      case '\x8c':
        stack.push(utf8(bytesAt(size(1))));
        break;
      case 'X':
        stack.push(utf8(bytesAt(size(4))));
        break;
      case '\x8d':
        stack.push(utf8(bytesAt(size(8))));
        break;
      case 'U':
      case 'C':
        stack.push(code === 'U' ? utf8(bytesAt(size(1))) : bytes(bytesAt(size(1))));
        break;
      case 'T':
      case 'B':
        stack.push(code === 'T' ? utf8(bytesAt(size(4))) : bytes(bytesAt(size(4))));
        break;
      case '\x8e':
      case '\x96':
        stack.push(bytes(bytesAt(size(8))));
        break;
      case 'I':
      case 'L':
      case 'F':
        stack.push(number(Number.parseFloat(line()) || 0));
        break;
      case 'J':
        stack.push(number(size(4)));
        break;
      case 'K':
        stack.push(number(size(1)));
        break;
      case 'M':
        stack.push(number(size(2)));
        break;
      case 'G':
        bytesAt(8);
        stack.push(unknown());
        break;
      case '\x8a':
        bytesAt(size(1));
        stack.push(unknown());
        break;
      case '\x88':
      case '\x89':
      case '\x8f':
        stack.push(unknown());
        break;
      case '\x90':
      case '\x91':
        popMark();
        break;
      case '\x80':
        bytesAt(1);
        break;
      case '\x95':
        bytesAt(8);
        break;
      case 'p':
        memo.set(Number(line()), top());
        break;
      case 'q':
        memo.set(size(1), top());
        break;
      case 'r':
        memo.set(size(4), top());
        break;
      case '\x94':
        memo.set(memo.size, top());
        break;
      case 'g':
        stack.push(memo.get(Number(line())) ?? unknown());
        break;
      case 'h':
        stack.push(memo.get(size(1)) ?? unknown());
        break;
      case 'j':
        stack.push(memo.get(size(4)) ?? unknown());
        break;
      default:
        return unknown();
    }
  }
  return unknown();
}
