import { type SinkKind, sinkKindOf } from './api.ts';
import type { NamedCall } from './calls.ts';
import type { CodeSink } from './code-sinks.ts';
import type { Evaluator } from './evaluator.ts';
import { keyName } from './keys.ts';
import { isKeyName, isSecretField, isSecretMember, isSecretParam } from './labels.ts';
import { type Bindings } from './scope.ts';
import type { StringFact } from './strings.ts';
import { findVisitors } from './visitors.ts';

/** What is known of a source before its data is followed. */
interface Known {
  readonly bindings: Bindings;
  readonly ev: Evaluator;
  readonly calls: readonly NamedCall[];
  readonly strings: readonly StringFact[];
  readonly codeSinks: readonly CodeSink[];
  /** Kinds of sinks that it calls. */
  readonly uses: ReadonlySet<SinkKind>;
  /** Whether it runs texts, or hands on what does. */
  readonly runs: boolean;
  /** Whether it loads other files of its package. */
  readonly joins: boolean;
}

/** What reaches others without anybody's call. */
const REACHES: ReadonlySet<string | null> = new Set(['network', 'dns']);

/**
 * Whether the data of a large source is worth following though it names no source that is one in every file. Libraries,
 * however large, wait to be called, and few of them take passwords and talk to servers, run code and hear visitors,
 * or have other files see a wallet's keys: what hides in a large file is about one of these.
 */
export function isConcentrated(known: Known): boolean {
  const { bindings, ev, calls, strings, codeSinks, uses, runs, joins } = known;
  if (uses.has('network') && (sendsAtLoad(calls) || takesSecrets(bindings, strings))) return true;
  if (joins && (runsAtLoad(codeSinks) || bindings.all.some(({ name }) => isKeyName(name)))) return true;
  return runs && findVisitors(bindings, ev).length > 0;
}

/** Whether loading the source makes a request by itself. */
function sendsAtLoad(calls: readonly NamedCall[]): boolean {
  return calls.some(({ name, scope }) => scope.fn.live && REACHES.has(sinkKindOf(name)));
}

/** Whether loading the source runs a text that does not stand in it. */
function runsAtLoad(codeSinks: readonly CodeSink[]): boolean {
  return codeSinks.some(({ live, text }) => live && text === null);
}

/** Whether a password or the secret half of a key is taken out of what functions are given, or out of a page. */
function takesSecrets({ all, members }: Bindings, texts: readonly StringFact[]): boolean {
  return (
    texts.some(({ value }) => isSecretField(value)) ||
    all.some(({ name, isParam }) => isParam && isSecretParam(name)) ||
    members.some(({ node }) => {
      if (node.type !== 'MemberExpression') return false;
      const member = keyName(node.property, node.computed);
      return member !== null && isSecretMember(member);
    })
  );
}
