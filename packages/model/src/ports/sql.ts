/**
 * The least a library needs to take part in somebody else's transaction: one statement, positional parameters.
 * The embedded queue inserts through this, so that state and event commit together.
 */
export interface SqlExecutor {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}
