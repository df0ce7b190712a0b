import { createCollectorClient } from './collector-client/client.ts';
import type { AgentConfig } from './config.ts';
import { type PanelDesk, panelDesk } from './control/panel-desk.ts';
import type { PolicySource } from './feed/policy-source.ts';
import type { Sessions } from './identity/sessions.ts';
import type { Masking } from './masking/masking.ts';
import { COLLECTOR_TIMEOUT_MS, type OpenRecord } from './open-record.ts';

interface PanelParts {
  readonly record: OpenRecord;
  readonly sessions: Sessions;
  readonly policy: PolicySource;
  readonly masking: Masking;
}

/** What the panel of an editor asks, answered from the parts that own it. */
export function openPanel(config: AgentConfig, { record, sessions, policy, masking }: PanelParts): PanelDesk {
  const { activity, holds, journal, client, enrolment } = record;
  return panelDesk({
    ...{ activity, holds, journal, sessions, policy, masking },
    collector: client,
    collectorAs: (token) =>
      createCollectorClient({ ...config.collector, token, timeoutMs: COLLECTOR_TIMEOUT_MS }),
    subject: { id: enrolment.subject, groups: enrolment.groups },
    limits: config.limits.panel,
  });
}
