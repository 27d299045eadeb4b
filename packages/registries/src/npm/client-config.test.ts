import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NPM_PUBLIC } from '../defaults.ts';
import { type NpmClientConfig, readNpmClientConfig } from './client-config.ts';

describe('readNpmClientConfig', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'weir-npmrc-'));
    for (const name of ['home', 'project', 'npm', 'bin']) await mkdir(join(root, name));
    await writeFile(join(root, 'project', 'package.json'), '{}');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  function read(env: Record<string, string> = {}): Promise<NpmClientConfig> {
    return readNpmClientConfig({
      env: { HOME: join(root, 'home'), ...env },
      cwd: join(root, 'project'),
      npmPath: join(root, 'npm'),
      execPath: join(root, 'bin', 'node'),
    });
  }

  it('is the public registry without credentials when nothing is set', async () => {
    const config = await read();

    expect(config.registry).toBe(NPM_PUBLIC.documents);
    expect(config.authorize(`${NPM_PUBLIC.documents}/n`)).toBeNull();
  });

  it('lets the project win over the user, and the environment over both', async () => {
    await writeFile(join(root, 'home', '.npmrc'), 'registry=https://user.example/\n');
    const user = await read();
    await writeFile(join(root, 'project', '.npmrc'), 'registry=https://project.example/npm/\n');
    const project = await read();
    const environment = await read({ npm_config_registry: 'https://env.example' });

    expect([user.registry, project.registry, environment.registry]).toEqual([
      'https://user.example',
      'https://project.example/npm',
      'https://env.example',
    ]);
  });

  it('sends credentials to the origin and path that they are bound to, and nowhere else', async () => {
    await writeFile(
      join(root, 'home', '.npmrc'),
      [
        'registry=https://mirror.example/npm/',
        '@acme:registry=https://acme.example/',
        `//mirror.example/npm/:_authToken=\${TOKEN}`,
        '//acme.example/:_auth=dTpw',
        '//other.example/:_authToken=never',
      ].join('\n'),
    );

    const config = await read({ TOKEN: 'secret' });

    expect(config.registryFor('@acme/core')).toBe('https://acme.example');
    expect(config.registryFor('core')).toBe('https://mirror.example/npm');
    expect(config.authorize('https://mirror.example/npm/core')).toBe('Bearer secret');
    expect(config.authorize('https://mirror.example/npm/core/-/core-1.0.0.tgz')).toBe('Bearer secret');
    expect(config.authorize('https://mirror.example/elsewhere')).toBeNull();
    expect(config.authorize('http://mirror.example/npm/core')).toBeNull();
    expect(config.authorize('https://acme.example/x')).toBe('Basic dTpw');
    expect(config.authorize('https://other.example/x')).toBeNull();
    expect(config.origins).toEqual(['https://mirror.example', 'https://acme.example']);
  });

  it('refuses a registry that is no URL', async () => {
    await expect(read({ '@acme:registry': 'x', npm_config_registry: 'file:///x' })).rejects.toMatchObject({
      code: 'NPM_CONFIG',
    });
  });
});
