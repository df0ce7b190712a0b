/** A stretch of a text, and the file it is said to be of; null for what is not said to be of any. */
export interface Segment {
  readonly path: string | null;
  readonly text: string;
}

/** Where text of a file begins, where its content does, and what ends it. */
interface Opening {
  readonly start: number;
  readonly content: number;
  readonly path: string;
  readonly closing: string;
}

const MAX_SEGMENTS = 4_000;

/**
 * The stretches of the text in their order; put together they are the text. What each begins with decides; one
 * without its end goes on to the end.
 */
export function fileSegments(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const { start, content, path, closing } of openings(text)) {
    if (start < at || segments.length >= MAX_SEGMENTS) continue;
    const found = text.indexOf(closing, content);
    const end = found === -1 ? text.length : found + closing.length;
    if (start > at) segments.push({ path: null, text: text.slice(at, start) });
    segments.push({ path, text: text.slice(start, end) });
    at = end;
  }
  if (at < text.length || segments.length === 0) segments.push({ path: null, text: text.slice(at) });
  return segments;
}

/** An element that names the file. */
const ELEMENT =
  /<(attachment|file|document|context)\b[^<>]{0,2000}?\b(?:filePath|path|file)\s*=\s*"([^"<>\n]{1,1024})"[^<>]{0,2000}>/gi;
/** A fence of code that names it behind its language or as an attribute, or whose first line is a comment that does. */
const FENCE =
  /^[ \t]{0,3}(`{3,16})(?:[\w+#.-]{1,40}:([^\s:`][^\s`]{0,1023})[ \t]*$|[^\n`]{0,200}?\b(?:path|title|filename)="([^"\n`]{1,1024})"|[^\n`]{0,200}\n[ \t]*(?:\/\/|#|--|;|%|<!--|\/\*)[ \t]*(?:filepath|path|file)[ \t]*:[ \t]*([^\n]{1,1024})$)/gim;
/** A marked section of a next-edit prompt, whose first line does. */
const MARKED = /<\|(\w{1,60})\|>\s{0,4}(?:current_file_path|code_snippet_file_path):[ \t]*([^\n]{1,1024})$/gm;

function openings(text: string): readonly Opening[] {
  const elements = Array.from(text.matchAll(ELEMENT), (match) => {
    const [opening, element = '', path = ''] = match;
    const closing = opening.endsWith('/>') ? '' : `</${element}>`;
    return { start: match.index, content: match.index + opening.length, path, closing };
  });
  const fences = Array.from(text.matchAll(FENCE), (match) => {
    const [opening, fence = '', behind, attribute, commented] = match;
    const path = cleaned(behind ?? attribute ?? commented ?? '');
    return { start: match.index, content: match.index + opening.length, path, closing: `\n${fence}` };
  });
  const marked = Array.from(text.matchAll(MARKED), (match) => {
    const [opening, name = '', path = ''] = match;
    const content = match.index + opening.length;
    return { start: match.index, content, path: path.trim(), closing: `<|/${name}|>` };
  });
  return [...elements, ...fences, ...marked].sort((a, b) => a.start - b.start);
}

/** Path of the file that a completion is asked for: its first line says so in a comment of the language. */
export function completionPath(prompt: string): string | null {
  const end = prompt.indexOf('\n');
  const line = end === -1 ? prompt.slice(0, MAX_LINE) : prompt.slice(0, Math.min(end, MAX_LINE));
  const path = PATH_LINE.exec(line)?.[1];
  return path === undefined ? null : cleaned(path);
}

/** Path of the file that a snippet beside a completion is of: its first line says so. */
export function snippetPath(snippet: string): string | null {
  const [, compared] = SNIPPET_LINE.exec(snippet.slice(0, MAX_LINE)) ?? [];
  return compared ?? completionPath(snippet);
}

const SNIPPET_LINE =
  /^[ \t]*(?:\/\/|#|--|;|%|"|<!--|\/\*|\{-|\(\*)?[ \t]*Compare (?:this|these) snippets? from ([^\n]{1,1024}?):?[ \t\r]*(?:\n|$)/;
const MAX_LINE = 1100;
const PATH_LINE = /^[ \t]*(?:\/\/|#|--|;|%|"|<!--|\/\*|\{-|\(\*)?[ \t]*Path:[ \t]*(\S.*)$/;

/** Without what ends a comment. */
function cleaned(path: string): string {
  return path.replace(/[ \t]*(?:-->|\*\/|-\}|\*\))?[ \t\r]*$/, '');
}
