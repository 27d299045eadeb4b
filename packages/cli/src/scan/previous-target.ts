import { AppError, type Ecosystem } from '@weir/model';
import { type LocalTarget, parseTarget } from './target.ts';

function invalid(message: string, cause?: unknown): AppError {
  return new AppError('SCAN_PREVIOUS', `--previous ${message}`, { retriable: false, cause });
}

/** What a target names; null for what is none, as the scan of it says. */
async function kindOf(text: string, cwd: string, ecosystem: Ecosystem | null): Promise<string | null> {
  try {
    return (await parseTarget(text, cwd, ecosystem)).kind;
  } catch {
    return null;
  }
}

/**
 * The release before the one local target of a command line, as `--previous` names it.
 * @throws AppError `SCAN_PREVIOUS`, not retriable, where that is not on this machine, or the command line names another
 *   number of targets than one, or a release of a registry.
 */
export async function previousTarget(
  text: string,
  targets: readonly string[],
  options: { readonly ecosystem?: Ecosystem; readonly stdin?: boolean },
  cwd: string,
): Promise<LocalTarget> {
  const [target] = targets;
  if (target === undefined || targets.length !== 1 || options.stdin)
    throw invalid('takes the release before one target: name that target, and no other');
  const ecosystem = options.ecosystem ?? null;
  const old = await parseTarget(text, cwd, ecosystem).catch((error: unknown) => {
    throw invalid(`${text}: ${error instanceof Error ? error.message : String(error)}`, error);
  });
  if (old.kind === 'release') throw invalid(`${text}: takes an archive or directory of this machine`);
  if ((await kindOf(target, cwd, ecosystem)) === 'release')
    throw invalid(`is for archives and directories: the release before ${target} is found without it`);
  return old;
}
