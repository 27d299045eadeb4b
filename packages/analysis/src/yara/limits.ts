/**
 * Matches of one pattern in one text that the engine keeps. Without a limit it copies each match and fills the heap
 * (lab.md section 3). A condition that counts further than this can never be true: such rules are refused.
 */
export const MATCHES_PER_PATTERN_MAX = 256;
/** Matches of one hit that are told. */
export const MATCHES_TOLD_MAX = 10;
/** Hits of one rule in one stage that are kept: decoys of one rule must not push out another's. */
export const HITS_PER_RULE_MAX = 10;

/** Bytes of one file that something reaches and that are looked through; of longer ones head and tail are. */
export const REACHED_FILE_BYTES_MAX = 8 * 1024 * 1024;
/** Files above this are looked through in windows as well: half of the rules for code ask for files below a megabyte. */
export const WINDOWS_FROM_BYTES = 1024 * 1024;
export const WINDOW_BYTES = 64 * 1024;
export const WINDOW_OVERLAP_BYTES = 16 * 1024;
/** Bytes of all files of one release that something reaches. */
export const REACHED_BYTES_MAX = 96 * 1024 * 1024;
/** Bytes of one native file, half of them its head and half its tail: payloads are code, not this. */
export const NATIVE_BYTES_MAX = 2 * 1024 * 1024;
/** Bytes of one file that nothing reaches, three quarters of them its head and the rest its tail. */
export const DEAD_FILE_BYTES_MAX = 128 * 1024;
/** Bytes of all files of one release that nothing reaches. */
export const DEAD_BYTES_MAX = 1024 * 1024;
/** Milliseconds of one release; what is left then is told like what a byte budget left. */
export const YARA_MS_MAX = 5_000;

/** Bytes of a folder of rules, all files together, and files in it. */
export const RULES_BYTES_MAX = 16 * 1024 * 1024;
export const RULES_FILES_MAX = 2_000;
