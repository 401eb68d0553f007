import { randomUUID } from "node:crypto";
import { AssumeRole$, GetCallerIdentity$ } from "@aws-sdk/client-sts";
import { NormalizedSchema } from "@smithy/core/schema";
import { identifySession } from "./credentials.ts";
import type { Session } from "./credentials.ts";
import { describeDenial } from "./ledger.ts";
import { missingParameter, ServiceError } from "./service-error.ts";
import type { Call, Reply, Service, World } from "./service.ts";
import { compileXml, escapeXml } from "./xml.ts";

interface Operation {
  schema: typeof AssumeRole$;
  answer(world: World, call: Call, form: URLSearchParams): unknown;
}

const operations: Readonly<Record<string, Operation>> = {
  GetCallerIdentity: {
    schema: GetCallerIdentity$,
    answer: (_world, { identity }) => ({ UserId: identity.userId, Account: identity.account, Arn: identity.arn }),
  },
  AssumeRole: { schema: AssumeRole$, answer: assumeRole },
};

/** STS speaks awsQuery: unlike EC2 it wraps the output in a Result and puts the request id behind it. */
export function createSts(world: World): Service {
  return {
    nameApi: (call) => findOperation(new URLSearchParams(call.body).get("Action"))?.[0],
    refuse: replyError,
    async answer(call) {
      const form = new URLSearchParams(call.body);
      const action = form.get("Action") ?? "";
      const found = findOperation(action);
      if (found === undefined) throw new ServiceError("InvalidAction", 400, `Could not find operation ${action}`);
      const [name, operation] = found;
      const content = compileXml(NormalizedSchema.of(operation.schema[5]))(operation.answer(world, call, form));
      return replyXml(200, `${name}Response`, `<${name}Result>${content}</${name}Result>${metadata()}`);
    },
  };
}

function findOperation(action: string | null): [string, Operation] | undefined {
  return Object.entries(operations).find(([name]) => name === action);
}

function assumeRole(world: World, call: Call, form: URLSearchParams): unknown {
  const roleArn = form.get("RoleArn") ?? "";
  const name = form.get("RoleSessionName");
  if (name === null) throw missingParameter("RoleSessionName");
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) throw invalid(`Invalid RoleSessionName: ${name}`);
  const [, partition, account, role] =
    /^arn:([a-z0-9-]+):iam::(\d{12}):role\/([\w+=,.@/-]{1,512})$/.exec(roleArn) ?? [];
  if (account === undefined || role === undefined) throw invalid(`${roleArn} is invalid`);
  refuseEntry(world, call, { account, roleArn, partition: partition ?? "" });
  const expires = world.mint.now() + readDuration(form) * 1000;
  // The path of a role is not part of the session's ARN.
  const session: Session = { account, role: role.split("/").at(-1) ?? role, name, expires };
  return {
    Credentials: world.mint.issue(session),
    AssumedRoleUser: {
      AssumedRoleId: `AROASIMULATEDROLE0000:${name}`,
      Arn: identifySession(session, world.manifest.partition).arn,
    },
  };
}

/** Replays the ledger's row of the account as a whole; an account that is not in the snapshot trusts nobody. */
function refuseEntry(world: World, call: Call, target: { account: string; roleArn: string; partition: string }): void {
  const { manifest, ledger } = world;
  const gap = ledger.accountGap(target.account, "AssumeRole");
  if (gap?.outcome === "throttled-out") throw new ServiceError("Throttling", 400, "Rate exceeded");
  if (gap?.outcome === "failed") throw new ServiceError("InternalFailure", 500, gap.reason);
  const account = manifest.accounts.find((candidate) => candidate.id === target.account);
  // AWS's sts:AssumeRole does not enter an account that is suspended or closed (aws-semantics 5.6).
  const isOpen = account !== undefined && /^(active|pending_closure)$/i.test(account.state);
  if (gap === undefined && isOpen && target.partition === manifest.partition) return;
  const refused = { arn: call.identity.arn, action: "sts:AssumeRole", resource: target.roleArn };
  throw new ServiceError("AccessDenied", 403, describeDenial(gap?.reason ?? "", refused));
}

/** Seconds. */
function readDuration(form: URLSearchParams): number {
  const asked = form.get("DurationSeconds");
  if (asked === null) return 3600;
  const seconds = Number(asked);
  if (!/^\d{1,6}$/.test(asked) || seconds < 900 || seconds > 43_200) {
    throw invalid(`1 validation error detected: Value '${asked}' at 'durationSeconds' must be from 900 to 43200`);
  }
  return seconds;
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationError", 400, message);
}

function replyError({ code, status, message }: ServiceError): Reply {
  const type = status < 500 ? "Sender" : "Receiver";
  const error = `<Type>${type}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  return replyXml(status, "ErrorResponse", `<Error>${error}</Error><RequestId>${randomUUID()}</RequestId>`);
}

function metadata(): string {
  return `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
}

function replyXml(status: number, root: string, content: string): Reply {
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: `<${root} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${content}</${root}>`,
  };
}
