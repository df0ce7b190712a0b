import { once } from 'node:events';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import type { StoredRecord } from '../../protocol/collector-api.ts';
import { ExportError } from './export-error.ts';
import { type SyslogOrigin, syslogFrame } from './syslog-message.ts';
import { ALL_TAKEN, type Target } from './target.ts';
import type { TlsTrust } from './tls-files.ts';

export interface SyslogOptions {
  readonly host: string;
  readonly port: number;
  readonly trust: TlsTrust;
  readonly origin: SyslogOrigin;
  /** For one connection, from its beginning to the receiver's close. */
  readonly timeoutMs: number;
}

/**
 * A receiver of syslog over TLS (RFC 5425). The protocol has no answer, so a connection carries one part and is closed
 * after it: a receiver that has read to the end closes in its turn (4.4), and one that has not resets. Its
 * close is what counts as taken.
 */
export function syslogTarget(options: SyslogOptions): Target {
  return {
    *parts(records) {
      if (records.length === 0) return;
      yield { count: records.length, send: () => send(records, options) };
    },
  };
}

async function send(records: readonly StoredRecord[], options: SyslogOptions): Promise<typeof ALL_TAKEN> {
  const { host, port, trust, origin, timeoutMs } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const socket = connect({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...trust });
  // What breaks after the part is decided changes nothing any more; before that, each wait hears of it as well.
  socket.on('error', () => {});
  try {
    await once(socket, 'secureConnect', { signal });
    // Whatever the receiver says is dropped: it has nothing to say (RFC 5425, 4.3).
    socket.resume();
    const closed = once(socket, 'end', { signal }).then(() => 'closed' as const);
    const written = writeAll(socket, records, { origin, signal }).then(() => 'written' as const);
    if ((await Promise.race([written, closed])) === 'closed') {
      throw new ExportError('unreachable', 'the receiver closed before the end');
    }
    await closed;
    return ALL_TAKEN;
  } catch (cause) {
    throw faultOf(cause, signal);
  } finally {
    socket.destroy();
  }
}

async function writeAll(
  socket: TLSSocket,
  records: readonly StoredRecord[],
  { origin, signal }: { readonly origin: SyslogOrigin; readonly signal: AbortSignal },
): Promise<void> {
  for (const record of records) {
    if (!socket.write(syslogFrame(record, origin))) await once(socket, 'drain', { signal });
  }
  socket.end();
}

/** A certificate that does not hold is no matter of time. */
function faultOf(cause: unknown, signal: AbortSignal): ExportError {
  if (cause instanceof ExportError) return cause;
  if (signal.aborted) return new ExportError('unreachable', 'the receiver did not close in time', { cause });
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)) {
    return new ExportError('refused', `the receiver's certificate does not hold (${code})`, {
      cause,
      hint: 'give the authority that signed it with --ca FILE',
    });
  }
  return new ExportError('unreachable', `the receiver cannot be reached (${code || 'no reason'})`, { cause });
}
