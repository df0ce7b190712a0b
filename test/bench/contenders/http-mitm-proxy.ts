import { join } from 'node:path';
import { Proxy as MitmProxy } from 'http-mitm-proxy';
import { given, serving } from './contender-program.ts';

/** http-mitm-proxy as its README starts it. It trusts the upstream through NODE_EXTRA_CA_CERTS. */
const { folder } = given();
const proxy = new MitmProxy();
proxy.onError(() => {});
proxy.listen({ host: '127.0.0.1', port: 0, sslCaDir: folder, keepAlive: true }, () => {
  const proxyUrl = `http://127.0.0.1:${proxy.httpPort}`;
  serving({ kind: 'serving', proxyUrl, caFile: join(folder, 'certs', 'ca.pem') }, () => {
    proxy.close();
  });
});
