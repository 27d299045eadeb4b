/** What the store reads from the environment; every value may be absent. */
export interface StoreEnv {
  readonly databaseUrl: string | undefined;
  readonly weirData: string | undefined;
  readonly xdgDataHome: string | undefined;
  readonly localAppData: string | undefined;
  readonly path: string;
  /** Windows programs do not start without it. */
  readonly systemRoot: string | undefined;
}

/** Reads the store's variables. Empty strings count as unset, as compose files write them. */
export function readStoreEnv(): StoreEnv {
  const { DATABASE_URL, WEIR_DATA, XDG_DATA_HOME, LOCALAPPDATA, PATH, SystemRoot } = process.env;
  return {
    databaseUrl: DATABASE_URL || undefined,
    weirData: WEIR_DATA || undefined,
    xdgDataHome: XDG_DATA_HOME || undefined,
    localAppData: LOCALAPPDATA || undefined,
    path: PATH || '/usr/local/bin:/usr/bin:/bin',
    systemRoot: SystemRoot || undefined,
  };
}
