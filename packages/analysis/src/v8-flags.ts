/**
 * How V8 runs in an analysis child: one thread collects garbage. Helper threads wait for each other when there are as
 * many children as cores; without them an analysis costs a fifth less processor time, and the median release half. Old
 * objects are first collected when there are 128 MB of them: V8 begins with less and collects more often, which costs
 * an eighth of the time (35.0 and 34.8 ms a release against 31.1 and 30.3, in turn, 300 releases) and saves 40 MB. The
 * room of new objects neither grows nor shrinks: that saves a third of the page faults (745 a release against 480).
 * With 32 MB of it two children push each other out of the cores' cache (npm 38.3, 38.0 and 38.1 ms a release with 16,
 * 39.8, 40.0 and 40.5 with 32; Python 169, 166, 163 and 166 ms a distribution against 181, 176, 168 and 170, in turn;
 * one child alone on a loaded machine took a tenth less for Python with 32). Code is compiled by Maglev at most: the
 * threads of Turbofan, the compiler above it, take more than their code gives back in the life of a child (57.4 ms a
 * release in the pool with it, 49.6 without, three runs each in turn, 928 releases; large Python distributions cost a
 * twentieth more without it). It is compiled on the thread that runs it: what compiling takes in the background is freed
 * by another thread and stays with the allocator, 150 to 370 MB after 93 releases, 29 MB without. So much room spares
 * collections (fifteen large packages late in a child's life take 35.4 and 37.6 s with it, 23.4 and 22.6 without; the
 * pool 102 and 95 ms a release, 83 and 86 without, in turn, 557 releases). No object is born old because others of its
 * place in the code grew old: those die with their release all the same, and keep alive what is young until all garbage
 * is collected (44.5, 45.1 and 45.6 ms a release with two children, 41.1, 41.5 and 41.8 without, in turn, 557 releases).
 * Left alone: `--heap-growing-percent=200` has half as many collections of old objects (32 and 15 in 695 releases, a
 * twentieth of the time), but fills the room that {@link HEAP_SHARE} leaves, so that a child was replaced for its memory
 * and the pool was slower over 2,783 releases (64.0 ms a release, 60.0 without).
 */
export const V8_FLAGS: readonly string[] = [
  '--single-threaded-gc',
  '--max-semi-space-size=16',
  '--min-semi-space-size=16',
  '--initial-heap-size=128',
  '--maglev',
  '--no-turbofan',
  '--no-concurrent-recompilation',
  '--no-allocation-site-pretenuring',
];

/** Part of the cap that V8's old objects may take; young ones, code, Buffers and Node itself need the rest. */
const HEAP_SHARE = 0.67;

/**
 * The flags of an analysis child that may have so many MiB of memory. V8 takes compiled code only from a process of
 * equal flags.
 */
export function v8FlagsFor(memoryMbMax: number): string[] {
  // Garbage is collected when relief.ts asks for it: nothing but our own code runs in there.
  return [...V8_FLAGS, `--max-old-space-size=${Math.round(memoryMbMax * HEAP_SHARE)}`, '--expose-gc'];
}
