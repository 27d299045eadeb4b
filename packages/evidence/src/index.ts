export { type BundleSubject, createEvidenceBundle, encodeBundle } from './bundle.ts';
export {
  createDirectoryEvidenceStore,
  type DirectoryEvidenceStore,
  type DirectoryEvidenceStoreOptions,
} from './directory-store.ts';
export { decodeCompactFacts, encodeCompactFacts } from './facts-codec.ts';
export { decodePack, encodePack, type PackedFile } from './pack.ts';
export {
  type BlobTotals,
  type Collected,
  type CollectOptions,
  type FindReferenced,
  GRACE_MS,
} from './sweep.ts';
