import { canSplit, type PushRequest } from './push-request.ts';
import type { RefReport, Report } from './report-status.ts';

/** What was decided of one ref before anything was forwarded. */
export type RefDecision = { readonly kind: 'accept' } | { readonly kind: 'refuse'; readonly reason: string };

const ATOMIC_FAILURE = 'atomic push failure';
const NOT_JUDGED = 'was not judged';
const NOT_REPORTED = 'the server did not say what became of it';

/**
 * What the client is told: refused refs their reason, the others what the server said of them. Where refs cannot
 * go alone, one refusal fails all of them, in the words of git-receive-pack. A ref without a decision counts as
 * refused. `upstream` is null when nothing was forwarded.
 */
export function mergeReports(
  request: PushRequest,
  decisions: ReadonlyMap<string, RefDecision>,
  upstream: Report | null,
): Report {
  const refused = ({ ref }: { readonly ref: string }): boolean => decisions.get(ref)?.kind !== 'accept';
  const lost = !canSplit(request) && request.commands.some(refused);
  return {
    unpack: upstream?.unpack ?? 'ok',
    refs: request.commands.flatMap(({ ref }) => {
      if (refused({ ref })) return [refusal(ref, decisions.get(ref))];
      return lost ? [failed(ref, ATOMIC_FAILURE)] : upstreamWords(ref, upstream);
    }),
  };
}

function refusal(ref: string, decision: RefDecision | undefined): RefReport {
  return failed(ref, decision?.kind === 'refuse' ? decision.reason : NOT_JUDGED);
}

function upstreamWords(ref: string, upstream: Report | null): readonly RefReport[] {
  const said = upstream?.refs.filter((each) => each.ref === ref) ?? [];
  return said.length === 0 ? [failed(ref, NOT_REPORTED)] : said;
}

function failed(ref: string, reason: string): RefReport {
  return { ref, ok: false, reason };
}
