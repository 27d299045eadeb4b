export { DETECTORS } from './catalog.ts';
export type {
  CodeUnit,
  Detector,
  DetectorInput,
  HookCommand,
  IsExpired,
  PackageFile,
  RuleDoc,
  Sample,
  Samples,
} from './contract.ts';
export { hookLayerText, indicatorsIn, isPublicIp } from './finding.ts';
export { type NewDependency, newDependencies } from './lib/new-dependencies.ts';
export { type DetectorRun, runDetectors } from './run.ts';
