import { globSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What people write: the sources of packages as they ship, and our own but for the examples of secrets. */
const PATTERNS = [
  'node_modules/**/*.{js,mjs,cjs,ts,json,md}',
  '{protocol,policy,agent,collector,cli,scripts}/**/*.ts',
];
const EXAMPLES = /^agent\/core\/secrets\//;
/** Longer lines on average are those of a bundler. */
const MAX_LINE = 120;
const FILE = { min: 200, max: 400_000 };
/** One file in so many, so that no package fills the corpus. */
const STRIDE = 7;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Ordinary source of at most so many characters; the same files each time on the same tree. */
export function ordinarySource(maxCharacters: number): readonly SourceFile[] {
  const files: SourceFile[] = [];
  let characters = 0;
  for (const path of spread(paths())) {
    const text = readSource(path);
    if (text === null) continue;
    files.push({ path, text });
    characters += text.length;
    if (characters >= maxCharacters) break;
  }
  return files;
}

function paths(): readonly string[] {
  return globSync(PATTERNS, { cwd: ROOT })
    .filter((path) => !EXAMPLES.test(path))
    .sort();
}

/** Every seventh, then every seventh after the second, and so on. */
function spread(all: readonly string[]): readonly string[] {
  return Array.from({ length: STRIDE }, (_, first) =>
    all.filter((__, index) => index % STRIDE === first),
  ).flat();
}

function readSource(path: string): string | null {
  const file = `${ROOT}${path}`;
  const stat = statSync(file);
  if (!stat.isFile() || stat.size < FILE.min || stat.size > FILE.max) return null;
  const text = readFileSync(file, 'utf8');
  return text.length / text.split('\n').length > MAX_LINE ? null : text;
}
