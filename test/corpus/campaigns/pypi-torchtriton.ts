import { base64, type Campaign, installCommand, sdist, wheel } from './kit.ts';

/** The header of a program for Linux and texts as the real one had them, and nothing that runs. */
const PROGRAM = new Uint8Array(4096);
PROGRAM.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
PROGRAM.set(Buffer.from('/etc/passwd\0/.ssh/id_rsa\0/.gitconfig\0gethostbyname\0.h4ck.weir.test\0'), 1024);

const START = `import os, subprocess
subprocess.Popen([os.path.join(os.path.dirname(os.path.abspath(__file__)), 'runtime', 'triton')])
`;

export const campaign: Campaign = {
  id: 'pypi-torchtriton',
  row: 'torchtriton 12/2022: a shipped program that sends names and files in DNS',
  variants: [
    { concealment: 'plain', files: wheel(START, { 'campaign_sample/runtime/triton': PROGRAM }) },
    {
      concealment: 'obfuscated',
      files: wheel(
        `import os, subprocess\nfrom base64 import b64decode as d\ngetattr(subprocess, 'Po' + 'pen')([os.path.dirname(__file__) + d(b'${base64('/runtime/logo.png')}').decode()])\n`,
        { 'campaign_sample/runtime/logo.png': PROGRAM },
      ),
    },
    {
      concealment: 'moved',
      files: sdist(
        installCommand(
          "os.system('chmod +x campaign_sample/runtime/triton && ./campaign_sample/runtime/triton')",
          'import os\n',
        ),
        { 'campaign_sample/__init__.py': '', 'campaign_sample/runtime/triton': PROGRAM },
      ),
    },
  ],
};
