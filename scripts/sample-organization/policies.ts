import { organizationId } from "./account.ts";

type Statement = Readonly<Record<string, unknown>>;

function policy(...statements: Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Only our organization's callers, and only to its resources: what AWS's data perimeter asks for. */
export function organizationOnly(actions: string): string {
  return policy({
    Sid: "OurCallersToOurResources",
    Effect: "Allow",
    Principal: "*",
    Action: actions,
    Resource: "*",
    Condition: {
      StringEquals: { "aws:PrincipalOrgID": organizationId, "aws:ResourceOrgID": organizationId },
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
