export { isWorthComparing } from './capability-delta/update.ts';
export { DETECTORS } from './catalog.ts';
export { copiedShare, isCopy } from './cloned-package/copied.ts';
export { isByOthers, likelyOriginal } from './cloned-package/original.ts';
export type {
  BundledProgram,
  CodeUnit,
  Detector,
  DetectorInput,
  HookCommand,
  IsExpired,
  PackageFile,
  RuleDoc,
  Sample,
  Samples,
  ShadowedCommand,
  YaraHit,
  YaraSource,
  YaraTextHit,
} from './contract.ts';
export { forwardsOf, type ResolvedCall, resolveCall } from './cross-file.ts';
export type {
  CompiledMember,
  Distribution,
  Divergence,
  DivergentMember,
  ImportName,
  Lacking,
  Member,
  NativeMember,
  NativeOnly,
  RecordReport,
  Requirement,
} from './distribution.ts';
export { hookLayerText, indicatorsIn, isPublicIp } from './finding.ts';
export { type NewDependency, newDependencies } from './lib/new-dependencies.ts';
export { ownFile, ownFileIn, pathsIn } from './lib/own-file.ts';
export { releaseStep } from './lib/release-step.ts';
export { unlockedFiles, unlockings } from './lib/unlockings.ts';
export { FEATURE_KINDS, type FeatureKind, noteFeatures } from './likeness/features.ts';
export { createLikeness } from './likeness/index.ts';
export type { LikenessModel } from './likeness/model.ts';
export { type Answers, ask, type Question } from './question.ts';
export { actionsOf, commandAt, isModule, type PlacedAction, placedActions } from './reach.ts';
export { type DetectorRun, runDetectors } from './run.ts';
export { readRuleMeta, type YaraRuleMeta } from './yara/meta.ts';
export { OWN_YARA_RULES } from './yara/rules.ts';
