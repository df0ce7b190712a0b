import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isAddress } from '../core/http/host.ts';
import type { ClientTunnel, ProxyCredentials, Target, TunnelOutcome } from './client.ts';
import type { Dial } from './dial.ts';
import { firstHello } from './first-hello.ts';
import type { ListenerLimits } from './limits.ts';
import { answerAndClose, CONNECTION_ESTABLISHED } from './raw-answer.ts';
import { splice } from './splice.ts';
import { UpstreamError } from './upstream-error.ts';

export interface TunnelOptions {
  readonly target: Target;
  readonly credentials: ProxyCredentials | null;
  readonly dial: Dial;
  readonly limits: ListenerLimits;
}

/** A CONNECT to an ungoverned host, not yet answered. */
export class Tunnel implements ClientTunnel {
  readonly kind = 'tunnel';
  readonly target: Target;
  readonly credentials: ProxyCredentials | null;
  readonly #client: Duplex;
  readonly #options: TunnelOptions;
  readonly #gone = new AbortController();
  #answered = false;

  constructor(client: Duplex, options: TunnelOptions) {
    this.#client = client;
    this.#options = options;
    this.target = options.target;
    this.credentials = options.credentials;
    client.once('close', () => this.#gone.abort());
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  async open(): Promise<TunnelOutcome> {
    this.#answer();
    const client = this.#client;
    const { limits } = this.#options;
    client.write(CONNECTION_ESTABLISHED);
    const hello = await firstHello(client, {
      maxBytes: limits.maxClientHelloBytes,
      timeoutMs: limits.headersTimeoutMs,
    });
    if (hello.kind === 'gone') return this.#cut('aborted');
    if (hello.kind === 'invalid' || !this.#isMeant(hello.serverName)) return this.#cut('sni-mismatch');
    const upstream = await this.#connect();
    if (upstream === 'aborted' || upstream === 'upstream-unreachable') return this.#cut(upstream);
    return await splice(client, upstream, { first: hello.bytes, idleTimeoutMs: limits.idleTimeoutMs });
  }

  cut(): void {
    this.#client.destroy();
  }

  refuse(status: number, headers: readonly string[], message: string): void {
    this.#answer();
    const text = `${message}\n`;
    const typed = [...headers, 'Content-Type', 'text/plain; charset=utf-8'];
    answerAndClose(this.#client, { status, headers: typed, text });
  }

  #answer(): void {
    if (this.#answered) throw new Error('this tunnel was answered before');
    this.#answered = true;
  }

  /** No server name is sent for an address (RFC 6066, 3). */
  #isMeant(serverName: string | null): boolean {
    return serverName === (isAddress(this.target.host) ? null : this.target.host);
  }

  async #connect(): Promise<Socket | 'aborted' | 'upstream-unreachable'> {
    try {
      return await this.#options.dial(this.target, this.signal);
    } catch (fault) {
      if (!(fault instanceof UpstreamError)) throw fault;
      return fault.code === 'aborted' ? 'aborted' : 'upstream-unreachable';
    }
  }

  #cut(end: Exclude<TunnelOutcome['end'], 'closed'>): TunnelOutcome {
    this.#client.destroy();
    return { bytesUp: 0, bytesDown: 0, end };
  }
}
