import { type ActivityLimits, DEFAULT_ACTIVITY_LIMITS } from './activity/activity.ts';
import { DEFAULT_HOLDS_LIMITS, type HoldsLimits } from './approval/holds.ts';
import { type ContentLimits, DEFAULT_CONTENT_LIMITS } from './audit/content-log.ts';
import { DEFAULT_JOURNAL_LIMITS, type JournalLimits } from './audit/journal-limits.ts';
import { DEFAULT_PANEL_LIMITS, type PanelLimits } from './control/panel-desk.ts';
import { DEFAULT_WINDOW_LIMITS, type WindowLimits } from './control/windows.ts';
import type { DiffLimits } from './core/approval/diff-content.ts';
import type { AnswerLimits } from './core/copilot/answer/options.ts';
import type { JsonLimits } from './core/copilot/json-text.ts';
import type { GraphqlLimits } from './core/github/graphql-document.ts';
import { type CredentialLimits, DEFAULT_CREDENTIAL_LIMITS } from './credential/open-broker.ts';
import { DEFAULT_EVALUATION_LIMITS, type EvaluationLimits } from './evaluation/evaluator.ts';
import { DEFAULT_FEED_LIMITS, type FeedLimits } from './feed/limits.ts';
import type { GatewaySettings } from './gateway/settings.ts';
import { DEFAULT_GIT_LIMITS, type GitLimits } from './git/limits.ts';
import { DEFAULT_STEP_UP_LIMITS, type StepUpLimits } from './identity/step-ups.ts';
import { DEFAULT_MASKING_LIMITS, type MaskingLimits } from './masking/masking.ts';
import { DEFAULT_LISTENER_LIMITS, type ListenerLimits } from './proxy/limits.ts';
import { DEFAULT_UPSTREAM_LIMITS, type UpstreamLimits } from './proxy/upstream.ts';
import { DEFAULT_WORKSPACE_LIMITS, type WorkspaceLimits } from './proxy/workspace/limits.ts';
import { DEFAULT_REVOCATION_LIMITS, type RevocationLimits } from './revocation/limits.ts';

/** Bounds of the exchanges: everything a peer could make grow has one. */
export interface ExchangeLimits {
  /** Exchanges under way at once. */
  readonly maxExchanges: number;
  /** What is read and thrown away of a refused request, so that the client reads the reason. */
  readonly maxDrainBytes: number;
  readonly maxDrainMs: number;
  /** The ref update commands and options before a pack. */
  readonly maxPushHeaderBytes: number;
  /** How long they may take; from then on the pack's own limits count. */
  readonly pushHeaderTimeoutMs: number;
  readonly maxRefUpdates: number;
  /** Commits and changes that a reviewer is shown; the counts are always whole. */
  readonly maxSummaryCommits: number;
  readonly maxSummaryChanges: number;
  /** Of the lines of a push that a reviewer is shown; what is left out is counted. */
  readonly diff: DiffLimits;
  /** How long an undecided request stays with the reviewers after the client gave up. */
  readonly approvalPendingMs: number;
  /** How often a held client is told that it still waits. */
  readonly holdReminderMs: number;
  readonly maxSessions: number;
  /** A prompt, a call of a tool, or anything else that is read whole and masked; after decoding. */
  readonly maxTextBytes: number;
  /** Of the JSON in it. */
  readonly json: JsonLimits;
  /** One object of Git LFS that is uploaded; it waits on the disk until it was judged. */
  readonly maxLfsObjectBytes: number;
  /** All of them that wait at once. */
  readonly maxSpooledBytes: number;
  /** Messages of one batch to an MCP server. */
  readonly maxMcpMessages: number;
  /** Of what a model answers. */
  readonly answer: AnswerLimits;
  /** Of an answer under a policy that may want it reviewed: it is read once more when that is decided. */
  readonly maxKeptAnswerBytes: number;
  /** Reads of the agent's own to judge one call of GitHub's API. */
  readonly maxApiReads: number;
  /** Of a document, and requests of one batch, to GitHub's GraphQL API. */
  readonly graphql: GraphqlLimits;
  readonly maxGraphqlBatch: number;
  /** Hosts that answers named as Copilot's. */
  readonly maxToldEndpoints: number;
  /** How long a stopping agent waits for what is in flight. */
  readonly shutdownMs: number;
}

const MIB = 1024 ** 2;
const JSON_LIMITS: JsonLimits = Object.freeze({ maxChars: 16 * MIB, maxDepth: 64, maxNodes: 500_000 });

export const DEFAULT_EXCHANGE_LIMITS: ExchangeLimits = Object.freeze({
  maxExchanges: 512,
  maxDrainBytes: 4 * 1024 ** 3,
  maxDrainMs: 10 * 60_000,
  maxPushHeaderBytes: 4 * 1024 ** 2,
  pushHeaderTimeoutMs: 60_000,
  maxRefUpdates: 1000,
  maxSummaryCommits: 50,
  maxSummaryChanges: 200,
  diff: Object.freeze({
    maxCommits: 20,
    maxFiles: 40,
    maxLinesPerFile: 200,
    maxLineChars: 400,
    maxChars: 128 * 1024,
    maxContentBytes: 256 * 1024,
  }),
  approvalPendingMs: 24 * 60 * 60 * 1000,
  holdReminderMs: 30_000,
  maxSessions: 256,
  maxTextBytes: 16 * MIB,
  json: JSON_LIMITS,
  maxLfsObjectBytes: 2048 * MIB,
  maxSpooledBytes: 16 * 1024 * MIB,
  maxMcpMessages: 64,
  answer: Object.freeze({
    eventStream: { maxLineChars: 4 * MIB, maxEventChars: 4 * MIB },
    json: JSON_LIMITS,
    maxBodyBytes: 16 * MIB,
    maxHeldChars: 4 * MIB,
    maxTextChars: 8 * MIB,
    maxChannels: 256,
    maxToolCalls: 256,
    maxSummaryChars: MIB,
  }),
  maxKeptAnswerBytes: 16 * MIB,
  maxApiReads: 128,
  graphql: Object.freeze({ maxTokens: 20_000, maxDepth: 64, maxMutations: 20 }),
  maxGraphqlBatch: 20,
  maxToldEndpoints: 256,
  shutdownMs: 10_000,
});

/** Every bound of the agent, by who keeps it. */
export interface AgentLimits {
  readonly exchange: ExchangeLimits;
  readonly evaluation: EvaluationLimits;
  readonly git: GitLimits;
  readonly workspace: WorkspaceLimits;
  readonly journal: JournalLimits;
  readonly contents: ContentLimits;
  readonly masking: MaskingLimits;
  readonly credential: CredentialLimits;
  readonly listener: ListenerLimits;
  readonly upstream: UpstreamLimits;
  readonly feed: FeedLimits;
  readonly activity: ActivityLimits;
  readonly holds: HoldsLimits;
  readonly panel: PanelLimits;
  readonly windows: WindowLimits;
  readonly revocation: RevocationLimits;
  readonly stepUp: StepUpLimits;
}

/** What an agent is started with. Parsed once, frozen, passed down. */
export interface AgentConfig {
  readonly home: string;
  /** Port of the proxy on loopback; 0 takes a free one. */
  readonly port: number;
  readonly collector: { readonly url: string; readonly token: string };
  /** The policy of an agent that was enrolled with no feed. */
  readonly policyPath: string;
  /** PEM of roots that servers may lead to, besides the public ones and the system's. */
  readonly extraTrust: readonly string[];
  /** Names that the agent resolves itself, to an IP address. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Where `HTTPS_PROXY` and `NO_PROXY` of the agent's own are looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly limits: AgentLimits;
  /** What a person is told to type to decide an approval; its id follows. */
  readonly approveCommand: string;
  /** Null: a proxy on loopback, for whoever it works for. */
  readonly gateway: GatewaySettings | null;
}

export type AgentConfigOptions = Pick<AgentConfig, 'home' | 'port' | 'collector' | 'policyPath'> &
  Partial<Omit<AgentConfig, 'limits'>> & {
    readonly limits?: { readonly [Part in keyof AgentLimits]?: Partial<AgentLimits[Part]> };
  };

/** The configuration with everything that was left out at its default. */
export function agentConfig(options: AgentConfigOptions): AgentConfig {
  const { limits = {}, ...given } = options;
  return Object.freeze({
    extraTrust: [],
    hosts: {},
    environment: {},
    gateway: null,
    approveCommand: 'countersign approvals approve',
    ...given,
    limits: Object.freeze({
      exchange: { ...DEFAULT_EXCHANGE_LIMITS, ...limits.exchange },
      evaluation: { ...DEFAULT_EVALUATION_LIMITS, ...limits.evaluation },
      git: { ...DEFAULT_GIT_LIMITS, ...limits.git },
      workspace: { ...DEFAULT_WORKSPACE_LIMITS, ...limits.workspace },
      journal: { ...DEFAULT_JOURNAL_LIMITS, ...limits.journal },
      contents: { ...DEFAULT_CONTENT_LIMITS, ...limits.contents },
      masking: { ...DEFAULT_MASKING_LIMITS, ...limits.masking },
      credential: { ...DEFAULT_CREDENTIAL_LIMITS, ...limits.credential },
      listener: { ...DEFAULT_LISTENER_LIMITS, ...limits.listener },
      upstream: { ...DEFAULT_UPSTREAM_LIMITS, ...limits.upstream },
      feed: { ...DEFAULT_FEED_LIMITS, ...limits.feed },
      activity: { ...DEFAULT_ACTIVITY_LIMITS, ...limits.activity },
      holds: { ...DEFAULT_HOLDS_LIMITS, ...limits.holds },
      panel: { ...DEFAULT_PANEL_LIMITS, ...limits.panel },
      windows: { ...DEFAULT_WINDOW_LIMITS, ...limits.windows },
      revocation: { ...DEFAULT_REVOCATION_LIMITS, ...limits.revocation },
      stepUp: { ...DEFAULT_STEP_UP_LIMITS, ...limits.stepUp },
    }),
  });
}
