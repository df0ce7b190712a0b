import * as vscode from 'vscode';

/** What we use of the API of the built-in Git extension, version 1. */
interface GitExtension {
  readonly enabled: boolean;
  readonly onDidChangeEnablement: vscode.Event<boolean>;
  getAPI(version: 1): GitApi;
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  readonly onDidOpenRepository: vscode.Event<GitRepository>;
}

interface GitRepository {
  readonly state: {
    readonly remotes: readonly { readonly fetchUrl?: string; readonly pushUrl?: string }[];
    readonly onDidChange: vscode.Event<void>;
  };
}

/** The URLs of the remotes of all repositories that Source Control has open. */
export class GitRemotes implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #watching: vscode.Disposable[] = [this.#changed];
  #api: GitApi | null = null;
  #told = '';

  get urls(): readonly string[] {
    const repositories = this.#api?.repositories ?? [];
    return repositories.flatMap(({ state }) =>
      state.remotes.flatMap(({ fetchUrl, pushUrl }) =>
        [fetchUrl, pushUrl].filter((url) => url !== undefined),
      ),
    );
  }

  onChange(listener: () => void): vscode.Disposable {
    return this.#changed.event(listener);
  }

  /** Begins to follow the built-in Git; without it there is nothing to lead. */
  async follow(): Promise<void> {
    const git = await vscode.extensions.getExtension<GitExtension>('vscode.git')?.activate();
    if (git === undefined) return;
    this.#watching.push(git.onDidChangeEnablement(() => this.#open(git)));
    this.#open(git);
  }

  dispose(): void {
    for (const each of this.#watching.splice(0)) each.dispose();
  }

  #open(git: GitExtension): void {
    if (!git.enabled || this.#api !== null) return;
    const api = git.getAPI(1);
    this.#api = api;
    const watch = ({ state }: GitRepository): void => {
      this.#watching.push(state.onDidChange(() => this.#look()));
      this.#look();
    };
    this.#watching.push(api.onDidOpenRepository(watch));
    for (const repository of api.repositories) watch(repository);
  }

  #look(): void {
    const now = this.urls.join('\n');
    if (now === this.#told) return;
    this.#told = now;
    this.#changed.fire();
  }
}
