import { type Logger, pino } from 'pino';

/**
 * The log of a command in the foreground: JSON lines on standard error, from `level` up unless the environment's
 * `COUNTERSIGN_LOG` says otherwise. What could carry a credential is never logged; the redaction is a second net.
 */
export function logger(level: 'warn' | 'error' = 'warn'): Logger {
  return pino(
    {
      level: process.env['COUNTERSIGN_LOG'] ?? level,
      redact: ['*.authorization', '*.token', '*.password', '*.secret', '*.proxyUrl'],
    },
    pino.destination(2),
  );
}
