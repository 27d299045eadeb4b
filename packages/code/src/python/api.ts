import { anyOf, byName } from '../by-name.ts';
import type { SinkKind } from '../js/api.ts';
import { LABEL } from '../js/labels.ts';
import { answersByClient, sendsByClient } from './clients.ts';

/** Names under which one thing is reached, to the name that the tables below use. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/^(?:builtins|__builtin__|__builtins__)\./, ''],
  [/^(?:posix|nt)\./, 'os.'],
  [/^(?:posixpath|ntpath)\./, 'os.path.'],
  [
    /^(?:urllib2|six\.moves\.urllib\.request|future\.moves\.urllib\.request|urllib\.request)\./,
    'urllib.request.',
  ],
  [/^urllib\.(urlopen|urlretrieve|URLopener|FancyURLopener)\b/, 'urllib.request.$1'],
  // A copy of requests that another project carries along.
  [
    /^[\w.]+\.(?:vendored|_vendor|vendor|packages|extern|_?libs?|thirdparty|third_party)\.requests\./,
    'requests.',
  ],
  [/^requests\.(?:sessions|api)\.(Session|session|get|post|put|request)\b/, 'requests.$1'],
  [/^(?:httplib|six\.moves\.http_client)\./, 'http.client.'],
  [/^(?:subprocess32|sp)\./, 'subprocess.'],
  [/^io\.(open|open_code)\b/, 'open'],
  [/^codecs\.open\b/, 'open'],
  [/^aiofiles\.open\b/, 'open'],
  // Their classes take the file first as well.
  [/^gzip\.GzipFile\b/, 'gzip.open'],
  [/^bz2\.BZ2File\b/, 'bz2.open'],
  [/^lzma\.LZMAFile\b/, 'lzma.open'],
  [/^(?:cPickle|_pickle|dill|cloudpickle)\./, 'pickle.'],
  [/^(?:Cryptodome|Crypto)\./, 'Crypto.'],
  [/^fernet\.Fernet\b/, 'cryptography.fernet.Fernet'],
  [
    /^cryptography\.hazmat\.(?:primitives\.ciphers\.base|decrepit\.ciphers|primitives\.ciphers)\./,
    'cryptography.hazmat.primitives.ciphers.',
  ],
  [/^_socket\./, 'socket.'],
  // Modules of the library import others under their names.
  [
    /^(?:codecs|fileinput|glob|importlib|inspect|linecache|logging|mimetypes|pathlib|pickle|pkgutil|platform|pty|random|shutil|site|socket|ssl|subprocess|tarfile|tempfile|threading|uuid|warnings|webbrowser|zipfile)\._?(os|sys|subprocess|builtins)\./,
    '$1.',
  ],
  [/^(?:ConfigParser|configparser)\.(?:Raw|Safe)?ConfigParser\b/, 'configparser.ConfigParser'],
  [/^(?:imp|importlib)\.reload\b/, 'reload'],
  [/^importlib\.__import__\b/, '__import__'],
  [/^(?:pathlib|pathlib2)\.(?:Posix|Windows)?Path\b/, 'pathlib.Path'],
  [/^pip\._internal\.(?:cli\.main\.)?main\b/, 'pip.main'],
  [/^binascii\.a2b_base64\b/, 'base64.b64decode'],
  [/^(?:binascii\.a2b_hex|codecs\.hex_codec\.hex_decode)\b/, 'binascii.unhexlify'],
  [/^(?:platform\.popen|os\.popen[234]|popen2\.popen[23])\b/, 'os.popen'],
  [/^distutils\.core\.setup\b|^numpy\.distutils\.core\.setup\b/, 'setuptools.setup'],
];

const IS_RENAMED = anyOf(SAME.map(([pattern]) => pattern));

function renamed(name: string): string {
  if (!IS_RENAMED.test(name)) return name;
  for (const [pattern, to] of SAME) if (pattern.test(name)) return name.replace(pattern, to);
  return name;
}

/** The name of the tables for a dotted name as it was written or computed; `builtins.open` may come up after `io.`. */
export const canonical = byName((name) => renamed(renamed(name)));

const CODE_CALL =
  /^(?:exec|eval|execfile|builtins\[\]|ctypes\.pythonapi\.PyRun_\w+|cProfile\.(?:run|runctx)|profile\.run|bdb\.Bdb\(\)\.run|pdb\.run|types\.FunctionType|code\.Interactive(?:Interpreter|Console)\(\)\.(?:runcode|runsource|push)|code\.interact|timeit\.(?:timeit|Timer)|IPython\.get_ipython\(\)\.(?:run_cell|ex|ev)|js2py\.eval_js)$/;
const LOAD_CALL =
  /^(?:__import__|importlib\.(?:import_module|util\.spec_from_file_location|machinery\.\w+)|imp\.load_\w+|runpy\.run_(?:path|module)|ctypes\.(?:C|Win|Ole|Py)DLL|ctypes\.(?:cdll|windll|oledll)\.LoadLibrary|zipimport\.zipimporter)$/;
const COMMAND_CALL =
  /^(?:os\.(?:system|popen|startfile|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?)|subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput|_args_from_interpreter_flags)|commands\.(?:getoutput|getstatusoutput)|pty\.spawn|asyncio\.create_subprocess_(?:exec|shell)|asyncio\.subprocess\.create_subprocess_(?:exec|shell)|popen2\.\w+|pexpect\.(?:spawn|run)|sh\.\w+|invoke\.run|distutils\.spawn\.spawn|win32api\.ShellExecute|win32process\.CreateProcess|ctypes\.windll\.shell32\.ShellExecute[AW]|ctypes\.windll\.kernel32\.(?:WinExec|CreateProcess[AW])|pip\.main|crontab\.CronTab\(\)\.new|setuptools\.command\.easy_install\.main|wmi\.WMI\(\)\.Win32_Process\.Create|ctypes\.(?:(?:C|Win|Py|Ole)DLL\(\)|(?:cdll|windll|oledll)\.\w+(?:\(\))?|pythonapi)\.(?:_?w?system|_?w?popen|WinExec|execl[pe]?|execv[pe]?e?))$/;
const DNS_CALL =
  /^(?:socket\.(?:gethostbyname(?:_ex)?|gethostbyaddr|getaddrinfo|getfqdn)|dns\.(?:async)?resolver\.(?:resolve(?:_at|_name)?|query|Resolver\(\)\.(?:resolve(?:_name)?|query))|dns\.message\.make_query|asyncio\.get_(?:event|running)_loop\(\)\.getaddrinfo|aiodns\.DNSResolver\(\)\.(?:query|gethostbyname|getaddrinfo))$/;
const METHODS = '(?:get|post|put|patch|delete|head|options|request)';
const NETWORK_CALL = new RegExp(
  `^(?:(?:requests|httpx|grequests|curl_cffi\\.requests|tls_client|cloudscraper|niquests|requests_html|treq|asks)(?:\\.api)?(?:\\.(?:Session|session|Client|AsyncClient|HTMLSession|create_scraper)(?:\\(\\))?)?\\.${METHODS}` +
    `|urllib\\.request\\.(?:urlopen|urlretrieve|(?:FancyURLopener|URLopener)\\(\\)\\.(?:open|retrieve)|build_opener\\(\\)\\.open)` +
    `|urllib3\\.(?:request|(?:PoolManager|HTTPSConnectionPool|HTTPConnectionPool|ProxyManager)\\(\\)\\.(?:request|urlopen))` +
    `|aiohttp\\.(?:request|ClientSession\\(\\)\\.${METHODS})` +
    `|http\\.client\\.HTTPS?Connection\\(\\)\\.(?:request|send|endheaders|putrequest)` +
    `|socket\\.(?:create_connection|(?:socket|create_connection)\\(\\)\\.(?:connect|connect_ex|send|sendall|sendto|sendfile))` +
    `|ssl\\.(?:wrap_socket|SSLContext\\(\\)\\.wrap_socket|create_default_context\\(\\)\\.wrap_socket)\\(\\)\\.(?:connect|send|sendall|write)` +
    `|smtplib\\.SMTP(?:_SSL)?\\(\\)\\.(?:sendmail|send_message)` +
    `|ftplib\\.FTP(?:_TLS)?\\(\\)\\.(?:storbinary|storlines)` +
    `|paramiko\\.(?:SSHClient\\(\\)\\.(?:connect|exec_command|open_sftp\\(\\)\\.put(?:fo)?)|SFTPClient\\.from_transport\\(\\)\\.put)` +
    `|websockets?\\.(?:connect|create_connection|WebSocketApp|WebSocket\\(\\)\\.(?:connect|send)|(?:create_connection|connect)\\(\\)\\.send)` +
    `|discord_webhook\\.DiscordWebhook(?:\\(\\)\\.(?:execute|add_file|add_embed))?|dhooks\\.Webhook\\(\\)\\.\\w+|discord\\.(?:Sync)?Webhook(?:\\.\\w+\\(\\))?\\.send` +
    `|(?:telebot\\.TeleBot|telegram\\.Bot|telepot\\.Bot|aiogram\\.Bot)\\(\\)\\.send\\w*` +
    `|(?:requests\\.(?:Session|session)|httpx\\.(?:Async)?Client)\\(\\)\\.(?:send|stream)` +
    `|scapy\\.(?:all|sendrecv)\\.(?:send|sendp|sendpfast|sr1?|srp1?)` +
    `|asyncio\\.open_connection(?:\\(\\)\\[\\]\\.write(?:lines)?)?` +
    `|paho\\.mqtt\\.(?:client\\.Client\\(\\)\\.(?:connect|publish)|publish\\.(?:single|multiple))` +
    `|redis\\.(?:Strict)?Redis(?:\\.from_url)?\\(\\)\\.(?:set|lpush|rpush|publish|xadd|hset|sadd)` +
    `|pymongo\\.MongoClient\\(\\)[\\w.[\\]]*\\.(?:insert|update|replace)_(?:one|many)` +
    `|pika\\.\\w+\\(\\)\\.channel\\(\\)\\.basic_publish|kafka\\.KafkaProducer\\(\\)\\.send|socketio\\.(?:Async)?Client\\(\\)\\.(?:emit|send)` +
    `|(?:telethon\\.TelegramClient|telethon\\.sync\\.TelegramClient|pyrogram\\.Client)\\(\\)\\.send_\\w+` +
    `|boto3\\.(?:Session\\(\\)\\.|session\\.Session\\(\\)\\.)?client\\(\\)\\.(?:upload_fileobj|publish|send_message)|azure\\.storage\\.blob\\.\\w+(?:\\.\\w+)?\\(\\)[\\w.()]*\\.upload_blob` +
    `|xmlrpc(?:lib|\\.client)\\.ServerProxy\\(\\)\\.[\\w.]+` +
    `|xmlrpc(?:lib|\\.client)\\.Server(?:Proxy)?|wget\\.download|pycurl\\.Curl\\(\\)\\.(?:perform|setopt)|boto3\\.client\\(\\)\\.(?:upload_file|put_object)|dropbox\\.Dropbox\\(\\)\\.files_upload|pysftp\\.Connection\\(\\)\\.put|slack_sdk\\.WebClient\\(\\)\\.\\w+)$`,
);
const FILE_WRITE =
  /^(?:open\(\)\.(?:write|writelines)|pathlib\.Path\(\)(?:\.\w+\(\))*\.open\(\)\.(?:write|writelines)|tempfile\.\w+\(\)\.(?:write|writelines)|mmap\.mmap\(\)\.write|os\.(?:write|fdopen\(\)\.write)|pathlib\.Path\(\)(?:\.[\w()]+)*\.write_(?:text|bytes)|shutil\.(?:copy|copyfile|copy2|copyfileobj|move))$/;

const IS_SINK = anyOf([
  CODE_CALL,
  COMMAND_CALL,
  DNS_CALL,
  NETWORK_CALL,
  sendsByClient,
  FILE_WRITE,
  LOAD_CALL,
]);

/** What kind of sink a canonical callee name is, null for none. */
export const sinkKindOf = byName((name): SinkKind | null => {
  if (!IS_SINK.test(name)) return null;
  if (CODE_CALL.test(name)) return 'code';
  if (COMMAND_CALL.test(name)) return 'command';
  if (DNS_CALL.test(name)) return 'dns';
  if (NETWORK_CALL.test(name) || sendsByClient.test(name)) return 'network';
  if (FILE_WRITE.test(name)) return 'file-write';
  if (LOAD_CALL.test(name)) return 'load';
  return null;
});

const DOWNLOADS_TO = /^(?:urllib\.request\.urlretrieve|wget\.download|urllib\.request\.\w+\(\)\.retrieve)$/;

/** Calls that write what they are given into where a network answer goes: the second argument is a path. */
export const downloadsTo = byName((name) => DOWNLOADS_TO.test(name));

const HOST_CALL =
  /^(?:socket\.(?:gethostname|getfqdn)|platform\.(?:node|uname|platform)|getpass\.getuser|os\.(?:getlogin|uname|getuid|geteuid|cpu_count)|pwd\.\w+|uuid\.getnode|psutil\.\w+|netifaces\.\w+|GPUtil\.\w+|cpuinfo\.get_cpu_info|wmi\.WMI\(\)(?:\.\w+)*|os\.uname\(\)\.\w+|locale\.getdefaultlocale)$/;
const CLIPBOARD_CALL =
  /^(?:pyperclip\.paste|clipboard\.paste|win32clipboard\.GetClipboardData|tkinter\.Tk\(\)\.clipboard_get|pandas\.read_clipboard)$/;
/** Decryption of browser stores, screenshots and key strokes: content that a credential file would hold. */
const SECRET_CALL =
  /^(?:win32crypt\.CryptUnprotectData|ctypes\.windll\.crypt32\.CryptUnprotectData|browser_cookie3\.\w+|browsercookie\.\w+|rookiepy\.\w+|pycookiecheat\.\w+|boto3\.(?:Session|session\.Session)\(\)\.get_credentials|botocore\.session\.(?:get_session|Session)\(\)\.get_credentials|keyring\.get_(?:password|credential)|keychain\.\w+|secretstorage\.\w+|PIL\.ImageGrab\.grab|ImageGrab\.grab|pyautogui\.screenshot|mss\.mss\(\)\.(?:shot|grab)|pyscreenshot\.grab|cv2\.VideoCapture\(\)\.read|sounddevice\.rec|pynput\.keyboard\.Listener|keyboard\.(?:record|read_event|on_press|on_release|hook))$/;

/** What gives a server's answer and sends nothing itself. */
const ANSWER_CALL =
  /^(?:socket\.(?:socket|create_connection)\(\)\.(?:recv(?:from|_into)?|makefile)|http\.client\.HTTPS?Connection\(\)\.getresponse|asyncio\.open_connection\(\)\[\]\.read(?:line|exactly|until)?|dulwich\.porcelain\.clone|imaplib\.IMAP4(?:_SSL)?\(\)\.(?:fetch|uid)|poplib\.POP3(?:_SSL)?\(\)\.(?:retr|top)|boto3\.(?:(?:session\.)?Session\(\)\.)?(?:client\(\)\.get_object|resource\(\)\.Object\(\)\.get)|dns\.resolver\.(?:resolve|query|Resolver\(\)\.(?:resolve|query)))$/;

/** Labels of what a call yields by its canonical name; what a call passes on from its arguments is told elsewhere. */
export const sourceLabelOf = byName((name): number => {
  if (HOST_CALL.test(name)) return LABEL.host;
  if (CLIPBOARD_CALL.test(name)) return LABEL.clipboard;
  if (SECRET_CALL.test(name)) return LABEL.credential;
  if (NETWORK_CALL.test(name) || sendsByClient.test(name)) return LABEL.network;
  if (ANSWER_CALL.test(name) || answersByClient.test(name)) return LABEL.network;
  return 0;
});

/** Calls that tell something about their arguments and do not carry them on. */
const OPAQUE =
  /^(?:(?:[\w.]+\.)?(?:AWS\w*Auth|SigV4\w*|AWSV4Sign\w*|AwsSigner\w*)|len|isinstance|issubclass|hasattr|callable|type|id|hash|print|any|all|os\.path\.(?:exists|isfile|isdir|getsize)|os\.(?:mkdir|makedirs|remove|unlink|chmod|access|kill)|time\.\w+|logging\.\w+|logger\.\w+|sys\.exit|exit|quit|random\.\w+|threading\.(?:Lock|Event)|warnings\.\w+)$/;

/** True when the labels of the arguments do not come out of a call. */
export const isOpaque = byName((name) => OPAQUE.test(name));

const CAPABILITIES: readonly (readonly [RegExp, string])[] = [
  [COMMAND_CALL, 'process.spawn'],
  [/^socket\.|^ssl\.|^websockets?\.|^logging\.handlers\.(?:Socket|Datagram)Handler$/, 'net.socket'],
  [DNS_CALL, 'net.dns'],
  [NETWORK_CALL, 'net.http'],
  [/^logging\.handlers\.(?:HTTP|SMTP)Handler$/, 'net.http'],
  [
    /^(?:requests|urllib\.request|urllib3|httpx|aiohttp|http\.client|ftplib|smtplib|telebot|telegram|discord_webhook|dhooks|paramiko)\b/,
    'net.http',
  ],
  [FILE_WRITE, 'fs.write'],
  [
    /^(?:os\.(?:remove|unlink|rmdir|removedirs)|shutil\.rmtree|pathlib\.Path\(\)\.(?:unlink|rmdir))$/,
    'fs.delete',
  ],
  [
    /^(?:open|os\.(?:listdir|walk|scandir)|glob\.i?glob|pathlib\.Path\(\)\.(?:read_\w+|r?glob|iterdir)|sqlite3\.connect)$/,
    'fs.read',
  ],
  [CODE_CALL, 'eval'],
  [/^(?:marshal\.loads?|types\.(?:CodeType|FunctionType))$/, 'code.object'],
  [/^pickle\.loads?$/, 'unpickle'],
  [/^ctypes\./, 'native'],
  [HOST_CALL, 'host.info'],
  [CLIPBOARD_CALL, 'clipboard'],
  [/^(?:PIL\.ImageGrab|ImageGrab|pyautogui|mss|pyscreenshot|cv2\.VideoCapture)\b/, 'screen'],
  [/^(?:pynput|keyboard)\b/, 'keys'],
  [/^(?:win32crypt|browser_cookie3|browsercookie)\b|CryptUnprotectData$/, 'credential.store'],
  [/^(?:winreg|_winreg)\./, 'registry'],
  [/^(?:Crypto|cryptography|nacl|pyaes|rsa)\b/, 'crypto'],
  [/^sys\.(?:settrace|setprofile|_getframe)$/, 'introspection'],
];

const HAS_CAPABILITY = anyOf(CAPABILITIES.map(([pattern]) => pattern));

/** The capability that using a canonical name shows, null for none. */
export const capabilityOf = byName(
  (name): string | null =>
    (HAS_CAPABILITY.test(name) ? CAPABILITIES.find(([pattern]) => pattern.test(name))?.[1] : null) ?? null,
);

/** Modules of which a star import is likely to be meant when an unknown name is used. */
export function isKnownApi(name: string): boolean {
  return (
    sinkKindOf(name) !== null ||
    sourceLabelOf(name) !== 0 ||
    capabilityOf(name) !== null ||
    DECODERS.test(name)
  );
}

/** Functions of the standard library that undo an encoding, and ciphers whose key stands in the source. */
export const DECODERS =
  /^(?:base64\.\w*decode|binascii\.(?:unhexlify|a2b_\w+)|codecs\.decode|zlib\.(?:decompress|decompressobj)|gzip\.decompress|bz2\.decompress|lzma\.decompress|marshal\.loads|cryptography\.fernet\.Fernet|Crypto\.Cipher\.\w+\.new|pyaes\.\w+|bytes\.fromhex|bytearray\.fromhex)$/;
