import {
  findNameConfusion,
  importOwners,
  isNamedAfter,
  isSharedNamespace,
  isStandardModule,
  normalPypiName,
  popularRanks,
} from '@weir/intel';
import type { Finding } from '@weir/model';
import type { Detector } from '../contract.ts';
import type { Distribution, ImportName } from '../distribution.ts';
import { fileFinding } from '../finding.ts';

const ID = 'foreign-module';
/** Where an installer puts modules, below Python's prefix: files there are code, whatever scheme they came by. */
const PYTHON_FOLDER = /^(?:lib(?:64)?\/python[\d.]+\/|Lib\/)/;
const FOUND_MAX = 10;

/** A name that a distribution brings although it is another project's. */
function foreignName(
  own: string,
  { kind, requires }: Distribution,
  mistakenFor: string | null,
  { name, path, whole }: ImportName,
): Finding | null {
  const owners = importOwners(name);
  const [owner] = owners;
  if (owner === undefined || owners.some((project) => isNamedAfter(own, project))) return null;
  if (isNamedAfter(own, name) || isSharedNamespace(name)) return null;
  // Sources may keep a copy of what they need beside them and install none of it.
  const needed = kind === 'wheel' ? owners.find((project) => requires.has(project)) : undefined;
  const where = { path, stage: 'import' } as const;
  if (!whole || needed !== undefined) {
    return fileFinding(ID, where, {
      rule: 'into-package',
      severity: 'medium',
      confidence: needed === undefined ? 0.6 : 0.75,
      summary: `${own} writes ${path} into ${name}, the package of ${needed ?? owner}${needed === undefined ? '' : ', which it also needs'}`,
      chain: [own, `${name} (${owner})`],
    });
  }
  const isMistaken = mistakenFor !== null && owners.includes(mistakenFor);
  return fileFinding(ID, where, {
    rule: 'foreign-package',
    severity: isMistaken ? 'medium' : 'low',
    confidence: isMistaken ? 0.8 : 0.6,
    summary: `${own} brings a package ${name}, which is that of ${owner}${isMistaken ? ', whose name its own is near' : ''}`,
    chain: [own, `${name} (${owner})`],
  });
}

function standardName(own: string, { name, path, whole }: ImportName): Finding | null {
  if (!whole || !isStandardModule(name) || isNamedAfter(own, name)) return null;
  return fileFinding(
    ID,
    { path, stage: 'import' },
    {
      rule: 'standard-library',
      severity: 'info',
      confidence: 0.6,
      summary: `${own} brings a module ${name}, as the standard library has one`,
    },
  );
}

function intoPrefix({ prefixFiles }: Distribution): Finding[] {
  const first = prefixFiles.find(
    ({ target }) => PYTHON_FOLDER.test(target) && /\.(?:py[cw]?|pth|so|pyd)$/.test(target),
  );
  if (!first) return [];
  return [
    fileFinding(
      ID,
      { path: first.path, stage: 'import' },
      {
        rule: 'prefix',
        severity: 'medium',
        confidence: 0.7,
        summary: `installing writes ${first.target} into Python's own folder, past what importing needs`,
      },
    ),
  ];
}

/** Modules that a distribution puts where those of others are. */
export const foreignModule: Detector = {
  id: ID,
  title: 'Modules in the place of others',
  rules: [
    {
      id: 'into-package',
      severityMax: 'medium',
      describes:
        "A wheel writes into the package of another project: files without a module of their own, or a package of a project that it needs, so that one of the two overwrites the other's.",
    },
    {
      id: 'foreign-package',
      severityMax: 'medium',
      describes:
        'A distribution brings an import name that belongs to a popular project of another name; medium where the names can be mistaken for each other.',
    },
    {
      id: 'standard-library',
      severityMax: 'info',
      describes: 'A wheel brings a module with the name of one of the standard library.',
    },
    {
      id: 'prefix',
      severityMax: 'medium',
      describes: "Code is put into the folder of Python's own modules by way of the wheel's data.",
    },
  ],
  detect({ distribution }) {
    if (!distribution || distribution.name === null) return [];
    const own = normalPypiName(distribution.name);
    // Editions and forks that everybody installs are known for what they bring.
    if (popularRanks('pypi').has(own)) return intoPrefix(distribution);
    const mistakenFor = findNameConfusion('pypi', own)?.target ?? null;
    const found = distribution.imports.map(
      (name) => foreignName(own, distribution, mistakenFor, name) ?? standardName(own, name),
    );
    return [...intoPrefix(distribution), ...found.filter((finding) => finding !== null)].slice(0, FOUND_MAX);
  },
};
