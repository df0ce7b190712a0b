import { type DestinationStream, type Logger, pino } from 'pino';

/** The collector's own log. Whatever is handed to it, a credential does not come out. */
export function createCollectorLog(destination: DestinationStream, level: string): Logger {
  const secret = ['authorization', 'token', 'cookie'];
  const paths = secret.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`, `*.*.headers.${name}`]);
  const redact = { paths, censor: '[redacted]' };
  return pino({ name: 'collector', level, redact, serializers: { req: described } }, destination);
}

/** A query may hold the code of a sign-in, or what an auditor looks for. */
function described({ method, url }: { readonly method?: string; readonly url?: string }): object {
  return { method, path: url?.split('?', 1)[0] };
}
