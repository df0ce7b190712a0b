import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { controlSocketPath } from '../protocol/control-socket.ts';
import { HOME_FILE } from '../protocol/wiring.ts';

/** Where all state lives: `COUNTERSIGN_HOME`, else a folder of the user's own. */
export function countersignHome(environment: NodeJS.ProcessEnv): string {
  const given = environment['COUNTERSIGN_HOME'];
  return given === undefined || given === '' ? join(homedir(), '.countersign') : given;
}

/** As an extension that brought this script has left word beside it; undefined where none has. */
export function homeBeside(script: string): string | undefined {
  const file = join(dirname(script), HOME_FILE);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Where the playground says, while it runs, at which address its Git server is. */
export function playgroundOriginFile(home: string): string {
  return join(home, 'playground', 'origin');
}

export function controlSocket(home: string): string {
  return controlSocketPath(home, process.platform);
}
