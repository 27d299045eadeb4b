/**
 * The only file that names hosts of public registries. Everything else takes bases as settings, with these as
 * defaults; tests and documents use loopback or reserved names.
 */

/** Where one npm-like registry is read: a feed and the documents that its rows speak of. They must match. */
export interface NpmBases {
  /** Base of the change feed's database: `<server>/<database>`. */
  readonly feed: string;
  /** Base of package documents and tarballs. */
  readonly documents: string;
}

/** The public npm registry and its matched replication feed (the feed's host serves no documents since 2025-05-29). */
export const NPM_PUBLIC = {
  feed: 'https://replicate.npmjs.com/registry',
  documents: 'https://registry.npmjs.org',
} as const satisfies NpmBases;

/** Where one PyPI-like registry is read, without trailing slashes. */
export interface PypiBases {
  /** `<index>/simple`, `<index>/pypi` and `<index>/rss` are below it. */
  readonly index: string;
  /** Origin that files are served from: the only one that locators may name. */
  readonly files: string;
}

/** The public PyPI and its host of files. */
export const PYPI_PUBLIC = {
  index: 'https://pypi.org',
  files: 'https://files.pythonhosted.org',
} as const satisfies PypiBases;
