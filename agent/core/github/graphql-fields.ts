/**
 * Fields of GitHub's GraphQL API (docs.github.com, "GraphQL reference") by what they can lead to. They are told by their
 * names alone, so that a list holds only names that mean the same wherever they stand below a repository.
 */
function names(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u));
}

/** Roots below which there is no repository. */
export const WITHOUT_REPOSITORY: ReadonlySet<string> = names(
  '__schema __type rateLimit meta license licenses codeOfConduct codesOfConduct',
);

/** What a repository holds, and what that holds in its turn: never a person, a fork, or another repository. */
export const INSIDE: ReadonlySet<string> = names(`
  nodes edges node pageInfo
  object ref refs defaultBranchRef target entries tree history blame ranges file files
  commit commits tagCommit mergeCommit potentialMergeCommit parents signature status statusCheckRollup contexts
  checkSuites checkSuite checkRuns workflowRun workflow
  issue issues pullRequest pullRequests issueOrPullRequest discussion discussions discussionCategories category
  comments replies reviews review latestReviews latestOpinionatedReviews reviewThreads reviewRequests answer
  labels label milestone milestones reactionGroups
  release releases latestRelease releaseAssets deployments deployment environments environment latestStatus
  branchProtectionRule branchProtectionRules rulesets ruleset rules parameters conditions refName
  languages primaryLanguage licenseInfo codeowners errors issueTemplates pullRequestTemplates
  vulnerabilityAlerts securityVulnerability repositoryTopics diskUsage mergeQueue autoMergeRequest
`);

/** Whom something is of, of which names alone are read. */
export const PEOPLE: ReadonlySet<string> = names(
  'author committer owner user actor organization repository topic requestedReviewer',
);

/** What connections are made of. */
export const PLUMBING: ReadonlySet<string> = names('nodes edges node pageInfo');

/** What something is called, and what pages of a list are found by. */
export const NAMING: ReadonlySet<string> = names(`
  __typename id databaseId fullDatabaseId login name nameWithOwner slug url resourcePath avatarUrl email number
  isPrivate isFork isArchived totalCount hasNextPage hasPreviousPage startCursor endCursor cursor
`);
