/** Sixteen units square, drawn with the colour of the text. */
const PATHS = {
  chevron: 'M6 3.5 10.5 8 6 12.5',
  push: 'M8 13V3.5M4 7.5l4-4 4 4',
  chat: 'M2.5 3.5h11v7.5H8L5 13.5V11H2.5z',
  tool: 'M10 2.8a3.4 3.4 0 0 0-3.2 4.6l-4.3 4.3 1.8 1.8 4.3-4.3A3.4 3.4 0 0 0 13.2 6L11 8.2 7.8 5z',
  web: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM2 8h12M8 2c4 4 4 8 0 12M8 2C4 6 4 10 8 14',
  key: 'M9.7 6.3a3 3 0 1 1-1.2-1.2L14 10.6V13h-2.4v-1.6H10V9.8H8.4L7.9 9.2M5.2 5.9v.01',
  check: 'M3 8.5 6.5 12 13 4.5',
  stop: 'M4 4l8 8M12 4l-8 8',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.8V8l2.2 1.8',
} as const;

export type IconName = keyof typeof PATHS;

/** Says nothing that the words beside it do not. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon ${name}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
