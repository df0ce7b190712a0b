import { type JsonLimits, JsonTextError } from '../../core/copilot/json-text.ts';
import { type MaskBodyOptions, type MaskedText, maskBody, maskPlain } from '../../core/copilot/mask-body.ts';
import { PromptError } from '../../core/copilot/prompt/prompt-error.ts';
import { McpError } from '../../core/mcp/mcp-error.ts';
import { DetectorError } from '../../core/secrets/detector-error.ts';
import { onlyRules } from '../../core/secrets/only-rules.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import { Refusal } from '../refusal.ts';

export type Searcher = Pick<MaskBodyOptions, 'detector' | 'vault'>;

/** A rule that nobody has may be one that was renamed: then everything is masked. */
export function onlyBy(masking: SessionMasking, wanted: ReadonlySet<string>): Searcher {
  const { detector, vault, rules } = masking;
  return [...wanted].every((rule) => rules.has(rule))
    ? { detector: onlyRules(detector, wanted), vault }
    : { detector, vault };
}

/** A secret that is found late in a text may stand earlier in it in another form: then all of it is masked again. */
export function maskKnowing(masking: SessionMasking, mask: (by: Searcher) => MaskedText): MaskedText {
  const { changes } = masking.vault;
  const masked = mask(masking);
  return masking.vault.changes === changes ? masked : mask(masking);
}

/** JSON is masked string by string; what is none, as the text it is. Throws as `maskBody` does. */
export function maskAny(
  text: string,
  where: string,
  { masking, limits }: { readonly masking: Searcher; readonly limits: JsonLimits },
): MaskedText {
  try {
    return maskBody(text, { ...masking, limits, whereOf: () => where });
  } catch (cause) {
    if (cause instanceof JsonTextError && cause.code === 'syntax') {
      return maskPlain(text, { ...masking, where });
    }
    throw cause;
  }
}

/** What cannot be read cannot be judged, and what cannot be searched cannot be masked. */
export function refusalOf(cause: unknown): unknown {
  if (cause instanceof JsonTextError || cause instanceof PromptError || cause instanceof McpError) {
    const code = cause.code.startsWith('too-') ? 'too-large' : 'malformed';
    return new Refusal('parse', code, `the request cannot be read: ${cause.message}`, { cause });
  }
  if (cause instanceof DetectorError) {
    return new Refusal(
      'parse',
      'cannot-mask',
      `the request cannot be searched for secrets: ${cause.message}`,
      {
        hint: 'ask about less at once; a pattern of the policy may also be at fault',
        cause,
      },
    );
  }
  return cause;
}
