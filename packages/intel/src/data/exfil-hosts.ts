import type { ExfilHost } from '../exfil-hosts.ts';

/**
 * Hosts that attacks on package registries send data to or fetch payloads from, because anybody gets an address
 * there at once and for nothing. Compiled from public incident write-ups and the services' own documentation
 * (detection.md sections 5 and 7); 2026-11-23. All of them have honest users: `weight` says how much a mention alone
 * speaks for an attack, 0 to 1. Names under `weir.test` are reserved for tests.
 */
const ROWS: readonly (readonly [
  host: string,
  kind: ExfilHost['kind'],
  weight: number,
  secretPath?: RegExp,
])[] = [
  // Out-of-band interaction servers: their only use is to see that code ran somewhere.
  ['oast.pro', 'interaction', 0.95],
  ['oast.live', 'interaction', 0.95],
  ['oast.site', 'interaction', 0.95],
  ['oast.online', 'interaction', 0.95],
  ['oast.fun', 'interaction', 0.95],
  ['oast.me', 'interaction', 0.95],
  ['oastify.com', 'interaction', 0.95],
  ['interact.sh', 'interaction', 0.95],
  ['burpcollaborator.net', 'interaction', 0.95],
  ['dnslog.cn', 'interaction', 0.95],
  ['ceye.io', 'interaction', 0.95],
  ['requestrepo.com', 'interaction', 0.95],
  ['bxss.me', 'interaction', 0.9],
  ['canarytokens.com', 'interaction', 0.9],
  ['canarytokens.org', 'interaction', 0.9],
  ['eyes.sh', 'interaction', 0.9],
  ['dnslog.link', 'interaction', 0.9],
  ['interaction.weir.test', 'interaction', 0.95],
  // Request catchers: a private inbox for whatever is posted to them.
  ['webhook.site', 'request-catcher', 0.9],
  ['pipedream.net', 'request-catcher', 0.9],
  ['requestbin.com', 'request-catcher', 0.85],
  ['requestbin.net', 'request-catcher', 0.85],
  ['requestcatcher.com', 'request-catcher', 0.85],
  ['hookbin.com', 'request-catcher', 0.85],
  ['beeceptor.com', 'request-catcher', 0.75],
  ['mockapi.io', 'request-catcher', 0.6],
  ['webhook-test.com', 'request-catcher', 0.85],
  ['typedwebhook.tools', 'request-catcher', 0.85],
  ['webhook.cool', 'request-catcher', 0.85],
  ['postb.in', 'request-catcher', 0.8],
  ['exfil.weir.test', 'request-catcher', 0.9],
  // Tunnels to somebody's own machine.
  ['ngrok.io', 'tunnel', 0.7],
  ['ngrok.app', 'tunnel', 0.7],
  ['ngrok-free.app', 'tunnel', 0.75],
  ['ngrok-free.dev', 'tunnel', 0.75],
  ['trycloudflare.com', 'tunnel', 0.75],
  ['loca.lt', 'tunnel', 0.7],
  ['lhr.life', 'tunnel', 0.75],
  ['serveo.net', 'tunnel', 0.75],
  ['bore.pub', 'tunnel', 0.75],
  ['portmap.io', 'tunnel', 0.75],
  ['ngrok-free.pizza', 'tunnel', 0.75],
  ['pinggy.link', 'tunnel', 0.75],
  ['tunnel.weir.test', 'tunnel', 0.75],
  // Text drops that serve a payload or its address.
  ['pastebin.com', 'paste', 0.5],
  ['rentry.co', 'paste', 0.6],
  ['rentry.org', 'paste', 0.6],
  ['hastebin.com', 'paste', 0.5],
  ['paste.ee', 'paste', 0.6],
  ['dpaste.org', 'paste', 0.5],
  ['ghostbin.com', 'paste', 0.6],
  ['controlc.com', 'paste', 0.6],
  ['jsonkeeper.com', 'paste', 0.7],
  ['npoint.io', 'paste', 0.6],
  ['paste.weir.test', 'paste', 0.6],
  // File drops without an account.
  ['transfer.sh', 'file-drop', 0.6],
  ['file.io', 'file-drop', 0.6],
  ['gofile.io', 'file-drop', 0.7],
  ['anonfiles.com', 'file-drop', 0.8],
  ['catbox.moe', 'file-drop', 0.65],
  ['0x0.st', 'file-drop', 0.65],
  ['bashupload.com', 'file-drop', 0.75],
  ['temp.sh', 'file-drop', 0.7],
  ['tmpfiles.org', 'file-drop', 0.7],
  ['cdn.discordapp.com', 'file-drop', 0.4],
  // Messengers: naming the API is an SDK's business, a hard-coded mailbox is not.
  ['discord.com', 'messenger', 0.1, /^\/api\/(?:v\d+\/)?webhooks\/\d{15,22}\/[\w-]{40,}/],
  ['discordapp.com', 'messenger', 0.1, /^\/api\/(?:v\d+\/)?webhooks\/\d{15,22}\/[\w-]{40,}/],
  ['api.telegram.org', 'messenger', 0.1, /^\/bot\d{6,12}:[\w-]{30,}/],
  ['hooks.slack.com', 'messenger', 0.1, /^\/services\/T\w{6,}\/B\w{6,}\/\w{16,}/],
  ['messenger.weir.test', 'messenger', 0.1, /^\/bot\d{6,12}:[\w-]{30,}/],
  // Services that tell a machine its public address: a step of many attacks and of many honest programs.
  ['api.ipify.org', 'address-echo', 0.3],
  ['ipinfo.io', 'address-echo', 0.2],
  ['ifconfig.me', 'address-echo', 0.3],
  ['icanhazip.com', 'address-echo', 0.3],
  ['ip-api.com', 'address-echo', 0.3],
  ['address.weir.test', 'address-echo', 0.3],
];

export const EXFIL_HOSTS: readonly ExfilHost[] = ROWS.map(([host, kind, weight, secretPath]) => ({
  host,
  kind,
  weight,
  secretPath: secretPath ?? null,
}));
