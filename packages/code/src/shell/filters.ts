import { decodeBase64, decodeHex, inflate } from '../decode.ts';
import { programName } from './words.ts';

/** Bytes that a program writes, and the decoding steps that made them. */
export interface FilterOutput {
  readonly bytes: Uint8Array;
  readonly layers: readonly string[];
}

/** Bytes that are followed through a pipeline. */
const OUTPUT_BYTES_MAX = 200_000;

/** Turns a plain text into what a program reads. */
export function textInput(text: string): FilterOutput {
  return { bytes: Buffer.from(text, 'utf8'), layers: [] };
}

/** What was written as text. */
export function outputText(output: FilterOutput): string {
  return Buffer.from(output.bytes).toString('utf8');
}

function plain(text: string): FilterOutput | null {
  return text.length > OUTPUT_BYTES_MAX ? null : textInput(text);
}

function through(input: FilterOutput, layer: string, bytes: Uint8Array | null): FilterOutput | null {
  if (bytes === null || bytes.length > OUTPUT_BYTES_MAX) return null;
  return { bytes, layers: [...input.layers, layer] };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '', b: '' };

/** Backslash escapes as `echo -e` and `printf` read them. */
function unescape(text: string): string {
  return text.replace(
    /\\(?:x(?<hex>[0-9a-fA-F]{1,2})|0?(?<octal>[0-7]{1,3})|(?<char>[ntr\\ab]))/g,
    (whole, hex?: string, octal?: string, char?: string) =>
      hex !== undefined
        ? String.fromCharCode(Number.parseInt(hex, 16))
        : octal !== undefined
          ? String.fromCharCode(Number.parseInt(octal, 8) & 0xff)
          : char !== undefined
            ? (ESCAPES[char] ?? whole)
            : whole,
  );
}

function printf(args: readonly string[]): string {
  const [format = '', ...values] = args[0] === '--' ? args.slice(1) : args;
  const rest = [...values];
  const once = (): string =>
    unescape(format).replace(/%(?:[-\d.]*[sdb]|%)/g, (spec) => (spec === '%%' ? '%' : (rest.shift() ?? '')));
  let text = once();
  // The format is used again until all values are written.
  for (let i = 0; i < 1000 && rest.length > 0 && rest.length < values.length; i++) text += once();
  return text;
}

/** Characters of a set of `tr`, ranges expanded; null for classes. */
function trSet(text: string): string | null {
  if (/\[:|\[=/.test(text)) return null;
  return unescape(text).replace(/(?<from>[^])-(?<to>[^])/g, (_whole, from: string, to: string) => {
    const count = Math.min(256, to.charCodeAt(0) - from.charCodeAt(0) + 1);
    return Array.from({ length: Math.max(0, count) }, (_, index) =>
      String.fromCharCode(from.charCodeAt(0) + index),
    ).join('');
  });
}

function tr(args: readonly string[], text: string): string | null {
  const deletes = args[0] === '-d';
  const [from, to] = (deletes ? args.slice(1) : args).map(trSet);
  if (from === null || from === undefined || (args[0]?.startsWith('-') && !deletes)) return null;
  if (deletes)
    return Array.from(text)
      .filter((char) => !from.includes(char))
      .join('');
  if (to === null || to === undefined || to === '') return null;
  const map = new Map(Array.from(from, (char, index) => [char, to[Math.min(index, to.length - 1)] ?? '']));
  return Array.from(text, (char) => map.get(char) ?? char).join('');
}

/** `sed s/a/b/g` with texts that are no patterns. */
function sed(args: readonly string[], text: string): string | null {
  const script = args.find((word) => !word.startsWith('-'));
  const groups =
    /^s(?<mark>[/|,#@:])(?<from>[\w =./:-]{1,200})\k<mark>(?<to>[\w =./:-]{0,200})\k<mark>(?<flags>g?)$/.exec(
      script ?? '',
    )?.groups;
  if (groups?.from === undefined || groups.to === undefined) return null;
  return groups.flags === 'g'
    ? text.replaceAll(groups.from, groups.to)
    : text.replace(groups.from, () => groups.to ?? '');
}

const DECODES = /^(?:-d|-D|-di|-id|--decode)$/;

/** What a program that only shows or changes text writes; null when it is another, or what it reads is unknown. */
export function filterOutput(argv: readonly string[], input: FilterOutput | null): FilterOutput | null {
  const [word = '', ...args] = argv;
  const program = programName(word);
  if (program === 'echo') {
    const flags = args.findIndex((arg) => !/^-[neE]+$/.test(arg));
    const text = (flags < 0 ? [] : args.slice(flags)).join(' ');
    return plain(args.slice(0, Math.max(0, flags)).some((arg) => arg.includes('e')) ? unescape(text) : text);
  }
  if (program === 'printf') return plain(printf(args));
  if (input === null) return null;
  const text = (): string => outputText(input);
  const changed = (layer: string, value: string | null): FilterOutput | null =>
    value === null ? null : through(input, layer, Buffer.from(value, 'utf8'));
  switch (program) {
    case 'cat':
    case 'tee':
    case 'tac':
      return args.every((arg) => arg.startsWith('-') || program === 'tee') ? input : null;
    case 'base64':
      return args.some((arg) => DECODES.test(arg)) ? through(input, 'base64', decodeBase64(text())) : null;
    case 'openssl':
      return /^(?:base64|enc)$/.test(args[0] ?? '') &&
        args.includes('-d') &&
        (args[0] === 'base64' || args.includes('-base64') || args.includes('-a'))
        ? through(input, 'base64', decodeBase64(text()))
        : null;
    case 'xxd':
      return args.some((arg) => /^-[rp]*r[rp]*$/.test(arg))
        ? through(input, 'hex', decodeHex(text().replace(/\s+/g, '')))
        : null;
    case 'rev':
      return changed(
        'reverse',
        text()
          .split('\n')
          .map((line) => Array.from(line).toReversed().join(''))
          .join('\n'),
      );
    case 'tr':
      return changed('tr', tr(args, text()));
    case 'sed':
      return changed('sed', sed(args, text()));
    case 'gunzip':
    case 'zcat':
      return through(input, 'gzip', inflate('gunzipSync', input.bytes)?.bytes ?? null);
    case 'gzip':
      return args.some((arg) => /^-\w*d/.test(arg))
        ? through(input, 'gzip', inflate('gunzipSync', input.bytes)?.bytes ?? null)
        : null;
    default:
      return null;
  }
}
