import { only, type ShellAction, type ShellActions, type Site, together } from './action.ts';
import { createName, inFolder, installAction, runAction, verbAndRest } from './package-actions.ts';
import { firstOperand, NO_VALUES, operandIndex, operands, optionValue, optionValues } from './words.ts';

/** A local path, which npx runs where it is instead of fetching anything. */
const LOCAL_PATH = /^(?:\.{1,2}[\\/]|\/|~\/|file:)/;
const PACKAGE_OPTION = /^(?:-p|--package)$/;
/** Options of `npx` and its kin that take the next word along. */
const EXEC_VALUES = /^(?:-p|--package|-c|--call|--registry|--cache|--userconfig|-w|--workspace|--prefix)$/;
const NPM_BUILTIN = /^(?:test|tst|t|start|stop|restart)$/;
/** Verbs of pnpm, yarn and bun that run nothing of the package. */
const NO_SCRIPT =
  /^(?:rebuild|link|unlink|remove|rm|uninstall|un|update|up|upgrade|outdated|audit|publish|pack|version|view|info|config|cache|login|logout|whoami|ls|list|why|dedupe|prune|store|init|import|bin|root|prefix|set|get|patch|deploy|fetch|env|help|policies|plugin|workspaces|owner|team|access|licenses|autoclean|check|integrity)$/;

/** Packages that `npx`, `dlx` and `npm exec` fetch, and what they run with them. */
function execActions(site: Site, args: readonly string[]): ShellActions {
  const { base } = site;
  const packages = optionValues(args, PACKAGE_OPTION);
  const call = optionValue(args, /^(?:-c|--call)$/);
  const at = operandIndex(args, EXEC_VALUES);
  const [operand, ...rest] = at < 0 ? [] : args.slice(at);
  const parts: ShellActions[] = packages.map((spec) => only(runAction(base, 'npm', spec)));
  if (call !== null) parts.push(site.shell(call, 'npx'));
  else if (operand !== undefined && packages.length > 0) parts.push(site.command([operand, ...rest]));
  else if (operand !== undefined) {
    if (LOCAL_PATH.test(operand)) return only({ ...base, kind: 'run-file', runtime: 'exec', path: operand });
    parts.push(only(runAction(base, 'npm', operand)));
    if (/[:/]/.test(operand.replace(/^@[^/]*\//, ''))) return together(parts);
    // `npx tsx a.js`, `npx node -e …`: the fetched program is one whose arguments are known.
    const inner = site.command([operand.replace(/(?<=.)@[^/]*$/, ''), ...rest]);
    parts.push({ ...inner, actions: inner.actions.filter((action) => action.kind !== 'other') });
  }
  return together(parts);
}

function scriptsOf(site: Site, names: readonly string[]): ShellActions {
  return {
    actions: names.map((script): ShellAction => ({ ...site.base, kind: 'run-script', script })),
    complete: true,
  };
}

function nodeManager(site: Site, program: string): ShellActions | null {
  const { base, args } = site;
  const [verb, ...rest] = verbAndRest(args);
  // `pnpm install`, `yarn`: what the manifest lists.
  if (verb === undefined)
    return program === 'yarn' && args.length === 0 ? only(installAction(base, 'npm', [])) : null;
  const [first] = operands(rest, NO_VALUES);
  if (/^(?:run|run-script|rum|urn)$/.test(verb)) return first === undefined ? null : scriptsOf(site, [first]);
  if (/^(?:dlx)$/.test(verb) || (program === 'npm' && /^(?:exec|x)$/.test(verb)))
    return execActions(site, [
      ...args.slice(0, args.indexOf(verb)).filter((word) => word.startsWith('--package')),
      ...rest,
    ]);
  if (/^(?:exec|node)$/.test(verb)) return site.command(verb === 'node' ? ['node', ...rest] : rest);
  if (/^(?:create|innit)$/.test(verb) || (verb === 'init' && first !== undefined))
    return first === undefined ? null : only(runAction(base, 'npm', createName(first)));
  if (verb === 'global') return only(installAction(base, 'npm', operands(rest, NO_VALUES).slice(1)));
  if (
    /^(?:install|i|in|ins|inst|insta|instal|isnt|isntall|add|ci|clean-install|install-test|it|cit|install-ci-test)$/.test(
      verb,
    )
  )
    return only(installAction(base, 'npm', rest));
  if (verb === 'explore') {
    const at = rest.indexOf('--');
    return site.command(at < 0 ? rest.slice(1) : rest.slice(at + 1));
  }
  if (NPM_BUILTIN.test(verb)) return scriptsOf(site, [verb.startsWith('t') ? 'test' : verb]);
  if (NO_SCRIPT.test(verb)) return null;
  // npm knows no other verbs; pnpm and yarn take them for scripts.
  return program === 'npm' && verb !== 'build' ? null : scriptsOf(site, [verb]);
}

/** `concurrently "a" "npm:b*"`: each operand is a command line of its own. */
function lines(site: Site, texts: readonly string[]): ShellActions {
  return together(
    texts.map((text) => {
      const script = /^(?:npm|pnpm|yarn|bun|node|deno):(?<script>[^\s]+)/.exec(text)?.groups?.script;
      return script === undefined ? site.shell(text, site.program) : scriptsOf(site, [script]);
    }),
  );
}

function pythonManager(site: Site, words: readonly string[]): ShellActions | null {
  const [verb, ...rest] = verbAndRest(words);
  if (verb === 'pip') return pythonManager(site, rest);
  if (/^(?:install|download|wheel|add|inject|sync)$/.test(verb ?? ''))
    return only(installAction(site.base, 'pypi', rest));
  if (verb === 'run' || verb === 'x' || verb === 'tool') {
    const [, second] = operands(rest, NO_VALUES);
    const spec = verb === 'tool' ? second : firstOperand(rest, /^(?:--spec|--python|--with)$/);
    return spec === null || spec === undefined ? null : only(runAction(site.base, 'pypi', spec));
  }
  return null;
}

const SYSTEM_INSTALLERS: Readonly<Record<string, RegExp>> = {
  gem: /^(?:install|i)$/,
  cargo: /^(?:install|binstall)$/,
  go: /^(?:install|get)$/,
  brew: /^(?:install|reinstall)$/,
  apt: /^install$/,
  'apt-get': /^install$/,
  apk: /^add$/,
  yum: /^install$/,
  dnf: /^install$/,
  pacman: /^-S\w*$/,
  choco: /^install$/,
  winget: /^install$/,
  scoop: /^install$/,
  conda: /^install$/,
  snap: /^install$/,
  composer: /^(?:require|install)$/,
};

/** What package managers and script runners do; null for other programs. */
export function packageManagerActions(site: Site): ShellActions | null {
  const { base, program, args } = site;
  switch (program) {
    case 'npx':
    case 'bunx':
    case 'pnpx':
    case 'npm-exec':
      return execActions(site, args);
    case 'npm':
    case 'cnpm':
    case 'pnpm':
    case 'yarn':
    case 'yarnpkg':
      return inFolder(
        nodeManager(site, program === 'cnpm' ? 'npm' : program === 'yarnpkg' ? 'yarn' : program),
        args,
      );
    case 'run-s':
    case 'run-p':
    case 'npm-run-all':
    case 'npm-run-all2':
      return scriptsOf(
        site,
        operands(args, /^(?:--npm-path|--max-parallel|-n|--names)$/).map((text) => text.split(' ')[0] ?? ''),
      );
    case 'concurrently':
    case 'conc':
      return lines(
        site,
        operands(
          args,
          /^(?:-n|--names|-c|--prefix-colors|-p|--prefix|-m|--max-processes|--restart-tries|-s|--success|-l)$/,
        ),
      );
    case 'cross-env-shell':
      return site.shell(args.join(' '), program);
    case 'pip':
    case 'pip2':
    case 'pip3':
    case 'uv':
    case 'poetry':
    case 'pipx':
    case 'pdm':
      return pythonManager(site, args);
    case 'uvx':
      return pythonManager(site, ['run', ...args]);
    default: {
      const verb = SYSTEM_INSTALLERS[program];
      const at = args.findIndex((word) => verb?.test(word) === true);
      return at < 0 ? null : only(installAction(base, 'other', args.slice(at + 1)));
    }
  }
}
