import type { GovernedHost } from '../../protocol/control.ts';

const HTTP_URL = /^(https?):\/\/(?:[^/@\s]*@)?([a-z0-9.-]+)(?::(\d{1,5}))?(?:[/?#]|$)/i;

/**
 * Scheme, host and port of those of the URLs that lead to a governed Git host, each once. Git compares ports, and its
 * patterns stand for one label: a remote on a port of its own, or several labels down, has to be named as it is.
 */
export function governedOrigins(urls: readonly string[], hosts: readonly GovernedHost[]): readonly string[] {
  const origins = urls.flatMap((url) => {
    const [, scheme = '', host = '', port] = HTTP_URL.exec(url) ?? [];
    const name = host.toLowerCase();
    return isGovernedGitHost(name, hosts)
      ? [`${scheme.toLowerCase()}://${name}${port === undefined ? '' : `:${port}`}`]
      : [];
  });
  return [...new Set(origins)];
}

/** `name` in lower case. */
export function isGovernedGitHost(name: string, hosts: readonly GovernedHost[]): boolean {
  return hosts.some(({ kind, suffix }) => kind === 'git' && isNamed(suffix, name));
}

/** As the policy reads a suffix: a dot in front stands for every name below. */
function isNamed(suffix: string, name: string): boolean {
  return suffix.startsWith('.') ? name.endsWith(suffix) && name.length > suffix.length : name === suffix;
}
