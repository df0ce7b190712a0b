/**
 * Mutations of GitHub's GraphQL API (docs.github.com, "Mutations"), a line each: the field, the name that the same
 * thing has over REST, and the member of `input` that says of what it is; `-` where none does. What stands in no line
 * is refused.
 */
const TABLE = `
createCommitOnBranch            contents.write              -
createRef                       git.refs.create             repositoryId
updateRef                       git.refs.update             refId
updateRefs                      git.refs.update             repositoryId
deleteRef                       git.refs.delete             refId
mergeBranch                     merges.create               repositoryId
mergePullRequest                pulls.merge                 pullRequestId
enablePullRequestAutoMerge      pulls.auto_merge            pullRequestId
enqueuePullRequest              pulls.enqueue               pullRequestId
updatePullRequestBranch         pulls.update_branch         pullRequestId
revertPullRequest               pulls.revert                pullRequestId
createLinkedBranch              branches.create_linked      issueId

createPullRequest               pulls.create                repositoryId
updatePullRequest               pulls.update                pullRequestId
closePullRequest                pulls.update                pullRequestId
reopenPullRequest               pulls.update                pullRequestId
convertPullRequestToDraft       pulls.update                pullRequestId
markPullRequestReadyForReview   pulls.update                pullRequestId
disablePullRequestAutoMerge     pulls.update                pullRequestId
dequeuePullRequest              pulls.update                id
requestReviews                  pulls.reviewers.add         pullRequestId
requestReviewsByLogin           pulls.reviewers.add         pullRequestId
addPullRequestReview            pulls.reviews.write         pullRequestId
submitPullRequestReview         pulls.reviews.write         pullRequestReviewId
updatePullRequestReview         pulls.reviews.write         pullRequestReviewId
deletePullRequestReview         pulls.reviews.write         pullRequestReviewId
dismissPullRequestReview        pulls.reviews.write         pullRequestReviewId
addPullRequestReviewComment     pulls.comments.create       pullRequestId
addPullRequestReviewThread      pulls.comments.create       pullRequestId
addPullRequestReviewThreadReply pulls.comments.create       pullRequestReviewThreadId
updatePullRequestReviewComment  pulls.comments.update       pullRequestReviewCommentId
deletePullRequestReviewComment  pulls.comments.delete       id
resolveReviewThread             pulls.comments.update       threadId
unresolveReviewThread           pulls.comments.update       threadId

createIssue                     issues.create               repositoryId
updateIssue                     issues.update               id
closeIssue                      issues.update               issueId
reopenIssue                     issues.update               issueId
deleteIssue                     issues.delete               issueId
transferIssue                   issues.transfer             issueId
addSubIssue                     issues.update               issueId
removeSubIssue                  issues.update               issueId
addComment                      issues.comments.create      subjectId
updateIssueComment              issues.comments.update      id
deleteIssueComment              issues.comments.delete      id
minimizeComment                 issues.comments.update      subjectId
unminimizeComment               issues.comments.update      subjectId
addAssigneesToAssignable        issues.assignees.write      assignableId
removeAssigneesFromAssignable   issues.assignees.write      assignableId
addLabelsToLabelable            issues.labels.write         labelableId
removeLabelsFromLabelable       issues.labels.write         labelableId
clearLabelsFromLabelable        issues.labels.write         labelableId
lockLockable                    issues.lock                 lockableId
unlockLockable                  issues.unlock               lockableId
createLabel                     labels.write                repositoryId
updateLabel                     labels.write                id
deleteLabel                     labels.write                id
addReaction                     reactions.create            subjectId
removeReaction                  reactions.delete            subjectId
createDiscussion                discussions.create          repositoryId
updateDiscussion                discussions.update          discussionId
addDiscussionComment            discussions.comments.write  discussionId
updateDiscussionComment         discussions.comments.write  commentId

createBranchProtectionRule      branches.protection.update  repositoryId
updateBranchProtectionRule      branches.protection.update  branchProtectionRuleId
deleteBranchProtectionRule      branches.protection.delete  branchProtectionRuleId
createRepositoryRuleset         rulesets.create             sourceId
updateRepositoryRuleset         rulesets.update             repositoryRulesetId
deleteRepositoryRuleset         rulesets.delete             repositoryRulesetId
approveDeployments              actions.runs.approve        workflowRunId
rejectDeployments               actions.runs.approve        workflowRunId
createDeployment                deployments.create          repositoryId
createDeploymentStatus          deployments.update          deploymentId
deleteDeployment                deployments.delete          id
createEnvironment               environments.update         repositoryId
updateEnvironment               environments.update         environmentId
deleteEnvironment               environments.delete         id
createCheckRun                  checks.write                repositoryId
updateCheckRun                  checks.write                repositoryId
createCheckSuite                checks.write                repositoryId
rerequestCheckSuite             checks.write                repositoryId
createRepository                repos.create                -
cloneTemplateRepository         repos.generate              repositoryId
updateRepository                repos.update                repositoryId
archiveRepository               repos.update                repositoryId
unarchiveRepository             repos.update                repositoryId
updateTopics                    repos.update                repositoryId
updateSubscription              repos.watch                 subscribableId
addStar                         user.star                   starrableId
removeStar                      user.star                   starrableId
followUser                      user.follow                 -
unfollowUser                    user.follow                 -
addProjectV2ItemById            projects.write              projectId
addProjectV2DraftIssue          projects.write              projectId
updateProjectV2ItemFieldValue   projects.write              projectId
deleteProjectV2Item             projects.write              projectId
createProjectV2                 projects.write              -
`;

export interface Mutation {
  readonly name: string;
  /** Member of `input` that holds the node id of what it is of; null where none does. */
  readonly of: string | null;
}

/** By the name of the field. */
export const MUTATIONS: ReadonlyMap<string, Mutation> = new Map(
  TABLE.split('\n')
    .filter((line) => line !== '')
    .map((line): [string, Mutation] => {
      const [field = '', name = '', of = ''] = line.split(/ +/);
      return [field, { name, of: of === '-' ? null : of }];
    }),
);
