import { quiet, wheel } from '../samples-kit.ts';

/** Files of Python that programs are given to read, and scripts that a package has. */
export const GIVEN_TO_PROGRAMS = [
  quiet('Python: a script of its own, read as a picture beside it is', {
    ...wheel(
      "import subprocess, sys\nfrom importlib.resources import files\ndef resource(name):\n    return files('own').joinpath('data', name)\ndef icon():\n    return open('data/own.png', 'rb').read()\ndef badge(name='badge.py.in'):\n    subprocess.Popen(['python3', '-c', open('data/badge.py.in').read()])\n",
    ),
    'own/data/own.png': '\x89PNG',
    'own/data/badge.py.in': 'print(1)\n',
  }),
  quiet('Python: data of its own that is packed again', {
    ...wheel(
      "import subprocess\nfrom glob import glob\ndef main():\n    rows = open(glob('own/rib.*.bz2')[0], 'rb').read()\n    open('own.dat', 'wb').write(rows)\n    subprocess.call(['gzip', 'own.dat'])\nmain()\n",
    ),
    'own/rib.1.bz2': 'BZh9',
  }),
  quiet(
    'Python: a schema that is fetched and made into code',
    wheel(
      "import os, subprocess, tempfile, requests\ndef make():\n    path = os.path.join(tempfile.gettempdir(), 'model.fbs')\n    with open(path, 'wb') as file:\n        file.write(requests.get('https://own.example/model.fbs').content)\n    subprocess.call(['flatc', '-p', path])\nmake()\n",
    ),
  ),
];
