import { assessPolicy, assessUnseen, type PolicyAssessment, type PolicySubject } from "../policy/assess.ts";
import type { PolicyContext } from "../policy/context.ts";
import { isUnknown, type Maybe } from "../unknown.ts";
import type { VpcEndpoint } from "../network/records.ts";
import type { OrganizationView, Placed } from "./place.ts";

/** Assessments of one scan: organizations roll one document out to hundreds of endpoints. */
const assessments = new WeakMap<OrganizationView, Map<string, PolicyAssessment>>();

/** Different policies that are remembered at a time; the oldest makes room. */
const maxRemembered = 1000;

/** What there is to say about an endpoint's policy; identical documents in the same situation are decided once. */
export function assessEndpoint(at: Placed<VpcEndpoint>, supported: Maybe<boolean>): PolicyAssessment {
  const { policy } = at.record;
  // What a service does not heed need not be known.
  if (isUnknown(policy) && supported !== false) return assessUnseen(policy);
  const subject = describeSubject(at, supported, isUnknown(policy) ? undefined : policy);
  const { organization } = at.place;
  const known = assessments.get(organization) ?? new Map<string, PolicyAssessment>();
  assessments.set(organization, known);
  const key = keyOf(subject);
  const before = known.get(key);
  if (before !== undefined) return before;
  const assessment = assessPolicy(subject);
  const [oldest] = known.keys();
  if (known.size >= maxRemembered && oldest !== undefined) known.delete(oldest);
  known.set(key, assessment);
  return assessment;
}

function describeSubject(
  { place, record }: Placed<VpcEndpoint>,
  supported: Maybe<boolean>,
  policy: string | undefined,
): PolicySubject {
  const { organization } = place;
  const { trustedAccounts = [], trustedOrganizations = [], presets = [], ...names } = organization.trust ?? {};
  const region = isUnknown(record.serviceRegion) ? place.region : record.serviceRegion;
  const context: PolicyContext = {
    service: record.service,
    policySupported: supported,
    ...(organization.id === undefined ? {} : { organizationId: organization.id }),
    accounts: organization.accounts,
    accountsComplete: organization.accountsComplete,
    trustedAccounts,
    trustedOrganizations,
    partition: organization.partition,
    ...names,
    ...(asksAboutEndpoint(policy) ? { endpointId: record.id, vpcId: record.vpc, endpointAccount: record.owner } : {}),
  };
  return { document: policy, context, region, endpointType: record.type, presets };
}

/**
 * Whether a policy may hold a key of the endpoint itself (aws:SourceVpce, aws:VpceAccount, ...). Those that do not are
 * the same policy on every endpoint. Names may be spelt with escapes.
 */
function asksAboutEndpoint(policy: string | undefined): boolean {
  return policy !== undefined && /vpc|\\u/iu.test(policy);
}

/** All of a subject that differs within a scan; who belongs to us does not. */
function keyOf({ document = "", context, region, endpointType }: PolicySubject): string {
  const { service, policySupported, endpointId, vpcId, endpointAccount } = context;
  const support = isUnknown(policySupported) ? policySupported.needs : policySupported;
  return JSON.stringify([document, service, support, endpointId, vpcId, endpointAccount, region, endpointType]);
}
