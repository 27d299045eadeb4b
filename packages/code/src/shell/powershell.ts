import { decodeBase64 } from '../decode.ts';
import { SHELL_CHARS_MAX, SHELL_COMMANDS_MAX } from '../limits.ts';
import { type ActionBase, only, type ShellAction, type ShellActions, type Site, together } from './action.ts';
import { optionValue, programName, urlsIn } from './words.ts';

const LOADS =
  /\b(?:downloadstring|downloadfile|downloaddata|openread|invoke-webrequest|iwr|invoke-restmethod|irm|webclient|httpclient|start-bitstransfer|curl|wget|xmlhttp|winhttprequest)\b/i;
const RUNS =
  /\b(?:iex|invoke-expression|start-process|saps|invoke-item|ii|invoke-command|icm|shellexecute|scriptblock\]?::create|reflection\.assembly\]?::load|assembly\]::load)\b/i;
/** Decoded texts inside a text that are followed. */
const DECODED_MAX = 20;
/** Programs and cmdlets whose words are read like any other command's. */
const KNOWN_PROGRAM =
  /^(?:node|npm|npx|bun|bunx|deno|pnpm|yarn|cmd|python3?|pip3?|rundll32|regsvr32|mshta|wscript|cscript|certutil|bitsadmin|powershell|pwsh|curl|wget|bash|sh|nslookup)$/;

/** Undoes what only hides: backticks, joined strings, `-join`, `[char]` codes. */
function plainText(code: string): string {
  return (
    code
      .replace(/`(?=\S)/g, '')
      .replace(/\(?\[char\]\s*(?<code>0x[0-9a-f]{1,4}|\d{1,5})\)?/gi, (_whole, code_: string) => {
        const value = Number(code_);
        return value > 0 && value < 0xffff ? `'${String.fromCharCode(value)}'` : "''";
      })
      // `'a'+'b'` and `"a" + 'b'` are one text.
      .replace(/['"]\s*\+\s*['"]/g, '')
  );
}

/** Texts that `FromBase64String` gives: UTF-16 where every other byte is zero. */
function decodedTexts(code: string): string[] {
  const found: string[] = [];
  for (const { groups } of code.matchAll(
    /frombase64string\(\s*['"](?<data>[A-Za-z0-9+/=]{8,200000})['"]/gi,
  )) {
    if (found.length >= DECODED_MAX) break;
    const bytes = Buffer.from(decodeBase64(groups?.data ?? ''));
    found.push(bytes[1] === 0 ? bytes.toString('utf16le') : bytes.toString('utf8'));
  }
  return found;
}

/** Commands of a text: parted at line ends, `;`, `|` and braces outside of quotes. */
function statements(code: string): { text: string; offset: number }[] {
  const found: { text: string; offset: number }[] = [];
  let quote = '';
  let start = 0;
  for (let at = 0; at <= code.length; at++) {
    const char = code[at] ?? '\n';
    if (quote !== '') {
      if (char === quote) quote = '';
      if (at < code.length) continue;
    } else if (char === '"' || char === "'") quote = char;
    if (at === code.length || (quote === '' && /[\n;|{}&]/.test(char))) {
      const text = code.slice(start, at).trim();
      if (text !== '' && !text.startsWith('#')) found.push({ text, offset: start });
      start = at + 1;
      if (found.length >= SHELL_COMMANDS_MAX) break;
    }
  }
  return found;
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<plain>[^\s"',()]+)/g)].map(
    ({ groups }) => groups?.double ?? groups?.single ?? groups?.plain ?? '',
  );
}

/** `Start-Process node -ArgumentList 'a.js'`: the command that is started. */
function startedArgv(words: readonly string[]): string[] | null {
  const [name = '', ...rest] = words;
  if (!/^(?:start-process|saps|start|invoke-item|ii)$/i.test(name)) return null;
  const plain = rest.filter((word, index) => {
    const before = rest[index - 1] ?? '';
    if (/^-(?:windowstyle|workingdirectory|verb|redirect\w+)$/i.test(before)) return false;
    return !word.startsWith('-') || /^-argumentlist$/i.test(before);
  });
  const [program, ...args] = plain;
  return program === undefined ? null : [program, ...args.flatMap((arg) => arg.split(/\s+/))];
}

/** What a PowerShell text does: downloads, programs that it starts, and what it decodes. */
export function powershellText(
  base: ActionBase,
  code: string,
  command: Site['command'],
  depth = 0,
): ShellActions {
  if (code.length > SHELL_CHARS_MAX) return { actions: [{ ...base, kind: 'other' }], complete: false };
  const text = plainText(code);
  const urls = urlsIn(text);
  const actions: ShellAction[] = [];
  if (LOADS.test(text) || urls.length > 0) {
    actions.push({
      ...base,
      kind: 'download',
      urls,
      into: RUNS.test(text) ? 'powershell' : null,
      output: optionValue(wordsOf(text), /^-(?:OutFile|outf|Destination)$/i),
      sends: /-method\s+['"]?(?:post|put)|uploadstring|uploadfile|uploaddata/i.test(text),
    });
  }
  const parts: ShellActions[] = [{ actions, complete: true }];
  for (const statement of statements(text)) {
    const words = wordsOf(statement.text.replace(/^(?:&|\.)\s+/, ''));
    const argv = startedArgv(words) ?? words;
    const [word = ''] = argv;
    const isPath = /^(?:\.{0,2}[\\/]|[A-Za-z]:\\)|\.(?:exe|ps1|bat|cmd|js|vbs)$/i.test(word);
    if (!KNOWN_PROGRAM.test(programName(word)) && !isPath) continue;
    const inner = command(argv, base.layers);
    // One download is told once, with what runs it.
    parts.push({
      ...inner,
      actions: inner.actions.filter(
        ({ kind }) => kind !== 'other' && !(kind === 'download' && actions.length > 0),
      ),
    });
  }
  if (depth < 4) {
    for (const decoded of decodedTexts(text)) {
      const layered = { ...base, layers: [...base.layers, 'base64'] };
      parts.push(powershellText(layered, decoded, command, depth + 1));
    }
  }
  const all = together(parts);
  if (all.actions.length > 0) return all;
  return only({ ...base, kind: 'inline-code', language: 'other', code });
}

/** `powershell …`: an encoded command, a file, or a text. */
export function powershellActions({ base, args, input, reads, command }: Site): ShellActions {
  const encoded = optionValue(args, /^[-/]e(?:c|n|nc|nco|ncod|ncode|ncoded\w*)?$/i);
  if (encoded !== null && encoded !== '') {
    const code = Buffer.from(decodeBase64(encoded)).toString('utf16le');
    return powershellText({ ...base, layers: [...base.layers, 'powershell-enc'] }, code, command);
  }
  const file = optionValue(args, /^[-/]f(?:i|il|ile)?$/i);
  if (file !== null) return only({ ...base, kind: 'run-file', runtime: 'powershell', path: file });
  const at = args.findIndex((word) => /^[-/]c(?:o\w*)?$/i.test(word));
  const withoutOptions = args.filter(
    (word, index) =>
      !/^[-/]\w/.test(word) &&
      !/^[-/](?:ex\w*|ep|w\w*|v\w*|inputformat|outputformat|configurationname)$/i.test(args[index - 1] ?? ''),
  );
  const text = (at >= 0 ? args.slice(at + 1) : withoutOptions).join(' ');
  if (text !== '' && text !== '-') {
    // A file alone is run as one.
    if (at < 0 && /^\S+\.ps1$/i.test(withoutOptions[0] ?? ''))
      return only({ ...base, kind: 'run-file', runtime: 'powershell', path: withoutOptions[0] ?? '' });
    return powershellText(base, text, command);
  }
  if (input)
    return powershellText({ ...base, layers: [...base.layers, ...input.layers] }, input.text, command);
  const [path] = reads;
  return only(
    path === undefined
      ? { ...base, kind: 'other' }
      : { ...base, kind: 'run-file', runtime: 'powershell', path },
  );
}
