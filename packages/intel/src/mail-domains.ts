import { DISPOSABLE_MAIL, FREE_MAIL } from './data/disposable-mail.ts';

/** `disposable`: anybody reads the mailbox; `free`: anybody gets an account; `own`: somebody holds the domain. */
export type MailKind = 'disposable' | 'free' | 'own';

const KINDS = new Map<string, MailKind>([
  ...FREE_MAIL.map((domain) => [domain, 'free'] as const),
  ...DISPOSABLE_MAIL.map((domain) => [domain, 'disposable'] as const),
]);

/** The domain of a mail address in lower case; null for what is none. */
export function mailDomain(address: string | null | undefined): string | null {
  const domain = /^[^@\s]+@(?<domain>[a-z0-9.-]{3,253})$/i.exec(address ?? '')?.groups?.domain;
  return domain?.includes('.') ? domain.toLowerCase() : null;
}

/** What kind of domain it is; names below a listed one are of its kind. */
export function mailKind(domain: string): MailKind {
  const labels = domain.split('.').slice(-6);
  for (let at = 0; at < labels.length - 1; at++) {
    const kind = KINDS.get(labels.slice(at).join('.'));
    if (kind) return kind;
  }
  return 'own';
}
