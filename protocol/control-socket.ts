/**
 * Where the agent of a COUNTERSIGN_HOME listens for its control API: a socket in a folder that its owner alone can
 * enter. Windows has named pipes instead, which lie in no folder: the name tells one home from another.
 */
export function controlSocketPath(home: string, platform: string): string {
  if (platform !== 'win32') return `${home.replace(/\/+$/, '')}/agent/control.sock`;
  const folder = home.replaceAll('/', '\\').replace(/\\+$/, '').toLowerCase();
  return `${PIPES}countersign-${folder.replaceAll(/[^a-z0-9]/gu, pipeCharacter)}`;
}

const PIPES = '\\\\.\\pipe\\';

/** A backslash ends a pipe's name; each other sign that is not plain goes the same way, so that no two homes meet. */
function pipeCharacter(character: string): string {
  return `_${(character.codePointAt(0) ?? 0).toString(16)}_`;
}
