import type { FoundSecret } from '../../../protocol/copilot.ts';
import { member, stringMember } from '../../core/copilot/json-path.ts';
import { readJsonText } from '../../core/copilot/json-text.ts';
import { type MaskedText, maskBody } from '../../core/copilot/mask-body.ts';
import { decodeBase64 } from '../../core/github/base64.ts';
import { type BodySigns, isBytes, shownRequest } from '../../core/github/shown-request.ts';
import { latin1 } from '../../core/http/latin1.ts';
import { onlyRules } from '../../core/secrets/only-rules.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import type { CallPayload } from '../stages.ts';
import type { Judging } from './judging.ts';

export type CallText = Omit<CallPayload, 'confirm'>;

export interface SearchedBody {
  /** Without what confirms it, which is not the body's to say. */
  readonly payload: CallText;
  readonly secrets: readonly FoundSecret[];
  /** For people; empty for a call without a body. */
  readonly shown: string;
}

/** A body that leaves, searched for secrets: its texts as they stand, a blob as it is once it is decoded. */
export function searchBody(judging: Judging, text: string | null, names: readonly string[]): SearchedBody {
  const { masking, ports } = judging;
  if (text === null) return { payload: emptyPayload(masking), secrets: [], shown: '' };
  const limits = { ...ports.limits.json, maxChars: Math.max(ports.limits.json.maxChars, text.length) };
  const root = readJsonText(text, limits);
  const signs: BodySigns = { names, encoding: stringMember(root, 'encoding') };
  const options = {
    limits,
    whereOf: () => 'body',
    isOpaque: (path: Parameters<typeof isBytes>[0]) => isBytes(path, signs),
  };
  const mask = (
    by: Pick<SessionMasking, 'detector'> | { readonly detector: ReturnType<typeof onlyRules> },
  ): MaskedText => maskBody(text, { ...options, vault: masking.vault, detector: by.detector });
  const masked = mask(masking);
  const content = member(root, 'content');
  const isBlob =
    names.includes('git.blobs.create') && signs.encoding === 'base64' && content?.kind === 'string';
  const inBlob = isBlob ? secretsIn(decodeBase64(content.value), masking) : [];
  return {
    payload: {
      kind: 'call',
      text,
      masked,
      maskOnly: (rules) =>
        [...rules].every((id) => masking.rules.has(id))
          ? mask({ detector: onlyRules(masking.detector, rules) })
          : masked,
      masking,
    },
    secrets: [...masked.found, ...inBlob],
    shown: shownRequest(text, signs, limits),
  };
}

function secretsIn(bytes: Uint8Array, { detector }: SessionMasking): readonly FoundSecret[] {
  const found = detector.scan(latin1(bytes).replaceAll('\0', ''));
  return found.map(({ rule }) => ({ rule, placeholder: null, where: 'content', count: 1 }));
}

/** A call without a body can be held too, and is shown to reviewers masked. */
export function emptyPayload(masking: SessionMasking): CallText {
  const empty: MaskedText = { text: '', found: [] };
  return { kind: 'call', text: null, masked: empty, maskOnly: () => empty, masking };
}
