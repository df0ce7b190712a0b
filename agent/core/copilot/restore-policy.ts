import { type JsonPath, member } from './json-path.ts';
import type { JsonNode } from './json-text.ts';

/** What a tool call does to files, as far as its name and arguments say. */
export interface FileEdit {
  /** As the model wrote them. */
  readonly paths: readonly string[];
  /** Whether the string at this place of the arguments is what a file will hold, or holds. */
  readonly isFileText: (path: JsonPath) => boolean;
}

interface EditTool {
  readonly pathKey: string;
  readonly textKeys: readonly string[];
  /** Where the edits are listed when one call makes several. */
  readonly listKey?: string;
}

const CREATE: EditTool = { pathKey: 'path', textKeys: ['file_text', 'content'] };
const REPLACE: EditTool = { pathKey: 'path', textKeys: ['old_str', 'new_str'] };
const REPLACE_STRING: EditTool = { pathKey: 'filePath', textKeys: ['oldString', 'newString'] };

/** The tools of the known clients that write text into files and do nothing else with it. */
const EDIT_TOOLS: ReadonlyMap<string, EditTool> = new Map<string, EditTool>([
  ['create', CREATE],
  ['edit', REPLACE],
  ['str_replace', REPLACE],
  ['insert', { pathKey: 'path', textKeys: ['new_str', 'insert_text'] }],
  ['str_replace_editor', { pathKey: 'path', textKeys: ['file_text', 'old_str', 'new_str', 'insert_text'] }],
  ['create_file', { pathKey: 'filePath', textKeys: ['content'] }],
  ['insert_edit_into_file', { pathKey: 'filePath', textKeys: ['code'] }],
  ['replace_string_in_file', REPLACE_STRING],
  ['multi_replace_string_in_file', { ...REPLACE_STRING, listKey: 'replacements' }],
  ['edit_notebook_file', { pathKey: 'filePath', textKeys: ['newCode'] }],
]);

const PATCH_TOOL = 'apply_patch';
const PATCH_KEYS: readonly string[] = ['input', 'patch'];
const PATCH_HEADER = /^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+)$/gm;

/** What a call of `tool` edits; null for every other tool, known or not: its arguments are restored nowhere. */
export function fileEditOf(tool: string, args: JsonNode): FileEdit | null {
  if (tool === PATCH_TOOL) return patchEdit(args);
  const edit = EDIT_TOOLS.get(tool);
  if (edit === undefined) return null;
  const { listKey } = edit;
  const list = listKey === undefined ? undefined : member(args, listKey);
  const entries = listKey === undefined ? [args] : list?.kind === 'array' ? list.items : [];
  const paths = entries.map((entry) => member(entry, edit.pathKey));
  const named = paths.flatMap((path) => (path?.kind === 'string' ? [path.value] : []));
  if (named.length === 0 || named.length < paths.length) return null;
  return {
    paths: named,
    isFileText: (path) => {
      const inList = listKey !== undefined && path[0] === listKey && typeof path[1] === 'number';
      const own = listKey === undefined ? path : inList ? path.slice(2) : [];
      return own.length === 1 && edit.textKeys.includes(String(own[0]));
    },
  };
}

/** The files that a patch in the form of `apply_patch` names, for tools whose arguments are the patch itself. */
export function patchedPaths(tool: string, patch: string): readonly string[] {
  if (tool !== PATCH_TOOL) return [];
  return Array.from(patch.matchAll(PATCH_HEADER), ([, path = '']) => path.trim());
}

/**
 * Whether the model's path goes through a repository's own `.git`: what is written there is run, or read by whoever
 * pushes next.
 */
export function goesThroughGit(path: string): boolean {
  return path.split(/[/\\]/).some((segment) => /^(?:\.git|git~1)[ .]*(?::.*)?$/i.test(segment));
}

function patchEdit(args: JsonNode): FileEdit | null {
  const patches = PATCH_KEYS.map((key) => member(args, key));
  const paths = patches.flatMap((patch) =>
    patch?.kind === 'string' ? patchedPaths(PATCH_TOOL, patch.value) : [],
  );
  if (paths.length === 0) return null;
  return { paths, isFileText: (path) => path.length === 1 && PATCH_KEYS.includes(String(path[0])) };
}
