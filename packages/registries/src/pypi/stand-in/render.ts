import type { ProjectState, StoredFile, StoredProject, StoredRelease } from './projects.ts';
import type { Announcement, JournalRow } from './world-types.ts';

/** Text as XML, as warehouse's templates escape it. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');
}

function renderItem(base: string, item: Announcement): string {
  const { name, displayName, version } = item;
  const title = version === null ? `${displayName} added to PyPI` : `${displayName} ${version}`;
  const link = `${base}/project/${name}/${version === null ? '' : `${encodeURIComponent(version)}/`}`;
  const guid = version === null ? `<guid>${escapeXml(link)}</guid>` : '';
  return `<item><title>${escapeXml(title)}</title><link>${escapeXml(link)}</link>${guid}<description>${escapeXml(item.summary)}</description><pubDate>${new Date(item.createdMs).toUTCString()}</pubDate></item>`;
}

/** A window as RSS 2.0. `items` are raw, ready XML that goes before the others; `prolog` goes before the root. */
export function renderRss(
  base: string,
  items: readonly Announcement[],
  extra: { readonly prolog?: string; readonly items?: string; readonly description?: string } = {},
): string {
  const { prolog = '', items: more = '', description = 'Updates to the index' } = extra;
  const rendered = items.map((item) => renderItem(base, item)).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${prolog}<rss version="2.0"><channel><title>updates</title><link>${base}/</link><description>${description}</description><language>en</language>${more}${rendered}</channel></rss>`;
}

function shownReleases(state: ProjectState): readonly StoredRelease[] {
  if (state.status === 'quarantined' || state.status === 'removed') return [];
  return [...state.releases.values()].filter(({ quarantined }) => !quarantined);
}

function hashesOf(file: StoredFile): Record<string, string> {
  return { sha256: file.sha256 };
}

/** A project's page in the simple index (PEP 691). */
export function renderPage(
  base: string,
  project: StoredProject,
  state: ProjectState,
): Record<string, unknown> {
  const releases = shownReleases(state);
  return {
    meta: { 'api-version': '1.4', '_last-serial': state.serial },
    name: project.name,
    'project-status': { status: state.status },
    versions: releases.map(({ version }) => version),
    'alternate-locations': [],
    files: releases.flatMap((release) =>
      release.files.map((file) => ({
        filename: file.filename,
        url: `${base}${file.path}`,
        hashes: hashesOf(file),
        size: file.content.length,
        'upload-time': file.uploadedAt,
        yanked: release.yanked === null ? false : release.yanked === '' ? true : release.yanked,
        'core-metadata': false,
        'data-dist-info-metadata': false,
        'requires-python': null,
        provenance: file.provenance
          ? `${base}/integrity/${project.name}/${release.version}/${file.filename}/provenance`
          : null,
      })),
    ),
  };
}

/** The list of all names. */
export function renderList(
  projects: readonly { readonly name: string; readonly serial: number }[],
  serial: number,
): Record<string, unknown> {
  return {
    meta: { 'api-version': '1.4', '_last-serial': serial },
    projects: projects.map(({ name, serial: at }) => ({ name, '_last-serial': at })),
  };
}

/** A release in the JSON API; null when there is none, or when it is in quarantine. `version` null: the newest. */
export function renderDocument(
  base: string,
  project: StoredProject,
  state: ProjectState,
  version: string | null,
): Record<string, unknown> | null {
  const releases = shownReleases(state);
  const release =
    version === null ? releases.at(-1) : releases.find((candidate) => candidate.version === version);
  if (!release) return null;
  return {
    info: {
      author: '',
      author_email: 'a@people.example',
      bugtrack_url: null,
      classifiers: [],
      description: 'A small package.',
      downloads: { last_day: -1, last_month: -1, last_week: -1 },
      dynamic: null,
      name: project.displayName,
      project_urls: null,
      requires_dist: null,
      requires_python: null,
      summary: '',
      version: release.version,
      yanked: release.yanked !== null,
      yanked_reason: release.yanked,
      ...release.info,
    },
    last_serial: state.serial,
    urls: release.files.map((file) => ({
      comment_text: '',
      digests: { blake2b_256: file.blake2b, md5: file.md5, sha256: file.sha256 },
      downloads: -1,
      filename: file.filename,
      has_sig: false,
      md5_digest: file.md5,
      packagetype: file.filename.endsWith('.whl') ? 'bdist_wheel' : 'sdist',
      python_version: file.filename.endsWith('.whl') ? 'py3' : 'source',
      requires_python: null,
      size: file.content.length,
      upload_time: file.uploadedAt.slice(0, 19),
      upload_time_iso_8601: file.uploadedAt,
      url: `${base}${file.path}`,
      yanked: release.yanked !== null,
      yanked_reason: release.yanked,
    })),
    vulnerabilities: [],
    ownership: { organization: null, roles: state.owners.map((user) => ({ role: 'Owner', user })) },
  };
}

function rpcValue(value: string | number | null): string {
  if (value === null) return '<value><nil/></value>';
  return typeof value === 'number'
    ? `<value><int>${value}</int></value>`
    : `<value><string>${escapeXml(value)}</string></value>`;
}

function rpcResponse(value: string): string {
  return `<?xml version='1.0'?>\n<methodResponse><params><param>${value}</param></params></methodResponse>`;
}

/** Rows of the journal, or one number, as an answer of XML-RPC. */
export function renderRpc(answer: number | readonly JournalRow[]): string {
  if (typeof answer === 'number') return rpcResponse(rpcValue(answer));
  const rows = answer.map(
    (row) => `<value><array><data>${row.map(rpcValue).join('')}</data></array></value>`,
  );
  return rpcResponse(`<value><array><data>${rows.join('')}</data></array></value>`);
}

export function renderFault(code: number, text: string): string {
  return `<?xml version='1.0'?>\n<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>${code}</int></value></member><member><name>faultString</name><value><string>${escapeXml(text)}</string></value></member></struct></value></fault></methodResponse>`;
}
