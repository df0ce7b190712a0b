import { useRef } from 'preact/hooks';
import { PANEL_SECTIONS, type PanelSection } from '../../protocol/panel.ts';

interface Props {
  readonly section: PanelSection;
  readonly counts: Readonly<Partial<Record<PanelSection, number>>>;
  readonly onSection: (section: PanelSection) => void;
}

const NAMES: Readonly<Record<PanelSection, string>> = {
  approvals: 'Approvals',
  masked: 'Masked',
  activity: 'Activity',
  policy: 'Policy',
};

/** Tabs as the ARIA practices have them: arrows move between them, and one of them alone is in the tab order. */
export function Tabs({ section, counts, onSection }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const go = (next: PanelSection): void => {
    onSection(next);
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = neighbour(section, event.key);
    if (next === null) return;
    event.preventDefault();
    go(next);
  };
  return (
    <div role="tablist" aria-label="Sections" ref={list} onKeyDown={onKeyDown}>
      {PANEL_SECTIONS.map((each) => {
        const count = counts[each] ?? 0;
        return (
          <button
            key={each}
            type="button"
            role="tab"
            id={`tab-${each}`}
            aria-controls="section"
            aria-selected={each === section}
            tabIndex={each === section ? 0 : -1}
            onClick={() => onSection(each)}
          >
            {NAMES[each]}
            {count > 0 && (
              <span class="count">
                {count}
                <span class="unseen"> waiting</span>
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}

function neighbour(section: PanelSection, key: string): PanelSection | null {
  const at = PANEL_SECTIONS.indexOf(section);
  const last = PANEL_SECTIONS.length - 1;
  switch (key) {
    case 'ArrowRight':
      return PANEL_SECTIONS[at === last ? 0 : at + 1] ?? null;
    case 'ArrowLeft':
      return PANEL_SECTIONS[at === 0 ? last : at - 1] ?? null;
    case 'Home':
      return PANEL_SECTIONS[0];
    case 'End':
      return PANEL_SECTIONS[last] ?? null;
    default:
      return null;
  }
}
