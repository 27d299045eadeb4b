import type { AttackPair } from '../../../../told.ts';
import type { Files } from '../../kit.ts';

export { py } from '../kit.ts';

/** A pair of packages of several files each; a twin of null is none. */
export function pair(attack: Files, twin: Files | null = null): AttackPair {
  return { attack, twin };
}

/** A wheel of the package `own` with these modules and files. */
export function wheel(files: Files): Files {
  return {
    'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    ...files,
  };
}

/** A source distribution of the package `own` with these files. */
export function sdist(files: Files): Files {
  return { 'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n', 'own/__init__.py': '', ...files };
}
