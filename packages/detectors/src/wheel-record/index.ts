import type { Finding, Severity } from '@weir/model';
import type { Detector } from '../contract.ts';
import type { Member } from '../distribution.ts';
import { fileFinding } from '../finding.ts';
import { isPythonCode, listed } from '../lib/python-files.ts';

const ID = 'wheel-record';

/** What is wrong with the members of one list, told at the first of them that runs earliest. */
function membersFinding(
  members: readonly Member[],
  rule: string,
  says: (names: string) => string,
): Finding | null {
  const first = members.find(({ path }) => isPythonCode(path)) ?? members[0];
  if (!first) return null;
  const runs = isPythonCode(first.path) && (first.stage === 'install' || first.stage === 'import');
  const severity: Severity = runs ? 'medium' : isPythonCode(first.path) ? 'low' : 'info';
  return fileFinding(ID, first, {
    rule,
    severity,
    confidence: 0.7,
    summary: says(listed([first.path, ...members.map(({ path }) => path).filter((p) => p !== first.path)])),
  });
}

/** Wheels whose members are not those that their builder wrote down. */
export const wheelRecord: Detector = {
  id: ID,
  title: 'Wheels that are not what their RECORD says',
  rules: [
    {
      id: 'changed',
      severityMax: 'medium',
      describes:
        'A member has other bytes than RECORD says: the wheel was changed after it was built, which pip does not check. Medium for code that runs by itself.',
    },
    {
      id: 'unlisted',
      severityMax: 'medium',
      describes:
        'A member stands in no row of RECORD: it was added later, is installed all the same and stays when the package is uninstalled. Medium for code that runs by itself.',
    },
    {
      id: 'size',
      severityMax: 'low',
      describes: 'A member has another size than RECORD says.',
    },
    {
      id: 'absent',
      severityMax: 'low',
      describes: 'RECORD names code that the wheel does not have.',
    },
    {
      id: 'ambiguous',
      severityMax: 'low',
      describes:
        'There are several RECORD files, or several rows for one member; `info` where those say the same.',
    },
    {
      id: 'missing',
      severityMax: 'low',
      describes: 'The wheel has no RECORD, or rows for code without a digest: nothing says what was built.',
    },
  ],
  detect({ distribution }) {
    const record = distribution?.record;
    if (!record) return [];
    const { path } = record;
    const found: (Finding | null)[] = [];
    if (path === null) {
      found.push(
        fileFinding(
          ID,
          { path: 'RECORD', stage: 'install' },
          { rule: 'missing', severity: 'low', confidence: 0.8, summary: 'the wheel has no RECORD' },
        ),
      );
      return found.filter((finding) => finding !== null);
    }
    const atRecord = (rule: string, severity: Severity, summary: string): Finding =>
      fileFinding(ID, { path, stage: 'install' }, { rule, severity, confidence: 0.7, summary });
    found.push(
      membersFinding(record.changed, 'changed', (names) => `other bytes than RECORD says: ${names}`),
      membersFinding(record.unlisted, 'unlisted', (names) => `in the wheel and not in RECORD: ${names}`),
    );
    if (record.resized.length > 0) {
      const names = listed(record.resized.map((member) => member.path));
      found.push(atRecord('size', 'low', `another size than RECORD says: ${names}`));
    }
    const undigested = record.undigested.filter((member) => isPythonCode(member.path));
    if (undigested.length > 0) {
      const names = listed(undigested.map((member) => member.path));
      found.push(atRecord('missing', 'low', `RECORD has no digest of ${names}`));
    }
    // Builders list what compiling will bring; what a person left out of a wheel is a source.
    const absent = record.absent.filter((name) => isPythonCode(name) && !name.endsWith('.pyc'));
    if (absent.length > 0)
      found.push(atRecord('absent', 'low', `RECORD names what the wheel does not have: ${listed(absent)}`));
    const twice = [...record.others, ...record.contradictory];
    if (twice.length > 0)
      found.push(atRecord('ambiguous', 'low', `RECORD says two things: ${listed(twice)}`));
    else if (record.repeated.length > 0)
      found.push(atRecord('ambiguous', 'info', `RECORD says the same twice: ${listed(record.repeated)}`));
    return found.filter((finding) => finding !== null);
  },
};
