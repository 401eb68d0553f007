import type { ApiName } from "../snapshot/apis.ts";
import type { Gap, LedgerRow } from "../snapshot/format.ts";
import { ServiceError } from "./service-error.ts";

/** The snapshot's ledger, ready to be replayed. */
export interface Ledger {
  row(account: string, region: string): LedgerRow | undefined;
  /** What the ledger says about the account as a whole, under this heading. */
  accountGap(account: string, api: Gap["api"]): Gap | undefined;
  /** The Regions that the account's DescribeRegions listed, in order of name. */
  regions(account: string): RegionStatus[];
  /** An account whose row holds this API's answer there, if one does. */
  whoHas(api: ApiName, region: string): string | undefined;
}

export interface RegionStatus {
  name: string;
  isEnabled: boolean;
}

export function indexLedger(rows: readonly LedgerRow[]): Ledger {
  const byPlace = new Map(rows.map((row) => [`${row.account}/${row.region}`, row]));
  const names = [...new Set(rows.map((row) => row.region).filter((region) => region !== "*"))].sort();
  const row: Ledger["row"] = (account, region) => byPlace.get(`${account}/${region}`);
  return {
    row,
    whoHas: (api, region) => rows.find((each) => each.region === region && each.collected.includes(api))?.account,
    accountGap: (account, api) => row(account, "*")?.gaps.find((gap) => gap.api === api),
    regions(account) {
      const own = names.filter((name) => row(account, name) !== undefined);
      // An account that was not scanned itself (it only started the scan) sees what the others saw.
      const seen = own.length > 0 ? own : names;
      return seen.map((name) => ({ name, isEnabled: !isNotEnabled(row(account, name)) }));
    },
  };
}

export function isNotEnabled(row: LedgerRow | undefined): boolean {
  return row?.gaps.some((gap) => gap.api === "*" && gap.outcome === "not-enabled") ?? false;
}

/** Why this API's answer is not there, by the same precedence as `needFor` of the snapshot. */
export function findGap(gaps: readonly Gap[], api: ApiName): Gap | undefined {
  return gaps.find((gap) => gap.api === api) ?? gaps.find((gap) => gap.api === "*");
}

/** The kinds of policy that a denial can name (aws-semantics 5.12), as AWS's sentences spell them. */
const policies: readonly (readonly [named: RegExp, kind: string])[] = [
  [/service control polic|\bSCP\b/i, "service control policy"],
  [/resource control polic|\bRCP\b/i, "resource control policy"],
  [/permissions boundar/i, "permissions boundary"],
  [/session polic/i, "session policy"],
  [/VPC endpoint polic/i, "VPC endpoint policy"],
  [/identity-based polic|\bIAM\b/i, "identity-based policy"],
];

interface Refused {
  arn: string;
  /** Such as `ec2:DescribeVpcs`. */
  action: string;
  resource?: string;
}

/** AWS's own sentence for a refusal whose recorded reason was this one; it names a policy only where the reason does. */
export function describeDenial(reason: string, { arn, action, resource }: Refused): string {
  const target = resource === undefined ? "" : ` on resource: ${resource}`;
  const sentence = `User: ${arn} is not authorized to perform: ${action}${target}`;
  const kind = policies.find(([named]) => named.test(reason))?.[1];
  if (kind === undefined) return sentence;
  const isAbsent = /\bno .*\ballows\b/i.test(reason);
  return isAbsent
    ? `${sentence} because no ${kind} allows the ${action} action`
    : `${sentence} with an explicit deny in ${kind === "identity-based policy" ? "an" : "a"} ${kind}`;
}

/** The error that EC2 answered, so that whoever collects again learns the same outcome for the same reason. */
export function replayGap(gap: Gap | undefined, refused: Refused): ServiceError {
  switch (gap?.outcome) {
    case "denied":
      return replayDenial(gap.reason, refused);
    case "not-enabled":
      return authFailure();
    case "throttled-out":
      return new ServiceError("RequestLimitExceeded", 503, "Request limit exceeded.");
    case "failed":
      return replayFailure(gap.reason);
    case "skipped":
    case undefined: {
      // Neither an empty list nor a failure to be retried: the snapshot just does not say.
      const reason = gap === undefined ? "it was not collected" : gap.reason;
      const message = `The simulated snapshot holds no answer to ${refused.action} here: ${reason}`;
      return new ServiceError("UnsupportedOperation", 400, message);
    }
  }
}

/** Reasons begin with the error code that AWS (or moto) answered, where there was one. */
function splitReason(reason: string): { code?: string; message: string } {
  const [, code, message] = /^([A-Za-z][\w.]{2,79}): (.*)$/.exec(reason) ?? [];
  return code === undefined || message === undefined ? { message: reason } : { code, message };
}

const denialCodes = new Set(["AccessDenied", "AccessDeniedException", "Blocked", "PendingVerification"]);

function replayDenial(reason: string, refused: Refused): ServiceError {
  const { code = "" } = splitReason(reason);
  const message = `You are not authorized to perform this operation. ${describeDenial(reason, refused)}`;
  return new ServiceError(denialCodes.has(code) ? code : "UnauthorizedOperation", 403, message);
}

const serverFaults = new Set(["InternalError", "InternalFailure", "ServiceUnavailable", "Unavailable"]);

function replayFailure(reason: string): ServiceError {
  const { code = "InternalError", message } = splitReason(reason);
  return new ServiceError(code, serverFaults.has(code) ? 500 : 400, message);
}

/** What EC2 answers in a Region that is not enabled (aws-semantics 5.12). */
export function authFailure(): ServiceError {
  return new ServiceError("AuthFailure", 401, "AWS was not able to validate the provided access credentials");
}
