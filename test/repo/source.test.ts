import { FAILPOINTS } from '@weir/model';
import { describe, expect, it } from 'vitest';
import { allModules, type SourceModule } from './lib/modules.ts';
import { listFiles, readText } from './lib/tree.ts';

const LINES_MAX = 400;

/** May read the time of day: the clock itself, and tests of things that have no clock to give. */
function mayReadTime(module: SourceModule): boolean {
  return (
    module.path === 'packages/runtime/src/clock.ts' || module.isTest || module.path.includes('/testing/')
  );
}

/** Code that runs for every release. */
const PER_RELEASE = /^packages\/(?:analysis|archive|code|detectors|evidence|intel|model|scoring)\/src\//;
const GETTER = /^ +get \w+\(\)/m;
/** Their getters are shared by all views, or close over a child and not over a release. */
const GETTERS_ALLOWED = ['packages/analysis/src/child-process.ts', 'packages/archive/src/view.ts'];

const modules = allModules();
const production = modules.filter((module) => !module.isTest);

function paths(found: readonly SourceModule[]): string[] {
  return found.map((module) => module.path);
}

describe('source', () => {
  it('reads process.env in files named env.ts only', () => {
    const readers = production.filter(
      (module) => module.members.has('process.env') && !module.path.endsWith('/env.ts'),
    );

    expect(modules.some((module) => module.members.has('process.env'))).toBe(true);
    expect(paths(readers)).toEqual([]);
  });

  it('reads the time of day in runtime/clock.ts only', () => {
    const readers = modules.filter(
      (module) => (module.members.has('Date.now') || module.bareNews.has('Date')) && !mayReadTime(module),
    );

    expect(modules.some((module) => module.members.has('Date.now'))).toBe(true);
    expect(paths(readers)).toEqual([]);
  });

  // V8 keeps the functions of a literal's getters with its hidden class, and with them, until its next full collection,
  // all that they close over: trees and unpacked archives that young collections then move instead of dropping.
  it('makes no getters for a release', () => {
    const makers = production.filter(
      (module) => PER_RELEASE.test(module.path) && GETTER.test(readText(module.path)),
    );

    expect(paths(makers).toSorted()).toEqual(GETTERS_ALLOWED);
  });

  it('has no file over 400 lines', () => {
    const long = modules.filter((module) => module.lines > LINES_MAX);

    expect(long.map((module) => `${module.path}: ${module.lines}`)).toEqual([]);
  });

  it('runs every test: none is focused, and none is skipped without a condition', () => {
    const calls = ['it', 'test', 'describe', 'suite'].flatMap((name) =>
      ['only', 'skip', 'todo', 'fails'].map((how) => `${name}.${how}`),
    );

    expect(modules.filter((module) => module.isTest).length).toBeGreaterThan(10);
    expect(paths(modules.filter((module) => calls.some((call) => module.members.has(call))))).toEqual([]);
  });

  it('uses every failpoint that it names, and no other', () => {
    const reached = new Set(
      production
        .filter((module) => module.path !== 'packages/model/src/ports/runtime.ts')
        .flatMap((module) => [...module.strings].filter((text) => FAILPOINTS.some((name) => name === text))),
    );

    expect([...reached].toSorted()).toEqual([...FAILPOINTS].toSorted());
  });

  it('names files in kebab-case', () => {
    const odd = paths(modules).filter(
      (path) =>
        !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:contract|memory|config|test|d))*\.ts$/.test(
          path.split('/').at(-1) ?? '',
        ),
    );

    expect(odd).toEqual([]);
  });

  it('exports by name only, outside of tools that ask for a default', () => {
    const defaults = modules.filter(
      (module) => !module.path.endsWith('.config.ts') && /^export default /m.test(readText(module.path)),
    );

    expect(paths(defaults)).toEqual([]);
  });

  it('keeps migrations that were written, one folder, journal and SQL alike', () => {
    const files = listFiles('packages/store/migrations');

    expect(files.filter((file) => file.endsWith('.sql')).length).toBeGreaterThan(0);
  });
});
