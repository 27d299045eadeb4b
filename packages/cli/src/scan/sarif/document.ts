/**
 * The part of SARIF 2.1.0 that Weir writes (OASIS standard, "sarif-v2.1.0-os"; sections are named where they matter).
 * The tests hold real documents to the official JSON schema.
 */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly Run[];
}

export interface Run {
  readonly tool: {
    readonly driver: {
      readonly name: string;
      readonly version: string;
      readonly semanticVersion: string;
      readonly rules: readonly ReportingDescriptor[];
      readonly notifications: readonly ReportingDescriptor[];
    };
  };
  readonly invocations: readonly Invocation[];
  readonly originalUriBaseIds: Readonly<Record<string, { readonly uri: string }>>;
  readonly artifacts: readonly Artifact[];
  readonly results: readonly Result[];
  readonly newlineSequences: readonly string[];
  readonly columnKind: 'utf16CodeUnits';
  readonly properties: PropertyBag;
}

export type PropertyBag = Readonly<Record<string, unknown>>;
export type Level = 'error' | 'warning' | 'note';

export interface Message {
  readonly text: string;
}

export interface ReportingDescriptor {
  readonly id: string;
  readonly shortDescription: Message;
  readonly fullDescription?: Message;
  readonly help?: { readonly text: string; readonly markdown: string };
  readonly defaultConfiguration?: { readonly level: Level };
  readonly properties?: PropertyBag;
}

export interface Invocation {
  readonly executionSuccessful: boolean;
  readonly exitCode: number;
  readonly workingDirectory: ArtifactLocation;
  readonly toolExecutionNotifications: readonly Notification[];
}

export interface Notification {
  readonly descriptor: { readonly id: string; readonly index: number };
  readonly level: Level;
  readonly message: Message;
}

/** Section 3.4. `uriBaseId` only beside a relative `uri` of a top-level artifact. */
export interface ArtifactLocation {
  readonly uri: string;
  readonly uriBaseId?: string;
  readonly index?: number;
}

/** Section 3.24. With `parentIndex` it is inside another artifact, and its `uri` the path there. */
export interface Artifact {
  readonly location: ArtifactLocation;
  readonly parentIndex?: number;
  readonly roles: readonly string[];
  readonly length?: number;
  readonly hashes?: Readonly<Record<string, string>>;
  readonly contents?: { readonly text: string };
  readonly properties?: PropertyBag;
}

export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine?: number;
  readonly snippet?: Message;
}

export interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: Level;
  readonly message: Message;
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: ArtifactLocation; readonly region?: Region };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly properties: PropertyBag;
}
