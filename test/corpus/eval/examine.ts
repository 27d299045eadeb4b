import {
  analyzeArtifact,
  createProcessorClock,
  createYaraScanner,
  hasOuterFolder,
  type Layout,
  layoutOf,
} from '@weir/analysis/in-process';
import { memorySource, openSource } from '@weir/archive';
import { type ArtifactView, formatPurl, normalizeName, type ReleaseContext } from '@weir/model';
import { BLIND_NAME, type NamedFile } from './blind.ts';
import { blindView } from './blind-view.ts';
import { type CodeSketch, sketchCode } from './code-sketch.ts';
import type { Examined, ExamineTask, Judged, Mode } from './outcome.ts';

const SKIPPED_SHOWN = 5;
const FINDINGS_KEPT = 60;
const yara = createYaraScanner();
/** What budgets count in, as in a child of the product's pool. */
const budgetMs = createProcessorClock();

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const NO_ARTIFACT = { sha256: '0'.repeat(64), sizeBytes: 0, digests: {} };

/** Names as a registry would give them; what it says besides is not in the sets. */
function contextOf({ name, version }: ExamineTask): ReleaseContext {
  const normal = normalizeName('pypi', name);
  const purl = formatPurl('pypi', name, version);
  const release = {
    registry: 'pypi',
    ecosystem: 'pypi',
    name: normal,
    displayName: name,
    version,
    purl,
  } as const;
  return { release, facts: null, dependencies: [] };
}

async function open(task: ExamineTask): Promise<ArtifactView> {
  return openSource(memorySource(task.bytes), { filename: task.filename, clock: { now: budgetMs } });
}

async function judge(
  view: ArtifactView,
  request: Parameters<typeof analyzeArtifact>[1],
  layout: Layout,
  startedMs: number,
): Promise<Judged> {
  const result = await analyzeArtifact(view, request, {
    layout,
    artifact: NO_ARTIFACT,
    rulesetVersion: 'eval',
    now: () => performance.now(),
    spentMs: budgetMs,
    yara,
  });
  return {
    judgement: result.judgement,
    findings: result.findings
      .slice(0, FINDINGS_KEPT)
      .map(({ detector, rule, kind, severity, stage, confidence, class: named, summary, location }) => ({
        detector,
        rule,
        kind,
        severity,
        stage,
        confidence,
        class: named,
        summary,
        file: location?.file ?? null,
        line: location?.line ?? null,
      })),
    skipped: result.skipped.slice(0, SKIPPED_SHOWN).map(({ file, reason }) => `${file}: ${reason}`),
    cpuMs: processorMs() - startedMs,
  };
}

async function judgeBlind(task: ExamineTask): Promise<Judged> {
  await using opened = await open(task);
  const paths = opened.entries.filter(({ kind }) => kind === 'file').map(({ path }) => path);
  const hasTopFolder = hasOuterFolder(layoutOf('pypi', task.filename), paths);
  await using view = await blindView(opened, task.name, hasTopFolder);
  const request = { ecosystem: 'pypi', filename: BLIND_NAME, context: null } as const;
  // Awaited here: the views are closed when this function returns.
  return await judge(view, request, 'directory', processorMs());
}

async function judgeFull(task: ExamineTask): Promise<Judged> {
  const startedMs = processorMs();
  await using view = await open(task);
  const request = { ecosystem: 'pypi', filename: task.filename, context: contextOf(task) } as const;
  return await judge(view, request, layoutOf('pypi', task.filename), startedMs);
}

async function sketch(task: ExamineTask): Promise<CodeSketch> {
  await using view = await open(task);
  const files: NamedFile[] = [];
  let isWhole = view.complete;
  for (const { kind, path, index, unread } of view.entries) {
    if (kind !== 'file' || unread !== undefined) continue;
    try {
      files.push({ path, bytes: path.endsWith('.py') ? await view.read(index) : new Uint8Array() });
    } catch {
      // What cannot be read is told by the analysis; a sketch goes by the rest.
      isWhole = false;
    }
  }
  return sketchCode(files, isWhole);
}

/** Judges an archive in each mode that is asked for, in this process and in memory. */
export async function examine(task: ExamineTask): Promise<Examined> {
  const judges: Record<Mode, (task: ExamineTask) => Promise<Judged>> = { blind: judgeBlind, full: judgeFull };
  const modes: Partial<Record<Mode, Judged>> = {};
  for (const mode of task.modes) modes[mode] = await judges[mode](task);
  return { modes, sketch: await sketch(task) };
}
