import type { MaskedAnswer, MaskedPlace, MaskedSecret } from '../../protocol/panel-view.ts';
import { Empty } from '../components/notice.tsx';
import { Quoted } from '../components/quoted.tsx';
import type { Loaded } from '../model/panel-model.ts';
import { turnTitle } from '../model/turn-words.ts';
import { counted } from '../model/words.ts';
import { Ago } from './ago.tsx';
import { Dispute } from './dispute.tsx';
import { Fold, type Folds } from './fold.tsx';
import type { Host } from './host.ts';
import { Shown } from './loaded.tsx';
import { Original } from './original.tsx';

interface Props {
  readonly masked: Loaded<MaskedAnswer>;
  readonly host: Host;
  readonly folds: Folds;
}

/** What was kept back, from which prompt, and what stands in its place. */
export function MaskedSection({ masked, host, folds }: Props) {
  return (
    <section aria-labelledby="masked">
      <h2 id="masked">Kept back from the model</h2>
      <Shown what="what was masked" loaded={masked}>
        {({ secrets }) =>
          secrets.length === 0 ? (
            <Empty>No secret was found in what you sent. When one is, a placeholder goes in its place.</Empty>
          ) : (
            <ul class="cards">
              {secrets.map((secret) => (
                <Secret key={keyOf(secret)} secret={secret} host={host} folds={folds} />
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function keyOf({ session, placeholder }: MaskedSecret): string {
  return `${session} ${placeholder}`;
}

function Secret({ secret, host, folds }: { readonly secret: MaskedSecret } & Omit<Props, 'masked'>) {
  const { rule, placeholder, count, places, program, disputedAt } = secret;
  const [newest] = places;
  const replaced = newest?.replaced ?? true;
  const head = (
    <>
      <span class="card-head">
        <strong>
          <Quoted text={rule} />
        </strong>
        {newest !== undefined && (
          <span class="dim">
            <Ago at={newest.at} />
          </span>
        )}
      </span>
      <span class="card-line">
        <code class="placeholder">{placeholder}</code>
      </span>
      <span class="card-line parts dim">
        <span>{counted(count, 'time')}</span>
        <Quoted text={newest?.where ?? ''} />
      </span>
    </>
  );
  return (
    <li class="card">
      {!replaced && <p class="notice warn">Found, and not replaced: the policy lets it pass.</p>}
      <Fold id={`masked ${keyOf(secret)}`} folds={folds} head={head} class="wide">
        <Original secret={secret} host={host} />
        {disputedAt === null ? (
          <Dispute secret={secret} host={host} />
        ) : (
          <p class="notice">
            You said that this is no secret, <Ago at={disputedAt} />. It is on record for whoever writes the
            policy.
          </p>
        )}
        <h3>
          Where it was, in <Quoted text={program === '' ? 'a program' : program} />
        </h3>
        <ol class="lines-list">
          {places.map((place) => (
            <Place key={`${place.exchange} ${place.where}`} place={place} />
          ))}
        </ol>
      </Fold>
    </li>
  );
}

function Place({ place }: { readonly place: MaskedPlace }) {
  const { at, operation, target, where, count, prompt } = place;
  return (
    <li>
      <Quoted text={turnTitle({ operation, what: [target], where: target })} wrap />
      <span class="card-line parts dim">
        <Ago at={at} />
        <Quoted text={count === 1 ? where : `${where}, ${count} times`} />
      </span>
      {prompt !== '' && (
        <blockquote>
          <Quoted text={prompt} wrap />
        </blockquote>
      )}
    </li>
  );
}
