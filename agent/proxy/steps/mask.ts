import { Refusal } from '../refusal.ts';
import type { Masked, Released } from '../stages.ts';

/**
 * Secrets in the request → placeholders, as far as the policy asks for it. A request whose path or headers carry
 * the session's own secret is refused, since neither can be rewritten without changing what is asked for. A pack
 * is not rewritten either; that would break its object ids. Exit `cannot-mask`.
 */
export function mask(released: Released): Masked {
  const { client } = released;
  const secret = client.credentials?.password ?? '';
  if (client.kind === 'request' && secret !== '' && carries(secret, [client.path, ...client.rawHeaders])) {
    throw new Refusal('mask', 'cannot-mask', 'the request carries the secret of its own proxy session', {
      hint: 'the secret belongs in the proxy settings only',
    });
  }
  return { ...released, outgoing: outgoingOf(released) };
}

function outgoingOf({ payload, obligations }: Released): string | null {
  if (!('maskOnly' in payload) || payload.text === null) return null;
  switch (obligations.mask.kind) {
    case 'everything':
      return payload.masked.text;
    case 'detectors':
      return payload.maskOnly(new Set(obligations.mask.detectors)).text;
    case 'nothing':
      return payload.text;
  }
}

function carries(secret: string, texts: readonly string[]): boolean {
  const forms = [
    secret,
    Buffer.from(secret).toString('base64').replaceAll('=', ''),
    encodeURIComponent(secret),
  ];
  return texts.some((text) => forms.some((form) => text.includes(form)));
}
