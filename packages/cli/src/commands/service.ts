export type ServiceName = 'feeder' | 'analyzer' | 'alerter';

/** `weir feeder`, `weir analyzer`, `weir alerter`: one service alone; several processes share database and bus. */
export async function runService(service: ServiceName): Promise<number> {
  switch (service) {
    case 'feeder':
      return (await import('@weir/feeder')).runFeeder();
    case 'analyzer':
      return (await import('@weir/analyzer')).runAnalyzer();
    case 'alerter':
      return (await import('@weir/alerter')).runAlerter();
  }
}
