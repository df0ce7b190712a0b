import { X509Certificate } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:tls';
import type { AskedHost } from './asked-host.ts';

export class LinkError extends Error {
  readonly code: 'no-proxy' | 'refused' | 'not-trusted';

  constructor(code: LinkError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LinkError';
    this.code = code;
  }
}

const TIMEOUT_MS = 15_000;

/**
 * Asks the proxy for `host` and shakes hands there, believing `ca` alone: resolves with whoever signed for it. No
 * request is sent. Throws LinkError.
 */
export function leafOf(
  proxyUrl: string,
  host: Pick<AskedHost, 'name' | 'port'>,
  ca: string,
): Promise<X509Certificate> {
  const { hostname, port, username, password } = new URL(proxyUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ host: hostname, port, method: 'CONNECT', path: `${host.name}:${host.port}`, timeout: TIMEOUT_MS },
      headers: { 'proxy-authorization': authorization },
    });
    asked.on('timeout', () => asked.destroy(new Error('it does not answer')));
    asked.on('error', (cause) =>
      reject(new LinkError('no-proxy', `no proxy answers on port ${port}`, cause)),
    );
    asked.on('response', (answer) => {
      answer.resume();
      reject(new LinkError('refused', `the proxy answers ${answer.statusCode}`));
    });
    asked.on('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(new LinkError('refused', `the proxy answers ${answer.statusCode}`));
        return;
      }
      const secured = connect({ socket, servername: host.name, ca }, () => {
        const leaf = secured.getPeerX509Certificate();
        secured.end();
        if (leaf === undefined) reject(new LinkError('not-trusted', 'it showed no certificate'));
        else resolve(new X509Certificate(leaf.raw));
      });
      secured.on('error', (cause: Error) => reject(new LinkError('not-trusted', cause.message, cause)));
    });
    asked.end();
  });
}
