/**
 * The item of a list that has one; undefined for a longer list, and for an empty one. What a name is given is asked of
 * every name many times: to take the list apart for it would make an iterator and a second list each time.
 */
export function soleOf<Item>(items: readonly Item[] | undefined): Item | undefined {
  return items?.length === 1 ? items[0] : undefined;
}
