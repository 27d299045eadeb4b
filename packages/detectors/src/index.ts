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
export { indicatorsIn } from './finding.ts';
export { type NewDependency, newDependencies } from './lib/new-dependencies.ts';
export { type DetectorRun, runDetectors } from './run.ts';
