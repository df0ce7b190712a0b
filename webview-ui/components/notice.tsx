import type { ComponentChildren } from 'preact';
import type { Refusal } from '../client/refusal.ts';

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="empty" role="status">
      Loading {what}…
    </p>
  );
}

/** A no of the collector, and what to do about it. */
export function RefusalNotice({ refusal }: { readonly refusal: Refusal }) {
  return (
    <div class="notice bad" role="alert">
      <strong>{capital(refusal.message)}.</strong>
      {refusal.hint !== '' && ` ${capital(refusal.hint)}.`}
    </div>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
