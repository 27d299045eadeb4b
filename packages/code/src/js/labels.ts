import { byName } from '../by-name.ts';

/** What a value carries, as bits: where data came from. Sets are unions of bits. */
export const LABEL = {
  /** The environment as a whole, or an enumeration of it. */
  envAll: 1,
  /** One environment variable whose name says that it is a secret. */
  envSecret: 2,
  /** One other environment variable. */
  envNamed: 4,
  /** Content of a file that holds credentials, keys or wallets. */
  credential: 8,
  /** Content of another file. */
  file: 16,
  /** Who and where this machine is: host name, user, interfaces. */
  host: 32,
  /** What a server answered. */
  network: 64,
  /** Decoded from a constant of this file. */
  decodedConst: 128,
  /** Decoded from something that is not known statically. */
  decoded: 256,
  /** A parameter of a function of this file. */
  param: 512,
  /** Came out of another file of this package. */
  local: 1024,
  /** The clipboard. */
  clipboard: 2048,
  /** Names of files, as a folder lists them. */
  listing: 4096,
  /** Content of files that were found by listing folders. */
  harvest: 8192,
  /** A wallet's key or words, by the name that the code gives it; lost in whatever signs or hashes. */
  keyMaterial: 16384,
  /** The path of a credential file, before it is read. */
  credentialPath: 32768,
  /** What a page keeps of its visitor: cookies and stores as a whole. */
  pageData: 65536,
  /** A file that this source wrote, where a command starts it. */
  dropped: 131072,
  /** A parameter, or a member of one, that is named as a password or as the secret half of a key. */
  secretParam: 262144,
  /** What a client of a server sends that the code is, or is a part of. */
  visitor: 524288,
  /** What an object of a class is made with, whoever asks it for something later. Of Python only. */
  made: 1048576,
} as const;
export type LabelName = keyof typeof LABEL;

/** Bits above those of {@link LABEL}, by which what came out of one file is told from what came out of another. */
const SOURCE_BITS = { first: 21, count: 9 } as const;
/** Of those, the ones of names that are imported; the others are of what is asked of an imported module. */
const IMPORTED_COUNT = 4;

/**
 * The label of what came from the name at an index of {@link FlowFacts.locals}, or of `members`; with many names, several
 * share one.
 */
export function sourceLabel(index: number, of: 'locals' | 'members'): number {
  const { first, count } = SOURCE_BITS;
  if (of === 'locals') return 1 << (first + (index % IMPORTED_COUNT));
  return 1 << (first + IMPORTED_COUNT + (index % (count - IMPORTED_COUNT)));
}

/** The label of what came from no known name. */
export const ANY_SOURCE = ((1 << SOURCE_BITS.count) - 1) << SOURCE_BITS.first;

/** Names of the labels in a bit set, in declaration order. */
export function labelNames(labels: number): LabelName[] {
  return (Object.keys(LABEL) as LabelName[]).filter((name) => (labels & LABEL[name]) !== 0);
}

/** Environment variables that hold secrets, by the words in their names. */
const SECRET_NAME =
  /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY(?:_ID)?|AUTH|MNEMONIC|SEED_PHRASE|SESSION|DATABASE_URL|CONNECTION_STRING)(?:$|_)/i;

/** True when an environment variable's name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return name.length <= 128 && SECRET_NAME.test(name);
}

/**
 * Paths whose content is worth stealing: package manager and cloud credentials, keys, wallets, browser stores.
 * Matched on path text with forward slashes; from the credential locations that the tools document.
 */
const CREDENTIAL_PATH =
  /(?:^|[/~])(?:\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.yarnrc(?:\.yml)?|\.env(?:\.local|\.production)?|\.(?:bash|zsh|node_repl|python|mysql|psql)_history|\.ssh(?:\/|$)|\.aws(?:\/|$)|\.azure(?:\/|$)|\.kube(?:\/|$)|\.docker\/config\.json|\.gnupg(?:\/|$)|\.config\/(?:gcloud|gh|solana|hub|op)(?:\/|$)|\.cargo\/credentials|\.gem\/credentials|\.m2\/settings\.xml|\.terraform\.d|\.vault-token$|\.claude\.json|\.claude\/(?:\.credentials|projects|history)|\.cursor\/mcp\.json|\.codex\/auth\.json|\.gemini\/oauth_creds|\.(?:ethereum|electrum|bitcoin|monero|zcash|exodus|atomic)(?:\/|$)|wallet\.dat|id_(?:rsa|ed25519|ecdsa|dsa)\b|keystore(?:\/|$)|etc\/(?:passwd|shadow)$|proc\/(?:self|\d+|[^/]*\*|\$UNKNOWN)\/(?:environ|mem|maps)|run\/secrets\/kubernetes\.io)|(?:Login Data|Web Data$|Local State|logins\.json|key[34]\.db|cookies\.sqlite|state\.vscdb|Local Extension Settings|\bExodus\b|Electrum|Atomic\/Local Storage|Local Storage\/leveldb|Library\/Keychains|Telegram Desktop\/tdata|Ledger Live|\bnkbihfbeogaeaoehlefnkodbefgpgknn\b|\bbfnaelmomeimhlpmgjnjophhpkkoljpa\b)/;

/** Of these, what nobody signs in to a server with: keys of ssh, histories, the stores of browsers, chats and wallets. */
const PRIVATE_PATH =
  /(?:^|[/~])(?:\.(?:bash|zsh|node_repl|python|mysql|psql)_history|\.ssh(?:\/|$)|\.gnupg(?:\/|$)|\.(?:ethereum|electrum|bitcoin|monero|zcash|exodus|atomic)(?:\/|$)|wallet\.dat|id_(?:rsa|ed25519|ecdsa|dsa)\b|etc\/(?:passwd|shadow)$|\.claude\/(?:projects|history))|Login Data|Web Data$|Local State|logins\.json|key[34]\.db|cookies\.sqlite|state\.vscdb|Local Extension Settings|Local Storage\/leveldb|Library\/Keychains|Telegram Desktop\/tdata/;

/** True when a path, or a piece of one, leads to what no service asks for. */
export function isPrivatePath(path: string): boolean {
  return path.length <= 4096 && PRIVATE_PATH.test(path.replaceAll('\\', '/'));
}

/** What wallets call the secrets that everything else follows from. */
const KEY_NAME =
  /^_?(?:mnemonics?|mnemonic_?(?:phrase|words)|seed_?phrase|secret_?phrase|recovery_?phrase|private_?keys?|priv_?keys?|wallet_?(?:secret|key|seed)|secret_?key)$/i;

/** The shortest and the longest name that is looked at: `privkey`, and what only data is as long as. */
const KEY_NAME_CHARS = { min: 7, max: 40 } as const;

/** True when a parameter or member is named as a wallet's secret. */
export function isKeyName(name: string): boolean {
  return name.length >= KEY_NAME_CHARS.min && name.length <= KEY_NAME_CHARS.max && KEY_NAME.test(name);
}

/** What passwords and the secret halves of keys are called; tokens are left out, as clients sign in with them. */
const SECRET_PARAM =
  /^_{0,2}(?:[a-z]+_){0,3}(?:secret|secret_?key|access_?key_?secret|secret_?access_?key|sk|passw(?:or)?d|passphrase|pwd|private_?key|priv_?key|mnemonic|seed_?phrase)$/i;

/** True when a parameter is named as a secret that its holder gives to nobody but whom it is for. */
export function isSecretParam(name: string): boolean {
  return name.length <= 60 && SECRET_PARAM.test(name);
}

/** Addresses of databases and brokers: who has one signs in with what it holds. */
const CONNECTION_PARAM =
  /^_{0,2}(?:[a-z]+_){0,2}(?:dsn|(?:database|db|broker|redis|mongo(?:db)?|amqp)_?ur[il]|connection_?string|conn_?(?:str|string))$/i;

/** True when a parameter is named as the address of a database, with all that signs in there. */
export function isConnectionParam(name: string): boolean {
  return name.length <= 60 && CONNECTION_PARAM.test(name);
}

/** Headers by which a request shows who sends it. */
const SIGNED_HEADER = /^(?:proxy-)?(?:authorization|cookie)$/i;

/** True for the header by which a request shows who sends it. */
export function isSigningHeader(name: string): boolean {
  return SIGNED_HEADER.test(name);
}

/** True for a member of what a function is given that is a password, a key, or a header that signs a request in. */
export const isSecretMember = byName(
  (name) => name.length <= 60 && (isSecretParam(snakeCase(name)) || isSigningHeader(name)),
);

/** Selectors of what only a page's own server is told. */
const SECRET_FIELD =
  /\bcc-(?:number|csc|exp)\b|type\s*=\s*["']?password|(?:card|credit|cc)[-_]?(?:number|num|cvc|cvv|csc)\b|\bcvv2?\b/i;

/** True for a selector that finds a password or a card's numbers in a page. */
export function isSecretField(selector: string): boolean {
  return selector.length < 200 && SECRET_FIELD.test(selector);
}

/** `newPassword` as `new_password`. */
function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
}

/** True when a path, or a piece of one, leads to credentials. */
export function isCredentialPath(path: string): boolean {
  return path.length <= 4096 && CREDENTIAL_PATH.test(path.replaceAll('\\', '/'));
}

/** Destructuring picks members: of the environment single variables, of what a function is given its passwords. */
export function labelsOfPicked(carried: number, path: readonly (string | null)[]): number {
  const last = path.at(-1);
  const asked = (carried & LABEL.param) !== 0 && last && isSecretMember(last);
  const labels = asked ? carried | LABEL.secretParam : carried;
  if ((labels & LABEL.envAll) === 0) return labels;
  const first = path.find((step) => step !== 'parsed');
  if (first === undefined || first === null || /^\d+$/.test(first)) return labels;
  return (labels & ~LABEL.envAll) | (isSecretName(first) ? LABEL.envSecret : LABEL.envNamed);
}
