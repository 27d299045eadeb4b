import { encodeCompactFacts } from '@weir/evidence';
import type { CompactFacts, ReleaseFacts } from '@weir/model';
import { silentLogger } from '@weir/runtime';
import type { FileFacts } from '@weir/store';
import { expect, it } from 'vitest';
import { sampleCompactFacts, sampleFacts, sampleFile } from '../testing/samples.ts';
import { createLoadPreviousStep } from './load-previous.ts';

const FACTS: CompactFacts = sampleCompactFacts({ apis: ['https.request'] });

/** What is loaded of a package whose releases all left facts. */
function load(facts: Partial<ReleaseFacts>, bytes = encodeCompactFacts(FACTS)) {
  const step = createLoadPreviousStep({
    store: {
      evidence: {
        findFacts: async (_registry, name): Promise<readonly FileFacts[]> => [
          { fileId: '', filename: `${name}.tgz`, variant: '', artifactSha256: '', facts: bytes },
        ],
      },
    },
    logger: silentLogger,
  });
  return step(sampleFile({ facts: { ...sampleFacts(), ...facts } }));
}

it('compares with the release that ours takes the place of, not with the one before it in time', async () => {
  const facts = { previousVersion: '2.0.0-beta.1', predecessor: { version: '1.4.2', files: [] } };

  expect(await load(facts)).toEqual({ version: '1.4.2', facts: FACTS });
});

it('compares with nothing where the registry says that there is no such release', async () => {
  expect(await load({ previousVersion: '2.0.0-beta.1', predecessor: null })).toBeNull();
});

it('goes on with the one before in time where facts are older than that was told', async () => {
  expect(await load({ previousVersion: '1.4.1' })).toMatchObject({ version: '1.4.1' });
  expect(await load({ previousVersion: null })).toBeNull();
});

it('goes on without facts that cannot be read', async () => {
  expect(await load({ previousVersion: '1.4.1' }, Buffer.from('rubbish'))).toBeNull();
});
