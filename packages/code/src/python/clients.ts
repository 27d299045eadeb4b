import { anyOf } from '../by-name.ts';

/**
 * Clients of services and of other protocols, by the calls that send what they are given. From the documentation of each
 * library; those that measure how a program is used are left out, as hosts and versions are what they are for.
 */
const SENDS: readonly RegExp[] = [
  // Hypertext, beside those that everybody uses.
  /^httplib2\.Http\(\)\.request$/,
  /^tornado\.httpclient\.(?:Async)?HTTPClient\(\)\.fetch$/,
  /^urllib3\.connection_from_url\(\)\.(?:request|urlopen)$/,
  /^http\.client\.HTTPS?Connection\(\)\.putheader$/,
  /^aiohttp\.ClientSession\(\)\.ws_connect(?:\(\)\.send_\w+)?$/,
  // Functions of a class that are handed the object: how a client is patched.
  /^requests\.(?:adapters\.HTTPAdapter(?:\(\))?\.send|(?:sessions\.)?Session\.(?:send|request))$/,
  /^httpx\.(?:Async)?Client\.(?:send|request)$/,
  // Connections and calls of procedures.
  /^ftplib\.FTP(?:_TLS)?\(\)\.retr(?:binary|lines)$/,
  /^asyncio\.(?:get_(?:event|running)_loop|new_event_loop)\(\)\.create_(?:connection|datagram_endpoint)(?:\(\)\[\]\.(?:write(?:lines)?|sendto))?$/,
  /^asyncio\.Transport\(\)\.(?:write(?:lines)?|sendto)$/,
  /^grpc\.(?:aio\.)?(?:in)?secure_channel\(\)\.(?:unary|stream)_(?:unary|stream)\(\)$/,
  /^multiprocessing\.connection\.Client\(\)\.send(?:_bytes)?$/,
  /^rpyc\.(?:\w+\.)?connect\(\)\.root\.\w+$/,
  /^telnetlib\.Telnet\(\)\.write$/,
  /^trio\.open_(?:tcp|ssl_over_tcp)_stream\(\)\.send_all$/,
  /^anyio\.connect_tcp\(\)\.send$/,
  /^websockets\.(?:sync\.client|asyncio\.client|client|legacy\.client)\.connect(?:\(\)\.send)?$/,
  // Queues.
  /^zmq\.(?:asyncio\.)?Context(?:\.instance)?\(\)\.socket\(\)\.send\w*$/,
  /^nats\.(?:connect|aio\.client\.Client|NATS)\(\)\.(?:publish|request)$/,
  // Letters and messages.
  /^aiosmtplib\.(?:send|SMTP\(\)\.send(?:mail|_message))$/,
  /^(?:yagmail\.SMTP|sendgrid\.SendGridAPIClient|slack_sdk\.webhook\.WebhookClient)\(\)\.send(?:_dict)?$/,
  /^(?:resend\.Emails\.send|apprise\.Apprise\(\)\.notify|twilio\.rest\.Client\(\)\.messages\.create)$/,
  /^imaplib\.IMAP4(?:_SSL)?\(\)\.append$/,
  // Stores of files.
  /^aioftp\.Client(?:\.context)?\(\)\.upload$/,
  /^fabric\.Connection\(\)\.put$/,
  /^minio\.Minio\(\)\.f?put_object$/,
  /^boto3\.resource\(\)(?:\.\w+\(\))+\.(?:put|put_object|upload_file|upload_fileobj)$/,
  /^google\.cloud\.storage\.Client\(\)[\w.()]{0,80}\.upload_from_\w+$/,
  /^firebase_admin\.db\.reference\(\)[\w.()]{0,80}\.(?:set|push|update)$/,
  /^github\.Github\(\)[\w.()]{0,80}\.(?:create_(?:file|gist|issue|comment|git_blob)|update_file)$/,
  /^gspread\.\w+\(\)[\w.()[\]]{0,80}\.(?:append_rows?|update(?:_cell|_acell)?)$/,
  /^huggingface_hub\.(?:HfApi\(\)\.)?(?:upload_file|upload_folder|create_commit)$/,
];

/** Calls that give what a server says and send nothing themselves. */
const ANSWERS: readonly RegExp[] = [
  /^redis\.(?:asyncio\.)?(?:(?:Strict)?Redis(?:\.from_url)?|from_url)\(\)\.(?:get|hget|getdel|b?[lr]pop|xread|pubsub\(\)\.(?:get_message|listen))$/,
  /^zmq\.(?:asyncio\.)?Context(?:\.instance)?\(\)\.socket\(\)\.recv\w*$/,
  /^multiprocessing\.connection\.Client\(\)\.recv(?:_bytes)?$/,
  /^telnetlib\.Telnet\(\)\.read_\w+$/,
  /^kafka\.KafkaConsumer$|^confluent_kafka\.Consumer\(\)\.(?:poll|consume)$|^pika\.\w+\(\)\.channel\(\)\.(?:basic_get|consume)$/,
  /^boto3\.(?:(?:session\.)?Session\(\)\.)?client\(\)\.(?:receive_message|get_parameter)$/,
  /^pymongo\.MongoClient\(\)[\w.[\]]{0,80}\.find(?:_one)?$/,
  /^github\.Github\(\)[\w.()]{0,80}\.(?:get_contents|get_gist|get_issues?)$/,
  /^gspread\.\w+\(\)[\w.()[\]]{0,80}\.(?:acell|cell|row_values|col_values|get_all_\w+)$/,
  /^(?:feedparser\.parse|telebot\.TeleBot\(\)\.get_updates|aiodns\.DNSResolver\(\)\.query|dns\.(?:asyncresolver\.resolve|query\.\w+))$/,
];

/** What a language model answers: agents run it when they are asked to, and nothing else does. */
export const MODEL_ANSWER =
  /^(?:openai|anthropic|ollama|litellm|groq|mistralai|cohere|together|google\.(?:generativeai|genai))\b[\w.()]{0,80}\.(?:create|generate(?:_content)?|chat|completion|complete|parse)$/;

/** True for a call of such a client that sends. */
export const sendsByClient = anyOf(SENDS);
/** True for a call of such a client that only gives an answer. */
export const answersByClient = anyOf(ANSWERS);
