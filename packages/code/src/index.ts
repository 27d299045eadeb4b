export { decodeBase64, decodeHex, guessEncoding } from './decode.ts';
export { type SinkKind, sinkKindOf } from './js/api.ts';
export type { CodeSink } from './js/code-sinks.ts';
export { type CommandFact, UNKNOWN_WORD } from './js/commands.ts';
export { analyzeJs, type JsFacts } from './js/facts.ts';
export type { Flow, FlowFacts, LocalCall } from './js/flow.ts';
export type { ImportFact } from './js/imports.ts';
export { isCredentialPath, isSecretName, LABEL, type LabelName, labelNames } from './js/labels.ts';
export type { ParseMode, ParseProblem } from './js/parse.ts';
export { exportReaches } from './js/part-reach.ts';
export type { FileParts, Part, Use } from './js/parts.ts';
export type { RequestTarget } from './js/request.ts';
export type { DecodedText, StringFact } from './js/strings.ts';
export * from './limits.ts';
export {
  classifySpec,
  DEPENDENCY_FIELDS,
  type DependencyChannel,
  type DependencyField,
  dependencyTarget,
  type ManifestDependency,
} from './npm-dependencies.ts';
export { type ManifestScript, type PackageManifest, parseManifest } from './npm-manifest.ts';
export type { PycProblem } from './python/bytecode/pyc.ts';
export { analyzePyc, type CompiledPython } from './python/compiled.ts';
export { analyzePython, type PythonOptions } from './python/facts.ts';
export { argvActions, type ShellAction, shellActions, unwrap, urlsIn } from './shell/actions.ts';
export { parseShell, type ShellCommand, type ShellScript } from './shell/parse.ts';
export { createSourceText, decodeSource, printableShare, type SourceText, snippetAt } from './text.ts';
