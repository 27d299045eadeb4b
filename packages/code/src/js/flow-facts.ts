import type { SinkKind } from './api.ts';
import type { Origins } from './labeler.ts';
import type { RequestTarget } from './request.ts';

/** Data that reaches a sink. `argument` -1 is the receiver. */
export interface Flow {
  readonly sink: SinkKind;
  readonly sinkName: string;
  readonly offset: number;
  readonly endOffset: number;
  readonly labels: number;
  /** The sink is in code that runs when the file is loaded. */
  readonly live: boolean;
  /** Where a request goes, as far as it is constant; empty for other sinks. */
  readonly targets: readonly RequestTarget[];
  /** Nothing looks at what the call gives. Absent where it is not so. */
  readonly unheeded?: true;
  /**
   * Labels of what says where the request goes, or signs it in there, and of nothing else in it, where the code does not
   * spell that address. Of Python only.
   */
  readonly signsIn?: number;
  /** A key, by its name, is only in what the request signs in with. Absent where it is not so. Of JavaScript only. */
  readonly signs?: true;
  /** What is told here is done by code of another module that is called here. Of Python only. */
  readonly away?: true;
  /** The other files of the package that a request's {@link LABEL.local} came from, as {@link LocalCall.from}. */
  readonly from?: readonly string[];
}

/** Something of this file that carries labels to another file of the package. */
export interface LocalCall {
  readonly specifier: string;
  readonly labels: number;
  readonly offset: number;
  readonly live: boolean;
  /** What {@link LABEL.local} among the labels came from (`./lib/env.read`); absent where it may be any import. */
  readonly from?: readonly string[];
}

export interface FlowFacts {
  readonly flows: readonly Flow[];
  readonly localCalls: readonly LocalCall[];
  /** Labels of what the file exports. */
  readonly exported: number;
  /** The same by the name of the export, where they are told apart; `*` stands for all others. */
  readonly exports?: readonly (readonly [name: string, labels: number])[];
  /** Names that the file has from others, by which {@link sourceLabel} tells what came from where. Of Python only. */
  readonly locals?: readonly string[];
  /** Names that are asked of modules among those, told apart in the same way. Of Python only. */
  readonly members?: readonly string[];
  /** Offset of the first place where each label came up. */
  readonly origins: Origins;
  /** Where requests go, as far as it is spelled. Of JavaScript only. */
  readonly asked?: readonly string[];
  /** The same of the file and of the one from which it has what a server answers, once both are followed together. */
  readonly askedBehind?: readonly string[];
}
