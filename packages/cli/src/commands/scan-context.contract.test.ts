import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNpmStandIn } from '@weir/registries/npm/stand-in';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { startWeir } from '../testing/run-weir.ts';

const HOUR_MS = 60 * 60 * 1000;
const resultSchema = z.object({
  verdict: z.string(),
  error: z.string().nullable(),
  findings: z.array(z.object({ id: z.string(), severity: z.string(), file: z.string().nullable() })),
});

it('weir scan tells what the registry says otherwise, and how old a new dependency is', async () => {
  const home = await mkdtemp(join(tmpdir(), 'weir-scan-context-'));
  await using standIn = await startNpmStandIn();
  const ann = { name: 'ann', email: 'ann@acme.example' };
  const at = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString();
  standIn.world.publish([
    {
      name: 'plain-crypto-js',
      version: '4.2.1',
      time: at(18),
      publisher: { name: 'eve', email: 'eve@a.example' },
    },
  ]);
  standIn.world.publish([{ name: 'weir-http', version: '1.14.0', time: at(9_000), publisher: ann }]);
  const dependencies = { 'plain-crypto-js': '^4.2.1' };
  const archive = {
    name: 'weir-http',
    version: '1.14.1',
    dependencies,
    scripts: { postinstall: 'node setup.js' },
  };
  standIn.world.publish([
    {
      name: 'weir-http',
      version: '1.14.1',
      publisher: ann,
      manifest: { dependencies },
      files: { 'package.json': JSON.stringify(archive, null, 2), 'setup.js': "console.log('ready');\n" },
    },
  ]);

  const env = { HOME: home, npm_config_registry: standIn.url, npm_config_globalconfig: join(home, 'none') };
  const { stdout, stderr } = await startWeir(['scan', 'weir-http@1.14.1', '--format', 'ndjson'], env).ended;
  await rm(home, { recursive: true, force: true });

  const result = resultSchema.parse(JSON.parse(stdout || `{"stderr":${JSON.stringify(stderr)}}`));
  expect(result.error).toBeNull();
  const told = result.findings.map(({ id, severity }) => `${id} ${severity}`);
  expect(told.filter((text) => /^(?:manifest-confusion|new-dependency)\//.test(text)).toSorted()).toEqual([
    'manifest-confusion/hidden-hook high',
    'new-dependency/young-dependency high',
  ]);
  expect(result.verdict).not.toBe('benign');
});
