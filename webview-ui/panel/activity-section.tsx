import type { ActivityAnswer, SessionView } from '../../protocol/panel-view.ts';
import { Empty } from '../components/notice.tsx';
import { Quoted } from '../components/quoted.tsx';
import type { Loaded } from '../model/panel-model.ts';
import { quietWords } from '../model/turn-words.ts';
import { counted } from '../model/words.ts';
import { Ago } from './ago.tsx';
import type { Folds } from './fold.tsx';
import { Shown } from './loaded.tsx';
import { TurnItem } from './turn-item.tsx';

interface Props {
  readonly activity: Loaded<ActivityAnswer>;
  readonly folds: Folds;
}

/** What assistants and programs did, session by session, the newest first. */
export function ActivitySection({ activity, folds }: Props) {
  return (
    <Shown what="the activity" loaded={activity}>
      {({ sessions }) => {
        const told = sessions.filter(
          ({ turns, quiet, dropped }) => turns.length + quiet.length + dropped > 0,
        );
        if (told.length === 0)
          return <Empty>Nothing has happened yet. Ask Copilot something, or push.</Empty>;
        return told.map((session) => <Session key={session.id} session={session} folds={folds} />);
      }}
    </Shown>
  );
}

function Session({ session, folds }: { readonly session: SessionView; readonly folds: Folds }) {
  const { id, program, actor, openedAt, closedAt, turns, quiet, dropped } = session;
  const heading = `session-${id}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>
        <Quoted text={program === '' ? 'A program' : program} /> <span class="actor">{actor}</span>
      </h2>
      <p class="card-line dim">
        since <Ago at={openedAt} />
        {closedAt !== null && (
          <>
            , ended <Ago at={closedAt} />
          </>
        )}
      </p>
      {turns.length > 0 && (
        <ol class="timeline">
          {turns.map((turn) => (
            <TurnItem key={turn.exchange} turn={turn} folds={folds} />
          ))}
        </ol>
      )}
      {dropped > 0 && <p class="dim">{counted(dropped, 'earlier one')} on the collector's pages.</p>}
      {quiet.length > 0 && (
        <p class="quiet dim">
          And {quiet.map(({ operation, count }) => quietWords(operation, count)).join(', ')}.
        </p>
      )}
    </section>
  );
}
