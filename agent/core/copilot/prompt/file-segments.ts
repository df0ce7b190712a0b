/** A stretch of a text, and the file it is said to be of; null for what is not said to be of any. */
export interface Segment {
  readonly path: string | null;
  readonly text: string;
}

/**
 * How clients put files into what a person asks: an element that names the file, or a fence of code whose first
 * line is a comment that does. What each begins with decides; an element without its end goes on to the end.
 */
const OPENING =
  /<(attachment|file|document|context)\b[^<>]{0,2000}?\b(?:filePath|path|file)\s*=\s*"([^"<>\n]{1,1024})"[^<>]{0,2000}>|^(`{3,})[^\n`]{0,200}\n[ \t]*(?:\/\/|#|--|;|%|<!--|\/\*)[ \t]*(?:filepath|path|file)[ \t]*:[ \t]*([^\n]{1,1024})$/gim;

/** The stretches of the text in their order; put together they are the text. */
export function fileSegments(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const match of text.matchAll(OPENING)) {
    if (match.index < at) continue;
    const [opening, element, named, fence, commented] = match;
    const path = named ?? cleaned(commented ?? '');
    const end = endOf(text, match.index + opening.length, closingOf(element, fence));
    if (match.index > at) segments.push({ path: null, text: text.slice(at, match.index) });
    segments.push({ path, text: text.slice(match.index, end) });
    at = end;
  }
  if (at < text.length || segments.length === 0) segments.push({ path: null, text: text.slice(at) });
  return segments;
}

/** Path of the file that a completion is asked for: its first line says so in a comment of the language. */
export function completionPath(prompt: string): string | null {
  const end = prompt.indexOf('\n');
  const line = end === -1 ? prompt.slice(0, MAX_LINE) : prompt.slice(0, Math.min(end, MAX_LINE));
  const path = PATH_LINE.exec(line)?.[1];
  return path === undefined ? null : cleaned(path);
}

const MAX_LINE = 1100;
const PATH_LINE = /^[ \t]*(?:\/\/|#|--|;|%|"|<!--|\/\*|\{-|\(\*)?[ \t]*Path:[ \t]*(\S.*)$/;

/** Without what ends a comment. */
function cleaned(path: string): string {
  return path.replace(/[ \t]*(?:-->|\*\/|-\}|\*\))?[ \t\r]*$/, '');
}

function closingOf(element: string | undefined, fence: string | undefined): string {
  return element === undefined ? `\n${fence ?? ''}` : `</${element.toLowerCase()}>`;
}

function endOf(text: string, from: number, closing: string): number {
  const rest = closing.startsWith('<') ? text.toLowerCase() : text;
  const found = rest.indexOf(closing, from);
  return found === -1 ? text.length : found + closing.length;
}
