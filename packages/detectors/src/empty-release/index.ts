import type { Finding } from '@weir/model';
import type { Detector, DetectorInput } from '../contract.ts';
import { fileFinding } from '../finding.ts';
import { codeBytes } from '../lib/python-files.ts';

const ID = 'empty-release';
/** Less code than this, in bytes, does nothing of its own: a version, a line that prints. */
const CODE_BYTES_MAX = 200;
/** More of anything else is what the distribution is for: data, fonts, models. */
const OTHER_BYTES_MAX = 16 * 1024;
const OTHER_FILES_MAX = 12;
/** What tools write, and what every project has. */
const ABOUT =
  /(?:^|\/)(?:[^/]+\.(?:dist|egg)-info\/|EGG-INFO\/|PKG-INFO$|setup\.(?:py|cfg)$|pyproject\.toml$|MANIFEST(?:\.in)?$|(?:README|LICEN[CS]E|COPYING|NOTICE|CHANGE\w*|HISTORY|AUTHORS)[^/]*$|\.git\w+$)/i;
/** What no build needs; a name that is held with such a script is more than held. */
const ACTS = /^(?:process\.spawn|net\.\w+|eval|code\.object|unpickle|native|env\.(?:all|secret))$/;

/** A setup script that asks for what it does not spell. */
const ASKS = /\binstall_requires\s*=\s*(?!\s*(?:\[\s*\]|\(\s*\)|None\b))/;

/** Metapackages are there for what they need, wherever they say so. */
function needsOthers({ distribution, units }: DetectorInput): boolean {
  return (
    distribution?.requirements.some(({ to }) => to === 'run') === true ||
    units.some(({ file, source }) => file === 'setup.py' && ASKS.test(source.text))
  );
}

/** Something of it runs: commands of other languages, or code that does what no held name needs. */
function acts({ units, hooks }: DetectorInput): boolean {
  return (
    hooks.some(({ stage, actions }) => stage !== 'dead' && actions.length > 0) ||
    units.some(({ facts }) => facts.capabilities.some((id) => ACTS.test(id)))
  );
}

function isEmpty(input: DetectorInput): boolean {
  if (codeBytes(input) >= CODE_BYTES_MAX) return false;
  let bytes = 0;
  let count = 0;
  for (const { path, sizeBytes } of input.files.values()) {
    if (ABOUT.test(path)) continue;
    bytes += sizeBytes;
    count++;
  }
  return bytes <= OTHER_BYTES_MAX && count <= OTHER_FILES_MAX;
}

/** Releases of PyPI that hold a name and next to nothing else. */
export const emptyRelease: Detector = {
  id: ID,
  title: 'Releases with next to no code',
  rules: [
    {
      id: 'no-code',
      severityMax: 'low',
      describes:
        'A distribution has next to no code (under 200 bytes), little else (under 16 KiB) and needs nothing: its name is held (`squat`). Nothing of it acts, so that nobody is told about it alone.',
    },
  ],
  detect(input): Finding[] {
    const { distribution } = input;
    if (!distribution?.metadata || distribution.requires.size > 0 || !isEmpty(input)) return [];
    if (needsOthers(input) || acts(input)) return [];
    const bytes = codeBytes(input);
    const { path, says } = distribution.metadata;
    return [
      fileFinding(
        ID,
        { path, stage: 'use', line: says.nameLine },
        {
          rule: 'no-code',
          severity: 'low',
          confidence: 0.8,
          class: 'squat',
          summary: `${distribution.name ?? 'the distribution'} has ${bytes === 0 ? 'no code' : `next to no code (${bytes} bytes)`}, little else and no dependencies: its name is held`,
        },
      ),
    ];
  },
};
