/** What a child cannot start without on Windows; everything else of our environment stays here. */
const NEEDED = ['SystemRoot', 'SYSTEMROOT'];

/**
 * How glibc's allocator gives memory back (mallopt(3), in bytes); other allocators ignore it. Left to itself it raises the
 * first two with each large buffer that is freed and keeps what archives were unpacked into: after 400 releases a child
 * whose objects took 80 MB had 472 MB, and its guard ended it; 315 MB with the large ones mapped.
 */
const ALLOCATOR = {
  MALLOC_MMAP_THRESHOLD_: String(128 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(16 * 1024 * 1024),
  MALLOC_ARENA_MAX: '1',
};

/** The environment of an analysis child: its scratch folder and nothing of ours, least of all a secret. */
export function childEnv(scratchDir: string): Record<string, string> {
  const needed: Record<string, string> = {};
  for (const name of NEEDED) {
    const value = process.env[name];
    if (value !== undefined) needed[name] = value;
  }
  return { ...needed, ...ALLOCATOR, TMPDIR: scratchDir, TEMP: scratchDir, TMP: scratchDir };
}
