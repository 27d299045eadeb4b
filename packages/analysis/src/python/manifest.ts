import {
  type DependencyChannel,
  type PackageManifest,
  type PythonMetadata,
  parseRequirement,
} from '@weir/code';
import type { PackageIndex } from '../package-index.ts';

/** The metadata file of a distribution: of a wheel in `.dist-info`, of sources `PKG-INFO` at the top. */
export function metadataPath(index: PackageIndex): string | null {
  const paths = [...index.keys()];
  return (
    paths.find((path) => /^[^/]+\.dist-info\/METADATA$/.test(path)) ??
    paths.find((path) => /^(?:EGG-INFO\/)?PKG-INFO$/.test(path)) ??
    paths.find((path) => /^[^/]+\.egg-info\/PKG-INFO$/.test(path)) ??
    null
  );
}

/** What a distribution says of itself, in the form that detectors read of all packages. */
export function manifestOfMetadata(metadata: PythonMetadata): PackageManifest {
  return {
    name: metadata.name,
    version: metadata.version,
    scripts: new Map(),
    bin: [],
    commands: [],
    dependencies: metadata.requires.flatMap(({ spec, line }) => {
      const requirement = parseRequirement(spec);
      if (requirement === null) return [];
      const { name, url } = requirement;
      const channel: DependencyChannel = url === null ? 'registry' : url.startsWith('git') ? 'git' : 'url';
      return [
        {
          name,
          spec: url ?? spec,
          field: 'dependencies' as const,
          channel,
          target: url === null ? name : null,
          line,
        },
      ];
    }),
    bundled: [],
    entries: [],
    gypfile: null,
    prebuilt: [],
    complete: true,
    json: {},
  };
}
