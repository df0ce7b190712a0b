import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/** What is unfolded, and how that changes. */
export interface Folds {
  readonly open: readonly string[];
  readonly onFold: (key: string, isOpen: boolean) => void;
}

interface Props {
  readonly id: string;
  readonly folds: Folds;
  readonly head: ComponentChildren;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** A head that unfolds what is below it. What is folded away is not drawn. */
export function Fold({ id, folds, head, children, class: name = '' }: Props) {
  const isOpen = folds.open.includes(id);
  return (
    <div class={`fold ${name}`}>
      <button type="button" class="head" aria-expanded={isOpen} onClick={() => folds.onFold(id, !isOpen)}>
        <Icon name="chevron" />
        <span class="head-text">{head}</span>
      </button>
      {isOpen && <div class="body">{children}</div>}
    </div>
  );
}
