import { isIP, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';
import { formatAuthority } from '../core/http/request-target.ts';
import type { Target } from './client.ts';
import type { ProxyEndpoint } from './corporate.ts';
import { type Dial, type DialerOptions, dialProxy } from './dial.ts';
import { nodeCode, UpstreamError } from './upstream-error.ts';
import type { Place } from './upstream-pool.ts';

export interface PlacesOptions extends DialerOptions {
  readonly dial: Dial;
}

/** TLS sessions that are kept, so that the next connection to their server is cheaper for both sides. */
const MAX_SESSIONS = 100;

/** The ways to servers, each opened by nothing but `dial`. */
export class Places {
  readonly #options: PlacesOptions;
  readonly #sessions = new Map<string, Buffer>();

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /** The server itself: over TLS verified for the target's name, which is never taken from a header. */
  direct(target: Target): Place {
    const name = `${target.scheme} ${formatAuthority(target)}`;
    const { dial } = this.#options;
    if (target.scheme === 'http') return { name, open: (signal) => dial(target, signal) };
    return { name, open: (signal) => this.#openSecure(name, target, signal) };
  }

  /** The corporate proxy itself, for plain HTTP in absolute form. */
  through(proxy: ProxyEndpoint): Place {
    const name = `through ${proxy.scheme} ${formatAuthority(proxy)}`;
    return { name, open: () => dialProxy(proxy, this.#options) };
  }

  async #openSecure(name: string, target: Target, signal: AbortSignal): Promise<Socket> {
    const { dial, secureContext, connectTimeoutMs } = this.#options;
    const socket = await dial(target, signal);
    const session = this.#sessions.get(name);
    const secured = secure(socket, target, { secureContext, ...(session === undefined ? {} : { session }) });
    secured.on('session', (fresh: Buffer) => this.#keep(name, fresh));
    try {
      return await handshake(secured, target, { timeoutMs: connectTimeoutMs, signal });
    } catch (fault) {
      this.#sessions.delete(name);
      secured.on('error', () => undefined).destroy();
      throw fault;
    }
  }

  #keep(name: string, session: Buffer): void {
    this.#sessions.delete(name);
    this.#sessions.set(name, session);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
  }
}

function secure(
  socket: Socket,
  { host }: Target,
  options: { readonly secureContext: SecureContext; readonly session?: Buffer },
): TLSSocket {
  const servername = isIP(host) === 0 ? host : '';
  return connect({
    ...options,
    socket,
    host,
    servername,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
  });
}

async function handshake(
  secured: TLSSocket,
  target: Target,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<TLSSocket> {
  const where = formatAuthority(target);
  let giveUp = (): void => undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (code: UpstreamError['code'], message: string, cause?: unknown): void =>
        reject(new UpstreamError(code, message, { cause }));
      giveUp = () => fail('aborted', `the request to ${where} was given up`, signal.reason);
      timer = setTimeout(
        () => fail('connect-timed-out', `${where} did not finish its TLS handshake`),
        timeoutMs,
      );
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
      secured.once('secureConnect', () => resolve(secured));
      secured.once('error', (cause) => {
        if (secured.authorizationError)
          fail('untrusted', `the certificate of ${where} did not verify: ${nodeCode(cause)}`, cause);
        else fail('broken', `${where} broke off the TLS handshake: ${nodeCode(cause)}`, cause);
      });
      secured.once('close', () => fail('broken', `${where} hung up in the TLS handshake`));
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
