import type { PackageManifest, ShellAction } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import type { Stage } from '@weir/model';
import { createHook, unreadHook } from './hook-command.ts';

/** Scripts that npm runs when a package is installed from a registry. */
export const INSTALL_HOOKS = ['preinstall', 'install', 'postinstall'] as const;
/** Scripts that run when the package is installed from git or from its own folder, also by `npm install` inside of it. */
const SOURCE_HOOKS = ['prepublish', 'preprepare', 'prepare', 'postprepare'] as const;
/** Scripts that npm ran before version 7 when a package was removed. */
const REMOVE_HOOKS = ['preuninstall', 'uninstall', 'postuninstall'] as const;
/** Scripts that `npm pack` and `npm publish` run. */
const PACK_HOOKS = ['prepublishOnly', 'prepack', 'prepare', 'postpack', 'publish', 'postpublish'] as const;
/** Scripts that scripts lead to: `npm run x` in a chain of at most this many. */
const SCRIPTS_MAX = 200;

/** Scripts of one manifest, each told once with the earliest stage that starts it. */
export interface Scripts {
  /** Hooks of scripts by name, of what they start in turn, and of scripts that only other ways to install would run. */
  start(names: readonly string[], stage: Stage): HookCommand[];
  /** Hooks of the scripts that an action runs. */
  follow(action: ShellAction, stage: Stage): HookCommand[];
}

const STAGE_ORDER: readonly Stage[] = ['install', 'import', 'use', 'dead'];

/** Names of scripts that a name with `*` (`npm-run-all`: any text without a colon, `**` any text) means. */
function matching(manifest: PackageManifest, name: string): string[] {
  if (!name.includes('*')) return [name];
  const [head = '', ...rest] = name.split(/\*+/);
  const tail = rest.at(-1) ?? '';
  return [...manifest.scripts.keys()].filter(
    (script) =>
      script.startsWith(head) && script.endsWith(tail) && script.length >= head.length + tail.length,
  );
}

/** Names of scripts that an action of a package's own folder runs. */
function startedBy(action: ShellAction, manifest: PackageManifest): string[] {
  // Another folder's scripts.
  if ('folder' in action && action.folder !== undefined) return [];
  if (action.kind === 'run-script')
    return matching(manifest, action.script).flatMap((name) => [`pre${name}`, name, `post${name}`]);
  if (action.kind === 'install-package' && action.source === 'npm' && action.specs.length === 0)
    return [...INSTALL_HOOKS, ...SOURCE_HOOKS, 'dependencies'];
  const [program = '', verb = ''] = action.argv;
  if (action.kind !== 'other' || !/(?:^|[\\/])(?:npm|pnpm|yarn|bun)(?:\.cmd)?$/.test(program)) return [];
  if (/^(?:pack|publish)$/.test(verb)) return [...PACK_HOOKS];
  return verb === 'rebuild' ? [...INSTALL_HOOKS] : [];
}

/** Characters of one value of package.json that are put into a script. */
const VALUE_CHARS_MAX = 10_000;

/** A script with what npm sets from package.json (`npm_package_config_x`, `npm_package_main`) put in. */
function withPackageVariables(text: string, { json }: PackageManifest): string {
  if (!/npm_package_/i.test(text)) return text;
  return text.replace(
    /\$\{?npm_package_(?<sh>\w+)\}?|%npm_package_(?<cmd>\w+)%/gi,
    (whole: string, ...found) => {
      const groups = found.at(-1) as { sh?: string; cmd?: string };
      let value: unknown = json;
      // Keys of the levels are joined by `_`; they may hold some of their own.
      for (let rest = groups.sh ?? groups.cmd ?? ''; rest !== ''; ) {
        if (value === null || typeof value !== 'object') return whole;
        const [key, inner] =
          Object.entries(value).find(([name]) => rest === name || rest.startsWith(`${name}_`)) ?? [];
        if (key === undefined) return whole;
        value = inner;
        rest = rest.slice(key.length + 1);
      }
      const isPlain = typeof value === 'string' || typeof value === 'number';
      return isPlain && String(value).length <= VALUE_CHARS_MAX ? String(value) : whole;
    },
  );
}

/**
 * The scripts of a manifest.
 * @param file the manifest's path in the package.
 * @param hasServer there is a server.js beside it, which `npm start` runs when no script says otherwise.
 */
export function createScripts(manifest: PackageManifest, file: string, hasServer = false): Scripts {
  const seen = new Map<string, Stage>();
  let full = false;

  function add(name: string, stage: Stage, hooks: HookCommand[]): void {
    const script =
      manifest.scripts.get(name) ??
      (name === 'start' && hasServer ? { command: 'node server.js', line: 1 } : null);
    const known = seen.get(name);
    if (!script || (known && STAGE_ORDER.indexOf(known) <= STAGE_ORDER.indexOf(stage))) return;
    if (seen.size >= SCRIPTS_MAX) {
      if (!full) hooks.push(unreadHook(name, file, script.line, stage, script.command));
      full = true;
      return;
    }
    seen.set(name, stage);
    const given = withPackageVariables(script.command, manifest);
    const hook = { ...createHook(name, file, script.line, stage, given, 'script'), text: script.command };
    hooks.push(hook);
    for (const action of hook.actions) {
      for (const next of startedBy(action, manifest)) {
        if (full) return;
        add(next, stage, hooks);
      }
    }
  }

  function start(names: readonly string[], stage: Stage): HookCommand[] {
    const hooks: HookCommand[] = [];
    for (const name of names) add(name, stage, hooks);
    return hooks;
  }

  return { start, follow: (action, stage) => start(startedBy(action, manifest), stage) };
}

/** What npm runs by itself, scripts that those scripts run included; what other ways to install would run is `dead`. */
export function manifestHooks(scripts: Scripts): HookCommand[] {
  return [
    ...scripts.start(INSTALL_HOOKS, 'install'),
    ...scripts.start([...SOURCE_HOOKS, ...REMOVE_HOOKS], 'dead'),
  ];
}
