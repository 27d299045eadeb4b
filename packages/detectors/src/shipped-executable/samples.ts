import type { Sample, Samples } from '../contract.ts';
import { at, imported, installed, manifest, quiet } from '../samples-kit.ts';
import { SDIST, sdist, WHEEL, wheel } from '../wheel-kit.ts';

/** First bytes of programs and nothing behind them: they do not run. */
const ELF = new Uint8Array(2048);
ELF.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
const PE = new Uint8Array(2048);
PE.set([0x4d, 0x5a, 0x90, 0]);

const SETUP = "from setuptools import setup\nsetup(name='acme', version='1.0', packages=['acme'])\n";
const HERE = 'os.path.dirname(os.path.abspath(__file__))';
const INSTALL = `import os
from setuptools import setup
from setuptools.command.install import install


class Install(install):
    def run(self):
        os.system('chmod +x bin/helper && ./bin/helper')
        install.run(self)


setup(name='acme', version='1.0', cmdclass={'install': Install})
`;

/** A file of PyPI that is quiet. */
function honest(name: string, filename: string, files: Sample['files']): Sample {
  return { name, filename, files, expected: [] };
}

export const samples: Samples = {
  malicious: [
    {
      name: 'PyPI: started by the setup script',
      filename: SDIST,
      files: sdist({
        'setup.py': `import subprocess\nsubprocess.Popen(['./bin/helper'])\n${SETUP}`,
        'bin/helper': ELF,
      }),
      expected: [at('started', 'high', 'setup.py', 2)],
    },
    {
      name: 'PyPI: started by the setup script, from its own folder',
      filename: SDIST,
      files: sdist({
        'setup.py': `import os, subprocess\nsubprocess.Popen([os.path.join(${HERE}, 'bin', 'helper')])\n${SETUP}`,
        'bin/helper': ELF,
      }),
      expected: [at('started', 'high', 'setup.py', 2)],
    },
    {
      name: 'PyPI: started by a command class',
      filename: SDIST,
      files: sdist({ 'setup.py': INSTALL, 'bin/helper': ELF }),
      expected: [at('started', 'high', 'setup.py', 8)],
    },
    {
      name: 'PyPI: started by a line that Python runs at each start',
      filename: WHEEL,
      files: wheel({
        'acme/__init__.py': '',
        'acme.pth':
          "import os, acme, subprocess; subprocess.Popen([os.path.dirname(acme.__file__) + '/triton'])\n",
        'acme/triton': ELF,
      }),
      expected: [at('started', 'high', 'acme.pth', 1)],
    },
    {
      name: 'PyPI: started when the module is loaded',
      filename: WHEEL,
      files: wheel({
        'acme/__init__.py': `import os, subprocess\nsubprocess.Popen([os.path.dirname(__file__) + '/triton'])\n`,
        'acme/triton': ELF,
      }),
      expected: [at('started', 'high', 'acme/__init__.py', 2)],
    },
    {
      name: 'PyPI: a library behind the name of a picture',
      filename: WHEEL,
      files: wheel({
        'acme/__init__.py': `import ctypes, os\nctypes.CDLL(os.path.join(os.path.dirname(__file__), 'logo.png'))\n`,
        'acme/logo.png': ELF,
      }),
      expected: [at('disguised', 'high', 'acme/logo.png', 1)],
    },
    {
      name: 'PyPI: a Windows program behind the name of a text',
      filename: WHEEL,
      files: wheel({ 'acme/__init__.py': 'X = 1\n', 'acme/data.txt': PE }),
      expected: [at('disguised', 'high', 'acme/data.txt', 1)],
    },
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
    honest(
      'PyPI: extension modules and libraries',
      WHEEL,
      wheel({
        'acme/__init__.py':
          "import ctypes, os\nfrom . import _speedups\nLIB = ctypes.CDLL(os.path.join(os.path.dirname(__file__), 'libacme.so'))\n",
        'acme/_speedups.cpython-312-x86_64-linux-gnu.so': ELF,
        'acme/_speedups.cp312-win_amd64.pyd': PE,
        'acme/libacme.so': ELF,
      }),
    ),
    honest(
      'PyPI: a command that is a program, started by its module',
      WHEEL,
      wheel({
        'acme/__init__.py': '',
        'acme/__main__.py':
          "import os, sys, sysconfig\n\n\ndef find():\n    return os.path.join(sysconfig.get_path('scripts'), 'acme')\n\n\nif __name__ == '__main__':\n    os.execvp(find(), [find(), *sys.argv[1:]])\n",
        'acme-1.0.data/scripts/acme': ELF,
      }),
    ),
    honest(
      'PyPI: a driver that is started when asked',
      WHEEL,
      wheel({
        'acme/__init__.py':
          "import os, subprocess\n\n\ndef run(*args):\n    here = os.path.dirname(__file__)\n    return subprocess.run([os.path.join(here, 'driver', 'node'), *args])\n",
        'acme/driver/node': ELF,
      }),
    ),
    honest(
      'PyPI: a picture',
      WHEEL,
      wheel({ 'acme/__init__.py': '', 'acme/logo.png': new Uint8Array(2048).fill(0x89) }),
    ),
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
