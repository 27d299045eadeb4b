import { LABEL } from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { startedFinding, unitFinding } from '../finding.ts';
import { ask, type Question } from '../question.ts';
import { type Moment, momentOf, startedTexts, textsOf } from '../reach.ts';
import { changedManifests } from './manifests.ts';
import { plantedScripts } from './planted.ts';

const ID = 'propagation';
const PUBLISHES =
  /\b(?:npm|pnpm|yarn(?:\s+npm)?|bun)\s+(?:--?\S+\s+)*publish\b|\btwine\s+upload\b|\bvsce\s+publish\b|\bovsx\s+publish\b/;
/** Searching a machine or a repository for secrets with a tool made for it. */
const SECRET_SCANNER = /\b(?:trufflehog|gitleaks|noseyparker|kingfisher|titus)\b/i;
/** Addresses of an account's own packages, tokens and repositories, as registries and code hosts document them. */
const ACCOUNT_API =
  /\/-\/whoami\b|\/-\/npm\/v1\/(?:tokens|user)|\/-\/v1\/search\?text=maintainer|\/user\/repos\b|\/actions\/(?:secrets|runners)|\/repos\/\S{0,80}\/(?:contents\/\.github|git\/(?:refs|trees)|forks)/;
const TOKEN_WORD = /_authToken|\bghp_|\bgithub_pat_|\bnpm_[A-Za-z0-9]{0,36}$|NPM_TOKEN|GITHUB_TOKEN|GH_TOKEN/;

const SEVERITY: Readonly<Record<Moment, Severity>> = { install: 'critical', import: 'high', called: 'info' };

/** The earliest moment at which a unit starts a process or sends a request. */
function actingMoment(input: DetectorInput, unit: CodeUnit): Moment {
  const moments = [...unit.facts.apis]
    .filter(([name]) =>
      /^(?:child_process|fetch|https?|axios|got|undici|node-fetch|Octokit|@octokit)/.test(name),
    )
    .map(([, use]) => momentOf(input, unit, use));
  return moments.includes('install') ? 'install' : moments.includes('import') ? 'import' : 'called';
}

/** An address of the account, and the token that goes with it; null token: what a credential file holds. */
const ACCOUNT: Question<{
  readonly address: { readonly text: string; readonly offset: number };
  readonly token: string | null;
} | null> = {
  id: 'propagation account',
  answer({ facts }) {
    const texts = textsOf({ facts });
    const address = texts.find(({ text }) => text.includes('/') && ACCOUNT_API.test(text));
    if (!address) return null;
    const token =
      texts.find(({ text }) => TOKEN_WORD.test(text)) ??
      (facts.envNames.some((name) => TOKEN_WORD.test(name)) ? address : undefined);
    if (!token && !facts.flow.origins.has(LABEL.credential)) return null;
    return { address, token: token?.text ?? null };
  },
};

function accountUse(input: DetectorInput, unit: CodeUnit): Finding[] {
  const found = ask(unit, ACCOUNT);
  if (found === null) return [];
  const { address, token } = found;
  const moment = actingMoment(input, unit);
  if (moment === 'called') return [];
  return [
    unitFinding(ID, unit, address, {
      rule: 'account',
      severity: moment === 'install' ? 'high' : 'medium',
      confidence: 0.9,
      summary: `code that runs by itself asks for the account behind a token: ${address.text.slice(0, 120)}`,
      chain: [token?.slice(0, 80) ?? 'credential file', address.text.slice(0, 120)],
    }),
  ];
}

/** A package that publishes others: worms, and factories of spam. */
export const propagation: Detector = {
  id: ID,
  title: 'Self-propagation',
  rules: [
    {
      id: 'publish',
      severityMax: 'critical',
      describes: 'Code or a hook that runs by itself publishes packages.',
    },
    {
      id: 'secret-scanner',
      severityMax: 'critical',
      describes: 'Code or a hook that runs by itself starts a scanner for secrets.',
    },
    {
      id: 'manifests',
      severityMax: 'critical',
      describes:
        'Python that runs by itself looks through the folders of the user and rewrites the files in which projects list what they need.',
    },
    {
      id: 'planted-script',
      severityMax: 'critical',
      describes:
        'JavaScript gives the packages that it finds in folders a file and a script that installing them runs.',
    },
    {
      id: 'account',
      severityMax: 'high',
      describes: 'Code that runs by itself asks a registry or code host what the token that it found may do.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const started of startedTexts(input)) {
      const publishes = PUBLISHES.test(started.text) && !/--dry-run\b/.test(started.text);
      if (!publishes && !SECRET_SCANNER.test(started.text)) continue;
      const severity = SEVERITY[started.moment];
      if (severity === 'info') continue;
      found.push(
        startedFinding(ID, started, {
          rule: publishes ? 'publish' : 'secret-scanner',
          severity,
          confidence: publishes ? 0.92 : 0.85,
          summary: publishes
            ? 'packages are published by what runs by itself'
            : 'a scanner for secrets is started',
        }),
      );
    }
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      found.push(
        ...accountUse(input, unit),
        ...changedManifests(input, unit),
        ...plantedScripts(input, unit),
      );
      const scanner =
        unit.stage === 'install' && !found.some((finding) => finding.rule.endsWith('secret-scanner'))
          ? textsOf(unit, 300).find(({ text }) => SECRET_SCANNER.test(text))
          : undefined;
      if (scanner && actingMoment(input, unit) === 'install') {
        found.push(
          unitFinding(ID, unit, scanner, {
            rule: 'secret-scanner',
            severity: 'high',
            confidence: 0.85,
            summary: `code that runs at install names a scanner for secrets: ${scanner.text.slice(0, 100)}`,
          }),
        );
      }
    }
    return found;
  },
};
