/** One measurement: what it was taken at, and its value. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** The least-squares slope through points, in units of value for each unit of `at`; 0 when nothing can be said. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [atMean, valueMean] = [mean(({ at }) => at), mean(({ value }) => value)];
  const spread = points.reduce((sum, { at }) => sum + (at - atMean) ** 2, 0);
  const common = points.reduce((sum, { at, value }) => sum + (at - atMean) * (value - valueMean), 0);
  return points.length < 2 || spread === 0 ? 0 : common / spread;
}
