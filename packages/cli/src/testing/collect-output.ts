import type { Readable } from 'node:stream';

/** Collects the text that a child prints; what is read of the result is what there is so far. */
export function collectOutput(child: { readonly stdout: Readable; readonly stderr: Readable }): {
  readonly stdout: string;
  readonly stderr: string;
} {
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      output[stream] += chunk;
    });
  }
  return output;
}
