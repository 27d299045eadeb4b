import { findExfilHost, hostsIn } from '@weir/intel';
import { isPublicIp } from '../finding.ts';

/** Hosts on which anybody puts a server for nothing. */
const FREE_HOST =
  /(?:\.|^)(?:herokuapp\.com|onrender\.com|vercel\.app|netlify\.app|pages\.dev|workers\.dev|web\.app|firebaseio\.com|repl\.co|replit\.app|glitch\.me|000webhostapp\.com|pythonanywhere\.com|deno\.dev|surge\.sh|fly\.dev|railway\.app|azurewebsites\.net|duckdns\.org|ddns\.net|dropbox\.com|dropboxusercontent\.com|mediafire\.com|koyeb\.app|cloudfunctions\.net|run\.app|lambda-url\.[a-z0-9-]+\.on\.aws|supabase\.co|firebasedatabase\.app|anondns\.net|hopto\.org|zapto\.org|ddns\.me|sytes\.net|serveblog\.net|myftp\.org|freemyip\.com|mooo\.com|infinityfreeapp\.com|rf\.gd|epizy\.com|atwebpages\.com|alwaysdata\.net|deta\.dev|deta\.app|free\.weir\.test)$/i;

/** Top-level domains that are given away, or that nobody is held to account for. */
const CHEAP_DOMAIN =
  /\.(?:xyz|top|lol|buzz|icu|cyou|tk|ml|ga|cf|gq|pw|ru|su|cc|sbs|click|rest|monster|site|online|fun|space|website)$/i;

/**
 * Public name servers, by number or by name: a connection to one is how a machine finds its own address, and who looks
 * one up asks whether there is a network; neither says anything to anybody.
 */
export const RESOLVER =
  /^(?:8\.8\.8\.8|8\.8\.4\.4|1\.1\.1\.1|1\.0\.0\.1|9\.9\.9\.9|10\.255\.255\.255|one\.one\.one\.one|dns\.google|dns\.quad9\.net)(?::\d+)?$/;

/** An address that is no service's: a bare number, a free or a listed host, a cheap domain. */
export function isOddTarget(text: string): boolean {
  return isNobodys(text, (name) => FREE_HOST.test(name) || CHEAP_DOMAIN.test(name));
}

/** The same without domains that are only cheap, which small services of some countries have. */
export function isFreeTarget(text: string): boolean {
  return isNobodys(text, (name) => FREE_HOST.test(name));
}

function isNobodys(text: string, isFree: (host: string) => boolean): boolean {
  const host = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?([^/:]+)/i.exec(text);
  if (RESOLVER.test(text)) return false;
  if (isPublicIp(host?.[1] ?? '')) return true;
  return hostsIn(text).some(
    ({ host: name, url }) => (findExfilHost(name)?.weight ?? 0) >= 0.6 || (url !== null && isFree(name)),
  );
}

/** A front page that is asked for to see whether there is a network at all; it learns nothing. */
export const FRONT_PAGE =
  /^https?:\/\/(?:www\.)?(?:google|bing|microsoft|apple|cloudflare|example|baidu)\.com\/?$/i;
