import { byName } from '../by-name.ts';
import { LABEL } from './labels.ts';

/** Where data leaves, or becomes code. */
export type SinkKind = 'network' | 'dns' | 'code' | 'command' | 'load' | 'file-write';

/** Modules whose every function sends requests. */
const HTTP_CLIENTS =
  'axios got request request-promise superagent needle phin ky bent node-libcurl centra unirest wreck make-fetch-happen minipass-fetch npm-registry-fetch ofetch wretch redaxios gaxios urllib teeny-request undici-fetch graphql-request';
const CLIENT_NAME = new RegExp(
  `^(?:${HTTP_CLIENTS.split(' ').join('|')}|axios\\.create\\(\\)|got\\.extend\\(\\))(?:\\.(?:get|post|put|patch|delete|head|request|stream|json|send|defaults))?$`,
);
const NETWORK_CALL =
  /^(?:fetch|undici\.(?:(?:(?:Client|Pool|BalancedPool|Agent)\(\)\.)?(?:fetch|request|stream|dispatch))|https?\.(?:request|get)|http2\.connect|net\.(?:connect|createConnection)|tls\.connect|navigator\.sendBeacon|Bun\.connect|Deno\.connect|(?:ws|WebSocket|net\.Socket)(?:\.WebSocket)?\(\)\.(?:send|write|end|connect)|(?:ws\.)?WebSocket|ws|graphql-request\.GraphQLClient\(\)\.(?:request|rawRequest)|graphql-request\.request|@actions\/http-client\.HttpClient\(\)\.(?:get|post|put|patch|del|request|sendStream)(?:Json)?|ofetch\.(?:\$|o)fetch|XMLHttpRequest\(\)\.(?:send|open)|dgram\.createSocket\(\)\.send|superagent\.\w+\(\)\.(?:send|query|field|attach)|nodemailer\.createTransport\(\)\.sendMail|discord\.js\.WebhookClient\(\)\.send|node-telegram-bot-api\(\)\.send\w+|(?:@octokit\/(?:rest|core)\.)?Octokit\(\)\.(?:request|(?:rest\.)?\w+\.\w+)|(?:basic-)?ftp|ftp\(\)\.put|basic-ftp\.Client\(\)\.\w+|http2\.connect\(\)\.request)$/;
/** What is handed texts that others read: brokers, chats, statistics, reports of faults, and chains, which all can read. */
const CLIENT_SEND =
  /^(?:mqtt\.connect(?:Async)?\(\)\.publish(?:Async)?|posthog-node\.PostHog\(\)\.(?:capture|identify|alias)|@slack\/webhook\.IncomingWebhook\(\)\.send|@slack\/web-api\.WebClient\(\)\.(?:chat|files)\.\w+|@solana\/web3\.js\.TransactionInstruction|@sentry\/[\w-]+\.(?:init|capture\w+|setContext|setExtras?|setTags?|setUser|addBreadcrumb))$/;
/** Methods that write into a request or socket which an API call returned. */
const NETWORK_WRITE =
  /^(?:https?\.(?:request|get)|net\.(?:connect|createConnection|Socket)|tls\.connect|http2\.connect\(\)\.request)\(\)\.(?:write|end)$/;
const DNS_CALL = /^dns\.(?:lookup|resolve\w*|Resolver\(\)\.resolve\w*)$/;
const CODE_CALL =
  /^(?:eval|Function(?:\.(?:prototype\.)?constructor)?|vm\.(?:runInThisContext|runInNewContext|runInContext|compileFunction|Script|SourceTextModule)|vm\.Script\(\)|(?:module|require\.main|process\.mainModule|module\.(?:Module|prototype|constructor|constructor\.prototype)|module(?:\.\w+)?\(\))\._compile)$/;
const COMMAND_CALL =
  /^(?:child_process\.(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|fork|ChildProcess\(\)\.spawn)|execa(?:\.\w+)?|shelljs\.exec|Bun\.spawn(?:Sync)?|process\.(?:execve|(?:_linkedB|b)inding\(\)\.(?:Process\(\)\.)?spawn)|node-pty\.spawn|Deno\.Command)$/;
const FILE_WRITE =
  /^(?:fs\.(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream)|Bun\.write|Deno\.write(?:Text)?File(?:Sync)?)$/;

/** What kind of sink a canonical callee name is, null for none. `setTimeout` is one only with text, see the flow pass. */
export const sinkKindOf = byName((name): SinkKind | null => {
  if (CODE_CALL.test(name)) return 'code';
  if (COMMAND_CALL.test(name)) return 'command';
  if (DNS_CALL.test(name)) return 'dns';
  if (NETWORK_CALL.test(name) || NETWORK_WRITE.test(name) || CLIENT_NAME.test(name) || CLIENT_SEND.test(name))
    return 'network';
  if (FILE_WRITE.test(name)) return 'file-write';
  return null;
});

/** What is made once and then tells what comes from afar. */
const TELLS =
  /^(?:socket\.io-client(?:\.\w+)?|mqtt\.connect|dgram\.createSocket|(?:eventsource\.)?EventSource|eventsource|simple-peer|peerjs(?:\.Peer)?|pusher-js|ably\.(?:Realtime|Rest)|nats\.connect|(?:@roamhq\/wrtc|wrtc|werift)\.RTCPeerConnection|RTCPeerConnection|node-datachannel\.PeerConnection)$/;

/** Packages that see every key that is pressed. */
const KEYBOARD =
  /^(?:iohook|uiohook-napi\.uIOhook|node-global-key-listener\.GlobalKeyboardListener\(\))\.(?:on|addListener)$/;

/** Packages that take pictures of the screen. */
const SCREEN =
  /^(?:screenshot-desktop|desktop-screenshot|node-screenshots(?:\.\w+)*|robotjs\.screen\.capture)(?:\.all)?$/;

/** Calls whose first argument is the path of a file that what they yield holds. */
const FILE_READ =
  /^(?:fs\.(?:readFile|readFileSync|createReadStream|openAsBlob)|Bun\.file|Deno\.read(?:Text)?File(?:Sync)?|better-sqlite3|sqlite3\.Database|node:sqlite\.DatabaseSync|sqlite\.DatabaseSync)$/;
/** Calls that put a copy of the file at their first path at their second one. */
const FILE_COPY = /^fs\.(?:copyFile|copyFileSync|cp|cpSync|copy|copySync)$/;
/** Methods that put the file or folder at their first path into an archive that they are called on. */
const ARCHIVES =
  /^(?:adm-zip|archiver|archiver\.create|yazl\.ZipFile|jszip)\(\)\.(?:addLocalFolder|addLocalFile|directory|file|glob|addFile)$/;

/** Calls that copy a file from their first path to their second one, or give it that name. */
export const FILE_MOVE = new RegExp(`${FILE_COPY.source}|^fs\\.(?:rename|renameSync|move|moveSync)$`);

/** True for calls that copy a file from their first path to their second one. */
export function isFileCopy(name: string): boolean {
  return FILE_COPY.test(name);
}

/** True for methods that put files into an archive that they are called on. */
export function isArchiving(name: string): boolean {
  return ARCHIVES.test(name);
}

/** Labels of what a call of a canonical name yields, 0 for none; file reads are told apart by their path elsewhere. */
export const sourceLabelOf = byName((name): number => {
  if (/^os\.(?:hostname|userInfo|networkInterfaces)$/.test(name)) return LABEL.host;
  if (FILE_READ.test(name)) return LABEL.file;
  if (/^dotenv\.(?:config|configDotenv|parse)$|^Deno\.env\.toObject$/.test(name)) return LABEL.envAll;
  if (
    /^Deno\.readDir(?:Sync)?$|^fs\.(?:readdir|readdirSync|opendir|opendirSync|glob|globSync)$|^(?:glob|fast-glob|globby|tiny-glob|klaw|walkdir|readdirp|recursive-readdir)(?:\.\w+)?$/.test(
      name,
    )
  )
    return LABEL.listing;
  if (/^(?:clipboardy\.(?:read|readSync)|clipboard-event|navigator\.clipboard\.readText)$/.test(name))
    return LABEL.clipboard;
  if (KEYBOARD.test(name)) return LABEL.clipboard;
  if (TELLS.test(name)) return LABEL.network;
  // What a name server answers is somebody else's word as well; an address is none.
  if (DNS_CALL.test(name)) return /resolve/.test(name) ? LABEL.network : 0;
  if (SCREEN.test(name)) return LABEL.clipboard;
  if (CLIENT_NAME.test(name) || NETWORK_CALL.test(name)) return LABEL.network;
  return 0;
});

/** True for calls that turn hidden text into plain text. */
export function isDecodeCall(name: string, encoding: string | null): boolean {
  if (name === 'atob' || name === 'unescape') return true;
  if (/^zlib\.(?:gunzip|inflate|inflateRaw|unzip|brotliDecompress)(?:Sync)?$/.test(name)) return true;
  if (/^crypto\.createDecipher(?:iv)?\(\)\.(?:update|final)$/.test(name)) return true;
  if (/^String\.from(?:CharCode|CodePoint)(?:\.apply)?$/.test(name)) return true;
  return (
    /^(?:buffer\.)?Buffer(?:\.from)?$/.test(name) &&
    encoding !== null &&
    /^(?:base64|base64url|hex)$/i.test(encoding)
  );
}

/** Calls whose result carries what went in. */
const TRANSPARENT =
  /^(?:JSON\.(?:stringify|parse)|Object\.(?:keys|values|entries|assign|fromEntries)|Array\.from|String|Buffer(?:\.(?:from|concat))?|buffer\.Buffer\.(?:from|concat)|encodeURIComponent|encodeURI|escape|btoa|atob|unescape|decodeURIComponent|querystring\.(?:stringify|escape|encode)|url\.URLSearchParams|URLSearchParams|URL|url\.(?:format|parse)|util\.(?:inspect|format)|TextEncoder|TextDecoder|structuredClone|Promise\.(?:all|any|race|resolve|allSettled)|(?:stream\.)?Readable\.from|FormData|Blob|form-data|zlib\.\w+|crypto\.(?:publicEncrypt|createCipheriv\(\)\.(?:update|final)|createHash\(\)\.update)|path\.(?:join|resolve)|Reflect\.ownKeys)(?:\(\))?(?:\.\w+)?$/;

/** True for calls whose result is made of their arguments, so that labels go through. */
export function isTransparent(name: string): boolean {
  return TRANSPARENT.test(name);
}

const CAPABILITIES: readonly (readonly [RegExp, string])[] = [
  [/^child_process\b|^execa\b|^shelljs\b|^Bun\.spawn/, 'process.spawn'],
  [
    /^(?:http|https|http2|undici)\b|^fetch$|^XMLHttpRequest|^axios\b|^got\b|^request\b|^superagent\b|^needle\b/,
    'net.http',
  ],
  // What only says of a text whether it is an address connects to nothing.
  [/^(?:net\.(?!isIP|BlockList|SocketAddress)|tls\.|dgram\.)|^(?:ws|WebSocket)\b/, 'net.socket'],
  [/^dns\./, 'net.dns'],
  [/^fs\.(?:write|append|create[W]|copy|rename|mkdir|chmod|symlink|link)/, 'fs.write'],
  [/^fs\.(?:rm|rmdir|unlink)/, 'fs.delete'],
  [/^fs\.(?:read|open|stat|access|exists|createR)/, 'fs.read'],
  [/^eval$|^Function$/, 'eval'],
  [/^vm\./, 'vm'],
  [/^WebAssembly\./, 'wasm'],
  [/^os\.(?:hostname|userInfo|networkInterfaces|homedir|cpus|platform|arch|release|type)$/, 'host.info'],
  [/^crypto\./, 'crypto'],
  [/^process\.(?:dlopen|binding|_linkedBinding)/, 'native'],
  [/^worker_threads\./, 'worker'],
  [/^(?:Bun|Deno)\./, 'foreign.runtime'],
  [/^navigator\.clipboard|^clipboardy/, 'clipboard'],
];

/** The capability that using a canonical name shows, null for none. */
export const capabilityOf = byName((name): string | null => {
  for (const [pattern, id] of CAPABILITIES) if (pattern.test(name)) return id;
  return null;
});

/** What makes a connection, or goes on with one in another way. */
export const isConnecting = byName((name) => /^(?:net|tls)\.(?:connect|createConnection)$/.test(name));

/** What starts a file without a shell. */
export const startsFile = byName((name) => /^child_process\.(?:spawn|execFile)(?:Sync)?$/.test(name));

/** What hands a text to a started process. */
export const feedsProcess = byName((name) => /^child_process\.\w+\(\)\.stdin\.(?:write|end)$/.test(name));
