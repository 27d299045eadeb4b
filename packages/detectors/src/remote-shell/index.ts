import { type Flow, LABEL, labelNames } from '@weir/code';
import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { unitFinding } from '../finding.ts';
import { GIVEN_TEXT, UNSPELLED } from '../lib/interpreters.ts';
import { asksOwnServer, hasOwnServersAnswer } from '../lib/own-server.ts';
import { CALLED_CONFIDENCE, commandAt, commandText, type Moment, momentOf } from '../reach.ts';

const ID = 'remote-shell';
/** A shell that waits for what it is told: no command behind it. */
const BARE_SHELL =
  /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|zsh|dash|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)(?:\s+(?:-[ils]+|\/q))*\s*$/i;
const OPENS =
  /^(?:socket\.(?:create_connection|socket\(\)\.(?:connect|connect_ex|bind))|paramiko\.SSHClient\(\)\.connect|websockets?\.(?:connect|create_connection)|net\.(?:connect|createConnection|Socket)|tls\.connect|net\.Socket\(\)\.connect|ws|WebSocket|socket\.io-client(?:\.\w+)?|dgram\.createSocket)$/;

const SEVERITY: Readonly<Record<Moment, Severity>> = {
  install: 'critical',
  import: 'high',
  called: 'medium',
};

/** The first connection that a unit opens, at the earliest moment. */
function connectionOf(unit: CodeUnit): { offset: number; live: boolean; name: string } | null {
  for (const [name, use] of unit.facts.apis) if (OPENS.test(name)) return { ...use, name };
  return null;
}

/** The connection of another file, of which this one joins what it says to a program. */
function connectionBehind({ facts }: CodeUnit): { offset: number; live: boolean; name: string } | null {
  const joined = facts.flow.flows.find(
    ({ sink, sinkName, labels }) =>
      sink === 'command' && sinkName.endsWith('.stdin') && (labels & LABEL.network) !== 0,
  );
  const from = joined && facts.flow.origins.get(LABEL.network);
  const name = /^[^()]*(?:\(\)\.[^()]*)?/.exec(from?.text ?? '')?.[0] ?? '';
  return joined && OPENS.test(name) ? { offset: joined.offset, live: joined.live, name } : null;
}

/** No library has a use for it, whoever calls it, unless its user says to whom it connects; in Python, none at all. */
function severityOf(
  unit: CodeUnit,
  moment: Moment,
  confidence: number,
): Pick<Finding, 'severity' | 'confidence'> {
  const isOwn = unit.language === 'python' || hasOwnServersAnswer(unit);
  if (isOwn && moment === 'called') return { severity: 'high', confidence: CALLED_CONFIDENCE };
  return { severity: SEVERITY[moment], confidence };
}

function earlier(a: Moment, b: Moment): Moment {
  return a === 'install' || b === 'install'
    ? 'install'
    : a === 'import' || b === 'import'
      ? 'import'
      : 'called';
}

function shellsOf(input: DetectorInput, unit: CodeUnit): Finding[] {
  const connection = connectionOf(unit) ?? connectionBehind(unit);
  if (!connection) return [];
  const shell = unit.facts.commands.find((command) => BARE_SHELL.test(commandText(command)));
  if (shell) {
    const moment = earlier(momentOf(input, unit, shell), momentOf(input, unit, connection));
    return [
      unitFinding(ID, unit, shell, {
        rule: 'reverse-shell',
        ...severityOf(unit, moment, 0.95),
        summary: `a shell without a command is started by code that opens connections with ${connection.name}`,
        chain: [connection.name, commandText(shell)],
      }),
    ];
  }
  return unit.facts.flow.flows.flatMap((flow) => {
    if (flow.sink !== 'command' || (flow.labels & LABEL.network) === 0 || !flow.sinkName.endsWith('.stdin'))
      return [];
    return [
      unitFinding(ID, unit, flow, {
        rule: 'reverse-shell',
        ...severityOf(unit, momentOf(input, unit, flow), 0.9),
        summary: 'what a connection says is piped into a started program',
        chain: [connection.name, flow.sinkName],
      }),
    ];
  });
}

/** Connections of which the other end of one says where they go. */
const RELAYS = /^(?:net|tls)\.(?:connect|createConnection)$/;

/** A server says which machine is called from here: who asks nobody lends the connection of whoever loads it. */
function relayed(input: DetectorInput, unit: CodeUnit): Finding[] {
  if (unit.language !== 'js') return [];
  return unit.facts.flow.flows.flatMap((flow) => {
    if (!RELAYS.test(flow.sinkName) || (flow.labels & LABEL.network) === 0) return [];
    if (flow.targets.length > 0 || momentOf(input, unit, flow) === 'called' || !asksOwnServer(unit))
      return [];
    return [
      unitFinding(ID, unit, flow, {
        rule: 'relay',
        severity: 'high',
        confidence: 0.75,
        summary: `a server says where ${flow.sinkName} connects to, without anybody asking for it`,
        chain: ['network', flow.sinkName],
      }),
    ];
  });
}

/** What a started program reads. */
const FEEDS = /\.stdin(?:\.(?:write|end))?$/;
const LISTENS = /(?:^|\.)listen$/;
/** What listens in Python, and what makes an application of which a command line makes a server. */
const SERVES =
  /(?:^|\.)(?:serve_forever|run_app|listen|make_server|start_server|create_server)$|^(?:uvicorn|hypercorn|waitress|bottle|werkzeug\.serving)\.(?:run|serve|run_simple)$|^(?:flask\.Flask|quart\.Quart|fastapi\.FastAPI|starlette\.applications\.Starlette|sanic\.Sanic|bottle\.Bottle|litestar\.Litestar|falcon\.(?:App|asgi\.App)|aiohttp\.web\.Application|tornado\.web\.Application)$/;
/** A console that a page shows is there to be told what to run. */
const CONSOLE = /^(?:code|IPython|bdb|pdb)\./;
/** What makes objects of what is sent: careless, as Python's own way to send log records is, and no shell. */
const UNPICKLES = /^(?:_?pickle|cPickle|cloudpickle|dill|joblib|jsonpickle|shelve|yaml|multiprocessing)\./;

/** Whether code is a part of a program that listens, and that somebody starts: loading the package does not. */
function isOfProgram(input: DetectorInput, unit: CodeUnit): boolean {
  if (unit.language !== 'python') return [...unit.facts.apis.keys()].some((name) => LISTENS.test(name));
  const serving = input.units
    .filter(({ stage, language }) => stage !== 'dead' && language === 'python')
    .flatMap((one) => [...one.facts.apis].map(([name, use]) => ({ one, name, use })))
    .filter(({ name }) => SERVES.test(name));
  return serving.length > 0 && !serving.some(({ one, name, use }) => isStarted(input, one, name, use));
}

/** A server that loading the package starts. */
function isStarted(
  input: DetectorInput,
  unit: CodeUnit,
  name: string,
  use: { readonly offset: number; readonly live: boolean },
): boolean {
  return STARTS.test(name) && momentOf(input, unit, use) !== 'called';
}

const STARTS = /(?:^|\.)(?:serve_forever|run_app|run|serve|run_simple|start_server)$/;

/** A command of which nothing is known, or that is an interpreter which is given what is not known. */
function isWholeCommand(unit: CodeUnit, flow: Flow): boolean {
  if (FEEDS.test(flow.sinkName))
    return unit.facts.commands.some((command) => BARE_SHELL.test(commandText(command)));
  const known = commandAt(unit, flow);
  return known === undefined || UNSPELLED.test(commandText(known)) || GIVEN_TEXT.test(commandText(known));
}

/** What a client sends runs, as in what was hidden in the pages of a server to come back by. */
function visited(input: DetectorInput, unit: CodeUnit): Finding[] {
  return unit.facts.flow.flows.flatMap((flow) => {
    if ((flow.labels & LABEL.visitor) === 0) return [];
    if (CONSOLE.test(flow.sinkName) || UNPICKLES.test(flow.sinkName)) return [];
    if (flow.sink !== 'code' && !(flow.sink === 'command' && isWholeCommand(unit, flow))) return [];
    const moment = momentOf(input, unit, flow);
    // A program that somebody starts in order to be told what to run says so; a part of somebody's server does not.
    const isProgram = moment === 'called' && isOfProgram(input, unit);
    return [
      unitFinding(ID, unit, flow, {
        rule: 'web-shell',
        severity: isProgram ? 'medium' : 'high',
        confidence: moment === 'called' ? CALLED_CONFIDENCE : 0.9,
        summary: `what a client of the server sends is run by ${flow.sinkName}`,
        chain: [...labelNames(flow.labels), flow.sinkName],
      }),
    ];
  });
}

/** Somebody else at this machine's command line. */
export const remoteShell: Detector = {
  id: ID,
  title: 'Remote shells',
  rules: [
    {
      id: 'reverse-shell',
      severityMax: 'critical',
      describes: 'A shell is joined with a network connection that the code opens.',
    },
    {
      id: 'web-shell',
      severityMax: 'high',
      describes: 'What a client of a server sends is run as code, as a whole command, or by a shell.',
    },
    {
      id: 'relay',
      severityMax: 'high',
      describes:
        'Loading the package makes connections to where a server says, as programs do that sell bandwidth.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage !== 'dead')
        found.push(...shellsOf(input, unit), ...relayed(input, unit), ...visited(input, unit));
    }
    return found;
  },
};
