import type { CodeUnit } from '../contract.ts';

/** A request to an address that the code spells; others are their user's, who may want what they say to be run. */
export function asksOwnServer({ facts, source }: CodeUnit): boolean {
  return (
    facts.flow.asked?.some((text) => OWN_ADDRESS.test(text) && !OF_THIS_MACHINE.test(text)) === true ||
    facts.flow.flows.some(
      ({ sink, sinkName, targets }) =>
        (sink === 'network' || (sink === 'dns' && ASKS_RECORDS.test(sinkName))) &&
        targets.some(({ text }) => OWN_ADDRESS.test(text)),
    ) ||
    [...facts.apis.keys()].some((name) => OPEN_TO_ALL.test(name)) ||
    (facts.apis.has('boto3.client().get_object') && /\bUNSIGNED\b/.test(source.text))
  );
}

/** The same where another file of the package asks, and this one has what was answered. */
export function hasOwnServersAnswer(unit: CodeUnit): boolean {
  return (
    asksOwnServer(unit) ||
    unit.facts.flow.askedBehind?.some((text) => OWN_ADDRESS.test(text) && !OF_THIS_MACHINE.test(text)) ===
      true
  );
}

/** Asks for the records of a name, of which any text can be one; others only look where a host is. */
const ASKS_RECORDS = /^(?:dns|aiodns)\./;
/** Mail boxes; nobody keeps there what a tool shall run. */
const OPEN_TO_ALL = /^(?:imaplib|poplib)\./;
const OF_THIS_MACHINE = /^(?:\w+:\/\/)?(?:localhost\b|127\.|0\.0\.0\.0)/;
const OWN_ADDRESS = /^(?:https?|wss?):\/\/[\w-]+(?:\.[\w-]+)+|^[\w-]+(?:\.[\w-]+)+$/;
