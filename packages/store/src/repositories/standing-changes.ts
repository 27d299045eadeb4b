/** SQL: whether two rows of changes are about the same package, release or file. */
export function sameSubject(one: string, other: string): string {
  return `${one}.registry = ${other}.registry AND ${one}.name = ${other}.name
    AND ${one}.version IS NOT DISTINCT FROM ${other}.version AND ${one}.filename IS NOT DISTINCT FROM ${other}.filename`;
}

/** SQL: whether a change was not restored since. */
export function standing(change: string): string {
  return `NOT EXISTS (SELECT FROM release_changes o WHERE ${sameSubject('o', change)}
    AND o.kind = 'restored' AND o.seen_at > ${change}.seen_at)`;
}
