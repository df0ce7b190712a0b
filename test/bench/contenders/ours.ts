import { readFile } from 'node:fs/promises';
import { openAuthority } from '../../../agent/ca/authority.ts';
import { openKeyStore } from '../../../agent/ca/key-store.ts';
import { rootCertificatePath } from '../../../agent/ca/root-certificate.ts';
import type { ClientRequest } from '../../../agent/proxy/client.ts';
import { DEFAULT_LISTENER_LIMITS } from '../../../agent/proxy/limits.ts';
import { listen } from '../../../agent/proxy/listener.ts';
import { relay } from '../../../agent/proxy/relay.ts';
import { DEFAULT_UPSTREAM_LIMITS, openUpstream } from '../../../agent/proxy/upstream.ts';
import { given, serving } from './contender-program.ts';

/** Our proxy core as the peers are: it ends TLS, reads each request and passes it on, and judges nothing. */
const { folder, upstreamCaFile } = given();
const authority = await openAuthority({
  home: folder,
  permitted: ['bench.localhost'],
  keyStore: openKeyStore({ home: folder, prefer: 'file', warn: () => {} }),
  clock: () => new Date(),
});
const upstream = openUpstream({
  trust: [await readFile(upstreamCaFile, 'utf8')],
  upstreamProxy: null,
  limits: DEFAULT_UPSTREAM_LIMITS,
});
const listener = await listen({
  addresses: ['127.0.0.1'],
  port: 0,
  authority,
  governed: () => true,
  authenticate: () => true,
  onRequest: passOn,
  onTunnel: async (tunnel) => tunnel.refuse(403, [], 'the benchmark has no tunnels'),
  refused: () => {},
  dial: upstream.dial,
  fault: () => {},
  limits: DEFAULT_LISTENER_LIMITS,
});
serving(
  {
    kind: 'serving',
    proxyUrl: `http://bench:bench@127.0.0.1:${listener.port}`,
    caFile: rootCertificatePath(folder),
  },
  async () => {
    await listener.close(0);
    await upstream.close();
  },
);

async function passOn(client: ClientRequest): Promise<void> {
  const { target, method, path, rawHeaders, signal } = client;
  const length = rawHeaders.find((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'content-length');
  try {
    const response = await upstream.request({
      target,
      method,
      path,
      rawHeaders,
      body: method === 'GET' ? null : client.body,
      contentLength: length === undefined ? null : Number(length),
      signal,
    });
    await relay(client, response);
  } catch {
    client.response.destroy();
  }
}
