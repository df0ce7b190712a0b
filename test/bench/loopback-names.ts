import dns, { type LookupAddress } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Loaded before a program: every name under `bench.localhost` is 127.0.0.1. RFC 6761 says so of `localhost`, but
 * the system's resolver need not know, and the contenders have no option for it in common.
 */
const SUFFIX = '.bench.localhost';

type Callback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;
type Lookup = (hostname: string, options: unknown, callback?: Callback) => void;

const original = dns.lookup as unknown as Lookup;

const lookup: Lookup = (hostname, options, callback) => {
  const done = callback ?? (options as Callback);
  if (!hostname.endsWith(SUFFIX)) return original(hostname, options, callback);
  const all = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
  process.nextTick(() =>
    all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
  );
};

Object.assign(dns, { lookup });
syncBuiltinESMExports();
