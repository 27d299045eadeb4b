import type { Sample, Samples } from '../contract.ts';
import { quiet, sdist, wheel } from '../samples-kit.ts';

function at(rule: string, severity: 'medium' | 'high', line: number, file = 'setup.py'): Sample['expected'] {
  return [{ rule, file, line, severity }];
}

const COMMAND = (body: string): string =>
  `from setuptools import setup\nfrom setuptools.command.install import install\nclass Own(install):\n    def run(self):\n        ${body}\n        install.run(self)\nsetup(name='own', cmdclass={'install': Own})\n`;

export const samples: Samples = {
  malicious: [
    {
      name: 'a request of the setup script',
      files: sdist("import requests\nrequests.get('https://count.weir.test/hello')\n"),
      expected: at('request', 'high', 2),
    },
    {
      name: 'a request of an install command, to a bare address',
      files: sdist(`import urllib.request\n${COMMAND("urllib.request.urlopen('http://203.0.113.9/a')")}`),
      expected: at('request', 'high', 6),
    },
    {
      name: 'a name that an install command looks up',
      files: sdist(`import socket\n${COMMAND("socket.gethostbyname('own.names.weir.test')")}`),
      expected: at('lookup', 'high', 6),
    },
    {
      name: 'a program that no build needs',
      files: sdist("import os\nos.system('powershell -w hidden -File own.txt')\n"),
      expected: at('program', 'high', 2),
    },
    {
      name: 'a request when a module is loaded, through another file',
      files: {
        ...wheel('from .ping import hello\nhello()\n'),
        'own/ping.py': "import requests\ndef hello():\n    requests.post('https://free.weir.test/x')\n",
      },
      expected: at('request', 'high', 3, 'own/ping.py'),
    },
    {
      name: 'packages that a module installs in silence',
      files: wheel(
        "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'pip', 'install', 'other'], stdout=subprocess.DEVNULL)\n",
      ),
      expected: at('package-install', 'medium', 2, 'own/__init__.py'),
    },
    {
      name: 'a script that the package does not hold',
      files: {
        ...sdist(
          COMMAND('self.spawn()') + "import subprocess\nsubprocess.check_call(['tools\\\\get.bat'])\n",
        ),
        'tools/other.bat': 'echo hello\r\n',
      },
      expected: at('program', 'high', 9),
    },
    {
      name: 'a build that fetches a file and compares its digest',
      files: sdist(
        "import hashlib\nfrom urllib.request import urlretrieve\nurlretrieve('https://files.weir.test/own-1.2.tar.gz', 'own.tar.gz')\nassert hashlib.sha256(open('own.tar.gz', 'rb').read()).hexdigest() == 'ab12'\n",
      ),
      expected: at('request', 'medium', 3),
    },
  ],
  benign: [
    quiet('a script of its own that builds', {
      ...sdist("import subprocess\nsubprocess.check_call(['native\\\\build.bat'])\n"),
      'native/build.bat': '@echo off\r\ncl /O2 /c src\\own.c\r\nlib /OUT:own.lib own.obj\r\n',
    }),
    quiet('a helper that gets its address from who calls it', {
      ...wheel('from .net import ask\nANSWER = ask(get_address())\n'),
      'own/net.py':
        "import requests\ndef ask(url):\n    session = requests.Session()\n    return session.request('GET', url)\n",
    }),
    quiet(
      'tools of a build',
      sdist(
        "import subprocess\nsubprocess.check_output(['git', 'describe'])\nsubprocess.call('cmake .', shell=True)\n",
      ),
    ),
    quiet(
      'a client that somebody has to call',
      wheel("import requests\ndef get():\n    return requests.get('https://api.weir.test/')\n"),
    ),
    quiet(
      'a command that somebody has to ask for',
      sdist("import os, sys\nif sys.argv[-1] == 'publish':\n    os.system('curl https://api.weir.test/')\n"),
    ),
    quiet('an upload command of the setup script', sdist(COMMAND("self.get('https://api.weir.test/')"))),
    quiet(
      'the address under which the machine goes out',
      wheel(
        "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.connect(('8.8.8.8', 80))\nADDRESS = s.getsockname()[0]\n",
      ),
    ),
    quiet(
      'a socket of the file system',
      wheel(
        "import os, socket\ns = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)\ns.connect(os.environ['OWN_SOCKET'])\n",
      ),
    ),
    quiet('its own machine', wheel("import requests\nrequests.get('http://localhost:8000/health')\n")),
  ],
};
