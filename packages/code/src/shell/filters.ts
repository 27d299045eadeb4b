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
    /^s(?<mark>[/|,#@:])(?<from>\^?[\w =./:@#%,&!-]{1,200}?\$?)\k<mark>(?<to>[\w =./:@#%,!-]{0,200})\k<mark>(?<flags>g?)$/.exec(
      script ?? '',
    )?.groups;
  if (groups?.from === undefined || groups.to === undefined) return null;
  const pattern = /[$^]/.test(groups.from) ? plainPattern(groups.from) : groups.from;
  if (pattern === null) return null;
  return text
    .split('\n')
    .map((line) =>
      groups.flags === 'g' && typeof pattern === 'string'
        ? line.replaceAll(pattern, () => groups.to ?? '')
        : line.replace(pattern, () => groups.to ?? ''),
    )
    .join('\n');
}

/** A pattern of grep or sed without anything but plain characters and the marks for begin and end; null for others. */
function plainPattern(text: string): RegExp | null {
  const groups = /^(?<start>\^?)(?<text>[^\\^$.*[\]]{1,200})(?<end>\$?)$/.exec(text)?.groups;
  if (groups?.text === undefined) return null;
  const literal = groups.text.replace(/[+?(){}|/-]/g, '\\$&');
  return new RegExp(`${groups.start ?? ''}${literal}${groups.end ?? ''}`);
}

/** Lines that `grep` shows. */
function grep(args: readonly string[], text: string): string | null {
  const pattern = plainPattern(args.find((word) => !word.startsWith('-')) ?? '');
  const flags = args.filter((word) => word.startsWith('-'));
  if (!pattern || flags.some((word) => !/^-[vhaF]+$/.test(word))) return null;
  const isTurned = flags.some((word) => word.includes('v'));
  return text
    .split('\n')
    .filter((line) => pattern.test(line) !== isTurned)
    .join('\n');
}

/** First or last lines or bytes, as `head` and `tail` count them. */
function end(program: string, args: readonly string[], text: string): string | null {
  const joined = args
    .join(' ')
    .replace(/--(?:lines|bytes)[= ]/, (name) => (name.startsWith('--l') ? '-n' : '-c'));
  const groups = /^(?:-q )?(?:-(?<unit>[nc]) ?)?(?<sign>[+-]?)(?<count>\d{1,9})$/.exec(joined)?.groups;
  if (!groups && joined !== '') return null;
  const count = Number(groups?.count ?? 10);
  const sign = groups?.unit === undefined ? '' : (groups.sign ?? '');
  const isBytes = groups?.unit === 'c';
  const parts = isBytes ? Array.from(text) : text.replace(/\n$/, '').split('\n');
  const kept =
    program === 'head'
      ? parts.slice(0, sign === '-' ? Math.max(0, parts.length - count) : count)
      : sign === '+'
        ? parts.slice(Math.max(0, count - 1))
        : count === 0
          ? []
          : parts.slice(-count);
  return kept.join(isBytes ? '' : '\n');
}

/** Characters or fields of each line. */
function cut(args: readonly string[], text: string): string | null {
  const groups = /^-(?<unit>[bcf]) ?(?<from>\d*)(?<to>-?\d*)(?: -d ?(?<mark>[^]))?$/.exec(
    args.toSorted((a, b) => Number(a.startsWith('-d')) - Number(b.startsWith('-d'))).join(' '),
  )?.groups;
  if (!groups) return null;
  const mark = groups.unit === 'f' ? (groups.mark ?? '\t') : '';
  const from = Number(groups.from || 1) - 1;
  const to = groups.to === '' ? from + 1 : groups.to === '-' ? undefined : Number(groups.to?.slice(1));
  return text
    .split('\n')
    .map((line) => line.split(mark).slice(from, to).join(mark))
    .join('\n');
}

/** Programs that hand on what they read, changed or not. */
const FILTERS =
  /^(?:cat|bat|type|tee|tac|rev|head|tail|base64|base32|xxd|gunzip|zcat|gzcat|gzip|bzcat|bunzip2|bzip2|xz|xzcat|unxz|zstd|zstdcat|brotli|strings|cut|sort|uniq|nl|fold|iconv|uudecode|gpg|openssl|grep|egrep|fgrep|sed|awk|gawk|tr|dd|jq|od|hexdump|perl|rot13)$/;

/** Whether a command hands data on that it reads. */
export function isFilter([word = '']: readonly string[]): boolean {
  return FILTERS.test(programName(word));
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
    case 'type':
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
    case 'head':
    case 'tail':
      return changed(program, end(program, args, text()));
    case 'grep':
    case 'fgrep':
    case 'egrep':
      return changed('grep', grep(args, text()));
    case 'cut':
      return changed('cut', cut(args, text()));
    case 'gunzip':
    case 'gzcat':
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
