export * from './tar-block.ts';
export * from './tarball.ts';
