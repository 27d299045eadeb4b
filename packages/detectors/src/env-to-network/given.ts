import { type Flow, LABEL, type RequestTarget } from '@weir/code';
import type { CodeUnit } from '../contract.ts';
import type { Claim } from '../finding.ts';
import { isFreeTarget } from '../lib/odd-target.ts';
import { isFixedTarget, isSpelled } from '../lib/spelled-target.ts';
import { CALLED_CONFIDENCE } from '../reach.ts';

/** Where data leaves: a request, or a call of another file that sends. */
export interface Sink {
  readonly offset: number;
  readonly endOffset?: number;
  readonly name: string;
  readonly labels: number;
  readonly live: boolean;
  /** The request is in another file, or goes where a user's settings say. */
  readonly across?: boolean;
  /** The request is in another file, of which it is only known that it sends what it is given. */
  readonly via?: true;
  /** That it came from what another file gathers is only known of many names together. */
  readonly vague?: true;
  readonly targets?: readonly RequestTarget[];
  /** Labels of what only addresses the request and signs it in, see `Flow`. */
  readonly signsIn?: number;
  /** Nobody reads the answer. */
  readonly unheeded?: true;
  /** A process sends it whose program stands in the text of its parent. */
  readonly inline?: true;
}

/** A name below a zone that the code spells. */
export const ZONE = /\.[a-z][a-z0-9-]*\.[a-z]{2,}\.?$/i;

/** `gethostbyname(gethostname())`: how Python asks for the machine's own address. */
export function isOwnAddress(language: CodeUnit['language'], { sink, targets }: Flow): boolean {
  return language === 'python' && sink === 'dns' && !targets.some(({ text }) => ZONE.test(text));
}

/** The service at which a machine of a cloud asks who it is: what it said itself may be asked about. */
export function isOwnCloud({ targets }: Flow): boolean {
  return (
    targets.length > 0 &&
    targets.every(({ text }) => /^(?:https?:\/\/)?169\.254\.\d+\.\d+(?:[:/]|$)/i.test(text))
  );
}

/**
 * Keys of a cloud that its own library or program told, on the way to that cloud or to where a user's settings say: how
 * its tools sign in, where somebody calls them.
 */
function isSigningIn({ facts }: CodeUnit, { targets = [] }: Sink): boolean {
  const origin = facts.flow.origins.get(LABEL.credential)?.text ?? '';
  const elsewhere = targets.filter(({ text }) => isFixedTarget(text) && !CLOUD.test(text));
  return TOLD_BY_TOOL.test(origin) && elsewhere.length === 0;
}

/** Where a pod of Kubernetes reaches the cluster that it runs in. */
const CLUSTER = /^https?:\/\/kubernetes(?:\.default(?:\.svc(?:\.cluster\.local)?)?)?(?:[:/]|\$UNKNOWN|$)/i;

/** What a pod finds of its own account, on the way to the cluster that gave it: how programs ask where they run. */
function isOwnCluster({ facts }: CodeUnit, { targets = [] }: Sink): boolean {
  const origin = facts.flow.origins.get(LABEL.credential)?.text ?? '';
  return (
    origin.includes('kubernetes.io/serviceaccount') &&
    targets.length > 0 &&
    targets.every(({ text }) => CLUSTER.test(text))
  );
}

/** What a form holds, on the way to where the page says or to a server whose answer is read: how forms are sent. */
function isSubmitted({ facts }: CodeUnit, { targets = [], unheeded }: Sink): boolean {
  return (
    facts.flow.origins.get(LABEL.pageData)?.text === 'what a form holds' &&
    !(unheeded === true && targets.some(isSpelled))
  );
}

/** What gives the secrets that it keeps for a tool to sign in with: libraries of clouds, programs, key rings, browsers. */
const TOLD_BY_TOOL =
  /get_credentials$|^subprocess\.|^keyring\.get_|^(?:browser_?cookie3?|rookiepy|pycookiecheat)\./;
/** Hosts of those whose libraries and programs these are. */
const CLOUD =
  /^https?:\/\/(?:[^/@]*\.)?(?:(?:amazonaws|aws\.amazon|localstack)\.(?:com|cn|cloud)|github\.com|gitlab\.com|googleapis\.com|azure\.com|microsoft\.com|microsoftonline\.com|windows\.net)(?:[:/]|$)/i;

/** Hosts of those whose keys are told by how they begin, besides: who looks for keys may ask them whether one is good. */
const VENDOR =
  /^https?:\/\/(?:[^/@]*\.)?(?:(?:slack|openai|anthropic|stripe|sendgrid|digitalocean)\.com|huggingface\.co)(?:[:/]|$)/i;

/** Keys that a search found in what a function is given, or in a file that it says. */
export function isLookedFor({ labels }: Sink): boolean {
  return (labels & LABEL.credential) !== 0 && (labels & LABEL.secretParam) !== 0;
}

/** Keys that were looked for, on the way to where a caller says (a report), or to those whose keys they are (a check). */
function isReported(sink: Sink): boolean {
  const { targets = [] } = sink;
  return (
    isLookedFor(sink) &&
    !targets.some(({ text }) => isFixedTarget(text) && !CLOUD.test(text) && !VENDOR.test(text))
  );
}

/** True where what a rule speaks of is sent as tools and pages do: to sign in, or because a form is submitted. */
export function isUsual(rule: string, unit: CodeUnit, sink: Sink, early: boolean): boolean {
  if (rule === 'credentials')
    return isOwnCluster(unit, sink) || (!early && (isSigningIn(unit, sink) || isReported(sink)));
  return rule === 'page-data' && isSubmitted(unit, sink);
}

const isFree = ({ text, kind }: RequestTarget): boolean => kind === 'address' && isFreeTarget(text);

/** True where one of a request's targets is a server that anybody has for nothing, or a bare number. */
export function isToAnybody(targets: readonly RequestTarget[]): boolean {
  return targets.some(isFree);
}

/** A free target; of bytes that are sent without a protocol, a bare number, where no answer is waited for. */
function freeTarget({ facts }: CodeUnit, { name, targets = [] }: Sink): RequestTarget | undefined {
  const isToldOnly = SENDS_BYTES.test(name) && ![...facts.apis.keys()].some((api) => RECEIVES.test(api));
  return targets.find((target) => isFree(target) || (isToldOnly && isFreeTarget(target.text)));
}

const RECEIVES = /^(?:socket|ssl)\..*\.(?:recv\w*|makefile|read)$|\.bind$/;

/** A request of Python to a server that anybody has for nothing, or to a bare number. */
export function isGivenToAnybody(unit: CodeUnit, sink: Sink): boolean {
  return unit.language === 'python' && freeTarget(unit, sink) !== undefined;
}

/** Names of hosts are looked up by no service's sign-in. */
export const LOOKS_UP = /^(?:socket\.get|dns\.|aiodns\.|asyncio\.\w+\(\)\.getaddrinfo$)/;
/** What sends bytes to a host and a port: of Python, hosts are told from other texts only there. */
const SENDS_BYTES = /^(?:socket\.(?:socket|create_connection)|ssl\.[\w.()]+)\(\)\.send(?:to|all)?$/;
/** Records of a log, which a handler sends to the host that it was made with. */
const LOGS = /^logging\.(?:getLogger\(\)\.)?\w+$/;

/** A connection of Python that is made to a host, which is the first that is known of where its requests go. */
const CONNECTED = /^http\.client\.HTTPS?Connection\(\)\.\w+$/;

/** A place that the code spells: an address, the host of a connection, or the zone that a name is put before. */
export function placeOfCode(
  { language }: CodeUnit,
  { name, targets = [] }: Pick<Sink, 'name' | 'targets'>,
): RequestTarget | undefined {
  if (LOOKS_UP.test(name)) return targets.find(({ text }) => ZONE.test(text));
  if (language !== 'python') return targets.find(isSpelled);
  const [first] = targets;
  if (CONNECTED.test(name) && first && isSpelled(first)) return first;
  const isHost = SENDS_BYTES.test(name) || LOGS.test(name);
  return targets.find((target) => isFixedTarget(target.text) || (isHost && isSpelled(target)));
}

/** Objects of Python that keep the cookies which an answer sets, so that nobody need read it. */
const KEEPS_COOKIES =
  /^(?:requests\.[sS]ession|httpx\.(?:Async)?Client|aiohttp\.ClientSession)\(\)\.(?:post|request)$/;
/** The last part of a path at which users sign in. */
const LOGIN_PATH =
  /^https?:\/\/[^/?#]+(?:\/[^?#]*)?\/(?:(?:user|do|web|api)[-_]?)?(?:log[-_]?in|sign[-_]?in|auth(?:enticate)?|sessions?)(?:\.\w+)?\/?(?:[?#]|$)/i;

/** A session that is opened with a password: its cookies are the answer that everything later is asked with. */
function isSessionLogin({ name, across }: Sink, { text }: RequestTarget): boolean {
  return across !== true && KEEPS_COOKIES.test(name) && LOGIN_PATH.test(text);
}

/** Robots of messengers, up to where an address has their key. */
const ROBOT =
  /^https:\/\/(?:oapi\.dingtalk\.com\/robot\/send\?access_token=|qyapi\.weixin\.qq\.com\/cgi-bin\/webhook\/send\?key=|open\.(?:feishu\.cn|larksuite\.com)\/open-apis\/bot\/v2\/hook\/|api\.telegram\.org\/bot|hooks\.slack\.com\/services\/|discord(?:app)?\.com\/api\/webhooks\/)\$UNKNOWN/i;

/** The robot's key is given as well: what it says, the giver's own room reads. */
function isOwnRobot({ text }: RequestTarget): boolean {
  return ROBOT.test(text);
}

/**
 * What a function is given, in a request of which the caller knows nothing; null where it is none. A password
 * or the secret half of a key needs no odd address where nobody reads the answer: who signs in with it does. A free or
 * bare address alone is told of Python only, and is medium, as asking a small service is what small libraries are for.
 */
export function givenClaim(unit: CodeUnit, sink: Sink): Claim | null {
  const isSecret = (sink.labels & LABEL.secretParam) !== 0 && !isReported(sink);
  const unheeded = sink.unheeded === true;
  const isName = LOOKS_UP.test(sink.name);
  const fixed = placeOfCode(unit, sink);
  if (isSecret && (unheeded || isName) && fixed && !isSessionLogin(sink, fixed) && !isOwnRobot(fixed)) {
    return {
      rule: 'given-secret',
      severity: 'high',
      confidence: CALLED_CONFIDENCE,
      summary: `a password or key that a function is given goes to ${fixed.text.slice(0, 120)}${isName ? ' in a name that is looked up' : ', and nobody reads the answer'}`,
    };
  }
  if (unit.language !== 'python') return null;
  const free = freeTarget(unit, sink);
  if ((sink.labels & LABEL.param) === 0 || !free) return null;
  const isTelling = unheeded || isSecret;
  return {
    rule: 'given',
    severity: isTelling ? 'high' : 'medium',
    confidence: isTelling ? 0.6 : 0.8,
    summary: `what a function is given goes to ${free.text.slice(0, 120)}${unheeded ? ', and nobody reads the answer' : ''}`,
  };
}
