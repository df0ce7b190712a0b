const MAX_CHARS = 600;

/** What Copilot's clients put round the words of the person, after all the context they add. */
const WRAPPED_IN = ['userRequest', 'user_query'] as const;

/** The beginning of a text, of as much as a panel shows; where a client wrapped what was asked, of that. */
export function excerpt(text: string): string {
  const shown = unwrapped(text).trim();
  if (shown.length <= MAX_CHARS) return shown;
  const cut = shown.slice(0, MAX_CHARS);
  const last = cut.charCodeAt(cut.length - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return `${isHalf ? cut.slice(0, -1) : cut}…`;
}

function unwrapped(text: string): string {
  for (const tag of WRAPPED_IN) {
    const start = text.lastIndexOf(`<${tag}>`);
    const end = text.lastIndexOf(`</${tag}>`);
    if (start !== -1 && end > start) return text.slice(start + tag.length + 2, end);
  }
  return text;
}
