export {
  createDirectoryEvidenceStore,
  type DirectoryEvidenceStore,
  type DirectoryEvidenceStoreOptions,
} from './directory-store.ts';
export { type BlobTotals, type Collected, type CollectOptions, GRACE_MS } from './sweep.ts';
