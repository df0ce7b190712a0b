import { type DestinationStream, type Logger, pino } from 'pino';

/** The collector's own log. Whatever is handed to it, a credential does not come out. */
export function createCollectorLog(destination: DestinationStream, level: string): Logger {
  const secret = ['authorization', 'token', 'cookie'];
  const paths = secret.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`, `*.*.headers.${name}`]);
  return pino({ name: 'collector', level, redact: { paths, censor: '[redacted]' } }, destination);
}
