import type { ReleaseFacts } from '@weir/model';
import type { Samples } from '../contract.ts';
import { at, quiet, releaseContext, releaseFacts } from '../samples-kit.ts';
import { METADATA_PATH, metadata, WHEEL, wheel } from '../wheel-kit.ts';

const CODE = { 'acme/__init__.py': 'def add(a, b):\n    return a + b\n'.repeat(8) };
const filename = WHEEL;
const AT = [METADATA_PATH, 2] as const;

function described(headers: readonly string[], description?: string) {
  return wheel({ ...CODE, [METADATA_PATH]: metadata(headers, description) });
}

function known(part: Partial<ReleaseFacts>) {
  return releaseContext(releaseFacts(part), { name: 'weir-acme', ecosystem: 'pypi' });
}

const OLD = { packageCreatedAt: '2019-01-01T00:00:00.000Z', versionCount: 30 };

export const samples: Samples = {
  malicious: [
    {
      name: 'the first release of a project of today',
      filename,
      files: wheel(CODE),
      context: known({}),
      expected: [at('first-release', 'info', ...AT)],
    },
    {
      name: 'releases by the minute',
      filename,
      files: wheel(CODE),
      context: known({ versionCount: 40, packageCreatedAt: '2026-11-20T10:00:00.000Z' }),
      expected: [at('cadence', 'low', ...AT)],
    },
    {
      name: 'a mailbox that anybody reads',
      filename,
      files: described(['Author-email: Ann <ann@guerrillamail.com>']),
      expected: [at('disposable-mail', 'low', ...AT)],
    },
    {
      name: 'the repository of another project',
      filename,
      files: described(['Summary: x', 'Project-URL: Source, https://github.com/psf/requests']),
      expected: [at('foreign-repository', 'low', METADATA_PATH, 5)],
    },
    {
      name: 'the description of another project',
      filename,
      files: described([], '# Requests\n\n    $ python -m pip install requests\n\nHTTP for humans.'),
      expected: [at('foreign-description', 'low', ...AT)],
    },
  ],
  benign: [
    { ...quiet('nothing known', wheel(CODE)), filename },
    { ...quiet('an old project', wheel(CODE), known(OLD)), filename },
    {
      ...quiet('facts without times', wheel(CODE), known({ packageCreatedAt: null, versionCount: null })),
      filename,
    },
    {
      ...quiet(
        'a repository of its own, and documents elsewhere',
        described([
          'Home-page: https://github.com/acme/weir-acme',
          'Project-URL: Docs, https://github.com/psf/requests',
        ]),
      ),
      filename,
    },
    {
      ...quiet(
        'a plug-in whose description speaks of both',
        described(
          ['Home-page: https://github.com/acme/tools', 'Author-email: ann@people.example'],
          'Weir acme for requests: pip install requests, then pip install weir_acme.',
        ),
      ),
      filename,
    },
    {
      ...quiet(
        'a name that is none',
        wheel({
          ...CODE,
          [METADATA_PATH]: metadata([], 'pip install requests').replace('weir-acme', '[(*'),
        }),
      ),
      filename,
    },
    { ...quiet('a description without a name', described([], 'Adds numbers.')), filename },
  ],
};
