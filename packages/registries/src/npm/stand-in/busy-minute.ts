import { createRandom } from '../../lib/stand-in/random.ts';
import { DEMO_ATTACKS } from './attacks.ts';
import type { Publication } from './publication.ts';

/** One moment of the demo. */
export interface BusyMinuteStep {
  /** Milliseconds after the start. */
  readonly afterMs: number;
  readonly publications: readonly Publication[];
  /** What the attack does; null for ordinary packages. */
  readonly attack: string | null;
}

const ADJECTIVES = ['tiny', 'fast', 'quiet', 'plain', 'lazy', 'brave', 'cold', 'early'];
const NOUNS = ['queue', 'parser', 'router', 'cache', 'logger', 'slug', 'table', 'clock'];
const PEOPLE = ['ann', 'ben', 'chloe', 'dai', 'eva', 'finn'];

type Maker = (name: string, version: string) => Omit<Publication, 'name' | 'version'>;

/** Ordinary packages of the kinds that fill the feed; some have honest hooks or honest network code. */
const MAKERS: readonly Maker[] = [
  (name) => ({
    manifest: { description: `${name}: a small helper`, main: 'index.js', license: 'MIT' },
    files: {
      'index.js': 'module.exports = function sum(a, b) {\n  return a + b;\n};\n',
      'README.md': `# ${name}\n`,
    },
  }),
  () => ({
    manifest: {
      type: 'module',
      exports: './dist/index.js',
      scripts: { test: 'node --test', prepare: 'tsc' },
    },
    files: { 'dist/index.js': 'export const slug = (s) => s.toLowerCase().replace(/ +/g, "-");\n' },
  }),
  () => ({
    manifest: { main: 'client.js', dependencies: { 'node-fetch': '^3.0.0' } },
    files: {
      'client.js':
        "const https = require('https');\nexports.get = (path, done) => https.get('https://api.example' + path, done);\n",
    },
  }),
  () => ({
    manifest: { scripts: { install: 'node-gyp rebuild' }, gypfile: true, main: 'index.js' },
    files: {
      'index.js': "module.exports = require('./build/Release/addon.node');\n",
      'binding.gyp': "{ 'targets': [{ 'target_name': 'addon', 'sources': ['addon.c'] }] }\n",
    },
  }),
  () => ({
    manifest: { bin: { tool: 'cli.js' }, scripts: { postinstall: 'node ./postinstall.js' } },
    files: {
      'cli.js': "#!/usr/bin/env node\nconsole.log(process.env.HOME ?? 'no home');\n",
      'postinstall.js': "console.log('Thank you for installing.');\n",
    },
  }),
];

function pick<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}

function ordinary(index: number, random: () => number): Publication {
  const name = `weir-demo-${pick(ADJECTIVES, random)}-${pick(NOUNS, random)}-${index}`;
  const version = `${Math.floor(random() * 4)}.${Math.floor(random() * 20)}.${Math.floor(random() * 30)}`;
  const person = pick(PEOPLE, random);
  return {
    name,
    version,
    ...pick(MAKERS, random)(name, version),
    publisher: { name: person, email: `${person}@people.example` },
  };
}

/**
 * A minute of publishing with attacks in it, the same for the same seed: about 40 ordinary releases and the six of
 * `attacks.ts`, ordered by time. The first attack comes within two seconds, so that a demo shows something at once.
 */
export function busyMinute(
  options: { readonly seed?: number; readonly durationMs?: number } = {},
): readonly BusyMinuteStep[] {
  const random = createRandom(options.seed ?? 7);
  const durationMs = options.durationMs ?? 60_000;
  const benign: BusyMinuteStep[] = Array.from({ length: 40 }, (_, index) => ({
    afterMs: Math.floor((index / 40) * durationMs),
    publications: [ordinary(index, random)],
    attack: null,
  }));
  const attacks: BusyMinuteStep[] = DEMO_ATTACKS.map(({ about, publication }, index) => ({
    afterMs: Math.min(1_500, durationMs / 20) + Math.floor((index / DEMO_ATTACKS.length) * durationMs * 0.9),
    publications: [publication],
    attack: about,
  }));
  return [...benign, ...attacks].toSorted((a, b) => a.afterMs - b.afterMs);
}
