import * as vscode from 'vscode';
import type { PolicyQuestion } from '../../protocol/panel-view.ts';

/** The built-in Git extension's API, version 1, as far as it is used (extensions/git/src/api/git.d.ts). */
interface GitExtension {
  getAPI(version: 1): { readonly repositories: readonly GitRepository[] };
}

interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly HEAD: { readonly name?: string } | undefined;
    readonly remotes: readonly {
      readonly name: string;
      readonly pushUrl?: string;
      readonly fetchUrl?: string;
    }[];
  };
}

/** The first repository of the window, by its remote `origin` or its first one. */
export async function workspaceQuestion(): Promise<PolicyQuestion> {
  const [repository] = await repositories();
  if (repository === undefined) return { remote: null, branch: null };
  const { HEAD, remotes } = repository.state;
  const remote = remotes.find(({ name }) => name === 'origin') ?? remotes[0];
  const url = remote?.pushUrl ?? remote?.fetchUrl;
  return { remote: url === undefined ? null : withoutUserInfo(url), branch: HEAD?.name ?? null };
}

/** Some keep a password in there. */
function withoutUserInfo(url: string): string {
  return url.replace(/^(https?:\/\/)[^/]*@/, '$1');
}

/** None where the Git extension is off. */
async function repositories(): Promise<readonly GitRepository[]> {
  const git = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (git === undefined) return [];
  const extension = await git.activate();
  try {
    return extension.getAPI(1).repositories;
  } catch {
    return [];
  }
}
