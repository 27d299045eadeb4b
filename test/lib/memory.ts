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
