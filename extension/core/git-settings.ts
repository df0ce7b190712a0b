import type { GovernedHost, SessionGrant } from '../../protocol/control.ts';

export interface GitWishes {
  readonly hosts: readonly GovernedHost[];
  /** Git over SSH to a governed host goes over HTTPS instead, where it can be judged. */
  readonly rewriteSsh: boolean;
}

/** What Git is told so that governed hosts, and they alone, are asked through the agent (git-config, "http.<url>.*"). */
export function gitSettings(
  { proxyUrl, caBundleFile }: Pick<SessionGrant, 'proxyUrl' | 'caBundleFile'>,
  { hosts, rewriteSsh }: GitWishes,
): readonly (readonly [key: string, value: string])[] {
  const names = hosts.filter(({ kind }) => kind === 'git').map(({ suffix }) => hostPattern(suffix));
  return names.flatMap((host) => [
    [`http.https://${host}/.proxy`, proxyUrl] as const,
    [`http.https://${host}/.proxyAuthMethod`, 'basic'] as const,
    [`http.https://${host}/.sslCAInfo`, caBundleFile] as const,
    ...(rewriteSsh && !host.startsWith('*') ? overHttps(host) : []),
  ]);
}

/** `*` stands for one label, as in Git's own matching of URLs. */
function hostPattern(suffix: string): string {
  return suffix.startsWith('.') ? `*${suffix}` : suffix;
}

function overHttps(host: string): readonly (readonly [string, string])[] {
  return [
    [`url.https://${host}/.insteadOf`, `git@${host}:`],
    [`url.https://${host}/.insteadOf`, `ssh://git@${host}/`],
  ];
}
