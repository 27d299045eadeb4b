import type { Sample, Samples } from '../contract.ts';
import { at, manifest, quiet, wheel } from '../samples-kit.ts';

/** By `zip -P`: a text and a module, both encrypted with `s3cr3t word`. */
const LOCKED = Buffer.from(
  'UEsDBAoACQAAAItqe12ikCiPEQAAAAUAAAAFABwAYS50eHRVVAkAA5aDCWuWgwlrdXgLAAEEAAAAAAQAAAAAzgECfa882286YinSXGS+uDJQSwcIopAojxEAAAAFAAAAUEsDBBQACQAIAIxqe13gpHYqVwAAAFEAAAAKABwAX3RhYmxlcy5weVVUCQADl4MJa5aDCWt1eAsAAQQAAAAABAAAAABgn7zP1vm7Xh7yy4Ig2p64eUt2uQOreymNYu58HxlhgE+nWQ7HSMVVs8eyfLR0wHO/lkQijqN0N4D/plEoV75S3287hvpv5ClcSd8StsYdeGYxhMHPRU1QSwcI4KR2KlcAAABRAAAAUEsBAh4DCgAJAAAAi2p7XaKQKI8RAAAABQAAAAUAGAAAAAAAAQAAAKSBAAAAAGEudHh0VVQFAAOWgwlrdXgLAAEEAAAAAAQAAAAAUEsBAh4DFAAJAAgAjGp7XeCkdipXAAAAUQAAAAoAGAAAAAAAAQAAAKSBYAAAAF90YWJsZXMucHlVVAUAA5eDCWt1eAsAAQQAAAAABAAAAABQSwUGAAAAAAIAAgCbAAAACwEAAAAA',
  'base64',
);
/** How a 7z archive begins. */
const SEVEN = Buffer.from('377abcaf271c00040000000000000000', 'hex');
/** A zip of `words.txt` that is not encrypted. */
const OPEN = Buffer.from(
  'UEsDBBQAAAAIAIMYIlg3ZBgqEAAAAA4AAAAJAAAAd29yZHMudHh0y89LVSgpz1coyShKTeUCAFBLAQIUAxQAAAAIAIMYIlg3ZBgqEAAAAA4AAAAJAAAAAAAAAAAAAACAAQAAAAB3b3Jkcy50eHRQSwUGAAAAAAEAAQA3AAAANwAAAAAA',
  'base64',
);

const hook = (command: string, files: Sample['files']): Sample['files'] => ({
  'package.json': manifest({ scripts: { postinstall: command } }),
  ...files,
});
const HERE = "os.path.join(os.path.dirname(__file__), 'tables.zip')";

function code(text: string, zip = LOCKED): Sample['files'] {
  return {
    ...wheel(`import os, zipfile, pyzipper, py7zr\n${text}\n`),
    'own/tables.zip': zip,
  };
}
const inCode = (line: number, severity: 'high' | 'medium' = 'high') => [
  at('locked-archive', severity, 'own/__init__.py', line),
];

/** Encrypted archives, with and without the password beside them. */
export const LOCKED_ARCHIVES: Samples = {
  malicious: [
    {
      name: 'an encrypted archive that a hook opens',
      files: hook("unzip -oP 's3cr3t word' assets.dat -d /tmp/own", { 'assets.dat': LOCKED }),
      expected: [at('locked-archive', 'high', 'package.json', 5)],
    },
    {
      name: 'an encrypted archive that a hook opens with another word',
      files: hook('unzip -P other assets.zip', { 'assets.zip': LOCKED }),
      expected: [at('locked-archive', 'high', 'package.json', 5)],
      complete: false,
    },
    {
      name: 'an encrypted archive of another kind that a hook opens',
      files: hook('cd lib && 7za x -ps3cr3t -y assets.7z', { 'lib/assets.7z': SEVEN }),
      expected: [at('locked-archive', 'high', 'package.json', 5)],
      complete: false,
    },
    {
      name: 'an encrypted archive that code opens by a command',
      files: {
        'package.json': manifest({ main: 'index.js' }),
        'index.js': `const path = require('path');\nrequire('child_process').execSync('unzip -P s3cr3t ' + path.join(__dirname, 'assets.zip'));\n`,
        'assets.zip': LOCKED,
      },
      expected: [at('locked-archive', 'high', 'index.js', 2)],
      // What it holds is left unread.
      complete: false,
    },
    {
      name: 'Python: an encrypted archive that is unpacked',
      files: code(`zipfile.ZipFile(${HERE}).extractall('/tmp/own', pwd=b'other ' + b'word')`),
      expected: inCode(2),
    },
    {
      name: 'Python: an encrypted archive whose password is told before',
      files: code(
        `with pyzipper.AESZipFile(${HERE}) as z:\n    z.setpassword(bytes.fromhex('616263'))\n    z.extractall('/tmp/own')`,
      ),
      expected: inCode(3),
    },
    {
      name: 'Python: an encrypted archive of another kind',
      files: code(`py7zr.SevenZipFile(${HERE}, password='s3cr3t').extractall('/tmp/own')`, SEVEN),
      expected: inCode(2),
    },
    {
      name: 'Python: an encrypted archive that somebody asks for',
      files: code(`def load():\n    return zipfile.ZipFile(${HERE}).read('a.txt', b'word')`),
      expected: inCode(3, 'medium'),
    },
  ],
  benign: [
    quiet('Python: an encrypted archive that nothing opens', {
      ...wheel('import zipfile\n'),
      'own/tests/data/locked.zip': LOCKED,
    }),
    quiet(
      'Python: an encrypted archive whose password somebody gives',
      code(`def load(password):\n    return zipfile.ZipFile(${HERE}).read('a.txt', password)`),
    ),
    quiet(
      'Python: an archive that is none of the package',
      code("def load():\n    zipfile.ZipFile('download.zip').extractall('/tmp/own', pwd=b'infected')"),
    ),
    quiet(
      'Python: an archive that is not encrypted, opened as if it were',
      code(`zipfile.ZipFile(${HERE}).extractall('/tmp/own', pwd=b'word')`, OPEN),
    ),
    quiet(
      'an archive that a hook opens without a password',
      hook('unzip -o words.zip', { 'words.zip': OPEN }),
    ),
    quiet(
      'an encrypted archive whose password the machine has',
      hook('unzip -P "$KEY" assets.zip', {
        'assets.zip': OPEN,
      }),
    ),
  ],
};
