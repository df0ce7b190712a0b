import { type PushRequest, sideBandOf } from '../core/git/push-request.ts';
import { encodeReport, type Report } from '../core/git/report-status.ts';
import { encodeBand, KEEPALIVE, type SideBand } from '../core/git/side-band.ts';
import { words } from './answer.ts';
import type { ClientResponse } from './client.ts';
import type { Refusal } from './refusal.ts';

/**
 * How often, and how many at once, empty side-band packets keep a waiting client above curl's
 * `http.lowSpeedLimit`: 5 bytes × 80 × 4 a second is 1,600 bytes a second.
 */
const KEEPALIVE_INTERVAL_MS = 250;
const KEEPALIVE_BURST = 80;

/**
 * The answer to a push in Git's own words: progress on band 2 while it is held, and at the end always a full
 * report, since a 200 that ends without one reads as "Everything up-to-date".
 */
export class PushAnswer {
  readonly #response: ClientResponse;
  readonly #request: PushRequest;
  readonly #sideBand: SideBand | null;
  #keepAlive: NodeJS.Timeout | null = null;

  constructor(response: ClientResponse, request: PushRequest) {
    this.#response = response;
    this.#request = request;
    this.#sideBand = sideBandOf(request);
  }

  /** Shown by git as `remote: text`. A client that negotiated no side-band waits without a word. */
  progress(text: string): void {
    this.progressBytes(Buffer.from(`${text}\n`));
  }

  progressBytes(bytes: Uint8Array): void {
    if (this.#sideBand === null) return;
    this.#start();
    this.#write(encodeBand(2, bytes, this.#sideBand));
  }

  keepAlive(): void {
    if (this.#sideBand === null || this.#keepAlive !== null) return;
    this.#start();
    const burst = Buffer.concat(Array.from({ length: KEEPALIVE_BURST }, () => KEEPALIVE));
    this.#keepAlive = setInterval(() => {
      if (!this.#response.body.writableNeedDrain) this.#write(burst);
    }, KEEPALIVE_INTERVAL_MS);
  }

  stopKeepAlive(): void {
    if (this.#keepAlive !== null) clearInterval(this.#keepAlive);
    this.#keepAlive = null;
  }

  async finish(report: Report): Promise<void> {
    this.stopKeepAlive();
    this.#start();
    this.#write(encodeReport(report, { sideBand: this.#sideBand }));
    await this.#response.end([]);
  }

  /** Every ref is told why it was refused; one that the refusal does not name is told the refusal itself. */
  async refuse(refusal: Refusal): Promise<void> {
    const said = words(refusal);
    this.progress(said);
    const reason = refusal.message;
    await this.finish({
      unpack: refusal.code === 'internal' ? 'countersign could not finish' : 'ok',
      refs: this.#request.commands.map(({ ref }) => ({
        ref,
        ok: false,
        reason: refusal.refs.get(ref) ?? reason,
      })),
    });
  }

  #start(): void {
    if (this.#response.headSent) return;
    this.#response.head(200, 'OK', [
      'Content-Type',
      'application/x-git-receive-pack-result',
      'Cache-Control',
      'no-cache, max-age=0, must-revalidate',
    ]);
  }

  #write(bytes: Uint8Array): void {
    if (!this.#response.body.destroyed) this.#response.body.write(bytes);
  }
}
