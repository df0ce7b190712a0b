export interface StarterOptions {
  /** Governed Git hosts, as `hosts[].suffix`. */
  readonly hosts: readonly string[];
}

/**
 * The policy a newcomer begins with, as the text to be edited: protected branches are reviewed and keep their
 * history, production and pipelines are reviewed on every branch, other branches are free.
 */
export function starterPolicy({ hosts }: StarterOptions): string {
  return `${HEAD}${hosts.map(hostLine).join('')}${RULES}`;
}

function hostLine(suffix: string): string {
  return `  - { suffix: ${JSON.stringify(suffix)}, kind: git }\n`;
}

const HEAD = `# What Countersign lets pass, refuses, or holds for a second person.
# Check it after every change:  countersign policy check policy.yaml

version: 1

# Traffic to these hosts is read and judged. Everything else is a tunnel, judged by its host name alone.
# A name is that one host; a dot in front (.example.com) stands for every name below it.
hosts:
`;

const RULES = `
# IP addresses, or ranges such as 10.0.0.0/8, that may be reached without a host name.
tunnels:
  ip_literals: []

# Who is who: group:NAME is a group of your identity provider, user:ID one person.
groups:
  reviewers: ["group:reviewers"]

# What an operation gets that no rule matches.
default: deny

# Every rule that matches counts: deny beats require_approval, and that beats allow.
rules:
  # --- Reading ---
  - id: fetch
    on: [git.fetch]
    effect: allow

  - id: pages
    on: [host.read]
    effect: allow

  # --- Protected branches: history stays, changes are reviewed ---
  - id: protected-history
    on: [repo.write]
    when: ref.branch.glob(["main", "master", "release/**"]) && (ref.forced || ref.change == "delete")
    effect: deny
    message: protected branches are neither rewritten nor deleted

  - id: protected-branches
    on: [repo.write]
    when: ref.branch.glob(["main", "master", "release/**"])
    effect: require_approval
    approvers: [reviewers]
    message: changes to a protected branch are reviewed

  # --- What is reviewed on every branch ---
  - id: deployment
    on: [repo.write]
    when: changes.exists(c, c.path.glob("deploy/**"))
    effect: require_approval
    approvers: [reviewers]
    message: changes to deployments are reviewed

  - id: pipelines
    on: [repo.write]
    when: >-
      changes.exists(c, c.path.glob([
        ".github/workflows/**", ".github/actions/**", "**/action.yml", "**/action.yaml",
        ".gitlab-ci.yml", ".gitlab-ci.yaml", ".gitlab/ci/**",
        ".circleci/**", ".buildkite/**", ".travis.yml", ".drone.yml", ".woodpecker/**", ".woodpecker.yml",
        "azure-pipelines.yml", ".azure-pipelines/**", "bitbucket-pipelines.yml",
        "**/Jenkinsfile", "Jenkinsfile.*", ".teamcity/**", ".tekton/**", "cloudbuild.yaml",
        "**/CODEOWNERS"
      ]))
    effect: require_approval
    approvers: [reviewers]
    message: changes to pipelines and code owners are reviewed

  - id: passwords
    on: [repo.write]
    when: changes.exists(c, c.adds("password")) || commits.exists(k, k.says("password"))
    effect: require_approval
    approvers: [reviewers]
    message: added lines or a commit message speak of a password

  - id: opaque-changes
    on: [repo.write]
    when: changes.exists(c, c.opaque != "" || c.mode == "symlink")
    effect: require_approval
    approvers: [reviewers]
    message: the change holds what cannot be read as text, or a symbolic link

  - id: odd-names
    on: [repo.write]
    when: ref.odd || changes.exists(c, c.odd)
    effect: require_approval
    approvers: [reviewers]
    message: a branch or a path is spelt so that it can be taken for another one

  # --- Tags: new ones are free, published ones are reviewed ---
  - id: moved-tags
    on: [repo.write]
    when: ref.kind == "tag" && ref.change != "create"
    effect: require_approval
    approvers: [reviewers]
    message: moving or deleting a tag is reviewed

  # --- The rest of the branches and tags is free; other refs get the default ---
  - id: branches-and-tags
    on: [repo.write]
    when: ref.kind in ["branch", "tag"]
    effect: allow

  # --- Other hosts: free, except that an AI session reaches only what it needs ---
  - id: tunnels
    on: [tunnel]
    when: subject.actor != "ai"
    effect: allow

  - id: tunnels-of-ai
    on: [tunnel]
    when: >-
      subject.actor == "ai" && port == 443 &&
      host.glob(["*.githubcopilot.com", "copilot-proxy.githubusercontent.com"])
    effect: allow
`;

/** For people who work on GitHub. */
export const STARTER_POLICY = starterPolicy({ hosts: ['github.com'] });
