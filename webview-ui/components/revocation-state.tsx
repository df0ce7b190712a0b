import type { CallerRole } from '../../protocol/caller-role.ts';
import type { RevocationKind } from '../../protocol/revocation.ts';
import type { Collector } from '../client/collector.ts';
import { revocationOf } from '../model/revocation-words.ts';
import { Quoted } from './quoted.tsx';
import { RevokeButton } from './revoke-button.tsx';
import { useRevocations } from './use-revocations.ts';

interface Props {
  readonly kind: RevocationKind;
  readonly target: string;
  readonly roles: readonly CallerRole[];
  readonly collector: Collector;
}

/** That something is revoked, and why; otherwise an administrator may revoke it. */
export function RevocationState({ kind, target, roles, collector }: Props) {
  const { answered, askAgain } = useRevocations(collector, roles);
  if (answered.kind !== 'known') return null;
  const revocation = revocationOf(answered.value.revocations, kind, target);
  if (revocation === null)
    return roles.includes('admin') ? (
      <RevokeButton {...{ kind, target, collector }} onRevoked={askAgain} />
    ) : null;
  const { by, at, reason } = revocation;
  return (
    <p class="notice bad">
      Revoked by <Quoted text={by} /> at {at.slice(0, 16).replace('T', ' ')} UTC:{' '}
      <Quoted text={reason} wrap />
    </p>
  );
}
