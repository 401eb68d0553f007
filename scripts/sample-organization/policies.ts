import { organizationId } from "./account.ts";

type Statement = Readonly<Record<string, unknown>>;

function policy(...statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Only our organization's callers, and only to its resources: what AWS's data perimeter asks for. */
export function organizationOnly(actions: string): string {
  return bounded(actions.endsWith(":*") ? everyday.map((verb) => `${actions.slice(0, -1)}${verb}`) : actions);
}

/** The same, for every action there is: within the organization anything goes. */
export function organizationAnyAction(actions: string): string {
  return bounded(actions);
}

/** The same, by somebody who also keeps a public address out, which no request that passes an endpoint has. */
export function organizationButOneAddress(actions: string): string {
  return bounded(actions, { NotIpAddress: { "aws:SourceIp": "203.0.113.7/32" } });
}

/** What workloads do all day; who deletes and shares does so from elsewhere. */
const everyday = ["Get*", "List*", "Describe*", "BatchGet*", "Query", "Scan", "Put*", "Send*", "Receive*"].concat([
  "Create*",
  "Update*",
  "Start*",
  "Open*",
  "Encrypt",
  "Decrypt",
  "Generate*",
  "AssumeRole*",
  "Invoke*",
]);

function bounded(actions: string | string[], more: object = {}): string {
  return policy({
    Sid: "OurCallersToOurResources",
    Effect: "Allow",
    Principal: "*",
    Action: actions,
    Resource: "*",
    Condition: {
      StringEquals: { "aws:PrincipalOrgID": organizationId, "aws:ResourceOrgID": organizationId },
      ...more,
    },
  });
}

/** Bounds the resources, but anybody's credentials pass: a stolen laptop's key exfiltrates nothing, yet may write here. */
export function anyCaller(actions: string): string {
  return policy({
    Sid: "OurResources",
    Effect: "Allow",
    Principal: "*",
    Action: actions,
    Resource: "*",
    Condition: { StringEquals: { "aws:ResourceOrgID": organizationId } },
  });
}

/** Bounds the callers, but they reach anybody's buckets: the way by which data leaves. */
export function anyResource(actions: string): string {
  return policy({
    Sid: "OurCallers",
    Effect: "Allow",
    Principal: "*",
    Action: actions,
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalOrgID": organizationId } },
  });
}

/** Put there to close the endpoint for a day, and left. */
export const denyEverything: string = policy({ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" });

/** A key given twice: JSON readers keep one of them in silence, AWS's grammar allows neither. */
export const saidTwice =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Principal":"*","Action":"ssm:*","Resource":"*"}]}';
