import type { Samples } from '../contract.ts';
import { at, imported, installed, quiet } from '../samples-kit.ts';

/** First bytes of programs and nothing behind them: they do not run. */
const ELF = new Uint8Array(2048);
ELF.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
const PE = new Uint8Array(2048);
PE.set([0x4d, 0x5a, 0x90, 0]);

export const samples: Samples = {
  malicious: [
    {
      name: 'started at import',
      files: imported(`require('child_process').execFile('./bin/helper');\n`, { 'bin/helper': ELF }),
      expected: [at('started', 'high', 'index.js', 1)],
    },
    {
      name: 'started at install, by a path of this folder',
      files: installed(
        `const path = require('path');\nrequire('child_process').spawn(path.join(__dirname, 'lib', 'svc.exe'), [], { detached: true });\n`,
        { 'lib/svc.exe': PE },
      ),
      expected: [at('started', 'high', 'setup.js', 2)],
    },
    {
      name: 'behind the name of a picture',
      files: installed(`require('fs').copyFileSync(__dirname + '/assets/logo.png', 'x');\n`, {
        'assets/logo.png': ELF,
      }),
      expected: [at('disguised', 'high', 'assets/logo.png', 1)],
    },
    {
      name: 'as base64 in the source',
      files: installed(
        `const body = 'f0VMRgIBAQAAAAAAAAAAAAIAPgAB';\nrequire('fs').writeFileSync('x', Buffer.from(body, 'base64'));\n`,
      ),
      expected: [at('embedded', 'high', 'setup.js', 1)],
    },
  ],
  benign: [
    quiet(
      'a program that is only shipped',
      imported(`module.exports = __dirname + '/bin/tool';\n`, { 'bin/tool': ELF }),
    ),
    quiet(
      'a native module',
      imported(`module.exports = require('./build/Release/x.node');\n`, { 'build/Release/x.node': ELF }),
    ),
    quiet(
      'a program that is started when asked',
      imported(`const cp = require('child_process');\nexports.run = () => cp.execFileSync('./bin/tool');\n`, {
        'bin/tool': ELF,
      }),
    ),
    quiet('a picture', imported('module.exports = 1;\n', { 'logo.png': new Uint8Array(2048).fill(0x89) })),
  ],
};
