import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { CALLED_CONFIDENCE, momentOf } from '../reach.ts';

const ID = 'destruction';
const PUBLIC_KEY = /-----BEGIN (?:RSA )?PUBLIC KEY-----/;
/** Folders that are a person's own to fill. */
const OWN_FOLDER = /^~\/(?:OneDrive\/)?(?:Desktop|Documents)\/[^/]+$/;
const DELETES_REPOSITORY = /Octokit\(\)\.(?:rest\.)?repos\.delete$/;
const LISTS_REPOSITORIES =
  /\brepos\s*\.\s*listFor(?:AuthenticatedUser|Org|User)\b|(?:GET\s+)?\/user\/repos\b/;

/** A file is encrypted with a key, the key with a public one that the code spells, and the file is deleted. */
export function heldForRansom(input: DetectorInput, unit: CodeUnit): Finding[] {
  const { apis, fileActions, strings } = unit.facts;
  const seal = apis.get('crypto.publicEncrypt');
  if (!seal || unit.language !== 'js') return [];
  const encrypts = [...apis.keys()].some((name) => name.startsWith('crypto.createCipheriv'));
  const gone = fileActions.find(({ operation }) => operation === 'delete');
  const does = (what: string): boolean => fileActions.some(({ operation }) => operation === what);
  const isOwnKey = strings.some(({ value }) => PUBLIC_KEY.test(value));
  if (!encrypts || !gone || !isOwnKey || !does('read') || !does('write')) return [];
  return [
    unitFinding(ID, unit, gone, {
      rule: 'overwrite',
      severity: 'high',
      confidence: momentOf(input, unit, gone) === 'called' ? CALLED_CONFIDENCE : 0.9,
      summary: 'files are encrypted with a key that is locked by a public key of the code, and deleted',
      chain: ['crypto.createCipheriv', 'crypto.publicEncrypt', gone.name],
    }),
  ];
}

/** Repositories of whoever loads the package, deleted in turn. */
export function deletedRepositories(input: DetectorInput, unit: CodeUnit): Finding[] {
  for (const [name, use] of unit.facts.apis) {
    if (!DELETES_REPOSITORY.test(name) || !LISTS_REPOSITORIES.test(unit.source.text)) continue;
    if (momentOf(input, unit, use) === 'called') continue;
    return [
      unitFinding(ID, unit, use, {
        rule: 'repositories',
        severity: 'high',
        confidence: 0.85,
        summary: `${name} deletes the repositories that an account lists`,
        chain: ['list repositories', name],
      }),
    ];
  }
  return [];
}

/** A file that nobody asked for, where a person sees it. */
export function leftNote(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.language !== 'js') return [];
  for (const action of unit.facts.fileActions) {
    const path = /^(?:write|append|copy)$/.test(action.operation)
      ? action.paths.find((item) => OWN_FOLDER.test(item))
      : undefined;
    if (path === undefined || momentOf(input, unit, action) === 'called') continue;
    const finding = unitFinding(ID, unit, action, {
      rule: 'note',
      severity: 'high',
      confidence: 0.6,
      summary: `${action.name} leaves ${path}`,
      chain: [action.name, path],
    });
    return [{ ...finding, class: 'protestware' }];
  }
  return [];
}

/** Processes that a loop without an end starts: the machine stands still, whoever calls it. */
export function startedWithoutEnd(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.facts.mode === 'loose' || unit.language !== 'js') return [];
  for (const loop of unit.facts.endlessLoops) {
    const command = unit.facts.commands.find(
      ({ offset, name }) => offset > loop.offset && offset < loop.endOffset && !name.endsWith('Sync'),
    );
    if (!command) continue;
    return [
      unitFinding(ID, unit, command, {
        rule: 'hang',
        severity: 'high',
        confidence: momentOf(input, unit, command) === 'called' ? CALLED_CONFIDENCE : 0.9,
        summary: `a loop without an end starts processes by ${command.name}`,
        chain: ['endless loop', command.name],
      }),
    ];
  }
  return [];
}
