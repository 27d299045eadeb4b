import type { Samples } from '../contract.ts';
import { at, imported, installed, manifest, quiet } from '../samples-kit.ts';

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
      name: 'loaded as native code, whatever its name',
      files: imported(`process.dlopen(module, require('path').join(__dirname, 'logo.png'));\n`, {
        'logo.png': ELF,
      }),
      expected: [at('disguised', 'high', 'logo.png', 1)],
    },
    {
      name: 'small, and loaded by the loader of native modules',
      files: imported(`require('module')._extensions['.node'](module, __dirname + '/a.txt');\n`, {
        'a.txt': ELF.slice(0, 208),
      }),
      expected: [at('disguised', 'high', 'a.txt', 1)],
    },
    {
      name: 'a file without a telling name that the hook starts',
      files: {
        'package.json': manifest({ scripts: { postinstall: 'chmod +x x/tool.dat && x/tool.dat' } }),
        'x/tool.dat': ELF,
      },
      expected: [at('disguised', 'high', 'x/tool.dat', 1)],
    },
    {
      name: 'a native module that the hook loads',
      files: installed(`require('./a.node');\n`, { 'a.node': ELF }),
      expected: [at('loaded', 'medium', 'setup.js', 1)],
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
      'a native module that the hook tries once it is built',
      installed(`require('./build/Release/x.node');\n`, {
        'build/Release/x.node': ELF,
        'binding.gyp': '{}',
        'x.cc': 'int a;',
      }),
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
