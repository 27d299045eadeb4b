export { decodeBase64, decodeHex, guessEncoding } from './decode.ts';
export { capabilityOf, type SinkKind, sinkKindOf } from './js/api.ts';
export type { CodeSink } from './js/code-sinks.ts';
export { type CommandFact, commandSeen, textOfCommand, UNKNOWN_WORD } from './js/commands.ts';
export { PACKAGE_ROOT } from './js/emulate/module-names.ts';
export { type PackageSources, runPackage, type SeenRun } from './js/emulate/package.ts';
export { type ExportRuns, exportRuns } from './js/export-runs.ts';
export { analyzeJs, type JsFacts } from './js/facts.ts';
export type { Flow, FlowFacts, LocalCall } from './js/flow-facts.ts';
export { COMPUTED, HIDDEN_CODE } from './js/fold-value.ts';
export type { ImportFact } from './js/imports.ts';
export {
  isCredentialPath,
  isKeyName,
  isPrivatePath,
  isSecretName,
  LABEL,
  type LabelName,
  labelNames,
  sourceLabel,
} from './js/labels.ts';
export { analyzeLinked, type LinkedFacts, type ModuleSource } from './js/linked/index.ts';
export type { EndlessLoop } from './js/loops.ts';
export type { ParseMode, ParseProblem } from './js/parse.ts';
export { exportReaches } from './js/part-reach.ts';
export type { FileParts, Part, Use } from './js/parts.ts';
export type { RequestTarget } from './js/request.ts';
export type { DecodedText, StringFact } from './js/strings.ts';
export { OWN_FILE, PROJECT_FOLDER, UNKNOWN_PART } from './js/unknown-parts.ts';
export type {
  ApiUse,
  FileAction,
  FileOperation,
  LocalUse,
  Patch,
  ScriptSource,
} from './js/uses.ts';
export * from './limits.ts';
export { cythonSource, isCythonOutput } from './native/cython.ts';
export { type FrozenScript, frozenScripts } from './native/frozen.ts';
export { type NativeMaker, type NativeText, readNative } from './native/native.ts';
export {
  classifySpec,
  DEPENDENCY_FIELDS,
  type DependencyChannel,
  type DependencyField,
  dependencyTarget,
  type ManifestDependency,
} from './npm-dependencies.ts';
export { listTargets, type MapTarget, resolveTargets, type TargetPlatform } from './npm-exports.ts';
export { type ManifestScript, type PackageManifest, parseManifest } from './npm-manifest.ts';
export { type LockedPackage, parseShrinkwrap } from './npm-shrinkwrap.ts';
export { cleanUrl, githubName, type NpmSpec, readNpmSpec } from './npm-spec.ts';
export { capabilityOf as pythonCapabilityOf } from './python/api.ts';
export type { PycProblem } from './python/bytecode/pyc.ts';
export { type CarriedPython, carriedPython } from './python/carried.ts';
export { analyzePyc, type CompiledPython } from './python/compiled.ts';
export { analyzePython, type PythonOptions } from './python/facts.ts';
export { isWholePath } from './python/folders.ts';
export {
  createLinkedModule,
  type LinkedModule,
  type LinkedSource,
  type ModuleLink,
} from './python/linked.ts';
export {
  type BuildSystem,
  type PythonMetadata,
  parseEntryPoints,
  parseMetadata,
  parsePyproject,
  parseRequirement,
  parseSetupCfg,
} from './python/metadata.ts';
export { parsePython } from './python/parse.ts';
export { createPositions } from './python/positions.ts';
export { parseRequirementsFile } from './python/requirements-file.ts';
export type { ShippedFiles } from './python/shipped.ts';
export type { Node as PythonNode } from './python/tree.ts';
export { findRun, isSign } from './runs.ts';
export type { PackageSource, ShellAction, ShellActions } from './shell/action.ts';
export { argvActions, type ShellDialect, shellActions } from './shell/actions.ts';
export { filterOutput, outputText } from './shell/filters.ts';
export { globPattern, isGlob } from './shell/globs.ts';
export { makefileText } from './shell/makefile.ts';
export { urlsIn } from './shell/words.ts';
export { charsSpelled, shareSpelled } from './spelled.ts';
export { createSourceText, decodeSource, printableShare, type SourceText, snippetAt } from './text.ts';
export { parseYara, type YaraFile, type YaraMetaValue, type YaraRule } from './yara/parse.ts';
