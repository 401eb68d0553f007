/** A policy document, under IAM's own member names. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

export interface Statement {
  Sid: string;
  Effect: "Allow";
  Principal?: { AWS: string };
  Action: string[];
  Resource?: string;
  Condition?: { StringEquals: Record<string, string> };
}

/** What a scan calls, by who has to be allowed it. */
export interface NeededActions {
  /** In each account, its own included: the network. */
  network: readonly string[];
  /** The scanner alone. */
  organization: readonly string[];
  regions: readonly string[];
  /** Empty where AWS Config is not asked. */
  aggregator: readonly string[];
}

export interface RoleSettings {
  partition: string;
  /** The role in each account, with its path if it has one: `team/VpclintReadOnly`. */
  roleName: string;
  /** The one identity that may assume it. */
  scannerRoleArn: string;
  externalId?: string | undefined;
  organizationId?: string | undefined;
}

/** The member role: reads the network of its account, and nothing else. EC2's describe calls take no resources. */
export function memberPolicy({ network }: NeededActions): PolicyDocument {
  return toDocument([readNetwork(network)]);
}

/** Lets one scanner in, and no other identity of its account. */
export function memberTrust({ scannerRoleArn, externalId, organizationId }: RoleSettings): PolicyDocument {
  const keys = {
    ...(externalId === undefined ? {} : { "sts:ExternalId": externalId }),
    ...(organizationId === undefined ? {} : { "aws:PrincipalOrgID": organizationId }),
  };
  return toDocument([
    {
      Sid: "LetTheScannerIn",
      Effect: "Allow",
      Principal: { AWS: scannerRoleArn },
      Action: ["sts:AssumeRole"],
      ...(Object.keys(keys).length === 0 ? {} : { Condition: { StringEquals: keys } }),
    },
  ]);
}

/**
 * The scanner: lists the organization, enters the accounts. It reads the network of its own account with its own
 * credentials, because the scan does not assume a role there.
 */
export function scannerPolicy(actions: NeededActions, settings: RoleSettings): PolicyDocument {
  const { partition, roleName, organizationId } = settings;
  return toDocument([
    ...listAndAggregate(actions),
    {
      Sid: "EnterAccounts",
      Effect: "Allow",
      Action: ["sts:AssumeRole"],
      Resource: `arn:${partition}:iam::*:role/${roleName}`,
      ...(organizationId === undefined ? {} : { Condition: { StringEquals: { "aws:ResourceOrgID": organizationId } } }),
    },
    readNetwork(actions.network),
  ]);
}

/** The scanner that asks AWS Config alone: it enters no account, and no account needs a role. */
export function aggregatorPolicy(actions: NeededActions): PolicyDocument {
  return toDocument(listAndAggregate(actions));
}

function listAndAggregate({ organization, regions, aggregator }: NeededActions): Statement[] {
  const statements: [Sid: string, actions: readonly string[]][] = [
    ["ReadOrganization", organization],
    ["ReadRegions", regions],
    ["ReadAggregator", aggregator],
  ];
  return statements
    .filter(([, actions]) => actions.length > 0)
    .map(([Sid, actions]) => ({ Sid, Effect: "Allow", Action: [...actions].sort(), Resource: "*" }));
}

/** The statement that allows these calls: what is missing where a preflight finds a call refused. */
export function readNetwork(actions: readonly string[]): Statement {
  return { Sid: "ReadNetwork", Effect: "Allow", Action: [...actions].sort(), Resource: "*" };
}

function toDocument(statements: Statement[]): PolicyDocument {
  return { Version: "2012-10-17", Statement: statements };
}

/** `team/VpclintReadOnly` is the role `VpclintReadOnly` with the path `/team/`. */
export function splitRoleName(roleName: string): { name: string; path: string } {
  const parts = roleName.split("/").filter((part) => part !== "");
  const name = parts.pop() ?? roleName;
  return { name, path: parts.length === 0 ? "/" : `/${parts.join("/")}/` };
}

/** Seconds: the shortest that holds a scan of one account, and the most that role chaining allows (aws-semantics 5.10). */
export const sessionDuration = 3600;
