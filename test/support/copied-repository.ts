import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDemoRepository } from '../../cli/playground/repository.ts';
import { run } from './developer.ts';
import { type FolderImage, readFolderImage, writeFolderImage } from './folder-image.ts';

/** A repository with the demo history, and a clone of it that knows no URL of its `origin`. */
interface Images {
  readonly bare: FolderImage;
  readonly clone: FolderImage;
}

/** Nothing of a test outlives its machine, and git is not to tidy up behind its back. */
export const QUICK =
  '[core]\n\tfsync = none\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n';

/** Made by git once a process: starting it a dozen times for each repository of a test costs more than most tests. */
let images: Promise<Images> | null = null;

/** The bare repository of the server at `bare`, and at `clone` one that reaches it as these lines of configuration say. */
export async function copyDemoRepository(
  place: { readonly bare: string; readonly clone: string },
  config: string,
): Promise<void> {
  images ??= makeImages();
  const image = await images;
  putRepository(place.bare, image.bare);
  writeFolderImage(place.clone, image.clone);
  putRepository(join(place.clone, '.git'), []);
  appendFileSync(join(place.clone, '.git', 'config'), config);
}

/** What git takes for a repository has these folders, empty as they are where all refs are packed. */
function putRepository(gitDir: string, image: FolderImage): void {
  for (const folder of ['objects', 'refs']) mkdirSync(join(gitDir, folder), { recursive: true });
  writeFolderImage(gitDir, image);
}

async function makeImages(): Promise<Images> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-template-'));
  try {
    const bare = await openDemoRepository(folder, 'template/demo.git');
    const clone = join(folder, 'clone');
    const cloned = await run(['clone', '--quiet', '--no-hardlinks', '--template=', bare, clone], {
      cwd: folder,
      home: folder,
    });
    if (cloned.code !== 0) throw new Error(cloned.stderr);
    await rm(join(bare, 'hooks'), { recursive: true });
    for (const config of [join(bare, 'config'), join(clone, '.git', 'config')]) {
      const text = await readFile(config, 'utf8');
      await writeFile(config, `${text.replace(/^\turl = .*\n/m, '')}${QUICK}`);
    }
    return { bare: readFolderImage(bare), clone: readFolderImage(clone) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
