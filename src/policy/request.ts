/** The request model of policy-semantics 10: a concrete request, in plain data. */

export interface Request {
  principal: RequestPrincipal;
  /** Such as `s3:GetObject`. */
  action: string;
  resource: RequestedResource;
  /** Every condition key that does not follow from the members above: names in lower case; those not here are absent. */
  keys: readonly RequestKey[];
}

export interface RequestKey {
  key: string;
  values: readonly string[];
}

export interface Membership {
  id: string;
  /** As in aws:PrincipalOrgPaths: `o-.../r-.../ou-.../`. */
  path: string;
}

export type RequestPrincipal =
  | { kind: "anonymous" }
  | {
      kind: "iam";
      account: string;
      /** What aws:PrincipalArn holds: for a role's session the role's ARN. */
      arn: string;
      /** The sts ARN of that session, where it matters. */
      sessionArn?: string;
      organization?: Membership;
    }
  | { kind: "service"; name: string };

export interface RequestedResource {
  /** `*` for an action that takes no resource. */
  arn: string;
  owner?: { account: string; organization?: Membership };
}

/** A request that a policy admits, or refuses, as the proof of an answer. */
export type Witness = Request;

/** One line of text for people. The names in it are the policy's: untrusted text. */
export function describeWitness({ principal, action, resource, keys }: Witness): string {
  const target = resource.arn === "*" ? "" : ` on ${resource.arn}`;
  const owner =
    resource.owner === undefined
      ? ""
      : `, owned by account ${resource.owner.account}${memberOf(resource.owner.organization)}`;
  const context = keys.map(({ key, values }) => `${key} = ${values.join(", ")}`).join("; ");
  return `${describeCaller(principal)} calls ${action}${target}${owner}${context === "" ? "" : ` (with ${context})`}`;
}

function describeCaller(principal: RequestPrincipal): string {
  if (principal.kind === "anonymous") return "an anonymous caller";
  if (principal.kind === "service") return `the AWS service ${principal.name}`;
  return `${principal.sessionArn ?? principal.arn}${memberOf(principal.organization)}`;
}

function memberOf(organization: Membership | undefined): string {
  return organization === undefined ? "" : ` of organization ${organization.id}`;
}
