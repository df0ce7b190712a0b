import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NO_WIRING, parseWiring, WIRING_FILE, type Wiring } from '../protocol/wiring.ts';

/** The file that says what was changed outside `home`. Windows of one user share it; each reads it anew. */
export class WiringFile {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  /** Throws RangeError when it cannot be understood: what was changed is then not known. */
  async read(): Promise<Wiring> {
    try {
      return parseWiring(await readFile(this.#path, 'utf8'));
    } catch (fault) {
      if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return NO_WIRING;
      throw fault;
    }
  }

  async change(how: (wiring: Wiring) => Wiring): Promise<void> {
    const wiring = how(await this.read());
    if (wiring.changes.length === 0 && wiring.plans.length === 0) {
      await rm(this.#path, { force: true });
      return;
    }
    await mkdir(this.#home, { recursive: true, mode: 0o700 });
    const draft = `${this.#path}.${process.pid}`;
    await writeFile(draft, `${JSON.stringify(wiring, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, this.#path);
  }

  get #path(): string {
    return join(this.#home, WIRING_FILE);
  }
}
