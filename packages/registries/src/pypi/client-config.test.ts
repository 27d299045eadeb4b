import { describe, expect, it } from 'vitest';
import { PYPI_PUBLIC } from '../defaults.ts';
import { parsePipConfig } from './client-config.ts';

const file = (text: string, path = 'pip.conf') => ({ path, text });

describe('parsePipConfig', () => {
  it('is the public PyPI and its host of files when nothing is said', () => {
    const config = parsePipConfig({ env: {}, files: [file('[list]\nformat = json\n')] });

    expect(config.addresses.simple).toBe(`${PYPI_PUBLIC.index}/simple`);
    expect(config.addresses.json).toBe(`${PYPI_PUBLIC.index}/pypi`);
    expect(config.origins).toEqual([PYPI_PUBLIC.index, PYPI_PUBLIC.files]);
    expect(config.authorize(`${PYPI_PUBLIC.index}/simple/x/`)).toBeNull();
  });

  it('takes the last file that names an index, the command before the rest, the environment before all', () => {
    const files = [
      file('[global]\nindex-url = https://a.example/simple\n'),
      file(
        '# no\n[global]\nindex_url: https://b.example/simple/\n[install]\nindex-url=https://c.example/pypi/simple/\n',
      ),
    ];

    expect(parsePipConfig({ env: {}, files }).addresses).toMatchObject({
      simple: 'https://c.example/pypi/simple',
      json: 'https://c.example/pypi/pypi',
    });
    expect(parsePipConfig({ env: { PIP_INDEX_URL: 'http://d.example/root' }, files })).toMatchObject({
      addresses: { simple: 'http://d.example/root', json: null, rss: null },
      origins: ['http://d.example'],
    });
  });

  it('gives credentials to the index and to nobody else', () => {
    const { authorize, addresses } = parsePipConfig({
      env: { PIP_INDEX_URL: 'https://ann:p%40ss@a.example/simple' },
      files: [],
    });

    expect(addresses.simple).toBe('https://a.example/simple');
    expect(authorize('https://a.example/simple/x/')).toBe(`Basic ${btoa('ann:p@ss')}`);
    expect(authorize('https://b.example/x')).toBeNull();
  });

  it.each(['nonsense', 'file:///etc', ''])('refuses %s, or passes over what is empty', (index) => {
    const read = (): unknown => parsePipConfig({ env: { PIP_INDEX_URL: index }, files: [] });

    if (index === '') expect(read).not.toThrow();
    else expect(read).toThrow(expect.objectContaining({ code: 'PIP_CONFIG', retriable: false }));
  });
});
