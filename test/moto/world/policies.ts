/** Endpoint policies of the world; an endpoint without one has AWS's default, which admits everything. */

/** Own principals, own resources: nothing to report. */
export function boundedPolicy(organization: string): object {
  return policy({ "aws:PrincipalOrgID": organization, "aws:ResourceOrgID": organization });
}

/** Own principals, anybody's resources: data can still be carried to a foreign bucket. */
export function principalBoundedPolicy(organization: string): object {
  return policy({ "aws:PrincipalOrgID": organization });
}

function policy(condition: Readonly<Record<string, string>>): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OwnOrganization",
        Effect: "Allow",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: condition },
      },
    ],
  };
}
