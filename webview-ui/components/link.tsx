import type { ComponentChildren } from 'preact';
import { pathOf, type Route } from '../model/route.ts';
import { goTo } from './use-route.ts';

/** A real address, so that it can be copied and opened elsewhere; a plain click stays in this document. */
export function Link(props: {
  readonly to: Route;
  readonly children: ComponentChildren;
  readonly current?: boolean;
  readonly class?: string;
}) {
  const { to, children, current = false } = props;
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a
      href={pathOf(to)}
      onClick={onClick}
      {...(current ? { 'aria-current': 'page' as const } : {})}
      {...(props.class === undefined ? {} : { class: props.class })}
    >
      {children}
    </a>
  );
}
