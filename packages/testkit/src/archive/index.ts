export * from './tar-block.ts';
export * from './tar-sparse.ts';
export * from './tarball.ts';
export * from './zip.ts';
export * from './zip-records.ts';
