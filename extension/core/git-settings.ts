import type { PolicyHost, SessionGrant } from '../../protocol/control.ts';
import { GIT_WAITS } from '../../protocol/session-environment.ts';
import { sshRewrites } from '../../protocol/ssh-rewrites.ts';
import { governedOrigins } from './governed-origins.ts';
import { rewrittenHosts } from './ssh-remotes.ts';

export interface GitWishes {
  readonly hosts: readonly PolicyHost[];
  /** Of the repositories that are open. */
  readonly remotes: readonly string[];
  /** The person has Git over SSH go over HTTPS instead, where it can be judged, whatever the policy says. */
  readonly rewriteSsh: boolean;
}

/** What Git is told so that governed hosts, and they alone, are asked through the agent (git-config, "http.<url>.*"). */
export function gitSettings(
  { proxyUrl, caFile }: Pick<SessionGrant, 'proxyUrl' | 'caFile'>,
  { hosts, remotes, rewriteSsh }: GitWishes,
): readonly (readonly [key: string, value: string])[] {
  const names = hosts.filter(({ kind }) => kind === 'git').map(({ suffix }) => hostPattern(suffix));
  const origins = [...names.map((host) => `https://${host}`), ...governedOrigins(remotes, hosts)];
  return [
    ...[...new Set(origins)].flatMap((origin) => [
      [`http.${origin}/.proxy`, proxyUrl] as const,
      [`http.${origin}/.proxyAuthMethod`, 'basic'] as const,
      // The agent alone answers for them, and Git reads every root it is given anew for each request.
      [`http.${origin}/.sslCAInfo`, caFile] as const,
    ]),
    ...GIT_WAITS,
    ...sshRewrites(rewrittenHosts({ hosts, remotes, rewriteSsh })),
  ];
}

/** `*` stands for one label, as in Git's own matching of URLs. */
function hostPattern(suffix: string): string {
  return suffix.startsWith('.') ? `*${suffix}` : suffix;
}
