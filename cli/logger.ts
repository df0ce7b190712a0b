import { type Logger, pino } from 'pino';

/**
 * The log of a command in the foreground: JSON lines on standard error, warnings and worse unless the environment's
 * `COUNTERSIGN_LOG` says otherwise. What could carry a credential is never logged; the redaction is a second net.
 */
export function logger(): Logger {
  return pino(
    {
      level: process.env['COUNTERSIGN_LOG'] ?? 'warn',
      redact: ['*.authorization', '*.token', '*.password', '*.secret', '*.proxyUrl'],
    },
    pino.destination(2),
  );
}
