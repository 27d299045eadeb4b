import type { ReleaseContext, ReleaseFacts } from '@weir/model';
import type { Samples } from '../contract.ts';
import { manifest, quiet, releaseContext, releaseFacts } from '../samples-kit.ts';

const HOOKED = { 'package.json': manifest({ scripts: { preinstall: 'node index.js' } }), 'index.js': '1;\n' };
const PLAIN = { 'package.json': manifest({}), 'index.js': '1;\n' };

function release(
  version: string,
  part: Partial<ReleaseFacts> = {},
  name = '@acme-internal/billing',
): ReleaseContext {
  const context = releaseContext(releaseFacts(part), { name });
  return { ...context, release: { ...context.release, version } };
}

const BAIT = [{ rule: 'confusion-bait', file: 'package.json', line: 5, severity: 'medium' }] as const;
const OLD = { packageCreatedAt: '2020-01-01T00:00:00.000Z', versionCount: 120 };

export const samples: Samples = {
  malicious: [
    { name: '99.0.0 with a hook', files: HOOKED, context: release('99.0.0'), expected: BAIT },
    {
      name: '9999.10.9 with a hook, without a scope',
      files: HOOKED,
      context: release('9999.10.9', { versionCount: 3 }, 'acme-internal-billing'),
      expected: BAIT,
    },
    {
      name: 'v100.1.0-beta with a hook',
      files: HOOKED,
      context: release('v100.1.0-beta'),
      expected: BAIT,
    },
  ],
  benign: [
    quiet('99.0.0 without a hook', PLAIN, release('99.0.0')),
    quiet('a version that is a year', HOOKED, release('2026.11.0')),
    quiet('a version that is a day', HOOKED, release('20261120.0.0')),
    quiet('an ordinary first version', HOOKED, release('1.0.0')),
    quiet(
      'a high version of an old package',
      HOOKED,
      release('131.0.2', { ...OLD, previousVersion: '131.0.1' }),
    ),
    quiet(
      'a package that begins to count builds',
      HOOKED,
      release('512.0.0', { ...OLD, previousVersion: '3.0.0' }),
    ),
    quiet(
      'a package of which nobody knows how old it is',
      HOOKED,
      release('99.0.0', { packageCreatedAt: null }),
    ),
    quiet('no version at all', HOOKED, release('latest')),
    quiet('bytes of unknown origin', HOOKED),
  ],
};
