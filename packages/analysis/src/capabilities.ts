import type { EntryGraph } from './entry-graph.ts';

/** Ids of what the reachable code can do, sorted, each once: `net.http`, `process.spawn`, `install.script`. */
export function capabilitiesOf(graph: EntryGraph): string[] {
  const found = new Set<string>();
  for (const unit of graph.units) {
    if (unit.stage === 'dead') continue;
    for (const id of unit.facts.capabilities) found.add(id);
    if (unit.layer !== null) found.add('code.hidden');
  }
  for (const hook of graph.hooks) {
    if (hook.stage !== 'install') continue;
    found.add(hook.hook === 'binding.gyp' ? 'install.build' : 'install.script');
    for (const action of hook.actions) {
      if (action.kind === 'download') found.add('install.download');
      if (action.kind === 'install-package' || action.kind === 'run-package') found.add('install.package');
      if (action.argv.some((word) => /node-gyp|prebuild-install|cmake-js|node-pre-gyp/.test(word)))
        found.add('install.build');
    }
  }
  if (graph.implicitBuild) found.add('install.build');
  for (const file of graph.files.values()) {
    if (
      file.path.endsWith('.node') ||
      file.format === 'elf' ||
      file.format === 'pe' ||
      file.format === 'macho'
    )
      found.add('native');
    if (file.format === 'wasm' && file.stage !== 'dead') found.add('wasm');
  }
  return [...found].sort();
}
