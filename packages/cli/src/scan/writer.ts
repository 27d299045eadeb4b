import { printableJson } from '../output/printable.ts';
import { renderScanResult } from './render.ts';
import type { Scanned } from './scanner.ts';

/** Writes what came of targets, in the order in which it is given them, in one format. */
export interface ScanWriter {
  write(scanned: Scanned): void;
  /** Called once, when every target was written; never when the scan was interrupted. */
  end(exitCode: number): void;
}

/** What a writer needs of the terminal. */
export interface Page {
  readonly print: (text: string) => void;
  readonly colour: boolean;
  /** Columns; null when nobody said. */
  readonly columns: number | null;
}

/** One JSON object a target and line. */
export function createNdjsonWriter(print: (text: string) => void): ScanWriter {
  return {
    write: ({ result }) => print(`${printableJson(result)}\n`),
    end() {},
  };
}

/** For a person. */
export function createHumanWriter({ print, colour, columns }: Page): ScanWriter {
  return {
    write: (scanned) => print(`${renderScanResult(scanned, { colour, columns })}\n`),
    end() {},
  };
}

/** What `--format` may be. */
export const SCAN_FORMATS = ['human', 'ndjson', 'sarif'] as const;
export type ScanFormat = (typeof SCAN_FORMATS)[number];

/**
 * Opens the writer of a format on a stream. SARIF is one document, written at the end; `cwd` is what its paths are
 * relative to.
 */
export async function openScanWriter(
  format: ScanFormat,
  stream: NodeJS.WriteStream,
  cwd: string,
): Promise<ScanWriter> {
  const print = (text: string): void => void stream.write(text);
  if (format === 'ndjson') return createNdjsonWriter(print);
  if (format === 'human') {
    const colour = stream.isTTY && stream.hasColors();
    return createHumanWriter({ print, colour, columns: (stream.isTTY && stream.columns) || null });
  }
  const { createSarifWriter } = await import('./sarif/writer.ts');
  return createSarifWriter(print, cwd);
}
