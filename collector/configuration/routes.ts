import type { FastifyInstance } from 'fastify';
import type { ConfigurationView, FeedView, NotifyTargetView } from '../../protocol/configuration.ts';
import { instant } from '../approval/present.ts';
import type { FeedFiles } from '../feed/feed-files.ts';
import { feedView } from '../feed/feed-view.ts';
import type { Role } from '../identity/caller.ts';
import type { CollectorLimits } from '../limits.ts';
import type { TokensTable } from '../store/tokens.ts';

export interface ConfigurationPorts {
  readonly publicUrl: URL | null;
  readonly isEncrypted: boolean;
  /** Null: there is none. */
  readonly provider: string | null;
  readonly limits: CollectorLimits;
  readonly targets: () => readonly NotifyTargetView[];
  readonly tokens: Pick<TokensTable, 'all'>;
  readonly feed: FeedFiles | null;
}

const roles = ['auditor', 'admin'] satisfies Role[];

/** How the collector is set up, and what its policy feed says of itself. Secrets are nowhere near it. */
export function configurationRoutes(routes: FastifyInstance, ports: ConfigurationPorts): void {
  routes.get<{ Reply: ConfigurationView }>('/v1/configuration', { config: { roles } }, async () =>
    viewOf(ports),
  );
  routes.get<{ Reply: FeedView }>(
    '/v1/feed',
    { config: { roles: [...roles, 'policy-publisher'] } },
    async () => feedView(ports.feed),
  );
}

async function viewOf(ports: ConfigurationPorts): Promise<ConfigurationView> {
  const { publicUrl, isEncrypted, provider, limits, targets, tokens } = ports;
  const all = await tokens.all();
  return {
    url: publicUrl?.origin ?? null,
    isEncrypted,
    provider,
    limits: { ...limits },
    targets: targets(),
    tokens: all.slice(0, limits.maxListedTokens).map(({ name, role, subject, expiresAt }) => ({
      name,
      role,
      subject,
      expiresAt: expiresAt === null ? null : instant(expiresAt),
    })),
  };
}
