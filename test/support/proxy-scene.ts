import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { CREDENTIALS, type ProxyBench, type ProxyBenchOptions, startProxyBench } from './proxy-bench.ts';
import { type KeyPair, type Origin, secureThrough, selfSigned, startOrigin } from './raw-wire.ts';

/** A server that the test plays, and the proxy before it, both anew for each test. */
export interface ProxyScene {
  /** The server's certificate. */
  readonly pair: KeyPair;
  /** What the proxy shows to clients of governed hosts: another one only where the server is not governed. */
  readonly shown: KeyPair;
  readonly origin: Origin;
  readonly bench: ProxyBench;
  /** `localhost` and the server's port. */
  readonly authority: string;
  /** Puts another proxy in the place of the one there is. */
  reopen(options: Partial<ProxyBenchOptions>): Promise<void>;
  /** An h2 session inside TLS inside a CONNECT to the server. */
  http2(): Promise<ClientHttp2Session>;
}

/** To be called once, at the top of a test file: it opens and closes its scene by vitest's hooks. */
export function proxyScene({ governed = true }: { readonly governed?: boolean } = {}): ProxyScene {
  let [pair, shown]: readonly KeyPair[] = [];
  let origin: Origin | undefined;
  let bench: ProxyBench | undefined;
  const open = async (options: Partial<ProxyBenchOptions>) =>
    startProxyBench({
      pair: there(shown),
      ungoverned: governed ? [] : [there(origin).port],
      ...options,
    });

  beforeAll(async () => {
    pair = await selfSigned('localhost', '*.localhost', '127.0.0.1');
    shown = governed ? pair : await selfSigned('localhost');
  });
  beforeEach(async () => {
    origin = await startOrigin(there(pair));
    bench = await open({});
  });
  afterEach(async () => {
    await there(bench).close();
    await there(origin).close();
  });

  const scene: ProxyScene = {
    get pair() {
      return there(pair);
    },
    get shown() {
      return there(shown);
    },
    get origin() {
      return there(origin);
    },
    get bench() {
      return there(bench);
    },
    get authority() {
      return `localhost:${there(origin).port}`;
    },
    async reopen(options) {
      await there(bench).close();
      bench = await open(options);
    },
    async http2() {
      const tls = { ca: scene.shown.cert, servername: 'localhost', alpn: 'h2', headers: [CREDENTIALS] };
      const secured = await secureThrough(scene.bench.listener.port, scene.authority, tls);
      const session = connectHttp2(`https://${scene.authority}`, { createConnection: () => secured });
      return session.on('error', () => undefined);
    },
  };
  return scene;
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a scene is there only while a test runs');
  return value;
}
