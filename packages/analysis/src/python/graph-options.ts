import type { ArtifactEntry } from '@weir/model';
import type { JsAnalyzer } from '../facts-cache-js.ts';
import type { PythonAnalyzer } from '../facts-cache-python.ts';
import type { AnalysisBudget } from '../limits.ts';
import type { PackageIndex } from '../package-index.ts';
import type { OpenInner } from './inner-modules.ts';
import type { DistributionKind } from './layout.ts';
import type { ReadText } from './texts.ts';

/** What the entry graph of a distribution is made from. */
export interface PythonGraphOptions {
  readonly index: PackageIndex;
  readonly kind: DistributionKind;
  readonly read: (entry: ArtifactEntry, sizeBytesMax?: number) => Promise<Uint8Array>;
  readonly readText: ReadText;
  readonly budget: AnalysisBudget;
  readonly now: () => number;
  /** Facts of sources and compiled files, cached or not; computed each time when absent. */
  readonly analyzePython?: PythonAnalyzer | undefined;
  /** The same of JavaScript that Python starts. */
  readonly analyzeJs?: JsAnalyzer | undefined;
  /** Opens containers inside the package, from which code may import; none is opened when absent. */
  readonly openInner?: OpenInner | undefined;
}
