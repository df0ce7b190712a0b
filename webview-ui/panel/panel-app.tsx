import { useCallback, useEffect, useState } from 'preact/hooks';
import type { PanelSection, ToPanel } from '../../protocol/panel.ts';
import { EMPTY_PANEL, type PanelModel, toDecide, waitingHolds, withSlice } from '../model/panel-model.ts';
import { type ViewState, viewStateIn, withOpen } from '../model/view-state.ts';
import { ActivitySection } from './activity-section.tsx';
import { ApprovalsSection } from './approvals-section.tsx';
import { ConnectionStrip } from './connection-strip.tsx';
import type { Folds } from './fold.tsx';
import type { Host } from './host.ts';
import { MaskedSection } from './masked-section.tsx';
import { PolicySection } from './policy-section.tsx';
import { Tabs } from './tabs.tsx';

export type PanelInput = Exclude<ToPanel, { readonly kind: 'answer' }>;

interface Props {
  readonly host: Host;
  readonly listen: (listener: (message: PanelInput) => void) => void;
}

export function PanelApp({ host, listen }: Props) {
  const [model, setModel] = useState<PanelModel>(EMPTY_PANEL);
  const [view, setView] = useState<ViewState>(() => viewStateIn(host.kept));
  useEffect(() => {
    listen((message) => {
      if (message.kind === 'slice') setModel((before) => withSlice(before, message.slice));
      else setView((before) => shown(before, message));
    });
  }, [listen]);
  useEffect(() => host.keep(view), [host, view]);
  const onFold = useCallback(
    (key: string, isOpen: boolean) => setView((before) => withOpen(before, key, isOpen)),
    [],
  );
  const { section } = view;
  return (
    <main>
      <h1 class="unseen">Countersign</h1>
      <ConnectionStrip connection={model.connection} onCommand={host.command} />
      <Tabs
        section={section}
        counts={{ approvals: toDecide(model) + waitingHolds(model) }}
        onSection={(next) => setView((before) => ({ ...before, section: next }))}
      />
      <div role="tabpanel" id="section" aria-labelledby={`tab-${section}`} class={section}>
        <Section section={section} model={model} host={host} folds={{ open: view.open, onFold }} />
      </div>
    </main>
  );
}

interface SectionProps {
  readonly section: PanelSection;
  readonly model: PanelModel;
  readonly host: Host;
  readonly folds: Folds;
}

function Section({ section, model, host, folds }: SectionProps) {
  switch (section) {
    case 'approvals':
      return <ApprovalsSection holds={model.holds} inbox={model.inbox} host={host} folds={folds} />;
    case 'masked':
      return <MaskedSection masked={model.masked} host={host} folds={folds} />;
    case 'activity':
      return <ActivitySection activity={model.activity} folds={folds} />;
    case 'policy':
      return <PolicySection policy={model.policy} activity={model.activity} folds={folds} />;
  }
}

function shown(before: ViewState, show: Extract<PanelInput, { readonly kind: 'show' }>): ViewState {
  const moved = { ...before, section: show.section };
  return show.approval === null ? moved : withOpen(moved, `approval ${show.approval}`, true);
}
