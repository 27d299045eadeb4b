import type { JsFacts, ShippedFiles } from '@weir/code';
import type { CodeUnit } from '@weir/detectors';

/**
 * What a unit does once its data and what it has from other modules are known; null where there is neither.
 * @param analyze evaluates the unit, with such files.
 */
export async function factsWithData(
  unit: CodeUnit,
  isLinked: boolean,
  dataOf: (unit: CodeUnit) => Promise<ShippedFiles | null>,
  analyze: (files: ShippedFiles | null) => JsFacts,
): Promise<JsFacts | null> {
  const near = await dataOf(unit);
  if (!isLinked && near === null) return null;
  let facts = analyze(near);
  // What another module reads for this one is known by now.
  const far = near === null ? await dataOf({ ...unit, facts }) : null;
  if (far) facts = analyze(far);
  // What takes longer with the data than may be is known without it.
  return (near ?? far) && unit.facts.complete && !facts.complete ? analyze(null) : facts;
}
