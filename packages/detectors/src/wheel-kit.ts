import { createHash } from 'node:crypto';
import type { Sample } from './contract.ts';

/** Name under which samples of wheels are published. */
export const WHEEL = 'acme-1.0-py3-none-any.whl';
export const SDIST = 'acme-1.0.tar.gz';
const INFO = 'acme-1.0.dist-info';
/** Where the metadata and the RECORD of a sample lie. */
export const METADATA_PATH = `${INFO}/METADATA`;
export const RECORD_PATH = `${INFO}/RECORD`;

/** Core metadata of a sample; headers that are given come after its name and version. */
export function metadata(headers: readonly string[] = [], description = 'A sample.'): string {
  return ['Metadata-Version: 2.1', 'Name: weir-acme', 'Version: 1.0', ...headers, '', description].join('\n');
}

/** RECORD rows of files, with their digests. */
export function recordRows(files: Sample['files']): string[] {
  return Object.entries(files).map(([path, content]) => {
    const digest = createHash('sha256').update(content).digest('base64url');
    const quoted = /[",]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path;
    return `${quoted},sha256=${digest},${Buffer.byteLength(content)}`;
  });
}

/** A wheel with metadata and a RECORD that is right; `later` is added or changed after the RECORD was written. */
export function wheel(files: Sample['files'], later: Sample['files'] = {}): Sample['files'] {
  const all = { [METADATA_PATH]: metadata(), [`${INFO}/WHEEL`]: 'Wheel-Version: 1.0\n', ...files };
  return { ...all, [RECORD_PATH]: `${[...recordRows(all), `${RECORD_PATH},,`].join('\n')}\n`, ...later };
}

/** A source distribution with metadata and a setup script that only declares. */
export function sdist(files: Sample['files']): Sample['files'] {
  return {
    'PKG-INFO': metadata(),
    'setup.py': 'from setuptools import setup\n\nsetup(name="acme", version="1.0", packages=["acme"])\n',
    ...files,
  };
}
