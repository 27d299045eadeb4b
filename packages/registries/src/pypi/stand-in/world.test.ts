import { expect, it } from 'vitest';
import { startPypiStandIn } from './server.ts';

it('gives no project one serial for two states, however often a backup is restored', async () => {
  await using standIn = await startPypiStandIn({ seed: 5 });
  const { world } = standIn;
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) world.upload({ name, version: '1' });
  const held = new Map<string, boolean>();
  let shared = 0;

  for (let round = 0; round < 400; round++) {
    const name = names[round % names.length] ?? '';
    const isQuarantined = world.find(name)?.states.at(-1)?.status === 'quarantined';
    if (isQuarantined) world.clearQuarantine(name);
    else world.quarantine(name);
    if (round % 9 === 8) world.restore(20);
    for (const one of names) {
      const state = world.find(one)?.states.at(-1);
      const key = `${one} ${state?.serial}`;
      const before = held.get(key);
      if (before !== undefined && before !== (state?.status === 'quarantined')) shared++;
      held.set(key, state?.status === 'quarantined');
    }
  }

  expect(shared).toBe(0);
});
