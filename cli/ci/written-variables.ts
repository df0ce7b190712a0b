import { randomUUID } from 'node:crypto';

/**
 * A line of the file that `GITHUB_ENV` names (GitHub Docs, "Workflow commands", multiline strings): no value can end it,
 * since nobody knows the delimiter before.
 */
export function githubVariable(name: string, value: string): string {
  const delimiter = `countersign-${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

/** A command on a line of its own that GitHub's runner reads off standard output. */
export function githubCommand(command: string, data: string): string {
  const escaped = data.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `::${command}::${escaped}\n`;
}

/** One that the agent of Azure Pipelines reads off standard output ("Logging commands"). */
export function azureCommand(command: string, data: string): string {
  const escaped = data.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `##vso[${command}]${escaped}\n`;
}

/** Text of others, in a log that a runner reads: no command begins in it, wherever on its line it stands. */
export function inertText(text: string): string {
  return text.replace(/#(?=#)/g, '# ').replace(/:(?=:)/g, ': ');
}
