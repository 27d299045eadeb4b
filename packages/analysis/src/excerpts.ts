import { createHash } from 'node:crypto';
import type { Stage } from '@weir/model';

/** Bytes that nothing reads as a whole: a file over a budget, or what no member gives out. */
export interface UnreadText {
  /** Path in the package; null for bytes between members and of broken containers. */
  readonly file: string | null;
  readonly stage: Stage;
}

/** A piece of such text, small enough to be read by itself. */
export interface Block extends UnreadText {
  readonly text: string;
  /** 1-based line of its first character in the text around it, as far as that can be told. */
  readonly line: number;
  /** Byte offset in the text around it. */
  readonly offset: number;
}

/** A block that holds words which attacks need, or that loads other files. */
export interface Excerpt extends Block {
  /** How many kinds of such words: 0 for one that only loads. */
  readonly kinds: number;
}

/** From so many kinds close together on, code that could not be parsed is suspect by its words alone. */
export const KINDS_TELLING = 3;

/** Characters of a block, and how much of the block before it comes again: a payload below that is never cut. */
const BLOCK_CHARS = 32 * 1024;
const OVERLAP_CHARS = 8 * 1024;
/** A block begins at a line or a statement when one begins within so many characters. */
const ALIGN_CHARS = 2 * 1024;

/** What a text is taken for: of bytes that belong to no file, what the ecosystem's packages are written in. */
export type TextLanguage = 'js' | 'python';

const SHELL =
  /\|\s{0,8}(?:ba|z|da)?sh\b|\bpowershell\b|\/dev\/tcp\/|\brm\s{1,8}-rf?\b|\b(?:ba)?sh\s{1,8}-c\b|\bcmd(?:\.exe)?\s{1,8}\/c\b/i;

/** What is said to whoever reviews the code, which needs nothing else. */
const SAID =
  /\b(?:ignore|disregard|override)\s{1,8}[a-z ]{0,24}\b(?:previous|prior|above|earlier)\s{1,8}(?:instruction|prompt|context|rule)|\bforget\s{1,8}(?:everything|all)\s{1,8}(?:you|that)\b|\bthis\s{1,8}(?:code|package|file|module)\s{1,8}(?:is|was)\s{1,8}(?:legit|safe|benign|verified)|\b(?:do not|don't)\s{1,8}(?:flag|report)\s{1,8}this\b/i;

/** Words that attacks need, by what they are needed for. Bounded, without nested repetition. */
const JS_KINDS: readonly RegExp[] = [
  /\b(?:eval|Function|execSync|spawn(?:Sync)?|execFile(?:Sync)?|fork|runIn\w{1,20}Context|_compile|compileFunction)\s{0,8}\(|child_process|['"`]child_|\.exec\s{0,8}\(|\b(?:globalThis|global|window|self)\s{0,8}\[/,
  /\b(?:atob|unescape|fromCharCode|fromCodePoint|createDecipher\w{0,4}|gunzipSync|inflate\w{0,10}|brotliDecompressSync)\b|['"`](?:base64|hex)['"`]/,
  /\b(?:fetch|XMLHttpRequest|WebSocket|axios|sendBeacon|lookup|resolve4|nslookup|curl|wget)\b|['"`](?:node:)?(?:https?|http2|net|tls|dns|dgram|axios|got|undici)['"`]|\bhttps?:\/\//,
  /process\s{0,8}\.\s{0,8}env\b|\b(?:homedir|hostname|userInfo|networkInterfaces|clipboard\w{0,12})\b|\.(?:npmrc|ssh|aws|netrc|kube|docker)\b|id_rsa|keychain|wallet/i,
  SHELL,
  SAID,
];

const PYTHON_KINDS: readonly RegExp[] = [
  /\b(?:exec|eval|compile|execfile|__import__)\s{0,8}\(|\bsubprocess\b|\bos\s{0,8}\.\s{0,8}(?:system|popen|startfile|exec\w{1,4}|spawn\w{1,4})\b|\bctypes\b|\b(?:globals|vars|__builtins__)\s{0,8}[([]/,
  /\b(?:a85|b16|b32|b64|b85|urlsafe_b64)decode\b|\b(?:fromhex|unhexlify|decompress|Fernet|rot_?13)\b|\b(?:marshal|pickle)\s{0,8}\.\s{0,8}loads\b|\bcodecs\s{0,8}\.\s{0,8}decode\b|\bchr\s{0,8}\(/,
  /\b(?:urlopen|urlretrieve|urllib\d?|httpx|aiohttp|smtplib|ftplib|websocket\w{0,3}|curl|wget|nslookup)\b|\brequests\s{0,8}\.\s{0,8}(?:get|post|put|request|Session)\b|\bhttp\.client\b|\bsocket\s{0,8}\.\s{0,8}\w|\bhttps?:\/\//,
  /\bos\s{0,8}\.\s{0,8}(?:environb?|getenv|getlogin|uname)\b|\b(?:expanduser|gethostname|getuser|getpass|ImageGrab|pynput|clipboard\w{0,12})\b|\.(?:pypirc|npmrc|ssh|aws|netrc|kube|docker)\b|id_rsa|keychain|wallet/i,
  SHELL,
  SAID,
];

const KINDS: Readonly<Record<TextLanguage, readonly RegExp[]>> = { js: JS_KINDS, python: PYTHON_KINDS };

/** How many kinds of words that attacks need a text holds. */
export function kindsIn(text: string, language: TextLanguage = 'js'): number {
  return KINDS[language].reduce((count, kind) => count + (kind.test(text) ? 1 : 0), 0);
}

/** Whether a text loads files of its own package: it may hand on what one of them gathers to one that sends. */
function loadsFiles(text: string, language: TextLanguage): boolean {
  if (language === 'python') return /\bfrom\s{1,8}\.{1,8}[\w.]{0,200}\s{1,8}import\b/.test(text);
  return /\b(?:require\s{0,8}\(|import\b[^\n]{0,200}|from)\s{0,8}['"`]\.{1,2}\//.test(text);
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Where the text from `from` on can begin without being cut within a line, or at least within a statement. */
function alignedStart(text: string, from: number): number {
  if (from === 0) return 0;
  const end = /[;\n]|\*\//.exec(text.slice(from, from + ALIGN_CHARS));
  return end ? from + end.index + end[0].length : from;
}

/** Cuts the texts of streams, given in chunks that are cut anywhere, into blocks that overlap. */
export interface BlockCutter {
  /** Chunks of one stream follow each other; another `stream` ends the one before it. */
  push(stream: string, where: UnreadText, offset: number, bytes: Uint8Array): Generator<Block>;
  /** The rest of the last stream. */
  end(): Generator<Block>;
}

/** Creates a cutter. Bytes are taken as latin-1, or as UTF-16 where a stream begins with its mark. */
export function createBlockCutter(): BlockCutter {
  let stream: string | null = null;
  let where: UnreadText = { file: null, stage: 'import' };
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let text = '';
  let line = 1;
  let offset = 0;

  function* flush(): Generator<Block> {
    if (text.length > 0) yield { ...where, text, line, offset };
    text = '';
    line = 1;
  }

  function decode(bytes: Uint8Array): string {
    if (decoder) return decoder.decode(bytes, { stream: true });
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  }

  return {
    *push(name, source, at, bytes) {
      if (name !== stream) {
        yield* flush();
        stream = name;
        where = source;
        offset = at;
        const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
        const wideBig = bytes[0] === 0xfe && bytes[1] === 0xff;
        decoder = wide ? new TextDecoder('utf-16le') : wideBig ? new TextDecoder('utf-16be') : null;
      }
      text += decode(bytes);
      while (text.length > BLOCK_CHARS + OVERLAP_CHARS) {
        yield { ...where, text: text.slice(0, BLOCK_CHARS + OVERLAP_CHARS), line, offset };
        const next = alignedStart(text, BLOCK_CHARS);
        line += countLines(text, next);
        offset += next;
        text = text.slice(next);
      }
    },
    end: flush,
  };
}

/** Keeps the blocks that most speak for an attack, under a budget of characters. */
export interface ExcerptPicker {
  /** What has no such words and loads nothing is not kept. */
  offer(block: Block, kinds: number): void;
  /** Best first; `left` counts those with such words for which there was no room. */
  pick(): { readonly excerpts: readonly Excerpt[]; readonly left: number };
}

/**
 * Creates a picker. Among blocks of equal weight a hash decides: nobody can fill the room with decoys that stand in
 * front of the block which matters. The same text is kept once.
 */
export function createExcerptPicker(charsMax: number, language: TextLanguage = 'js'): ExcerptPicker {
  const kept = new Map<string, Excerpt>();
  let chars = 0;
  let left = 0;

  function ranked(): [string, Excerpt][] {
    return [...kept].toSorted(([a, x], [b, y]) => y.kinds - x.kinds || (a < b ? -1 : 1));
  }

  function trim(): void {
    chars = 0;
    for (const [key, { text, kinds }] of ranked()) {
      if (chars + text.length > charsMax) {
        kept.delete(key);
        if (kinds > 0) left++;
      } else chars += text.length;
    }
  }

  return {
    offer(block, kinds) {
      if (kinds === 0 && !loadsFiles(block.text, language)) return;
      const key = createHash('sha256').update(block.text).digest('base64');
      if (kept.has(key)) return;
      kept.set(key, { ...block, kinds });
      chars += block.text.length;
      // Now and then, so that a stream of offers costs no sort each.
      if (chars > 2 * charsMax) trim();
    },
    pick() {
      trim();
      return { excerpts: ranked().map(([, excerpt]) => excerpt), left };
    },
  };
}

/** Characters of a finer piece, and after how many of it the next one begins: soon, as the cut may fall anywhere. */
const FINE_CHARS = 2 * 1024;
const FINE_STEP_CHARS = 512;

/**
 * A text in pieces of a few lines: those that hold words which attacks need, with the line on which each begins. None of
 * a text that is one such piece itself.
 */
export function finerPieces(
  text: string,
  firstLine: number,
  language: TextLanguage = 'js',
): { text: string; firstLine: number }[] {
  const pieces: { text: string; firstLine: number }[] = [];
  if (text.length <= FINE_CHARS) return pieces;
  let line = firstLine;
  for (let at = 0; at < text.length; ) {
    const piece = text.slice(at, at + FINE_CHARS);
    if (kindsIn(piece, language) > 0 || loadsFiles(piece, language))
      pieces.push({ text: piece, firstLine: line });
    if (at + FINE_CHARS >= text.length) break;
    const next = Math.max(at + 1, alignedStart(text, at + FINE_STEP_CHARS));
    line += countLines(text.slice(at, next), next - at);
    at = next;
  }
  return pieces;
}
