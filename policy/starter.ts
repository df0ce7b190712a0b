import { COPILOT_HOSTS } from './copilot-hosts.ts';
import type { HostKind } from './document.ts';

export interface StarterOptions {
  /** Governed Git hosts, as `hosts[].suffix`. */
  readonly hosts: readonly string[];
}

/**
 * The policy a newcomer begins with, as the text to be edited: protected branches are reviewed and keep their
 * history, production and pipelines are reviewed on every branch, other branches are free; Copilot is used with
 * secrets kept back.
 */
export function starterPolicy({ hosts }: StarterOptions): string {
  const git = hosts.map((suffix) => hostLine(suffix, 'git'));
  const copilot = COPILOT_HOSTS.map((suffix) => hostLine(suffix, 'copilot'));
  return `${HEAD}${[...git, ...copilot].join('')}${RULES}`;
}

function hostLine(suffix: string, kind: HostKind): string {
  return `  - { suffix: ${JSON.stringify(suffix)}, kind: ${kind} }\n`;
}

const HEAD = `# What Countersign lets pass, refuses, or holds for a second person.
# Check it after every change:  countersign policy check policy.yaml
# What a rule can look at:      countersign policy docs

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

# Detectors of your own, values that are no secrets, and domains that stay inside:
# secrets:
#   patterns:
#     - { id: acme-token, keyword: acme_, pattern: 'acme_[a-z0-9]{32}' }
#   internal_domains: [corp.example.com]

# How much of prompts and answers records keep: full, masked, metadata.
capture: masked

# Images and documents that are uploaded to Copilot, in which nobody can look for secrets: deny or allow.
opaque_attachments: deny

# Every rule that matches counts: deny beats require_approval, and that beats allow. mask adds to what is allowed.
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

  - id: secrets-in-pushes
    on: [repo.write]
    when: changes.exists(c, c.secrets.size() > 0) || commits.exists(k, k.secrets.size() > 0)
    effect: deny
    message: "what is pushed holds secrets: {secrets}"

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

  # --- Merges through GitHub's API are reviewed on every branch, and never left for later ---
  - id: merges
    on: [github.write]
    when: api.name in ["pulls.merge", "merges.create"]
    effect: require_approval
    approvers: [reviewers]
    message: merges are reviewed

  - id: merges-later
    on: [github.*]
    when: api.name in ["pulls.auto_merge", "pulls.enqueue"]
    effect: deny
    message: nobody has seen what would be merged later

  # --- The rest of the branches and tags is free; other refs get the default ---
  - id: branches-and-tags
    on: [repo.write]
    when: ref.kind in ["branch", "tag"]
    effect: allow

  # --- GitHub's API: what changes a ref is judged above, as a push is ---
  - id: api-reads
    on: [github.api]
    when: api.access == "read"
    effect: allow

  - id: api-conversation
    on: [github.api]
    when: >-
      api.access == "write" && (api.name in ["pulls.create", "pulls.update"] || api.name.glob([
        "pulls.comments.*", "pulls.reviewers.*", "lfs.locks.*", "issues.*", "labels.*", "milestones.*", "reactions.*",
        "commits.comments.*", "discussions.*"
      ]))
    effect: allow

  # Blobs, trees, commits and tag objects change nothing until a ref is moved to them, which is judged. Nor do objects
  # of Git LFS until a pointer to them is pushed, which is opaque; without lfs.objects.write_opaque only texts pass.
  - id: api-objects
    on: [github.api]
    when: >-
      api.name in [
        "git.blobs.create", "git.trees.create", "git.commits.create", "git.tags.create",
        "lfs.uploads.create", "lfs.objects.write", "lfs.objects.write_opaque"
      ]
    effect: allow

  - id: api-administration
    on: [github.*]
    when: >-
      api.access == "write" && (api.name in ["pulls.reviews.write", "repository_dispatch"] || api.name.glob([
        "actions.*", "branches.*", "rulesets.*", "collaborators.*", "keys.*", "hooks.*", "environments.*",
        "deployments.*", "releases.*", "statuses.*", "checks.*", "repos.*", "pages.*"
      ]))
    effect: require_approval
    approvers: [reviewers]
    message: this decides what runs, what is published or who may change it

  - id: api-secrets
    on: [github.*]
    when: api.access == "write" && api.secrets.size() > 0
    effect: deny
    message: "the call holds secrets: {secrets}"

  - id: api-answers
    on: [github.*]
    when: subject.actor in ["ai", "mixed"]
    effect: mask

  # --- Copilot: used freely, secrets are kept back in both directions ---
  - id: copilot
    on: [copilot.prompt, copilot.answer, copilot.service]
    effect: allow

  # To drop it, write deny: clients are told that it arrived.
  - id: telemetry
    on: [copilot.telemetry]
    effect: allow

  - id: secrets
    on: [copilot.*, mcp.call]
    effect: mask

  # --- Tools on MCP servers: those that read are free, and whatever else is reviewed ---
  - id: mcp-reads
    on: [mcp.call]
    when: mcp.tool.glob(["get_*", "list_*", "search_*", "read_*", "*_read"])
    effect: allow

  - id: mcp-writes
    on: [mcp.call]
    when: >-
      !mcp.tool.glob(["get_*", "list_*", "search_*", "read_*", "*_read"]) ||
      mcp.tool.glob(["*mark*", "*push*", "*create*", "*update*", "*merge*", "*delete*", "*write*"])
    effect: require_approval
    approvers: [reviewers]
    message: this tool changes something that git would have to push

  # --- Other hosts: free for people; sessions of an AI, and editors with one, reach only what is listed ---
  - id: tunnels
    on: [tunnel]
    when: subject.actor in ["human", "ci"]
    effect: allow

  - id: tunnels-of-ai
    on: [tunnel]
    when: >-
      subject.actor in ["ai", "mixed"] && port == 443 && host.glob([
        "registry.npmjs.org", "registry.yarnpkg.com", "pypi.org", "files.pythonhosted.org", "crates.io",
        "*.crates.io", "proxy.golang.org", "sum.golang.org", "rubygems.org", "repo.maven.apache.org",
        "api.nuget.org"
      ])
    effect: allow

  - id: tunnels-of-editors
    on: [tunnel]
    when: >-
      subject.actor == "mixed" && port == 443 && host.glob([
        "*.visualstudio.com", "*.vscode-cdn.net", "*.vscode-unpkg.net", "*.vsassets.io", "vscode.dev",
        "*.applicationinsights.azure.com", "*.microsoft.com", "login.microsoftonline.com", "default.exp-tas.com",
        "www.githubstatus.com", "education.github.com", "avatars.githubusercontent.com"
      ])
    effect: allow
`;

/** For people who work on GitHub. */
export const STARTER_POLICY = starterPolicy({ hosts: ['github.com'] });
