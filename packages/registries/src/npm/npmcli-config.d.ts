/** The part of @npmcli/config that Weir uses; the package has no types of its own. */
declare module '@npmcli/config' {
  interface ConfigOptions {
    readonly npmPath: string;
    readonly definitions: unknown;
    readonly shorthands: unknown;
    readonly flatten: unknown;
    readonly env: Record<string, string | undefined>;
    readonly argv: readonly string[];
    readonly execPath: string;
    readonly cwd: string;
    readonly warn: boolean;
  }

  interface Credentials {
    readonly token?: string;
    /** Base64 of `user:password`. */
    readonly auth?: string;
  }

  export default class Config {
    constructor(options: ConfigOptions);
    load(): Promise<void>;
    get(key: string): unknown;
    readonly list: readonly Record<string, unknown>[];
    getCredentialsByURI(uri: string): Credentials;
  }
}

declare module '@npmcli/config/lib/definitions/index.js' {
  const parts: { readonly definitions: unknown; readonly shorthands: unknown; readonly flatten: unknown };
  export default parts;
}
