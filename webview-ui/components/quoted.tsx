import { printable } from '../../protocol/printable.ts';

/** What somebody else wrote, in one line: cut off where there is no room, whole in its title. */
export function Quoted({ text, wrap = false }: { readonly text: string; readonly wrap?: boolean }) {
  const shown = printable(text);
  return (
    <bdi class={wrap ? 'wraps' : 'cut'} title={shown}>
      {shown}
    </bdi>
  );
}

/** The same with its line breaks. */
export function QuotedBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard.
    <section tabIndex={0} aria-label={label}>
      <pre>{text.split('\n').map(printable).join('\n')}</pre>
    </section>
  );
}
