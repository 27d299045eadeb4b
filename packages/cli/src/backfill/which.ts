import { readFile } from 'node:fs/promises';
import { type ListRegistry, type PackageList, parsePackageList } from '@weir/feeder';
import { AppError } from '@weir/model';
import { printable } from '../output/printable.ts';

export interface BackfillCommandOptions {
  readonly packages?: string;
  readonly since?: string;
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly alerts?: boolean;
  readonly jsonLogs?: boolean;
}

/** What to backfill: exactly one of them was asked for. */
export type Which =
  | { readonly kind: 'list'; readonly list: PackageList }
  | { readonly kind: 'since'; readonly seq: string }
  | { readonly kind: 'all' };

async function readList(file: string, registry: ListRegistry): Promise<PackageList> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('BACKFILL_LIST', `cannot read ${file} (${(cause as NodeJS.ErrnoException).code})`, {
      retriable: false,
      cause,
    });
  }
  const list = parsePackageList(text, registry);
  for (const { line, text: wrong } of list.problems)
    process.stderr.write(`${file}:${line}: not a package: ${printable(wrong)}\n`);
  if (list.packages.length === 0)
    throw new AppError(
      'BACKFILL_LIST',
      `${file} names no package: write one name or ${registry === 'pypi' ? 'name==version' : 'name@version'} a line`,
      {
        retriable: false,
      },
    );
  return list;
}

/**
 * Reads what a command line asks for. Throws AppErrors `BACKFILL_REGISTRY`, `USAGE` and `BACKFILL_LIST`, not
 * retriable; lines of a list that name no package go to stderr.
 */
export async function readWhich(registry: string, options: BackfillCommandOptions): Promise<Which> {
  if (registry !== 'npm' && registry !== 'pypi')
    throw new AppError(
      'BACKFILL_REGISTRY',
      `cannot backfill from ${JSON.stringify(registry)}: only from npm and pypi`,
      { retriable: false },
    );
  const { packages, since, all } = options;
  const given = [packages, since, all].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new AppError('USAGE', 'give exactly one of --packages FILE, --since SEQ and --all', {
      retriable: false,
    });
  if (packages !== undefined)
    return { kind: 'list', list: await readList(packages, registry === 'npm' ? 'npmjs' : 'pypi') };
  // PyPI has no positions to begin at, and all of it is more than anybody may ask for.
  if (registry === 'pypi')
    throw new AppError('USAGE', 'from pypi only a list can be backfilled: give --packages FILE', {
      retriable: false,
    });
  return since === undefined ? { kind: 'all' } : { kind: 'since', seq: since };
}
