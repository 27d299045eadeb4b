import { normalizeName } from '@weir/model';
import { createFired, type Fired } from '../../lib/stand-in/fired.ts';
import type { Timeline } from '../../lib/stand-in/timeline.ts';
import type { PypiBehaviour } from './behaviour.ts';
import { buildContent } from './content.ts';
import { KNOBS, type KnobName } from './knob-list.ts';
import {
  currentState,
  digestContent,
  type ProjectState,
  type StoredFile,
  type StoredProject,
  type StoredRelease,
} from './projects.ts';
import type { Truth } from './truth.ts';
import type { Announcement, Hold, JournalRow, Upload, World } from './world-types.ts';

/** What routes need besides. */
export interface Core {
  readonly world: World;
  readonly timeline: Timeline;
  readonly behaviour: PypiBehaviour;
  readonly fired: Fired<KnobName>;
  /** Takes one stale answer of a window, if there is one left. */
  takeStale(window: 'updates' | 'projects'): readonly Announcement[] | null;
  /** Serials that clients were told, for telling that one went back. */
  toldSerial(serial: number): void;
}

const ANNOUNCED_KEPT = 2_000;
const STATES_KEPT = 2;

export function createCore(options: {
  readonly timeline: Timeline;
  readonly behaviour: PypiBehaviour;
  readonly firstSerial: number;
  /** 0 ≤ random() < 1. */
  readonly random: () => number;
}): Core {
  const { timeline, behaviour, random } = options;
  const fired = createFired<KnobName>(KNOBS.map(({ name }) => name));
  const projects = new Map<string, StoredProject>();
  const holds = new Map<string, Hold>();
  const truth: Truth[] = [];
  let journal: JournalRow[] = [];
  const files = new Map<string, { file: StoredFile; removed: boolean }>();
  const windows = {
    updates: { now: [] as Announcement[], before: [] as Announcement[], stale: 0 },
    projects: { now: [] as Announcement[], before: [] as Announcement[], stale: 0 },
  };
  let serial = options.firstSerial;
  let told = 0;
  let restored = false;

  function get(name: string): StoredProject {
    const project = projects.get(normalizeName('pypi', name));
    if (!project) throw new RangeError(`the stand-in has no project ${name}`);
    return project;
  }

  function log(project: StoredProject, version: string | null, action: string): number {
    serial += 1 + Math.floor(random() * 3);
    // After a backup was restored, serials come a second time.
    while (project.serials.has(serial)) serial++;
    journal.push([project.displayName, version, Math.floor(timeline.now() / 1_000), action, serial]);
    return serial;
  }

  function change(project: StoredProject, part: Partial<Omit<ProjectState, 'serial'>>, at: number): void {
    project.states.push({ ...currentState(project), ...part, serial: at });
    project.serials.add(at);
    if (project.states.length > STATES_KEPT) project.states.shift();
  }

  function record(
    kind: Truth['kind'],
    project: StoredProject,
    version: string | null,
    file: StoredFile | null = null,
  ): void {
    const { name } = project;
    const filename = file?.filename ?? null;
    const sha256 = file?.sha256 ?? null;
    truth.push({ kind, name, version, filename, serial, visibleAtMs: timeline.now(), sha256 });
  }

  function announce(kind: 'updates' | 'projects', item: Announcement): void {
    const window = windows[kind];
    window.before = window.now;
    window.now = [item, ...window.now].slice(0, ANNOUNCED_KEPT);
    window.stale = Math.max(window.stale, behaviour.rssStaleAnswers);
  }

  /** What is deleted vanishes from the windows. */
  function withdraw(name: string, version: string | null): void {
    for (const window of Object.values(windows)) {
      window.before = window.now;
      window.now = window.now.filter(
        (item) => item.name !== name || (version !== null && item.version !== version),
      );
    }
  }

  function withReleases(
    project: StoredProject,
    edit: (releases: Map<string, StoredRelease>) => void,
  ): ReadonlyMap<string, StoredRelease> {
    const releases = new Map(currentState(project).releases);
    edit(releases);
    return releases;
  }

  function forget(file: StoredFile): void {
    const known = files.get(file.path);
    // The blob stays: PyPI does not delete it.
    if (known) known.removed = true;
  }

  function born(upload: Upload, name: string, createdMs: number): StoredProject {
    const known = projects.get(name);
    if (known && currentState(known).status !== 'removed') return known;
    const owners = upload.owners ?? ['ann'];
    const project: StoredProject = {
      name,
      displayName: upload.displayName ?? upload.name,
      createdMs,
      firstOwners: owners,
      states: [{ serial, status: 'active', owners, releases: new Map() }],
      serials: new Set(known?.serials),
    };
    projects.set(name, project);
    log(project, null, 'create');
    const { displayName } = project;
    announce('projects', { name, displayName, version: null, summary: '', createdMs });
    return project;
  }

  const world: World = {
    get truth() {
      return truth;
    },
    get journal() {
      return journal;
    },
    get lastSerial() {
      return serial;
    },
    get toldSerial() {
      return told;
    },
    find: (name) => projects.get(normalizeName('pypi', name)),
    names: () => [...projects.keys()],
    holdOf(name) {
      const key = normalizeName('pypi', name);
      const hold = holds.get(key) ?? { pageStale: 0, documentStale: 0, documentLags: 0, pageAbsent: 0 };
      holds.set(key, hold);
      return hold;
    },
    upload(upload) {
      const name = normalizeName('pypi', upload.name);
      const nowMs = upload.time === undefined ? timeline.now() : Date.parse(upload.time);
      const project = born(upload, name, nowMs);
      const { version } = upload;
      const old = currentState(project).releases.get(version);
      const module = name.replaceAll('-', '_');
      const wanted = upload.files ?? [`${module}-${version}.tar.gz`];
      const added = wanted.map((one): StoredFile => {
        const filename = typeof one === 'string' ? one : one.filename;
        const content = typeof one === 'string' ? buildContent(name, version, filename) : one.content;
        const digests = digestContent(content);
        const { blake2b: hex } = digests;
        return {
          ...digests,
          filename,
          version,
          content,
          uploadedAt: new Date(nowMs).toISOString().replace('Z', '000Z'),
          // Shared bytes have one digest: the name keeps their paths apart, as it does on PyPI.
          path: `/packages/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}/${encodeURIComponent(filename)}`,
          provenance: upload.provenance ?? false,
          late: old !== undefined,
        };
      });
      if (!old) {
        log(project, version, 'new release');
        const summary = typeof upload.info?.summary === 'string' ? upload.info.summary : '';
        announce('updates', { name, displayName: project.displayName, version, summary, createdMs: nowMs });
      }
      for (const file of added) {
        files.set(file.path, { file, removed: false });
        log(
          project,
          version,
          `add ${file.filename.endsWith('.whl') ? 'py3' : 'source'} file ${file.filename}`,
        );
      }
      const releases = withReleases(project, (all) => {
        all.set(version, {
          version,
          createdMs: old?.createdMs ?? nowMs,
          info: { ...old?.info, ...upload.info },
          files: [...(old?.files ?? []), ...added],
          yanked: old?.yanked ?? null,
          quarantined: old?.quarantined ?? false,
        });
      });
      change(project, { releases, ...(upload.owners ? { owners: upload.owners } : {}) }, serial);
      for (const file of added) record('published', project, version, file);
    },
    removeFile(name, filename) {
      const project = get(name);
      const release = [...currentState(project).releases.values()].find(({ files: all }) =>
        all.some((file) => file.filename === filename),
      );
      const file = release?.files.find((one) => one.filename === filename);
      if (!release || !file) throw new RangeError(`the stand-in has no file ${filename}`);
      const left = release.files.filter((one) => one !== file);
      const at = log(project, release.version, `remove file ${filename}`);
      const releases = withReleases(project, (all) => {
        if (left.length === 0) all.delete(release.version);
        else all.set(release.version, { ...release, files: left });
      });
      change(project, { releases }, at);
      forget(file);
      if (left.length === 0) withdraw(project.name, release.version);
      // The last file of a release takes the release with it, as far as anybody can see.
      record('removed', project, release.version, left.length === 0 ? null : file);
    },
    removeRelease(name, version) {
      const project = get(name);
      const release = currentState(project).releases.get(version);
      const at = log(project, version, 'remove release');
      change(project, { releases: withReleases(project, (all) => all.delete(version)) }, at);
      for (const file of release?.files ?? []) forget(file);
      withdraw(project.name, version);
      record('removed', project, version);
    },
    removeProject(name) {
      const project = get(name);
      for (const release of currentState(project).releases.values())
        for (const file of release.files) forget(file);
      change(project, { status: 'removed', releases: new Map() }, log(project, null, 'remove project'));
      withdraw(project.name, null);
      record('removed', project, null);
    },
    yank(name, version, reason = '') {
      const project = get(name);
      const at = log(project, version, 'yank release');
      const releases = withReleases(project, (all) => {
        const release = all.get(version);
        if (release) all.set(version, { ...release, yanked: reason });
      });
      change(project, { releases }, at);
      record('yanked', project, version);
    },
    unyank(name, version) {
      const project = get(name);
      const at = log(project, version, 'unyank release');
      const releases = withReleases(project, (all) => {
        const release = all.get(version);
        if (release) all.set(version, { ...release, yanked: null });
      });
      change(project, { releases }, at);
      record('restored', project, version);
    },
    quarantine(name) {
      const project = get(name);
      change(project, { status: 'quarantined' }, log(project, null, 'project quarantined'));
      record('quarantined', project, null);
    },
    clearQuarantine(name) {
      const project = get(name);
      change(project, { status: 'active' }, log(project, null, 'project quarantine cleared'));
      record('restored', project, null);
    },
    quarantineRelease(name, version) {
      const project = get(name);
      const at = log(project, version, 'release quarantined');
      const releases = withReleases(project, (all) => {
        const release = all.get(version);
        if (release) all.set(version, { ...release, quarantined: true });
      });
      change(project, { releases }, at);
      // Nobody without the journal can tell it from a removal.
      record('removed', project, version);
    },
    setOwners(name, owners) {
      const project = get(name);
      const before = new Set(currentState(project).owners);
      change(project, { owners }, log(project, null, `add Owner ${owners.at(-1) ?? ''}`));
      if (owners.length !== before.size || owners.some((owner) => !before.has(owner)))
        record('owners-changed', project, null);
    },
    touch(name) {
      const project = get(name);
      change(project, {}, log(project, null, 'change description'));
    },
    restore(by, edge = 'purged') {
      serial = Math.max(1, serial - by);
      restored = true;
      const listAhead = (): readonly StoredProject[] =>
        [...projects.values()].filter((project) => currentState(project).serial > serial);
      let ahead = listAhead();
      while (ahead.some(({ serials }) => serials.has(serial))) {
        serial--;
        ahead = listAhead();
      }
      journal = journal.filter(([, , , , at]) => at <= serial);
      for (const project of ahead) {
        const { states, serials } = project;
        const state = currentState(project);
        // Who restores a backup purges the edge: two states under one serial, nobody could tell apart.
        states.splice(0, states.length, ...(edge === 'kept' ? [state] : []), { ...state, serial });
        serials.add(serial);
      }
    },
    holdWindow(answers) {
      for (const window of Object.values(windows)) window.stale += answers;
    },
    announcements: (kind) => windows[kind].now,
    file: (path) => files.get(path),
    calm() {
      holds.clear();
      for (const window of Object.values(windows)) window.stale = 0;
    },
  };

  return {
    world,
    timeline,
    behaviour,
    fired,
    takeStale(name) {
      const window = windows[name];
      if (window.stale <= 0) return null;
      window.stale--;
      return window.before;
    },
    toldSerial(at) {
      if (restored && at < told) {
        restored = false;
        told = at;
        fired.add('serial-backwards');
      } else told = Math.max(told, at);
    },
  };
}
