const groups = 'http://acs.amazonaws.com/groups/global/';

/**
 * Grantees that stand for everybody, with or without an AWS account.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee
 */
export const publicGroups: readonly string[] = [`${groups}AllUsers`, `${groups}AuthenticatedUsers`];
