import type { ApprovalBinding, RequestSummary } from '../../protocol/approval.ts';
import { counted } from '../model/words.ts';
import { Empty } from './notice.tsx';
import { Quoted, QuotedBlock } from './quoted.tsx';

interface RequestContentProps {
  readonly summary: RequestSummary;
  readonly action: ApprovalBinding['action'];
}

export function RequestContent({ summary, action }: RequestContentProps) {
  const isAnswer = action === 'copilot.answer';
  const { what, excerpt, chars, secrets } = summary;
  const isDestroyed = excerpt === '' && chars > 0;
  return (
    <>
      <h2>
        {isAnswer ? 'What a model answers:' : 'What is asked of'} <Quoted text={what} wrap />
      </h2>
      {secrets > 0 && (
        <p class="notice warn">{counted(secrets, 'secret')} kept back and shown as placeholders.</p>
      )}
      {isDestroyed ? (
        <Empty>The text was older than it is kept, and is destroyed.</Empty>
      ) : (
        <QuotedBlock text={excerpt} label={`The ${isAnswer ? 'answer' : 'request'}, in masked form`} />
      )}
      {!isDestroyed && chars > excerpt.length && (
        <p class="dim">The beginning of {counted(chars, 'character')}.</p>
      )}
    </>
  );
}
