import { describe, expect, test } from 'vitest';
import { graphOf } from './testing/graph-of.ts';

const CODE = `require('child_process').execSync('id');`;

async function stageOf(command: string, file: string, script = 'install'): Promise<string | undefined> {
  const graph = await graphOf({
    'package.json': { name: 'x', version: '1.0.0', scripts: { [script]: command } },
    [file]: CODE,
  });
  return graph.files.get(file)?.stage;
}

describe('code that a tool loads without being told', () => {
  test.each([
    ['gulp build', 'gulpfile.js'],
    ['gulp', 'gulpfile.js/index.js'],
    ['./node_modules/.bin/gulp', 'gulpfile.mjs'],
    ['node node_modules/gulp/bin/gulp.js', 'gulpfile.js'],
    ['npx gulp@4 build', 'gulpfile.js'],
    ['grunt', 'Gruntfile.js'],
    ['cross-env NODE_ENV=production webpack --mode production', 'webpack.config.js'],
    ['npx webpack-cli', 'webpack.config.cjs'],
    ['jest', 'jest.config.js'],
    ['rollup -c', 'rollup.config.mjs'],
    ['vite build', 'vite.config.ts'],
    ['tsup', 'tsup.config.ts'],
    ['mocha', 'test/a.js'],
  ])('%s runs %s', async (command, file) => {
    expect(await stageOf(command, file)).toBe('install');
  });

  test('a script that a hook runs', async () => {
    const graph = await graphOf({
      'package.json': { scripts: { postinstall: 'npm run build', build: 'gulp' } },
      'gulpfile.js': CODE,
    });
    expect(graph.files.get('gulpfile.js')?.stage).toBe('install');
  });

  test.each([
    ['rollup index.js', 'rollup.config.js'],
    ['webpack --config build/prod.js', 'webpack.config.js'],
    ['echo gulp', 'gulpfile.js'],
    ['tsc -p .', 'gulpfile.js'],
    ['gulp', 'lib/gulpfile.js'],
  ])('%s does not run %s', async (command, file) => {
    expect(await stageOf(command, file)).toBe('dead');
  });

  test('only where a hook starts the tool', async () => {
    expect(await stageOf('gulp', 'gulpfile.js', 'build')).not.toBe('install');
  });
});
