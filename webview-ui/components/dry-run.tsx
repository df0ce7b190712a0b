import { useCallback, useState } from 'preact/hooks';
import type { DryRun, DryRunChange, PublishedPolicy } from '../../protocol/dry-run.ts';
import type { Collector } from '../client/collector.ts';
import { DRY_RUN_DAYS, extentWords, VERDICT_WORDS } from '../model/dry-run-words.ts';
import { Answer } from './answer.tsx';
import { Link } from './link.tsx';
import { Empty } from './notice.tsx';
import { Quoted } from './quoted.tsx';
import { type Column, Table } from './table.tsx';
import { Tile, Tiles } from './tiles.tsx';
import { useAnswer } from './use-answer.ts';

interface Props {
  readonly collector: Collector;
  /** SHA-256 of the file that the feed offers; null where it offers none. */
  readonly offered: string | null;
}

interface Wanted {
  readonly file: string;
  readonly days: number;
}

/** Tries a published policy on what was recorded. Nothing is asked before somebody wants it: it takes a while. */
export function DryRunSection({ collector, offered }: Props) {
  const policies = useAnswer(useCallback((signal: AbortSignal) => collector.policies(signal), [collector]));
  const [wanted, setWanted] = useState<Wanted | null>(null);
  return (
    <Answer what="the published policies" answered={policies}>
      {({ policies: published }) => {
        const enforceable = published
          .filter(({ hash }) => hash !== null)
          .toSorted((one, other) => Number(other.file === offered) - Number(one.file === offered));
        if (enforceable.length === 0) return <Empty>The feed of this collector has no policy to try.</Empty>;
        return (
          <>
            <Question policies={enforceable} offered={offered} onAsk={setWanted} />
            {wanted !== null && <Tried collector={collector} wanted={wanted} />}
          </>
        );
      }}
    </Answer>
  );
}

const SHORT_HASH = 16;

function Question(props: {
  readonly policies: readonly PublishedPolicy[];
  readonly offered: string | null;
  readonly onAsk: (wanted: Wanted) => void;
}) {
  const { policies, offered, onAsk } = props;
  const [file, setFile] = useState(policies[0]?.file ?? '');
  const [days, setDays] = useState(7);
  return (
    <form
      class="filter"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk({ file, days });
      }}
    >
      <div>
        <label for="dry-run-policy">Policy</label>
        <select
          id="dry-run-policy"
          value={file}
          onChange={({ currentTarget }) => setFile(currentTarget.value)}
        >
          {policies.map((each) => (
            <option key={each.file} value={each.file}>
              {each.hash?.slice(0, SHORT_HASH)}
              {each.file === offered ? ', the newest' : ''}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="dry-run-days">On what was recorded in</label>
        <select
          id="dry-run-days"
          value={String(days)}
          onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
        >
          {DRY_RUN_DAYS.map((each) => (
            <option key={each.days} value={String(each.days)}>
              {each.words}
            </option>
          ))}
        </select>
      </div>
      <button type="submit">Try it</button>
    </form>
  );
}

function Tried({ collector, wanted }: { readonly collector: Collector; readonly wanted: Wanted }) {
  const ask = useCallback((signal: AbortSignal) => collector.dryRun(wanted, signal), [collector, wanted]);
  return (
    <Answer what="what it would have decided" answered={useAnswer(ask)}>
      {(run) => <Result run={run} />}
    </Answer>
  );
}

function Result({ run }: { readonly run: DryRun }) {
  const { decisions, same, changed, untold, changes, blindRules } = run;
  return (
    <div role="status">
      <p class={run.end === 'reached' ? 'dim' : 'notice warn'}>{extentWords(run)}</p>
      <Tiles>
        <Tile name="Decisions" value={decisions} />
        <Tile name="As they were" value={same} />
        <Tile name="Would be otherwise" value={changed} />
        <Tile name="Cannot be told" value={untold} />
      </Tiles>
      {changes.length === 0 ? (
        <Empty>Nothing would be otherwise.</Empty>
      ) : (
        <Table label="What would be otherwise" columns={COLUMNS} rows={changes} keyOf={changeKey} />
      )}
      {blindRules.length > 0 && (
        <p class="dim">
          Records hold no texts and no paths, which these rules look at:{' '}
          <Quoted text={blindRules.join(', ')} wrap />
        </p>
      )}
    </div>
  );
}

const COLUMNS: readonly Column<DryRunChange>[] = [
  { name: 'Rule', cell: ({ rule }) => <Quoted text={rule} wrap /> },
  { name: 'Was', kind: 'short', cell: ({ before }) => VERDICT_WORDS[before] },
  { name: 'Would be', kind: 'short', cell: ({ after }) => VERDICT_WORDS[after] },
  { name: 'Decisions', kind: 'number', cell: ({ count }) => count },
  { name: 'Some of them', cell: (change) => <Examples change={change} /> },
];

function changeKey({ rule, before, after }: DryRunChange): string {
  return `${before} ${after} ${rule}`;
}

function Examples({ change: { examples } }: { readonly change: DryRunChange }) {
  if (examples.length === 0) return <span class="dim">for auditors</span>;
  return (
    <ul class="plain">
      {examples.map(({ at, session, subject, kind, what }, index) => (
        <li key={`${index} ${at}`}>
          <Quoted text={`${kind} ${what} by ${subject}`} wrap />{' '}
          {session !== null && <Link to={{ kind: 'session', id: session }}>its session</Link>}
        </li>
      ))}
    </ul>
  );
}
