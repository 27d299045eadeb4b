import { isCredentialPath, LABEL } from './labels.ts';

const IDENTITY_COMMAND =
  /^\s*(?:whoami|hostname|id|uname|ifconfig|ipconfig|ip a|systeminfo|cat \/etc\/passwd)\b/;
/** Commands that print secrets of the user. */
const SECRET_COMMAND =
  /\bnpm\s+(?:config\s+get\s+\S*_?auth|token\b)|\bgh\s+auth\s+token\b|\bgit\s+credential\b|\bsecurity\s+(?:find-|dump-)|\baws\s+configure\s+get\b|\bgcloud\s+auth\s+print|\baz\s+account\s+get-access-token\b|\bop\s+(?:read|item\s+get)\b|\bsecret-tool\s+lookup\b|\bgpg2?\b.{0,80}--export-secret/;
/** Commands that print where the file of a user's tokens is. */
const CREDENTIAL_PLACE = /\bnpm\s+(?:config\s+get|c\s+get|get)\s+(?:userconfig|globalconfig)\b/;
/** Commands that print the clipboard. */
const CLIPBOARD_COMMAND =
  /^\s*(?:pbpaste|wl-paste|xsel\b.{0,40}(?:-o|--output)|xclip\b.{0,60}-o|powershell\b.{0,80}Get-Clipboard)/i;
const ENV_COMMAND = /^\s*(?:env|printenv|set)\s*(?:$|[|>;&])/;

/** The label of what a command prints, by the words of it that are known; 0 for none. */
export function labelOfCommand(text: string): number {
  if (SECRET_COMMAND.test(text) || text.split(/[\s;|&]+/).some((word) => isCredentialPath(word)))
    return LABEL.credential;
  if (CREDENTIAL_PLACE.test(text)) return LABEL.credentialPath;
  if (CLIPBOARD_COMMAND.test(text)) return LABEL.clipboard;
  if (ENV_COMMAND.test(text)) return LABEL.envAll;
  return IDENTITY_COMMAND.test(text) ? LABEL.host : 0;
}
