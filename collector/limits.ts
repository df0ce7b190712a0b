/** Bounds of the collector: everything a caller could make grow has one. */
export interface CollectorLimits {
  readonly maxBodyBytes: number;
  /** Of a request for approval; below what may wait for a reader, who would else be cut off by each. */
  readonly maxAskBytes: number;
  readonly maxRecordsPerBatch: number;
  /** Requests whose writes wait for the database; one more is told to come again. */
  readonly maxWaitingWrites: number;
  /** Batches of one agent at once: it has use for one. */
  readonly maxBatchesPerAgent: number;
  /** Signatures of records that are checked at once; the others wait their turn. */
  readonly maxSignaturesAtOnce: number;
  /** Records of which a later one's signature vouches for what they say, and their own is yet to be looked at. */
  readonly maxVouched: number;
  /** Of these, those whose signatures are looked at before anything else gets its turn. */
  readonly maxVouchedAtOnce: number;
  /** Keys of agents that are kept at hand; more are read anew whenever they send something. */
  readonly maxKnownAgentKeys: number;
  /** Records or approvals in one answer. */
  readonly maxPageSize: number;
  readonly maxEventStreams: number;
  /** Of these, for one token, or one person at a provider: nobody takes them all. */
  readonly maxEventStreamsPerCaller: number;
  /** What may wait for one reader of an event stream before it is cut off. */
  readonly maxStreamQueueBytes: number;
  /** What may wait for all of them; beyond it, whoever has not taken what was sent before is cut off. */
  readonly maxStreamQueuesBytes: number;
  readonly maxPendingPerRequester: number;
  /** Decisions before it on the same thing that a reviewer is shown. */
  readonly maxEarlierDecisions: number;
  /** Names that an overview tells apart in each chart, and rows of its tables. */
  readonly maxOverviewSeries: number;
  readonly maxOverviewRows: number;
  /** Records that a policy is tried on at once, the newest first, and how long that may take. */
  readonly maxDryRunRecords: number;
  readonly maxDryRunMs: number;
  /** Tokens that an auditor is shown. */
  readonly maxListedTokens: number;
  /** People signed in on the pages; one more ends the session that is oldest. */
  readonly maxWebSessions: number;
  /** Of one person; one more ends their oldest. */
  readonly maxWebSessionsPerPerson: number;
  /** How long a sign-in is good for. */
  readonly webSessionMs: number;
  /** How long a session is good for that a program got by a fresh login. */
  readonly stepUpMs: number;
  /** Sign-ins on their way through an identity provider; one more ends the oldest. */
  readonly maxLogins: number;
  /** For one of them to come back. */
  readonly loginMs: number;
  /** For an answer of the identity provider. */
  readonly identityTimeoutMs: number;
  /** Between one look at the keys of an issuer and the next, however many tokens name a key that is not among them. */
  readonly keysCooldownMs: number;
  /** How long keys of an issuer are believed before they are looked at again. */
  readonly keysMaxAgeMs: number;
  /** How long the token is good for that a person lets an agent work with. */
  readonly agentTokenMs: number;
  readonly maxAgentsPerPerson: number;
  /** Jobs of one repository at once. */
  readonly maxAgentsPerPipeline: number;
  /** Sign-ins that may fail within the window before all are refused until it has passed. */
  readonly maxSignInFailures: number;
  readonly signInWindowMs: number;
  /** Within which what somebody does again is counted, and no record of its own. */
  readonly accessWindowMs: number;
  /** Kinds of access that are counted at a time; one more ends the count of the oldest. */
  readonly maxAccessRepeats: number;
  /** What may wait to be written into the access journal. */
  readonly maxAccessQueue: number;
  /** How often its end is put into the log. */
  readonly accessAnchorMs: number;
  /** Records of it that are not in the log yet before its end is put there at once. */
  readonly maxUnanchored: number;
  /** A longer file of it is followed by another. */
  readonly maxAccessFileBytes: number;
  /** Beyond these the oldest are removed. */
  readonly maxAccessFiles: number;
  /** The pause before the log's files are brought up to date; receipts do not wait for it. */
  readonly publishMs: number;
  /** Leaves between one published checkpoint and the next. */
  readonly maxPublishedLeaves: number;
  /** The pause before records that were acknowledged are made findable by their content. */
  readonly indexPauseMs: number;
  /** Records made findable before anything else gets its turn. */
  readonly maxIndexedAtOnce: number;
  /** How long a search waits until everything stored before can be found. */
  readonly indexWaitMs: number;
  /** Records that may not be findable yet before whoever watches over the collector is told. */
  readonly maxQuietLag: number;
  /** How often what is older than it is kept is looked for. */
  readonly retentionEveryMs: number;
  /** How soon again where that could not be done. */
  readonly retentionRetryMs: number;
  /** How long no other collector looks for it, counted from each step. */
  readonly retentionLeaseMs: number;
  /** Keys of sessions and days that are destroyed before anything else gets its turn. */
  readonly maxDestroyedAtOnce: number;
  /** Records swept, after what they said was destroyed, before anything else gets its turn. */
  readonly maxSweptAtOnce: number;
  /** For a target of notifications to take one. */
  readonly notifyTimeoutMs: number;
  /** The pause before the second attempt; each later one is twice as long, up to the longest. */
  readonly notifyRetryMs: number;
  readonly maxNotifyRetryMs: number;
  readonly maxNotifyAttempts: number;
  /** News that is older is not worth telling. */
  readonly notifyWithinMs: number;
  /** A record that comes longer than this after it was written is late. */
  readonly lateAfterMs: number;
  /** A record that comes more than this before it was written is of an agent whose clock is ahead. */
  readonly aheadAfterMs: number;
  readonly streamKeepAliveMs: number;
  /** How often approvals that nobody asks about are looked at for their end. */
  readonly sweepMs: number;
  /** How long an agent that asks for revocations waits for one; below what it waits for any answer. */
  readonly revocationWaitMs: number;
  /** How often the store is looked at for what other processes revoked. */
  readonly revocationPollMs: number;
  /** For a request to arrive. */
  readonly requestTimeoutMs: number;
  /** How long a close waits for what is under way. */
  readonly closeGraceMs: number;
}

export const DEFAULT_COLLECTOR_LIMITS: CollectorLimits = Object.freeze({
  maxBodyBytes: 8 * 1024 ** 2,
  maxAskBytes: 2 * 1024 ** 2,
  maxRecordsPerBatch: 500,
  maxWaitingWrites: 256,
  maxBatchesPerAgent: 4,
  maxSignaturesAtOnce: 256,
  maxVouched: 10_000,
  maxVouchedAtOnce: 128,
  maxKnownAgentKeys: 4096,
  maxPageSize: 200,
  maxEventStreams: 5000,
  maxEventStreamsPerCaller: 16,
  maxStreamQueueBytes: 8 * 1024 ** 2,
  maxStreamQueuesBytes: 256 * 1024 ** 2,
  maxPendingPerRequester: 200,
  maxEarlierDecisions: 10,
  maxOverviewSeries: 6,
  maxOverviewRows: 20,
  maxDryRunRecords: 20_000,
  maxDryRunMs: 10_000,
  maxWebSessions: 1000,
  maxWebSessionsPerPerson: 8,
  maxListedTokens: 1000,
  webSessionMs: 8 * 60 * 60_000,
  stepUpMs: 15 * 60_000,
  maxLogins: 1000,
  loginMs: 10 * 60_000,
  identityTimeoutMs: 5000,
  keysCooldownMs: 30_000,
  keysMaxAgeMs: 10 * 60_000,
  agentTokenMs: 30 * 24 * 60 * 60_000,
  maxAgentsPerPerson: 20,
  maxAgentsPerPipeline: 1000,
  maxSignInFailures: 10,
  signInWindowMs: 60_000,
  accessWindowMs: 10 * 60_000,
  maxAccessRepeats: 1000,
  maxAccessQueue: 1000,
  accessAnchorMs: 60_000,
  maxUnanchored: 100,
  maxAccessFileBytes: 4 * 1024 ** 2,
  maxAccessFiles: 256,
  publishMs: 1000,
  maxPublishedLeaves: 16_384,
  indexPauseMs: 500,
  maxIndexedAtOnce: 50,
  indexWaitMs: 5000,
  maxQuietLag: 10_000,
  retentionEveryMs: 60 * 60_000,
  retentionRetryMs: 30_000,
  retentionLeaseMs: 2 * 60_000,
  maxDestroyedAtOnce: 50,
  maxSweptAtOnce: 50,
  notifyTimeoutMs: 10_000,
  notifyRetryMs: 1000,
  maxNotifyRetryMs: 5 * 60_000,
  maxNotifyAttempts: 12,
  notifyWithinMs: 24 * 60 * 60_000,
  lateAfterMs: 15 * 60_000,
  aheadAfterMs: 2 * 60_000,
  streamKeepAliveMs: 10_000,
  sweepMs: 5000,
  revocationWaitMs: 8000,
  revocationPollMs: 1000,
  requestTimeoutMs: 30_000,
  closeGraceMs: 1000,
});
