/** What made a native module out of something that people read. */
export type NativeMaker = 'cython' | 'nuitka' | 'pyinstaller' | 'pyarmor' | 'mypyc';

/** What can be read in a file for the machine without running it: all of it hostile. */
export interface NativeText {
  readonly maker: NativeMaker | null;
  /** Texts around words that tell: addresses, commands, places of secrets. In the order in which they stand, cut. */
  readonly texts: readonly string[];
  /** Names of functions and modules out of a fixed list that stand in it as words of their own. */
  readonly names: ReadonlySet<string>;
}

/** Marks that the makers leave (Nuitka's own names, Cython's helpers, PyInstaller's cookie, PyArmor's runtime). */
const MAKERS: readonly (readonly [NativeMaker, readonly string[]])[] = [
  ['pyinstaller', ['_MEIPASS2', 'pyi-runtime-tmpdir']],
  ['nuitka', ['__nuitka_version__', 'nuitka_module_loader']],
  ['pyarmor', ['__pyarmor__', 'pyarmor_runtime', '_pytransform']],
  ['mypyc', ['CPyStatics', 'mypyc_filter']],
  ['cython', ['__pyx_capi__', 'cython_runtime', '_cython_', 'Shared Cython type', '__pyx_mstate']],
];
/** Words whose surroundings are kept. */
const TELLING = [
  'http://',
  'https://',
  'curl ',
  'wget ',
  'powershell',
  'certutil',
  'bitsadmin',
  'mshta',
  '/bin/sh -c',
  'cmd.exe /c',
  'id_rsa',
  '.aws/credentials',
  'Login Data',
  'Local State',
  'wallet.dat',
  'Local Storage\\leveldb',
  'Local Storage/leveldb',
  'tdata',
  'cookies.sqlite',
  'crontab',
  'CurrentVersion\\Run',
  '/dev/tcp/',
] as const;
/** Names of the machine's own libraries and of Python that say what a module may do. */
const NAMES = [
  'system',
  'popen',
  'execve',
  'execvp',
  'posix_spawn',
  'WinExec',
  'ShellExecuteA',
  'ShellExecuteW',
  'CreateProcessA',
  'CreateProcessW',
  'connect',
  'getaddrinfo',
  'InternetOpenA',
  'InternetOpenUrlA',
  'InternetReadFile',
  'URLDownloadToFileA',
  'URLDownloadToFileW',
  'WinHttpOpen',
  'CreateRemoteThread',
  'WriteProcessMemory',
  'VirtualAllocEx',
  'NtUnmapViewOfSection',
  'SetWindowsHookExA',
  'SetWindowsHookExW',
  'GetAsyncKeyState',
  'CryptUnprotectData',
  'requests',
  'urlopen',
  'urllib',
  'httpx',
  'aiohttp',
  'socket',
  'post',
  'environ',
  'getenv',
  'gethostname',
  'getuser',
  'getlogin',
  'expanduser',
  'subprocess',
  'Popen',
  'b64encode',
] as const;

/** Bytes of one file that are looked through, texts that are kept, and characters of one on each side of the word. */
const BYTES_MAX = 16 * 1024 * 1024;
const TEXTS_MAX = 400;
const CHARS_MAX = 400;
/** Shorter runs of printable characters say nothing. */
const RUN_MIN = 4;
const NUL = '\0';

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
const TELLING_WORD = new RegExp(TELLING.map(escaped).join('|'), 'g');
const MARK = new RegExp(MAKERS.flatMap(([, marks]) => marks.map(escaped)).join('|'), 'g');
/**
 * A name that stands by itself: for the dynamic linker, with the underline of a Mac, or behind the letter by which
 * Nuitka says what a constant is.
 */
const NAME = new RegExp(`\\0[au_]?(${NAMES.map(escaped).join('|')})(?=\\0)`, 'g');

/** Cython (3.2) writes all its texts as one. */
const NAME_IN_TEXT =
  /environ|gethostname|getuser|getlogin|expanduser|subprocess|Popen|urlopen|requests|httpx|aiohttp|b64encode/g;

/** Whether a place holds a character that can be printed, in one byte or in two of which the second is zero. */
function isPrintable(data: Uint8Array, place: number, step: 1 | 2): boolean {
  const at = place * step;
  const byte = data[at] as number;
  return byte >= 0x20 && byte < 0x7f && (step === 1 || data[at + 1] === 0);
}

/**
 * The runs of printable characters of a file, a NUL before and behind each; characters lie `step` bytes apart. A run
 * that is long enough holds one of every {@link RUN_MIN} places: no others are looked at until one is printable.
 */
function printable(data: Uint8Array, step: 1 | 2): string {
  const places = Math.floor(data.length / step);
  const out = Buffer.allocUnsafe(places + 2);
  out[0] = 0;
  let size = 1;
  // The place behind the last one that cannot be printed.
  let free = 0;
  for (let place = RUN_MIN - 1; place < places; place = free + RUN_MIN - 1) {
    if (!isPrintable(data, place, step)) {
      free = place + 1;
      continue;
    }
    let start = place;
    while (start > free && isPrintable(data, start - 1, step)) start--;
    let end = place + 1;
    while (end < places && isPrintable(data, end, step)) end++;
    free = end + 1;
    if (end - start < RUN_MIN) continue;
    for (let at = start; at < end; at++) out[size++] = data[at * step] as number;
    out[size++] = 0;
  }
  return out.toString('latin1', 0, size);
}

/** The runs around words that tell, each once and cut. */
function textsIn(runs: string): string[] {
  const found = new Map<number, string>();
  for (const { index } of runs.matchAll(TELLING_WORD)) {
    if (found.size >= TEXTS_MAX) break;
    const from = Math.max(0, index - CHARS_MAX);
    const before = runs.slice(from, index);
    const start = from + before.lastIndexOf(NUL) + 1;
    const [text = ''] = runs.slice(start, index + CHARS_MAX).split(NUL, 1);
    found.set(start, text);
  }
  return [...found.values()];
}

/** Reads what a file for the machine tells by its texts. Linear in its size; never throws. */
export function readNative(bytes: Uint8Array): NativeText {
  const data = bytes.subarray(0, BYTES_MAX);
  const runs = printable(data, 1);
  const marks = new Set(Array.from(runs.matchAll(MARK), ([mark]) => mark));
  const maker = MAKERS.find(([, known]) => known.some((mark) => marks.has(mark)))?.[0] ?? null;
  const names = new Set(Array.from(runs.matchAll(NAME), ([, name = '']) => name));
  if (maker === 'cython') for (const [name] of runs.matchAll(NAME_IN_TEXT)) names.add(name);
  // Texts of Windows have two bytes a character.
  const wide = data[0] === 0x4d && data[1] === 0x5a ? textsIn(printable(data, 2)) : [];
  return { maker, texts: [...textsIn(runs), ...wide], names };
}
