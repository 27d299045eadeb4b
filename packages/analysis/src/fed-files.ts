import { filterOutput, outputText, type ShellAction } from '@weir/code';
import type { HookCommand } from '@weir/detectors';
import type { Stage } from '@weir/model';

/** Bytes of a file that are put through the commands of a pipeline. */
export const FED_BYTES_MAX = 1024 * 1024;

/** A command that runs what it is fed, and where it is written. */
export interface Feeding {
  readonly action: ShellAction;
  readonly hook: Pick<HookCommand, 'hook' | 'file' | 'line' | 'text'>;
  readonly stage: Stage;
  readonly filters: readonly (readonly string[])[];
}

/** A text, and the decoding steps that made it. */
export interface FedText {
  readonly text: string;
  readonly layers: readonly string[];
}

/** What an interpreter gets of a file's bytes through the commands of a pipeline; null when that is not known. */
export function fedText(bytes: Uint8Array, filters: Feeding['filters']): FedText | null {
  let output: ReturnType<typeof filterOutput> = { bytes, layers: [] };
  for (const argv of filters) {
    output = filterOutput(argv, output);
    if (!output) return null;
  }
  return { text: outputText(output), layers: output.layers };
}

/** Tells of a command whose interpreter gets something that could not be read. */
export function unknownFeeding({ action, hook, stage }: Feeding): HookCommand {
  const { offset, endOffset, layers, argv } = action;
  const runtime = action.kind === 'run-file' ? action.runtime : (argv[0] ?? '');
  return {
    ...hook,
    stage,
    complete: true,
    actions: [{ offset, endOffset, layers, argv, kind: 'run-unknown', runtime }],
  };
}
