/** Names by which Python runs code, starts programs, reaches the network, decodes or finds names and modules. */
const WORDS =
  'exec|eval|(?<!\\bre\\.)compile|execfile|__import__|import_module|subprocess|popen|Popen|system|spawn\\w*|startfile|socket|urlopen|urlretrieve|requests|httpx|aiohttp|urllib\\w*|http|ftplib|smtplib|telebot|webhook|ctypes|marshal|pickle|base64|b64decode|fromhex|unhexlify|zlib|codecs|builtins|__builtins__|globals|pip|environ|win32\\w*|winreg|pynput|pyautogui|ImageGrab|zipimport|runpy|addsitedir|path\\.(?:insert|append)';
const TELLING = new RegExp(`\\b(?:${WORDS})\\b`);
/** Names in compiled files stand between other bytes, which may be letters. */
const TELLING_BYTES = new RegExp(`${WORDS}|import|decode|chr|join|getattr|setattr|reload|open|sys`);

/** Lines that are a comment and nothing else, and texts in the order in which they begin. */
const PIECES =
  /^[ \t]*#.*|(?<!\\)(?<quotes>"{3}|'{3})[^]*?\k<quotes>|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|#.*/gm;
/** What code would be, if the text were none after all: quotes can be set so that a first look takes one for the other. */
const LIKE_CODE = new RegExp(`\\b(?:${WORDS})\\b\\s{0,8}[.(]|^[ \\t]*(?:import|from)[ \\t]`, 'm');
/** Only blanks and the letters of a docstring may stand before it on its line. */
const BEFORE_DOCSTRING = /(?:^|\n)[ \t]*[rRuU]?$/;
const BEFORE_CHARS = 200;
/** Longer sources are read as they are: what a pattern remembers on its way grows with them. */
const CHARS_MAX = 1_000_000;

/** The source without comment lines, and without docstrings in which nothing could be code. */
function withoutProse(text: string): string {
  return text.replace(PIECES, (piece: string, quotes: string | undefined, at: number) => {
    if (/^[ \t]*#/.test(piece)) return '';
    if (quotes === undefined) return piece;
    const isDocstring = BEFORE_DOCSTRING.test(text.slice(Math.max(0, at - BEFORE_CHARS), at));
    return isDocstring && !LIKE_CODE.test(piece) ? '' : piece;
  });
}

/**
 * A first look that spares parsing: whether a module that nothing runs by itself names anything which could do harm.
 * What people write about it, in comments and docstrings, does not count. Linear in the text.
 */
export function mayDoHarm(text: string): boolean {
  return TELLING.test(text) && (text.length > CHARS_MAX || TELLING.test(withoutProse(text)));
}

/** True for the mark that all compiled files have had since Python 1.3, `\r\n` behind their number: none is loaded without. */
export function hasCompiledMark(head: Uint8Array): boolean {
  return head[2] === 0x0d && head[3] === 0x0a;
}

/** Larger files of Python 2 are told as unread, whatever they name. */
const RELIC_BYTES_MAX = 16 * 1024;

/**
 * True for a small file that Python 2 compiled, which no Python 3 loads, and among whose bytes, where names and texts
 * stand as they are, is nothing that could do harm or build text: it is told as compiled, and there is no more to see.
 */
export function isRelic(bytes: Uint8Array): boolean {
  if (bytes.length < 8 || bytes.length > RELIC_BYTES_MAX) return false;
  const magic = Buffer.from(bytes.subarray(0, 2)).readUInt16LE(0);
  // Numbers of 2.0 to 2.7 (CPython, Python/import.c of 2.7); later ones begin again at 3000.
  if (magic < 50_823 || magic > 62_211 || !hasCompiledMark(bytes)) return false;
  return !TELLING_BYTES.test(Buffer.from(bytes).toString('latin1'));
}
