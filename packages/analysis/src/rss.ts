import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Bytes of a memory page: 4 KiB on x86-64 and on most arm64 kernels; larger pages make the cap stricter, not looser. */
const PAGE_BYTES = 4096;

/** Resident memory of a process in bytes, Buffers included; null when it is gone or the system does not tell. */
export function readRssBytes(pid: number | undefined): number | null {
  if (pid === undefined) return null;
  try {
    if (process.platform === 'linux') {
      return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
    }
    if (process.platform === 'win32') return null;
    return (
      Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'latin1' }).trim()) * 1024
    );
  } catch {
    // The process ended between two looks: its exit tells the rest.
    return null;
  }
}

/**
 * The most resident memory that a process ever had, in bytes; null where the system does not tell. Exact where polling
 * would miss a peak.
 */
export function readPeakRssBytes(pid: number | undefined): number | null {
  if (pid === undefined || process.platform !== 'linux') return null;
  try {
    const kib = /^VmHWM:\s+(?<kib>\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.groups?.kib;
    return kib === undefined ? null : Number(kib) * 1024;
  } catch {
    // It ended before it was asked.
    return null;
  }
}
