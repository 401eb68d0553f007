import { acceptsPolicies } from "../network/endpoint-services.ts";
import type { VpcEndpoint } from "../network/records.ts";
import { decidePolicy, type Decision } from "../policy/decide.ts";
import { describeWitness, type Witness } from "../policy/request.ts";
import { isUnknown, Unknown, type Maybe } from "../unknown.ts";
import { boolFact, textFact } from "./common.ts";
import type { Placed } from "./place.ts";
import { defineObject, type Exhibit } from "./vocabulary.ts";

interface EndpointPolicy {
  at: Placed<VpcEndpoint>;
  supported: Maybe<boolean>;
  decision: Decision;
}

export function readPolicy(at: Placed<VpcEndpoint>): EndpointPolicy {
  const { place, record } = at;
  const supported = acceptsPolicies(place.network, record);
  const { organization } = place;
  const decision = decidePolicy(record.policy, {
    service: record.service,
    policySupported: supported,
    ...(organization.id === undefined ? {} : { organizationId: organization.id }),
    accounts: organization.accounts,
    accountsComplete: organization.accountsComplete,
    trustedAccounts: [],
    trustedOrganizations: [],
    partition: organization.partition,
    endpointId: record.id,
    vpcId: record.vpc,
    endpointAccount: record.owner,
  });
  return { at, supported, decision };
}

export const policyObject = defineObject<EndpointPolicy>({
  name: "EndpointPolicy",
  description: "What the policy of an endpoint admits. Principals of AWS's own services are not outsiders.",
  facts: {
    supported: boolFact("Whether the service heeds endpoint policies at all.", ({ supported }) => supported),
    default: boolFact(
      "Whether it is the policy that AWS attaches by itself: everything is allowed.",
      ({ decision }) => decision.isDefault,
    ),
    verdict: textFact("The verdict in one word.", ({ decision }) => decision.verdict),
    fullAccess: boolFact("Whether it allows every request to the service.", (of) =>
      located(of, of.decision.fullAccess),
    ),
    admitsOutsidePrincipals: boolFact("Whether it admits a principal from outside the organization.", (of) =>
      located(of, of.decision.admitsOutsidePrincipals),
    ),
    outsidePrincipalWitness: textFact(
      "A request of such a principal that it admits, in words; empty if there is none.",
      ({ decision }) => describe(decision, decision.principalWitness),
    ),
    admitsOutsideResources: boolFact(
      "Whether it admits a resource that somebody outside the organization owns.",
      (of) => located(of, of.decision.admitsOutsideResources),
    ),
    outsideResourceWitness: textFact(
      "A request on such a resource that it admits, in words; empty if there is none.",
      ({ decision }) => describe(decision, decision.resourceWitness),
    ),
    deniesEverything: boolFact("Whether no request passes it.", (of) => located(of, of.decision.deniesEverything)),
    unparseable: boolFact(
      "Whether it is not a policy that AWS accepts.",
      ({ decision }) => decision.failure !== undefined,
    ),
  },
  exhibit: exhibitPolicy,
});

/** The policy part does not know in which account and Region the endpoint stands. */
function located({ at: { place, record } }: EndpointPolicy, answer: Maybe<boolean>): Maybe<boolean> {
  if (!isUnknown(answer)) return answer;
  return new Unknown(
    answer.needs.map((need) =>
      need.account === "*"
        ? {
            account: place.account,
            region: place.region,
            api: "DescribeVpcEndpoints",
            reason: `policy of ${record.id}: ${need.reason}`,
          }
        : need,
    ),
  );
}

/** The default policy needs no example to show what it lets pass. */
function describe(decision: Decision, witness: Witness | undefined): string {
  if (witness !== undefined) return describeWitness(witness);
  return decision.fullAccess === true ? "the default policy lets everybody do everything" : "";
}

function exhibitPolicy({ at, decision }: EndpointPolicy): Exhibit {
  const witness = decision.principalWitness ?? decision.resourceWitness;
  return {
    kind: "statements",
    title: `Policy of ${at.record.id}`,
    verdict: decision.verdict,
    statements: decision.statements.map(({ index, sid, effect, why }) => ({
      index,
      effect,
      why,
      ...(sid === undefined ? {} : { sid }),
    })),
    ...(witness === undefined ? {} : { witness: describeWitness(witness) }),
  };
}
