import { readdirSync, readFileSync } from 'node:fs';

interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function listProcesses(): ProcessFacts[] {
  const found: ProcessFacts[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      found.push({ pid: Number(name), parent, command });
    } catch {
      // The process ended between the listing and the read.
    }
  }
  return found;
}

/** Every process that descends from `pid` or serves the Postgres data under `dataDir`, that one included. */
export function listProgramProcesses(pid: number, dataDir: string): readonly ProcessFacts[] {
  const all = listProcesses();
  const wanted = new Set(
    all.filter((one) => one.pid === pid || one.command.includes(dataDir)).map((one) => one.pid),
  );
  for (let grew = true; grew; ) {
    grew = false;
    for (const one of all) {
      if (wanted.has(one.parent) && !wanted.has(one.pid)) {
        wanted.add(one.pid);
        grew = true;
      }
    }
  }
  return all.filter((one) => wanted.has(one.pid));
}

/** Proportional set size of one process in bytes (Linux `smaps_rollup`); 0 when it is gone. */
export function pssBytesOf(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Length of a clock tick in `/proc/PID/stat`, in milliseconds: USER_HZ is 100 on every Linux that Node runs on. */
const TICK_MS = 10;

/** CPU time that one process has used, user and system, in ms; 0 when it is gone. */
export function cpuMsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return 0;
  }
}
