import type { OriginalRelease, ReleaseRef } from '@weir/model';
import type { Detector } from '../contract.ts';
import { contextFinding } from '../finding.ts';
import { beyond } from '../lib/delta/beyond.ts';
import { type Grade, tellBeyond } from '../lib/delta/telling.ts';
import { confusionOf } from '../lib/near-name.ts';
import { releaseFile } from '../lib/release-file.ts';

const ID = 'cloned-package';
/** `decides` does so alone where code runs by itself, `adds` beside something else. */
const GRADES = {
  decides: { severity: 'high', confidence: 0.6 },
  adds: { severity: 'medium', confidence: 0.8 },
} as const satisfies Record<string, Grade>;

/**
 * A copy under a name that people type by mistake has no honest use for more than the original does. Names that promise
 * as much are those of forks, too: of 28 honest copies of that kind two newly start programs or run text as code
 * (docs/evaluation.md, "Copies").
 */
function isSlip(release: ReleaseRef): boolean {
  return confusionOf(release)?.likeness === 'typo';
}

function nameOf({ name, version, share }: OriginalRelease): string {
  return `${Math.floor(share * 100)} % of the code of ${name} ${version}, by somebody else`;
}

/** Copies of popular packages that do more than what they are copies of. */
export const clonedPackage: Detector = {
  id: ID,
  title: 'A copy of a popular package that does more than the original',
  rules: [
    {
      id: 'ability',
      severityMax: 'high',
      describes:
        'A young package holds half or more of the code of a popular one whose name is near, is nobody of its owners, and opens connections, starts programs or runs text as code, which the original does nowhere; medium where the name is no slip of the original’s but promises it.',
    },
    {
      id: 'hook',
      severityMax: 'high',
      describes:
        'Such a copy has an install script that is no routine, and the package that it is a copy of has none; medium as before.',
    },
    {
      id: 'destination',
      severityMax: 'high',
      describes:
        'Such a copy sends requests to an address that it spells, of an owner whom neither the original nor the manifest names; medium as before.',
    },
    {
      id: 'copy',
      severityMax: 'low',
      describes:
        'A young package holds half or more of the code of a popular one whose name is near, and is nobody of its owners: said for what else is found, and for those who look for squats.',
    },
  ],
  detect(input) {
    const { original, release } = input.context ?? {};
    if (!original || !release) return [];
    const isTypo = isSlip(release);
    const grade = GRADES[isTypo ? 'decides' : 'adds'];
    const copy = contextFinding(
      ID,
      1,
      release.name,
      {
        rule: 'copy',
        severity: isTypo ? 'low' : 'info',
        confidence: 0.9,
        summary: `holds ${nameOf(original)}, whose name is near`,
        chain: [`${release.name} ~ ${original.name}`],
      },
      releaseFile(input),
    );
    const more = tellBeyond(beyond(input, original.facts), {
      detector: ID,
      grades: { ability: grade, hook: grade, destination: grade },
      does: (what) => `holds ${nameOf(original)}, and ${what}, which that does nowhere`,
      installs: (hook) =>
        `holds ${nameOf(original)}, and runs code when it is installed (${hook}), which that does not`,
      also: [],
    });
    return [copy, ...more];
  },
};
