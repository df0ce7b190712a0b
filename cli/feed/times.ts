import { durationMs } from '../../policy/duration.ts';
import { FeedToolError } from './feed-tool-error.ts';

/** As metadata writes it: to the second, in UTC. */
export function expiresAfter(lifeMs: number, now: Date): string {
  return new Date(now.getTime() + lifeMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** `30d`, `12h`, `90m` or `10s`. */
export function lifeOf(text: string): number {
  const ms = durationMs(text);
  if (ms !== null) return ms;
  throw new FeedToolError(
    'bad-duration',
    `${text} is no duration`,
    'write a number and s, m, h or d, like 30d',
  );
}
