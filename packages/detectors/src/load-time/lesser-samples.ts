import type { Sample } from '../contract.ts';
import { at, sdist, wheel } from '../samples-kit.ts';

/** What tells less than its like, and is no alert by itself. */
export const LESSER: readonly Sample[] = [
  {
    name: 'a program that is ended by its number when the module is loaded, which tells less',
    files: wheel(
      "import subprocess, sys\nclass Service:\n    def __init__(self, pid):\n        self.pid = pid\n    def stop(self):\n        subprocess.run(['taskkill', '/PID', str(self.pid), '/F'])\ndef main():\n    Service(int(sys.argv[1])).stop()\nmain()\n",
    ),
    expected: [at('program', 'medium', 'own/__init__.py', 6)],
  },
  {
    name: 'a script beside the setup script that is started only where it is, which tells less',
    files: sdist(
      "import os, subprocess, sys\nhere = os.path.dirname(__file__)\nscript = os.path.join(here, 'bootstrap.py')\nif os.path.exists(script):\n    subprocess.run([sys.executable, script])\n",
    ),
    expected: [at('program', 'medium', 'setup.py', 5)],
  },
  {
    name: 'the source of a project that a build fetches, which tells less',
    files: sdist(
      "import io, tarfile, urllib.request\nanswer = urllib.request.urlopen('https://github.com/own/own/archive/v1.0.tar.gz')\ntarfile.open(fileobj=io.BytesIO(answer.read())).extractall('own')\n",
    ),
    expected: [at('request', 'medium', 'setup.py', 2)],
  },
  ...(
    [
      ['repo1.maven.org/maven2/own/own/1/own-1.jar', 'medium'],
      ['github.com/own/tool/releases/download/v1/tool.zip', 'medium'],
      ['github.com/other/tool/releases/download/v1/tool.zip', 'high'],
    ] as const
  ).map(([from, severity]) => ({
    name: `a build fetches from ${from}`,
    files: {
      'PKG-INFO':
        'Metadata-Version: 2.1\nName: own\nVersion: 1.0\nHome-page: https://github.com/own/own-python\n',
      'setup.py': `import urllib.request\nopen('own.bin', 'wb').write(urllib.request.urlopen('https://${from}').read())\n`,
    },
    expected: [at('request', severity, 'setup.py', 2)],
  })),
  {
    name: "a build stores what the package's own project released",
    files: {
      'PKG-INFO':
        'Metadata-Version: 2.1\nName: own\nVersion: 1.0\nHome-page: https://github.com/own/own-python\n',
      'setup.py':
        "import urllib.request\nurllib.request.urlretrieve('https://github.com/own/tool/releases/download/v1/tool.zip', 'tool.zip')\n",
    },
    expected: [at('request', 'medium', 'setup.py', 2)],
  },
];
