import type { CredentialScope, MaskObligation, Obligations, Verdict } from '../protocol/verdict.ts';
import { ceiling, narrowest } from './credential-scope.ts';
import type { Decision } from './evaluate.ts';
import type { Foreseen } from './foresee.ts';

/** What both decisions ask for together: never less than `base` does, and never leave that it does not give. */
export function tightened(base: Decision, own: Decision): Decision {
  return Object.freeze({
    verdict: stricter(base.verdict, own.verdict),
    obligations: Object.freeze(joined(base.obligations, own.obligations)),
    matched: [...base.matched, ...own.matched],
  });
}

/** The same of what is foreseen: what one of them cannot tell, a denial by the other settles. */
export function stricterForeseen(base: Foreseen, own: Foreseen): Foreseen {
  const unknown = [...base.unknown, ...own.unknown];
  for (const verdict of ['deny', 'cannot-tell', 'require_approval'] as const) {
    const saying = [base, own].filter((each) => each.verdict === verdict);
    if (saying.length > 0) return { verdict, rules: saying.flatMap(({ rules }) => rules), unknown };
  }
  return { ...base, unknown };
}

/** A review that one asks for never takes the place of the other's denial. */
function stricter(base: Verdict, own: Verdict): Verdict {
  if (base.kind === 'deny') return base;
  if (own.kind === 'deny') return own;
  const requirements = [base, own].flatMap((each) =>
    each.kind === 'require_approval' ? each.requirements : [],
  );
  if (requirements.length === 0) return base;
  return {
    kind: 'require_approval',
    requirements: requirements.toSorted((a, b) => (a.rule.id < b.rule.id ? -1 : 1)),
  };
}

function joined(base: Obligations, own: Obligations): Obligations {
  return {
    mask: joinedMask(base.mask, own.mask),
    capture: base.capture,
    scope: joinedScope(base.scope, own.scope),
  };
}

/** Where the organisation gives nothing beyond what an operation takes, a repository cannot either. */
function joinedScope(base: CredentialScope | null, own: CredentialScope | null): CredentialScope | null {
  if (own === null) return base;
  return base === null ? ceiling(own) : narrowest([base, own]);
}

function joinedMask(base: MaskObligation, own: MaskObligation): MaskObligation {
  if (base.kind === 'everything' || own.kind === 'everything') return { kind: 'everything' };
  const detectors = [base, own].flatMap((mask) => (mask.kind === 'detectors' ? mask.detectors : []));
  return detectors.length === 0
    ? { kind: 'nothing' }
    : { kind: 'detectors', detectors: [...new Set(detectors)].toSorted() };
}
