/** What a child cannot start without on Windows; everything else of our environment stays here. */
const NEEDED = ['SystemRoot', 'SYSTEMROOT'];

/** The environment of an analysis child: its scratch folder and nothing of ours, least of all a secret. */
export function childEnv(scratchDir: string): Record<string, string> {
  const needed: Record<string, string> = {};
  for (const name of NEEDED) {
    const value = process.env[name];
    if (value !== undefined) needed[name] = value;
  }
  return { ...needed, TMPDIR: scratchDir, TEMP: scratchDir, TMP: scratchDir };
}
