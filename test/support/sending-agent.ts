import { setTimeout as delay } from 'node:timers/promises';
import { type CollectorClient, createCollectorClient } from '../../agent/collector-client/client.ts';
import type { SignedRecord } from '../../protocol/audit-record.ts';
import { recordHash } from '../../protocol/chain.ts';
import { requireReceipt } from '../../protocol/log-receipt.ts';
import type { TreeHead } from '../../protocol/merkle/consistency.ts';
import type { NoteVerifier } from '../../protocol/merkle/signed-note.ts';
import { type TestChain, testChain } from './collector.ts';
import { hex, sha256 } from './merkle.ts';

export interface SendingAgentOptions {
  readonly token: string;
  /** Where the collector is at this attempt. */
  readonly url: (attempt: number) => string;
  readonly log: () => NoteVerifier;
}

const MAX_ATTEMPTS = 1000;

/** An agent with a chain in memory, which forgets nothing and demands a receipt that continues the last one. */
export class SendingAgent {
  readonly chain: TestChain = testChain();
  readonly records: SignedRecord[] = [];
  readonly #options: SendingAgentOptions;
  readonly #clients = new Map<string, CollectorClient>();
  #attempt = 0;
  #known: TreeHead = { size: 0, root: sha256(new Uint8Array()) };
  #acknowledged = 0;

  constructor(options: SendingAgentOptions) {
    this.#options = options;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  async enrol(): Promise<void> {
    await this.client().enrol({ publicKey: this.chain.publicKey });
  }

  /** Sends these as well, until all is acknowledged. */
  async send(count: number): Promise<void> {
    this.records.push(...this.chain.grow(count));
    for (let tries = 0; this.#acknowledged < this.records.length; tries += 1) {
      try {
        await this.sendOnce();
      } catch (fault) {
        if (tries === MAX_ATTEMPTS) throw fault;
        this.#attempt += 1;
        await delay(20);
      }
    }
  }

  /** Sends until `isOver`, whether or not anybody takes it. */
  async sendUntil(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      if (this.records.length - this.#acknowledged < 100) this.records.push(...this.chain.grow(7));
      await this.sendOnce().catch(() => delay(10));
      // Wherever there are several, each gets its part.
      this.#attempt += 1;
    }
  }

  /** Everything that is not acknowledged. Rejects when there is no answer, or one that does not hold. */
  async sendOnce(): Promise<void> {
    const rest = this.records.slice(this.#acknowledged);
    const { acknowledged, receipt } = await this.client().sendRecords(rest, this.#known.size);
    const last = this.records[acknowledged - 1];
    if (receipt === null || last === undefined) throw new Error('there is no receipt');
    const hash = recordHash(last.record, (text) => hex(sha256(Buffer.from(text))));
    const record = { agent: this.chain.id, seq: acknowledged, hash };
    this.#known = requireReceipt(receipt, { record, known: this.#known, log: this.#options.log() }, sha256);
    this.#acknowledged = acknowledged;
  }

  client(): CollectorClient {
    const url = this.#options.url(this.#attempt);
    const client =
      this.#clients.get(url) ?? createCollectorClient({ url, token: this.#options.token, timeoutMs: 20_000 });
    this.#clients.set(url, client);
    return client;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }
}
