/** Names that registries, their mirrors and the caches of companies give themselves. */
const REGISTRY_HOST =
  /^(?:registry|npm|pypi|packages?|artifactory|nexus|verdaccio|pkg|mirrors?|localhost|127\.)(?:[.\d]|$)|(?:^|\.)(?:mirrors?|npmmirror)\./;

/** True for the host of a registry or a mirror, by what it calls itself. */
export const isRegistryName = (host: string): boolean => REGISTRY_HOST.test(host);

const MANAGER = /^(?:\S*\/)?(?:npm|yarn|pnpm|pip[\d.]*)$/;
const PYTHON = /^(?:\S*\/)?python[\d.]*$/;

/** The address of `npm config set registry …` and its like, and of `python -m pip config`; null for other commands. */
export function configuredRegistry([program = '', ...words]: readonly string[]): string | null {
  const args = PYTHON.test(program) && words[0] === '-m' ? words.slice(2) : words;
  const manager = args === words ? program : (words[1] ?? '');
  if (!MANAGER.test(manager) || !args.includes('set')) return null;
  return (
    /(?:registry|index-url)[\s=]+(?<address>https?:\/\/\S+)/i.exec(args.join(' '))?.groups?.address ?? null
  );
}

/** The host that a command has all packages come from after it, where that calls itself no registry; null for others. */
export function foreignSource(argv: readonly string[]): string | null {
  const address = configuredRegistry(argv);
  const host = address !== null && URL.canParse(address) ? new URL(address).hostname.toLowerCase() : '';
  return host === '' || isRegistryName(host) ? null : host;
}
