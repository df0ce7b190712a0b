import type { PolicyAlarm } from '../../protocol/control.ts';
import type { ProxySettings } from '../proxy/corporate.ts';
import { type AlarmPorts, FeedAlarms } from './feed-alarms.ts';
import { FeedClock } from './feed-clock.ts';
import { FeedError } from './feed-error.ts';
import { FeedFolder } from './feed-folder.ts';
import { POLICY_TARGET } from './feed-format.ts';
import { FeedFetcher } from './fetcher.ts';
import { type Held, heldPolicy, underRoot } from './held-policy.ts';
import type { FeedLimits } from './limits.ts';
import { type FeedPin, feedPath } from './pin.ts';
import type { EnforcedPolicy, PolicySource } from './policy-source.ts';
import { draftOf, isReadableRoot, type Refreshed, refresh } from './refresh.ts';
import { RefreshLoop } from './refresh-loop.ts';

export interface FeedSourceOptions extends AlarmPorts {
  readonly home: string;
  readonly pin: FeedPin;
  readonly limits: FeedLimits;
  /** The way out that the network's owner set up; null for straight to the feed. */
  readonly proxy: ProxySettings | null;
  /** Milliseconds of a clock that nobody can set. */
  readonly monotonicMs: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** The policy of a signed feed. */
export interface FeedSource extends PolicySource {
  /** Asks the feed now; whatever comes of it shows in the policy and in the alarm. */
  refresh(): Promise<void>;
  /** Somebody says that the feed has a timestamp of this version. */
  hint(timestampVersion: number): void;
}

/** Goes on with what was kept, or asks the feed once when nothing was; then asks at intervals until it is closed. */
export async function openFeedSource(options: FeedSourceOptions): Promise<FeedSource> {
  const folder = await FeedFolder.open(feedPath(options.home));
  const source = new FeedPolicy(options, folder);
  await source.load();
  if (source.lastKnown() === null) await source.refresh();
  source.start();
  return source;
}

/** Owner of the policy in force and of the folder that it is kept in. */
class FeedPolicy implements FeedSource {
  readonly origin = 'feed';
  readonly #options: FeedSourceOptions;
  readonly #folder: FeedFolder;
  readonly #fetcher: FeedFetcher;
  readonly #alarms: FeedAlarms;
  readonly #clock: FeedClock;
  readonly #loop: RefreshLoop;
  /** The newest that is believed. */
  #root: Uint8Array;
  #held: Held | null = null;
  #lastKnown: EnforcedPolicy | null = null;
  /** When the feed last confirmed it. */
  #verifiedAt = 0;
  /** Why nothing can be enforced, while nothing can. */
  #fault = new FeedError('never-fetched', 'no policy was fetched from the feed yet');
  /** Ends the policy in force. */
  #replace = new AbortController();
  #isClosed = false;

  constructor(options: FeedSourceOptions, folder: FeedFolder) {
    const { limits, clock, monotonicMs, random, proxy } = options;
    this.#options = options;
    this.#folder = folder;
    this.#root = options.pin.root;
    this.#fetcher = new FeedFetcher(limits, proxy);
    this.#alarms = new FeedAlarms(options);
    this.#clock = new FeedClock(clock, monotonicMs);
    this.#loop = new RefreshLoop({ ...limits, random, run: () => this.#refresh() });
  }

  async current(): Promise<EnforcedPolicy> {
    const policy = this.#held?.policy ?? null;
    if (policy === null) throw this.#fault;
    this.#refuseStale();
    return policy;
  }

  lastKnown(): EnforcedPolicy | null {
    return this.#lastKnown;
  }

  alarm(): PolicyAlarm | null {
    return this.#alarms.first;
  }

  refresh(): Promise<void> {
    return this.#loop.now();
  }

  hint(timestampVersion: number): void {
    if (timestampVersion > (this.#held?.timestampVersion ?? 0)) this.#loop.wake();
  }

  start(): void {
    this.#loop.start();
  }

  /** What the disk has is verified like what comes from the feed; of a set that does not hold nothing is enforced. */
  async load(): Promise<void> {
    try {
      const current = await this.#folder.current();
      if (current === null) return;
      this.#verifiedAt = current.verifiedAt;
      this.#clock.confirm(current.verifiedAt);
      this.#root = await this.#knownRoot(current.set);
      const files = await this.#folder.read(current.set);
      this.#held = await heldPolicy(current.set, files, this.#replace.signal);
      this.#lastKnown = this.#held.policy;
      if (this.#held.policy === null) this.#revoke();
    } catch (cause) {
      if (!(cause instanceof FeedError)) throw cause;
      this.#fault = new FeedError(
        'damaged',
        `what is kept of the feed does not hold: ${cause.message}`,
        cause,
      );
      this.#alarms.rejected(this.#fault, null);
    }
  }

  /** A root that was believed once is not forgotten for the sake of the files beside it. */
  async #knownRoot(set: string): Promise<Uint8Array> {
    const { root } = this.#options.pin;
    const kept = await this.#folder.part(set, 'root.json');
    return kept !== null && isReadableRoot(kept) ? kept : root;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#fetcher.close();
    await this.#loop.close();
  }

  async #refresh(): Promise<boolean> {
    this.#alarms.clockBehind(Math.round(this.#clock.behindMs()), this.#options.limits.clockToleranceMs);
    const fault = await this.#asked().catch(
      (cause: unknown) => new FeedError('disk', 'the disk did not take what came from the feed', cause),
    );
    if (this.#isClosed) return true;
    const enforced = this.#held?.policy ?? null;
    if (fault === null) this.#alarms.recovered(enforced);
    else this.#alarms.rejected(fault, enforced);
    await this.#folder.prune(this.#held?.set ?? null).catch((cause: unknown) => {
      this.#options.log.warn({ err: cause }, 'drafts of the policy feed were not removed');
    });
    return fault === null;
  }

  /** Asks the feed and does what follows; gives why what it offers was not taken, or null. */
  async #asked(): Promise<FeedError | null> {
    const { pin, limits } = this.#options;
    const now = (): Date => new Date(this.#clock.nowMs());
    const parts = {
      folder: this.#folder,
      url: pin.url,
      root: this.#root,
      fetcher: this.#fetcher,
      limits,
      now,
      enforced: this.#held?.policy ?? null,
    };
    const outcome = await refresh(parts, this.#held?.files ?? null);
    switch (outcome.kind) {
      case 'same':
        await this.#confirm(this.#held);
        return null;
      case 'new':
        await this.#adopt(outcome);
        return null;
      case 'refused':
        if (outcome.root !== null) await this.#takeRoot(outcome.root);
        return outcome.fault;
    }
  }

  async #confirm(held: Held | null): Promise<void> {
    const verifiedAt = this.#clock.nowMs();
    if (held !== null) await this.#folder.confirm({ set: held.set, verifiedAt });
    this.#verifiedAt = verifiedAt;
    this.#clock.confirm(verifiedAt);
  }

  async #adopt({
    set,
    files,
    verified,
    policy: compiled,
  }: Extract<Refreshed, { kind: 'new' }>): Promise<void> {
    const before = this.#held?.policy ?? null;
    const isSame = before?.version === verified.version && before.hash === compiled.hash;
    const replace = isSame ? this.#replace : new AbortController();
    const policy = isSame ? before : { ...compiled, version: verified.version, replaced: replace.signal };
    const verifiedAt = this.#clock.nowMs();
    await this.#folder.adopt({ set, verifiedAt });
    this.#held = { set, files, policy, ...verified };
    this.#root = files.root;
    this.#lastKnown = policy;
    this.#verifiedAt = verifiedAt;
    this.#clock.confirm(verifiedAt);
    if (isSame) return;
    this.#alarms.adopted(policy, verified.rootVersion);
    this.#replace.abort();
    this.#replace = replace;
  }

  /** A root is believed as soon as the one before vouches for it: whom it deposes must not keep it away. */
  async #takeRoot(root: Uint8Array): Promise<void> {
    if (this.#held === null || this.#isClosed) return;
    const { files } = this.#held;
    const set = await this.#folder.draft({ ...draftOf({ ...files, root }), [POLICY_TARGET]: files.policy });
    const held = underRoot(this.#held, set, root);
    await this.#folder.adopt({ set, verifiedAt: this.#verifiedAt });
    this.#held = held;
    this.#root = root;
    if (held.policy === null) this.#revoke();
  }

  #revoke(): void {
    this.#fault = new FeedError('revoked', 'the keys that signed the policy may sign none any more');
    this.#alarms.lapsed(this.#fault);
  }

  #refuseStale(): void {
    const maxStaleMs = Math.min(
      this.#held?.maxStaleMs ?? Number.POSITIVE_INFINITY,
      this.#options.limits.maxStaleMs,
    );
    const ageMs = this.#clock.nowMs() - this.#verifiedAt;
    if (ageMs <= maxStaleMs) return;
    const words = `the feed has not confirmed the policy for ${Math.round(ageMs / 1000)} s, and ${maxStaleMs / 1000} s are allowed`;
    const fault = new FeedError('stale', words);
    this.#alarms.lapsed(fault);
    throw fault;
  }
}
