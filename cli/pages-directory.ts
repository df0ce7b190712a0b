import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the built pages are: beside the built command line, or where a checkout builds them. */
export function pagesDirectory(): string {
  const [installed, checkout] = ['./pages/', '../dist/pages/'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return installed !== undefined && existsSync(installed) ? installed : (checkout ?? '');
}
