import { posix } from 'node:path';
import type { ShellAction } from '@weir/code';
import { actionsOf } from '@weir/detectors';
import { readGyp } from './gyp.ts';
import type { PackageIndex } from './package-index.ts';
import { foldersOf, pathsOf } from './started-files.ts';
import type { Walk } from './walk-types.ts';

/** Bytes of a gyp file that are read. */
const GYP_BYTES_MAX = 256 * 1024;
/** gyp files that one leads to. */
const GYP_FILES_MAX = 50;
/** Folders of one package in which commands build. */
const FOLDERS_MAX = 20;
/** Files that node-gyp reads by their names: what is built, and what is added to it. */
const BY_NAME = /(?:^|\/)(?:binding\.gyp|(?:common|config)\.gypi)$/i;
/** Programs that have gyp build the folder in which they are started. */
const BUILDER = /^(?:.*\/)?(?:node|nw|node-pre)-gyp(?:-build)?(?:\.(?:js|cmd))?(?:@[^/]*)?$/;

/** Reads a text of the package; `whole`: what is beyond the cap is told as unread. */
export type ReadText = (path: string, bytesMax: number, whole?: boolean) => Promise<string | null>;

/** What node-gyp runs: npm starts it for a folder with a binding.gyp, or a script does. */
export interface GypBuilds {
  /** Whether a folder has a binding.gyp. */
  has(folder: string): boolean;
  /** Follows what is built in a folder. */
  follow(folder: string): Promise<void>;
  /** Follows what commands build that run at install, wherever they do. */
  followCommands(): Promise<void>;
}

/** Folders in which a text's commands have gyp build. */
function builtFolders(actions: readonly ShellAction[], fromFile: string): string[] {
  const starts = actions.filter(({ argv }) => argv.slice(0, 5).some((word) => BUILDER.test(word)));
  if (starts.length === 0) return [];
  const folders = foldersOf(fromFile, actions);
  const named = starts.flatMap(({ argv }) =>
    argv.flatMap((word, at) => {
      if (/^(?:-C|--directory)$/.test(word)) return [argv[at + 1] ?? ''];
      return /^(?:--directory=|-C=?)(?<folder>.+)$/.exec(word)?.groups?.folder ?? [];
    }),
  );
  return [...folders, ...named.flatMap((folder) => pathsOf(folder, folders))];
}

/** Opens the builds of a package. */
export function openGypBuilds(index: PackageIndex, walk: Walk, readText: ReadText): GypBuilds {
  /** By their names in lower case: macOS and Windows find them so. */
  const byName = Map.groupBy(
    [...index.keys()].filter((path) => BY_NAME.test(path)),
    (path) => path.toLowerCase(),
  );
  const filesOf = (folder: string, name: string): readonly string[] =>
    byName.get(posix.join(folder, name).toLowerCase()) ?? [];
  const done = new Set<string>();

  async function follow(folder: string): Promise<void> {
    const first = filesOf(folder, 'binding.gyp');
    if (first.length === 0 || done.has(folder)) return;
    done.add(folder);
    const added = ['config.gypi', 'common.gypi'].flatMap((name) => filesOf(folder, name));
    const seen = new Set([...first, ...added]);
    // Files that are added while it runs are read as well.
    for (const path of seen) {
      const text = await readText(path, GYP_BYTES_MAX, true);
      if (text === null) continue;
      walk.reach(path, 'install');
      const { hooks, includes } = readGyp(text, path);
      for (const hook of hooks) walk.addHook(hook);
      for (const included of includes) if (seen.size < GYP_FILES_MAX) seen.add(included);
    }
  }

  function commandFolders(): string[] {
    const ofHooks = walk.hooks.flatMap(({ stage, actions, file }) =>
      stage === 'install' ? builtFolders(actions, file) : [],
    );
    const ofUnits = walk.units.flatMap(({ stage, file, facts }) =>
      stage === 'install' ? facts.commands.flatMap((command) => builtFolders(actionsOf(command), file)) : [],
    );
    return [...new Set([...ofHooks, ...ofUnits])].filter(
      (folder) => !done.has(folder) && filesOf(folder, 'binding.gyp').length > 0,
    );
  }

  return {
    has: (folder) => filesOf(folder, 'binding.gyp').length > 0,
    follow,
    async followCommands() {
      if (byName.size === 0) return;
      for (
        let folders = commandFolders();
        folders.length > 0 && done.size < FOLDERS_MAX;
        folders = commandFolders()
      ) {
        for (const folder of folders) await follow(folder);
        await walk.drain();
      }
    },
  };
}
