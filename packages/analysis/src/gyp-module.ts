import type { HookCommand } from '@weir/detectors';
import { GYP_MODULE } from './started-files.ts';

/**
 * `<!pymod_do_main(name words)`: gyp imports the module beside the file that says so, and calls its `DoMain`.
 * @param command the module's name, and words for it.
 */
export function gypModuleHook(hook: string, file: string, line: number, command: string): HookCommand {
  const argv = command.trim().split(/\s+/);
  const module = (argv[0] ?? '').replace(/^['"]|['"]$/g, '').replaceAll('.', '/');
  const text = `${GYP_MODULE}(${command})`;
  const base = { offset: 0, endOffset: text.length, layers: [], argv: [GYP_MODULE, ...argv] };
  const paths = [`${module}.py`, `${module}/__init__.py`];
  return {
    hook,
    file,
    line,
    stage: 'install',
    text,
    complete: true,
    actions: paths.map((path) => ({ ...base, kind: 'run-file', runtime: GYP_MODULE, path })),
  };
}
