import { findExfilHost, hostsIn } from '@weir/intel';
import { isPublicIp } from '../finding.ts';

/** Hosts on which anybody puts a server for nothing, and top-level domains that are given away. */
const FREE_HOST =
  /(?:\.|^)(?:herokuapp\.com|onrender\.com|vercel\.app|netlify\.app|pages\.dev|workers\.dev|web\.app|firebaseio\.com|repl\.co|replit\.app|glitch\.me|000webhostapp\.com|pythonanywhere\.com|deno\.dev|surge\.sh|fly\.dev|railway\.app|azurewebsites\.net|duckdns\.org|ddns\.net|dropbox\.com|dropboxusercontent\.com|mediafire\.com|koyeb\.app|cloudfunctions\.net|run\.app|lambda-url\.[a-z0-9-]+\.on\.aws|supabase\.co|firebasedatabase\.app|anondns\.net|hopto\.org|zapto\.org|ddns\.me|sytes\.net|serveblog\.net|myftp\.org|freemyip\.com|mooo\.com|infinityfreeapp\.com|rf\.gd|epizy\.com|atwebpages\.com|alwaysdata\.net|deta\.dev|deta\.app|free\.weir\.test)$|\.(?:xyz|top|lol|buzz|icu|cyou|tk|ml|ga|cf|gq|pw|ru|su|cc|sbs|click|rest|monster|site|online|fun|space|website)$/i;

/** Public name servers: a connection to one is how a machine finds its own address. */
export const RESOLVER =
  /^(?:8\.8\.8\.8|8\.8\.4\.4|1\.1\.1\.1|1\.0\.0\.1|9\.9\.9\.9|10\.255\.255\.255)(?::\d+)?$/;

/** An address that is no service's: a bare number, a free or a listed host. */
export function isOddTarget(text: string): boolean {
  const host = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?([^/:]+)/i.exec(text);
  if (RESOLVER.test(text)) return false;
  if (isPublicIp(host?.[1] ?? '')) return true;
  return hostsIn(text).some(
    ({ host: name, url }) =>
      (findExfilHost(name)?.weight ?? 0) >= 0.6 || (url !== null && FREE_HOST.test(name)),
  );
}
