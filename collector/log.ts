import { type DestinationStream, type Logger, pino } from 'pino';

/** The collector's own log. Whatever is handed to it, a credential does not come out. */
export function createCollectorLog(destination: DestinationStream, level: string): Logger {
  const secret = ['authorization', 'token', 'cookie'];
  const paths = secret.flatMap((name) => [name, `*.${name}`, `*.headers.${name}`, `*.*.headers.${name}`]);
  const redact = { paths, censor: '[redacted]' };
  return pino({ name: 'collector', level, redact, serializers: { req: described } }, destination);
}

interface LoggedRequest {
  readonly method?: string;
  readonly routeOptions?: { readonly url?: string };
}

/**
 * By the route that it found, as the API names it: a query may hold the code of a sign-in, or what an auditor looks for, and
 * a path whatever somebody pasted there.
 */
function described({ method, routeOptions }: LoggedRequest): object {
  return { method, route: routeOptions?.url ?? null };
}
