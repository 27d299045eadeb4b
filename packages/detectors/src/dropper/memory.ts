import { type Flow, LABEL } from '@weir/code';
import type { Finding } from '@weir/model';
import type { CodeUnit, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { CALLED_CONFIDENCE, commandText, momentOf } from '../reach.ts';

const ID = 'dropper';
const MAKES_RUNNABLE = /^ctypes\.\w+\.kernel32\.(?:VirtualAlloc(?:Ex)?|VirtualProtect(?:Ex)?)$/;
const RUNS_MEMORY =
  /^ctypes\.\w+\.(?:kernel32|ntdll)\.(?:RtlMoveMemory|WriteProcessMemory|CreateThread|CreateRemoteThread|QueueUserAPC|NtCreateThreadEx)$/;

/** A program that lies in no folder. */
const FROM_MEMORY = /^\/proc\/(?:self|\d+|\$UNKNOWN)\/fd\//;

/** A program that is started out of memory, where no scanner finds it. */
export function fromMemory(input: DetectorInput, unit: CodeUnit): Finding[] {
  return unit.facts.commands.flatMap((command) => {
    if (unit.language !== 'python' || !FROM_MEMORY.test(commandText(command))) return [];
    return [
      unitFinding(ID, unit, command, {
        rule: 'machine-code',
        severity: 'high',
        confidence: momentOf(input, unit, command) === 'called' ? CALLED_CONFIDENCE : 0.9,
        summary: `a program that was put into memory is started with ${command.name}`,
        chain: [command.name, commandText(command).slice(0, 80)],
      }),
    ];
  });
}

/** What a server gave, or a text hid, put into a page of memory that may be run, by code that calls addresses. */
function pageOf({ facts, source }: CodeUnit): Flow | undefined {
  const filled = facts.flow.flows.find(
    ({ sinkName, labels }) => sinkName === 'mmap.mmap().write' && (labels & BROUGHT) !== 0,
  );
  if (!filled || !MAY_BE_RUN.test(source.text)) return undefined;
  return [...facts.apis.keys()].some((name) => CALLS_ADDRESS.test(name)) ? filled : undefined;
}

/** How memory is asked for that may be run. */
const MAY_BE_RUN = /\bPROT_EXEC\b|\bprot\s{0,4}=\s{0,4}(?:0x)?7\b/;
const BROUGHT = LABEL.network | LABEL.decoded | LABEL.decodedConst;
const CALLS_ADDRESS = /^ctypes\.(?:CFUNCTYPE|PYFUNCTYPE|WINFUNCTYPE)\b/;

function mappedCode(input: DetectorInput, unit: CodeUnit, flow: Flow): Finding {
  return unitFinding(ID, unit, flow, {
    rule: 'machine-code',
    severity: 'high',
    confidence: momentOf(input, unit, flow) === 'called' ? CALLED_CONFIDENCE : 0.9,
    summary: 'what was fetched or decoded is put into a page of memory that may be run',
    chain: [flow.sinkName, 'ctypes.CFUNCTYPE'],
  });
}

/** Bytes that Python puts into memory and runs as a program of the machine. */
export function machineCode(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.language !== 'python') return [];
  const apis = [...unit.facts.apis];
  const page = pageOf(unit);
  if (page) return [mappedCode(input, unit, page)];
  const allocates = apis.find(([name]) => MAKES_RUNNABLE.test(name));
  const runs = apis.find(([name]) => RUNS_MEMORY.test(name));
  if (!allocates || !runs) return [];
  const [name, place] = runs;
  return [
    unitFinding(ID, unit, place, {
      rule: 'machine-code',
      severity: 'high',
      confidence: momentOf(input, unit, place) === 'called' ? CALLED_CONFIDENCE : 0.9,
      summary: `bytes are put into memory with ${allocates[0]} and run with ${name}`,
      chain: [allocates[0], name],
    }),
  ];
}
