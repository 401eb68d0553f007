import type { NamedPrincipal, PrincipalElement } from "./document.ts";
import { matchGlob, parseGlob } from "./glob.ts";
import type { RequestPrincipal } from "./request.ts";
import { not, some, truthOf } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** What a name under `AWS` in Principal stands for (policy-semantics 3). */
type AwsPrincipal =
  /** `123456789012` or its `:root` ARN: the whole account. */
  | { kind: "account"; account: string }
  | { kind: "arn"; account: string; arn: string }
  /** One session of a role. */
  | { kind: "session"; account: string; sessionArn: string; role: string }
  /** AWS allows no wildcard inside a principal's ARN; a template may hold one all the same. */
  | { kind: "pattern"; pattern: string }
  /** An account number that is none: nobody. */
  | { kind: "nobody" }
  /** A unique id (AIDA..., AROA...), placeholder text: not to be resolved from here. */
  | { kind: "unresolved" };

const principalArn = /^arn:([a-z-]+):(iam|sts)::(\d{12}):(.+)$/su;

export function readAwsPrincipal(name: string, partition: string): AwsPrincipal {
  if (/^\d+$/u.test(name)) return name.length === 12 ? { kind: "account", account: name } : { kind: "nobody" };
  if (name.startsWith("arn:") && /[*?]/u.test(name)) return { kind: "pattern", pattern: name };
  const [, itsPartition, service, account = "", tail = ""] = principalArn.exec(name) ?? [];
  if (itsPartition === undefined) return { kind: "unresolved" };
  if (itsPartition !== partition) return { kind: "nobody" };
  if (service === "iam") return tail === "root" ? { kind: "account", account } : { kind: "arn", account, arn: name };
  const role = /^assumed-role\/([^/]+)\/./u.exec(tail)?.[1];
  return role === undefined
    ? { kind: "arn", account, arn: name }
    : { kind: "session", account, sessionArn: name, role };
}

/** Whether Principal or NotPrincipal covers one concrete caller. */
export function matchNamedPrincipals(element: PrincipalElement, caller: RequestPrincipal, partition: string): Truth {
  const { everybody, negated, named } = element;
  if (!negated) return everybody ? "yes" : some(named, (principal) => matchNamed(principal, caller, partition));
  if (everybody) return "no";
  // Of an account that NotPrincipal names in part, AWS may deny members that are not named themselves (section 3).
  return not(
    some(named, (principal) =>
      caller.kind === "iam" && principal.name.includes(caller.account)
        ? "maybe"
        : matchNamed(principal, caller, partition),
    ),
  );
}

function matchNamed(principal: NamedPrincipal, caller: RequestPrincipal, partition: string): Truth {
  if (caller.kind === "anonymous") return "no";
  if (principal.kind === "Service") return matchService(principal.name, caller);
  if (caller.kind === "service") return "no";
  // Federated and canonical users are IAM identities of some account that their name does not tell.
  if (principal.kind !== "AWS") return "maybe";
  const meant = readAwsPrincipal(principal.name, partition);
  switch (meant.kind) {
    case "account":
      return truthOf(meant.account === caller.account);
    case "arn":
      return truthOf(meant.arn === caller.arn);
    case "session":
      return truthOf(meant.sessionArn === caller.sessionArn);
    case "pattern":
      return matchGlob(parseGlob(meant.pattern), caller.arn) ? "maybe" : "no";
    case "nobody":
      return "no";
    case "unresolved":
      return "maybe";
  }
}

function matchService(name: string, caller: RequestPrincipal): Truth {
  if (caller.kind !== "service") return "no";
  if (/[*?]/u.test(name)) return "maybe";
  return truthOf(name === caller.name);
}
