/**
 * How V8 runs in an analysis child: one thread collects garbage. Helper threads wait for each other when there are as
 * many children as cores; without them an analysis costs a fifth less processor time, and the median release half. Old
 * objects are first collected when there are 128 MB of them: V8 begins with less and collects more often, which costs an
 * eighth of the time (35.0 and 34.8 ms a release against 31.1 and 30.3, in turn, 300 releases) and saves 40 MB. The room
 * of new objects neither grows nor shrinks: that saves a third of the page faults (745 a release against 480). It is
 * 32 MB: with 16 the trees of Python, of which a module's lives as long as it is evaluated, are copied more often (131.7
 * and 131.5 ms a distribution against 120.3 and 119.3, in turn, 146 benign ones; 64 MB give 3 % more and take 200 MB).
 * npm takes what it took (36.4, 35.5 and 31.8 ms with 16, 34.6, 33.3 and 35.9 with 32, in turn, 402 files of a cache).
 * Code is compiled by Maglev at most: the threads of Turbofan, the compiler above it, take more than their code gives
 * back in the life of a child (57.4 ms a release in the pool with it, 49.6 without, three runs each in turn, 928
 * releases; large Python distributions cost a twentieth more without it). No object is born old because others of its
 * place in the code grew old: those die with their release all the same, and keep alive what is young until all garbage
 * is collected (44.5, 45.1 and 45.6 ms a release with two children, 41.1, 41.5 and 41.8 without, in turn, 557 releases).
 */
export const V8_FLAGS: readonly string[] = [
  '--single-threaded-gc',
  '--max-semi-space-size=32',
  '--min-semi-space-size=32',
  '--initial-heap-size=128',
  '--maglev',
  '--no-turbofan',
  '--no-allocation-site-pretenuring',
];
