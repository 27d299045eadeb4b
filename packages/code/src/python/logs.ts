import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import type { RequestTarget } from '../js/request.ts';
import type { Machine } from './machine.ts';
import type { Arguments } from './methods.ts';
import type { Node } from './tree.ts';
import { labelsOf, type RefValue } from './value.ts';

/** Handlers of a logger that send its records to another machine, made as they are or by a class of the source. */
const LOGS_AWAY =
  /^logging\.handlers\.(?:HTTPHandler|SysLogHandler|SocketHandler|DatagramHandler|SMTPHandler)(?:\(\)\.__init__)?$/;
const LOGS = /^logging\.(?:getLogger\(\)\.)?(?:debug|info|warning|warn|error|critical|exception|log)$/;
/** What nobody logs without meaning it. */
const KEPT_FROM_LOGS =
  LABEL.credential |
  LABEL.envAll |
  LABEL.envSecret |
  LABEL.harvest |
  LABEL.clipboard |
  LABEL.secretParam |
  LABEL.keyMaterial;

/** True for what makes a handler that sends the records of a log to another machine. */
export const logsAway = byName((name) => LOGS_AWAY.test(name));

/** True for a call that writes a record into a log. */
export const isLogCall = byName((name) => LOGS.test(name));

/** Records a record of a log that goes to another machine, which answers nobody. */
export function noteLogged(machine: Machine, { name }: RefValue, args: Arguments, at: Node): void {
  const targets: readonly RequestTarget[] | null = machine.logsTo;
  const values = [...args.positional, ...args.named.values()];
  const labels = values.reduce((all, value) => all | labelsOf(value), 0);
  if (targets === null || (labels & KEPT_FROM_LOGS) === 0 || machine.muted > 0) return;
  if ((labels & LABEL.envAll) !== 0) machine.recorder.addEnv(null);
  machine.recorder.addFlow(
    {
      sink: 'network',
      sinkName: name,
      labels,
      live: machine.live,
      targets: [...targets],
      keptBy: '',
      ...(machine.site === null ? {} : { away: true as const }),
    },
    machine.positionOf(at),
  );
}
