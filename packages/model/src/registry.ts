import { z } from 'zod';

/** A place that publishes packages. Several registries can share one ecosystem (purl type). */
export const REGISTRIES = ['npmjs', 'pypi', 'openvsx', 'vsmarketplace', 'huggingface', 'github'] as const;
export const registrySchema = z.enum(REGISTRIES);
export type Registry = z.infer<typeof registrySchema>;

/** The purl type: what a package *is*, wherever it was published (package-url/purl-spec, types). */
export const ECOSYSTEMS = ['npm', 'pypi', 'vscode-extension', 'huggingface', 'github'] as const;
export const ecosystemSchema = z.enum(ECOSYSTEMS);
export type Ecosystem = z.infer<typeof ecosystemSchema>;

const ECOSYSTEM_OF = {
  npmjs: 'npm',
  pypi: 'pypi',
  openvsx: 'vscode-extension',
  vsmarketplace: 'vscode-extension',
  huggingface: 'huggingface',
  github: 'github',
} as const satisfies Record<Registry, Ecosystem>;

/** The purl type of what a registry publishes. */
export function ecosystemOf(registry: Registry): Ecosystem {
  return ECOSYSTEM_OF[registry];
}

/**
 * The name under which a registry treats two spellings as one package.
 *
 * npm: as it is (legacy names with capitals are packages of their own). PyPI: PEP 503. Editor extensions and
 * GitHub: lower case. Hugging Face: as it is.
 */
export function normalizeName(registry: Registry, name: string): string {
  switch (registry) {
    case 'pypi':
      return name.toLowerCase().replace(/[-_.]+/g, '-');
    case 'openvsx':
    case 'vsmarketplace':
    case 'github':
      return name.toLowerCase();
    default:
      return name;
  }
}

/** The bus key of a package: `ecosystem/name`. Order and mutual exclusion hold per key. */
export function packageKey(registry: Registry, normalizedName: string): string {
  return `${ecosystemOf(registry)}/${normalizedName}`;
}
