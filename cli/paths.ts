import { homedir } from 'node:os';
import { join } from 'node:path';
import { controlSocketPath } from '../protocol/control-socket.ts';

/** Where all state lives: `COUNTERSIGN_HOME`, else a folder of the user's own. */
export function countersignHome(environment: NodeJS.ProcessEnv): string {
  const given = environment['COUNTERSIGN_HOME'];
  return given === undefined || given === '' ? join(homedir(), '.countersign') : given;
}

/** Where the playground says, while it runs, at which address its Git server is. */
export function playgroundOriginFile(home: string): string {
  return join(home, 'playground', 'origin');
}

export function controlSocket(home: string): string {
  return controlSocketPath(home, process.platform);
}
