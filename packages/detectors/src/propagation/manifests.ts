import { LABEL } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { ask, type Question } from '../question.ts';
import { momentOf } from '../reach.ts';

/** Files in which a project lists what it needs, alone or at the end of a path or pattern. */
const MANIFEST =
  /(?:^|[/*])(?:requirements(?:[\w*-]*)\.(?:txt|in)|pyproject\.toml|package\.json|setup\.(?:cfg|py)|Pipfile|environment\.ya?ml)$/;
/** The folder of the user, those below it, and where all of them are. */
const OF_USER = /^(?:~(?:\/|$)|\/(?:home|Users|root)?\/?$|[A-Z]:[\\/]?(?:Users)?$)/i;

const NAMES_MANIFEST: Question<boolean> = {
  id: 'propagation manifests',
  answer: ({ facts }) => facts.strings.some(({ value }) => value.length < 200 && MANIFEST.test(value)),
};

/**
 * What projects of the user need is rewritten by what loading or installing the package runs: whoever installs them next
 * gets what it adds. Tools change the project that they are called in, or a folder that they are given.
 */
export function changedManifests(input: DetectorInput, unit: CodeUnit): Finding[] {
  const { flow, fileActions } = unit.facts;
  if (unit.language !== 'python') return [];
  const written = flow.flows.find(
    (one) =>
      one.sink === 'file-write' &&
      (one.labels & LABEL.harvest) !== 0 &&
      momentOf(input, unit, one) !== 'called',
  );
  if (!written) return [];
  const listed = fileActions.find(
    (action) =>
      action.operation === 'list' &&
      action.paths.some((path) => OF_USER.test(path)) &&
      momentOf(input, unit, action) !== 'called',
  );
  if (!listed || !input.units.some((one) => one.stage !== 'dead' && ask(one, NAMES_MANIFEST))) return [];
  const isInstall = momentOf(input, unit, written) === 'install';
  return [
    unitFinding('propagation', unit, written, {
      rule: 'manifests',
      severity: isInstall ? 'critical' : 'high',
      confidence: 0.9,
      summary: 'what projects of the user depend on is rewritten by what runs by itself',
      chain: [`${listed.name} ${listed.paths[0] ?? ''}`, written.sinkName],
    }),
  ];
}
