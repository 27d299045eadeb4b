import { describe, expect, it } from 'vitest';
import { startProgram } from '../lib/program.ts';
import { createNpmClient } from './lib/npm-client.ts';
import { CLOSED_SCOPE, startVerdaccio } from './lib/verdaccio.ts';

describe('weir scan on a registry that is not ours', () => {
  it('reads with the registry and the credentials of the npm client', async () => {
    await using verdaccio = await startVerdaccio();
    await using npm = await createNpmClient(verdaccio.origin, verdaccio.token);
    const name = `${CLOSED_SCOPE}/core`;
    await npm.publish(name, '1.0.0');
    const stranger = await fetch(`${verdaccio.origin}/${encodeURIComponent(name)}`);

    const program = startProgram(['scan', `${name}@1.0.0`, '--format', 'ndjson'], npm.env);
    const { code } = await program.exit;

    const lines = program.output().split('\n');
    expect(JSON.parse(lines.find((line) => line.startsWith('{')) ?? program.output())).toMatchObject({
      purl: 'pkg:npm/%40closed/core@1.0.0',
      verdict: 'benign',
      error: null,
    });
    expect(code).toBe(0);
    expect(stranger.status).toBe(401);
  });
});
