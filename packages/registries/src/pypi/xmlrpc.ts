import { AppError, safeText } from '@weir/model';
import { readXml, type XmlLimits } from './xml.ts';

/** Values that PyPI's methods answer with. Nested arrays and members only. */
export type RpcValue =
  | string
  | number
  | boolean
  | null
  | readonly RpcValue[]
  | { readonly [name: string]: RpcValue };

/** 50,000 rows of five values are some 20 MB (2026-08). */
export const RPC_BYTES_MAX = 64 * 1024 * 1024;
const LIMITS: XmlLimits = { depthMax: 40, textCharsMax: 16_384, elementsMax: 2_000_000 };

/** The body of a call with integers for arguments: PyPI faults for a number that is sent as a string. */
export function formatCall(method: string, args: readonly number[]): string {
  const params = args.map((arg) => `<param><value><int>${Math.trunc(arg)}</int></value></param>`).join('');
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`;
}

interface Open {
  readonly values: RpcValue[];
  readonly members: Map<string, RpcValue>;
  name: string;
  typed: RpcValue | undefined;
}

function scalar(type: string, text: string): RpcValue {
  switch (type) {
    case 'int':
    case 'i4':
    case 'i8':
    case 'double': {
      const number = Number(text.trim());
      return text.trim() !== '' && Number.isFinite(number) ? number : null;
    }
    case 'boolean':
      return text.trim() === '1';
    case 'nil':
      return null;
    default:
      return text;
  }
}

/** `Limit may reset in N seconds` of PyPI's fault -32500. */
function waitOf(text: string): number | null {
  const seconds = /reset in (?<seconds>\d{1,6}) seconds?/i.exec(text)?.groups?.seconds;
  return seconds === undefined ? null : Math.min(3_600, Math.max(1, Number(seconds))) * 1_000;
}

function faultError(fault: RpcValue): AppError {
  const members =
    fault !== null && typeof fault === 'object' && !Array.isArray(fault) ? Object.entries(fault) : [];
  const said = members.find(([name]) => name === 'faultString')?.[1];
  const text = typeof said === 'string' ? safeText(said, 300) : 'a fault without a text';
  const given = members.find(([name]) => name === 'faultCode')?.[1];
  const code = typeof given === 'number' ? given : null;
  const waitMs = waitOf(text);
  if (code === -32500 || waitMs !== null)
    return new AppError('REGISTRY_HTTP', `journal: ${text}`, {
      retriable: true,
      fields: { faultCode: code, retryAfterMs: waitMs ?? 60_000 },
    });
  return new AppError('JOURNAL_FAULT', `journal: fault ${code}: ${text}`, {
    retriable: true,
    fields: { faultCode: code },
  });
}

/**
 * Reads the answer to a call.
 * @throws AppErrors `REGISTRY_HTTP` (retriable, `retryAfterMs` in fields) for a fault that asks to wait,
 *   `JOURNAL_FAULT` and `FEED_MALFORMED` (retriable) for others and for what is no answer.
 */
export function parseResponse(bytes: Uint8Array): RpcValue {
  const stack: Open[] = [];
  let answer: RpcValue | undefined;
  let fault = false;
  readXml('journal', bytes, LIMITS, {
    open(path) {
      const name = path.at(-1);
      if (name === 'fault' && path.length === 2) fault = true;
      if (name === 'value') stack.push({ values: [], members: new Map(), name: '', typed: undefined });
    },
    close(path, text) {
      const name = path.at(-1) ?? '';
      const top = stack.at(-1);
      if (!top) return;
      if (name === 'value') {
        const value = top.typed === undefined ? text : top.typed;
        stack.pop();
        const parent = stack.at(-1);
        if (!parent) answer = value;
        else if (path.at(-2) === 'member') parent.members.set(parent.name, value);
        else parent.values.push(value);
      } else if (name === 'array') top.typed = top.values;
      else if (name === 'struct') top.typed = Object.fromEntries(top.members);
      else if (name === 'name' && path.at(-2) === 'member') top.name = text;
      else if (path.at(-2) === 'value') top.typed = scalar(name, text);
    },
  });
  if (answer === undefined)
    throw new AppError('FEED_MALFORMED', 'journal: the answer has no value', { retriable: true });
  if (fault) throw faultError(answer);
  return answer;
}
