import { parsePyproject } from '@weir/code';
import { describe, expect, test } from 'vitest';
import { DEFAULT_ANALYSIS_BUDGET } from '../limits.ts';
import { createMemoryView } from '../memory-view.ts';
import { indexPackage } from '../package-index.ts';
import { leftOut } from './left-out.ts';
import { openDistribution } from './open-distribution.ts';

const FLIT =
  '[build-system]\nrequires = ["flit_core >=3,<4"]\nbuild-backend = "flit_core.buildapi"\n[project]\nname = "acme-tool"\n';
const HATCH =
  '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n[project]\nname = "Acme.Tool"\n';
const POETRY =
  '[build-system]\nrequires = ["poetry-core>=1.0"]\nbuild-backend = "poetry.core.masonry.api"\n[tool.poetry]\nname = "acme_tool"\n';
const UV =
  '[build-system]\nrequires = ["uv_build>=0.9,<0.10"]\nbuild-backend = "uv_build"\n[project]\nname = "acme-tool"\n';
const SETUPTOOLS =
  '[build-system]\nrequires = ["setuptools>=61", "wheel"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "acme-tool"\n';
const WHEEL = '[tool.hatch.build.targets.wheel]\n';
const FILES = ['src/acme_tool/__init__.py', 'src/acme_tool/core.py', 'work/make.py', 'make.py'];

/** Which of the files no build takes. */
async function outOf(pyproject: string, paths: readonly string[] = FILES, cfg?: string): Promise<string[]> {
  const texts: Readonly<Record<string, string | undefined>> = {
    'pyproject.toml': pyproject,
    'setup.cfg': cfg,
  };
  const readText = async (path: string): Promise<string | null> => texts[path] ?? null;
  const isLeftOut = await leftOut({ paths, build: parsePyproject(pyproject), readText });
  return paths.filter(isLeftOut);
}

describe('files that the build of a source distribution leaves out', () => {
  test.each([
    ['flit', FLIT],
    ['flit, by the name of its module', `${FLIT}[tool.flit.module]\nname = "acme_tool"\n`],
    ['hatchling', HATCH],
    ['poetry', POETRY],
    ['uv', UV],
    ['packages of hatchling', `${HATCH}${WHEEL}packages = ["src/acme_tool"]\n`],
    [
      'packages of hatchling, and what its source distribution has',
      `${HATCH}${WHEEL}packages = ["./src/acme_tool/"]\nexclude = ["*.md"]\n[tool.hatch.build.targets.sdist]\ninclude = ["*"]\n`,
    ],
    ['packages of poetry', `${POETRY}packages = [{ include = "acme_tool", from = "src" }]\n`],
    ['a module of uv', `${UV}[tool.uv.build-backend]\nmodule-name = "acme_tool"\n`],
    ['the place of the modules of uv', `${UV}[tool.uv.build-backend]\nmodule-root = "src/"\n`],
    [
      'packages of setuptools by their names',
      `${SETUPTOOLS}[tool.setuptools]\npackages = ["acme_tool", "acme_tool.sub"]\npackage-dir = { "" = "src" }\n`,
    ],
    [
      'packages of setuptools by a pattern',
      `${SETUPTOOLS}[tool.setuptools.packages.find]\ninclude = ["src*"]\nexclude = ["src.old"]\n`,
    ],
    ['setuptools, with a folder of sources', SETUPTOOLS],
    ['setuptools, told where', `${SETUPTOOLS}[tool.setuptools.packages.find]\nwhere = ["src"]\n`],
  ])('%s', async (_backend, pyproject) => {
    expect(await outOf(pyproject)).toEqual(['work/make.py', 'make.py']);
  });

  test('beside sections of setup.cfg that each distribution has', async () => {
    expect(await outOf(SETUPTOOLS, FILES, '[egg_info]\ntag_build =\n')).toEqual(['work/make.py', 'make.py']);
  });

  test.each([
    ['a setup script', FLIT, [...FILES, 'setup.py']],
    ['a backend of its own', FLIT.replace('[project]', 'backend-path = ["."]\n[project]'), FILES],
    ['another requirement', FLIT.replace('"flit_core', '"acme-build", "flit_core'), FILES],
    ['a requirement that begins alike', FLIT.replace('flit_core >=3,<4', 'flit_core_acme'), FILES],
    ['a requirement with an address', FLIT.replace(' >=3,<4', ' @ https://acme.test/x.whl'), FILES],
    ['data of flit', `${FLIT}[tool.flit.external-data]\ndirectory = "work"\n`, FILES],
    ['settings of hatchling', `${HATCH}[tool.hatch.build.targets.wheel]\ninclude = ["*"]\n`, FILES],
    ['packages of hatchling by a pattern', `${HATCH}${WHEEL}packages = ["src/*"]\n`, FILES],
    ['all that there is for hatchling', `${HATCH}${WHEEL}packages = ["."]\n`, FILES],
    [
      'what hatchling takes besides',
      `${HATCH}${WHEEL}packages = ["src/acme_tool"]\nforce-include = { "work" = "acme_tool" }\n`,
      FILES,
    ],
    [
      'a hook of a build of hatchling',
      `${HATCH}${WHEEL}packages = ["src/acme_tool"]\n[tool.hatch.build.hooks.custom]\npath = "work/make.py"\n`,
      FILES,
    ],
    [
      'a hook of a wheel of hatchling',
      `${HATCH}${WHEEL}packages = ["src/acme_tool"]\n[tool.hatch.build.targets.wheel.hooks.custom]\n`,
      FILES,
    ],
    ['data of uv', `${UV}[tool.uv.build-backend]\nmodule-root = "src"\ndata = { scripts = "work" }\n`, FILES],
    ['modules of uv outside', `${UV}[tool.uv.build-backend]\nmodule-root = ".."\n`, FILES],
    [
      'packages of poetry by a pattern',
      `${POETRY}packages = [{ include = "acme_tool", from = "src" }, { include = "w*" }]\n`,
      FILES,
    ],
    [
      'a package of setuptools in a folder of its own',
      `${SETUPTOOLS}[tool.setuptools]\npackages = ["acme_tool"]\npackage-dir = { acme_tool = "work" }\n`,
      FILES,
    ],
    [
      'all that there is for setuptools',
      `${SETUPTOOLS}[tool.setuptools.packages.find]\ninclude = ["*"]\n`,
      FILES,
    ],
    ['a hook of hatchling', `${HATCH}[tool.hatch.metadata.hooks.custom]\n`, FILES],
    ['packages of poetry', `${POETRY}packages = [{ include = "*" }]\n`, FILES],
    ['files that poetry includes', `${POETRY}include = ["**/*.py"]\n`, FILES],
    ['a script of poetry', `${POETRY}build = "work/make.py"\n`, FILES],
    ['settings of uv', `${UV}[tool.uv.build-backend]\nmodule-root = ""\n`, FILES],
    [
      'packages of setuptools at the top',
      `${SETUPTOOLS}[tool.setuptools.packages.find]\nwhere = ["."]\n`,
      FILES,
    ],
    ['scripts of setuptools', `${SETUPTOOLS}[tool.setuptools]\nscript-files = ["work/make.py"]\n`, FILES],
    ['folders of setuptools', `${SETUPTOOLS}[tool.setuptools.package-dir]\nwork = "work"\n`, FILES],
    ['no folder of sources', SETUPTOOLS, ['acme_tool/__init__.py', 'work/make.py']],
    ['a package of another name', FLIT, ['src/other/__init__.py', 'work/make.py']],
    ['a longer description', `${FLIT}${'#'.repeat(300_000)}\n`, FILES],
    ['another backend', FLIT.replace('flit_core.buildapi', 'acme.build'), FILES],
  ])('none where it is not known: %s', async (_what, pyproject, paths) => {
    expect(await outOf(pyproject, paths)).toEqual([]);
  });

  test.each([
    ['options', '[options]\npackages = find_namespace:\n'],
    ['commands', '[global]\ncommand-packages = work\n'],
    ['too much of it', `${'#'.repeat(300_000)}\n`],
  ])('none beside a setup.cfg with %s', async (_what, cfg) => {
    expect(await outOf(SETUPTOOLS, FILES, cfg)).toEqual([]);
  });
});

test('what is left out is dead, unless the package imports or starts it', async () => {
  await using view = createMemoryView({
    'PKG-INFO': 'Metadata-Version: 2.1\nName: acme-tool\nVersion: 1.0\n',
    'pyproject.toml': FLIT,
    'src/acme_tool/__init__.py': 'import helper\nimport subprocess\nsubprocess.run(["python", "work/go.py"])',
    'helper.py': '',
    'make.py': '',
    'work/go.py': '',
    'work/make.py': '',
  });
  const index = indexPackage(view, 'directory');
  const opened = await openDistribution({
    index,
    filename: 'acme_tool-1.0.tar.gz',
    read: (entry) => view.read(entry.index),
    budget: DEFAULT_ANALYSIS_BUDGET,
    now: () => 0,
  });
  const stages = [...(opened?.graph.files ?? [])].map(([path, { stage }]) => [path, stage] as const);

  expect(Object.fromEntries(stages.filter(([path]) => path.endsWith('.py')))).toEqual({
    'src/acme_tool/__init__.py': 'import',
    'helper.py': 'import',
    'make.py': 'dead',
    'work/go.py': 'import',
    'work/make.py': 'dead',
  });
});
