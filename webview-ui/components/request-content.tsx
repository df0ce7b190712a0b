import type { RequestSummary } from '../../protocol/approval.ts';
import { counted } from '../model/words.ts';
import { Quoted, QuotedBlock } from './quoted.tsx';

export function RequestContent({ summary }: { readonly summary: RequestSummary }) {
  const { what, excerpt, chars, secrets } = summary;
  return (
    <>
      <h2>
        What is asked of <Quoted text={what} wrap />
      </h2>
      {secrets > 0 && (
        <p class="notice warn">{counted(secrets, 'secret')} kept back and shown as placeholders.</p>
      )}
      <QuotedBlock text={excerpt} label="The request, in masked form" />
      {chars > excerpt.length && <p class="dim">The beginning of {counted(chars, 'character')}.</p>}
    </>
  );
}
