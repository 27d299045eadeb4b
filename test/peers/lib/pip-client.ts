import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarball, zip } from '@weir/testkit/archive';
import type { Devpi } from './devpi.ts';
import { type PythonTools, runPython } from './python.ts';

/** Members of a distribution besides its metadata, by path. */
export type Members = Readonly<Record<string, string>>;

/** pip and twine with a home of their own and one index. What would go elsewhere ends at a port where nobody listens. */
export interface PipClient extends AsyncDisposable {
  /** PATH, HOME and configuration: a program with this environment reads what this client's pip reads. */
  readonly env: Readonly<Record<string, string>>;
  /** Uploads a wheel with `twine upload`; returns its filename. */
  uploadWheel(name: string, version: string, members: Members, tag?: string): Promise<string>;
  /** The same with sources; nobody builds them. */
  uploadSdist(name: string, version: string, members: Members): Promise<string>;
  /** `pip download` of a wheel: its sha256. */
  downloadWheel(name: string, version: string): Promise<string>;
}

function metadataOf(name: string, version: string): string {
  return `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: of a test\n\nof a test\n`;
}

/** A wheel whose RECORD is true (PEP 427). */
function buildWheel(name: string, version: string, members: Members, tag: string): Buffer {
  const info = `${name.replaceAll('-', '_')}-${version}.dist-info`;
  const files = {
    ...members,
    [`${info}/METADATA`]: metadataOf(name, version),
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: weir\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
  };
  const builder = zip();
  const record: string[] = [];
  for (const [path, content] of Object.entries(files)) {
    builder.file(path, content);
    const digest = createHash('sha256').update(content).digest('base64url');
    record.push(`${path},sha256=${digest},${Buffer.byteLength(content)}`);
  }
  return builder.file(`${info}/RECORD`, `${[...record, `${info}/RECORD,,`].join('\n')}\n`).build();
}

/** Prepares a client of one devpi index. */
export async function createPipClient(python: PythonTools, devpi: Devpi): Promise<PipClient> {
  const directory = await mkdtemp(join(tmpdir(), 'weir-peer-pip-'));
  const home = join(directory, 'home');
  await mkdir(home);
  const { user } = devpi;
  const index = new URL(`${devpi.simple}/`);
  index.username = user.name;
  index.password = user.password;
  const env = {
    HOME: home,
    PIP_CONFIG_FILE: '/dev/null',
    PIP_INDEX_URL: index.href,
    PIP_NO_CACHE_DIR: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    HTTP_PROXY: 'http://127.0.0.1:9/',
    HTTPS_PROXY: 'http://127.0.0.1:9/',
    NO_PROXY: '127.0.0.1',
  };

  async function upload(filename: string, bytes: Buffer): Promise<string> {
    const path = join(await mkdtemp(join(directory, 'upload-')), filename);
    await writeFile(path, bytes);
    const account = ['-u', user.name, '-p', user.password];
    const options = [
      '--repository-url',
      devpi.uploads,
      ...account,
      '--disable-progress-bar',
      '--non-interactive',
    ];
    await runPython(python.command('twine'), ['upload', ...options, path], env);
    return filename;
  }

  return {
    env,
    uploadWheel(name, version, members, tag = 'py3-none-any') {
      const filename = `${name.replaceAll('-', '_')}-${version}-${tag}.whl`;
      return upload(filename, buildWheel(name, version, members, tag));
    },
    uploadSdist(name, version, members) {
      const folder = `${name.replaceAll('-', '_')}-${version}`;
      const builder = tarball().file(`${folder}/PKG-INFO`, metadataOf(name, version));
      for (const [path, content] of Object.entries(members)) builder.file(`${folder}/${path}`, content);
      return upload(`${folder}.tar.gz`, builder.build());
    },
    async downloadWheel(name, version) {
      const folder = await mkdtemp(join(directory, 'download-'));
      const options = ['--no-deps', '--only-binary', ':all:', '--dest', folder];
      await runPython(python.command('pip'), ['download', ...options, `${name}==${version}`], env);
      const [filename = ''] = await readdir(folder);
      return createHash('sha256')
        .update(await readFile(join(folder, filename)))
        .digest('hex');
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
