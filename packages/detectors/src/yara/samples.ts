export { samples } from './samples/index.ts';
