import { posix } from 'node:path';
import type { ShellAction } from '@weir/code';

/** Kinds of JavaScript that tools look for under the name of their configuration. */
const ENDINGS = ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts'];

function named(...stems: readonly string[]): readonly string[] {
  return stems.flatMap((stem) => ENDINGS.map((ending) => `${stem}.${ending}`));
}

/** Code that a tool loads where it is started and that no word names, in the documentation of each tool. */
const CONFIGS: Readonly<Record<string, readonly string[]>> = {
  astro: named('astro.config'),
  ava: named('ava.config'),
  babel: named('babel.config', '.babelrc'),
  brunch: named('brunch-config'),
  ember: named('ember-cli-build'),
  eslint: named('eslint.config', '.eslintrc'),
  grunt: named('Gruntfile', 'gruntfile'),
  gulp: [...named('gulpfile', 'Gulpfile', 'gulpfile.babel', 'gulpfile.esm'), 'gulpfile.js/index.js'],
  jake: ['Jakefile', 'jakefile', ...named('Jakefile', 'jakefile')],
  jest: named('jest.config'),
  karma: named('karma.conf'),
  mocha: [...named('.mocharc'), 'test/*.js', 'test/*.cjs', 'test/*.mjs'],
  next: named('next.config'),
  nuxt: named('nuxt.config'),
  postcss: named('postcss.config', '.postcssrc'),
  prettier: named('prettier.config', '.prettierrc'),
  rolldown: named('rolldown.config'),
  rollup: named('rollup.config'),
  rsbuild: named('rsbuild.config'),
  rspack: named('rspack.config'),
  'semantic-release': named('release.config', '.releaserc'),
  tailwindcss: named('tailwind.config'),
  tsdown: named('tsdown.config'),
  tsup: named('tsup.config'),
  unbuild: named('build.config'),
  vite: named('vite.config'),
  vitest: named('vitest.config', 'vite.config'),
  webpack: named('webpack.config', '.webpack/webpack.config', 'webpackfile'),
};
/** Other names that a tool is started by. */
const ALIASES: Readonly<Record<string, string>> = {
  'babel-node': 'babel',
  'grunt-cli': 'grunt',
  'gulp-cli': 'gulp',
  'jest-cli': 'jest',
  _mocha: 'mocha',
  'postcss-cli': 'postcss',
  tailwind: 'tailwindcss',
  'webpack-cli': 'webpack',
  'webpack-dev-server': 'webpack',
};
const CONFIG_OPTION = /^(?:--?c|--config|--gulpfile|--gruntfile|-f|--jakefile)$/;
/** Without it rollup and its heir read no configuration. */
const ONLY_WHEN_ASKED = /^(?:rollup|rolldown)$/;
const OF_PACKAGE = /(?:^|\/)node_modules\/(?<name>[\w-]+)\//;

function toolOf(action: ShellAction): string | null {
  const word = action.kind === 'run-package' ? action.spec : (action.argv[0] ?? '');
  const started = action.kind === 'run-file' ? OF_PACKAGE.exec(action.path)?.groups?.name : undefined;
  const name = started ?? posix.basename(word.replaceAll('\\', '/')).replace(/\.cmd$|(?<=.)@[^@]*$/, '');
  const tool = Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
  return Object.hasOwn(CONFIGS, tool) ? tool : null;
}

/**
 * Names under which a command's tool looks for code of its own: `gulp build` runs the gulpfile. None where a word of the
 * command names another file for it, which is followed as any word is.
 */
export function toolConfigs(action: ShellAction): readonly string[] {
  const tool = toolOf(action);
  if (tool === null) return [];
  const { argv } = action;
  const option = argv.findIndex((word) => CONFIG_OPTION.test(word));
  const value = option < 0 ? undefined : argv[option + 1];
  if (ONLY_WHEN_ASKED.test(tool) && option < 0) return [];
  if (value !== undefined && /\.[cm]?[jt]s$/.test(value)) return [];
  return CONFIGS[tool] ?? [];
}
