import type { Report } from "../../../src/report/report.ts";
import type { World } from "../world/world.ts";

/** `rule account/Region resource`, the account by its name, `unknown` marked: one line for each finding, sorted. */
export function listFindings(report: Report, accounts: Readonly<Record<string, string>>): string[] {
  const names = new Map(Object.entries(accounts).map(([name, id]) => [id, name]));
  return report.findings
    .filter(({ ruleId }) => workedOut.has(ruleId))
    .map(({ ruleId, status, resource: { account, region, id } }) => {
      const mark = status === "unknown" ? " (unknown)" : "";
      return `${ruleId} ${names.get(account) ?? account}/${region} ${id}${mark}`;
    })
    .toSorted();
}

/** Whether a rule found something about a resource. */
export function statusOf(report: Report, rule: string, resource: string): "fail" | "unknown" | "none" {
  return report.findings.find(({ ruleId, resource: { id } }) => ruleId === rule && id === resource)?.status ?? "none";
}

/** The rules whose findings `expectedFindings` works out; the others are held to AWS's semantics by the scenarios. */
const workedOut: ReadonlySet<string> = new Set([
  "s3-through-nat",
  "dynamodb-through-nat",
  "gateway-endpoint-not-associated",
  "endpoint-single-zone",
  "endpoint-zone-gap",
  "endpoint-not-available",
  "endpoint-policy-full-access",
  "endpoint-policy-admits-outside-principals",
  "endpoint-policy-admits-outside-resources",
  "endpoint-service-open-to-any-principal",
  "endpoint-service-auto-accept",
  "route-blackhole",
]);

const policyRules = [
  "endpoint-policy-full-access",
  "endpoint-policy-admits-outside-principals",
  "endpoint-policy-admits-outside-resources",
] as const;

/** What each network of the world is guilty of, worked out by hand from the rules' meaning and AWS's semantics. */
export function expectedFindings({ networks }: World): string[] {
  const { storefront, modifiedEndpoint, natInstance, leftoverRoute, publicOnly, endpointServices, uselessEndpoints } =
    networks;
  const shop = (rule: string, ...ids: string[]) => ids.map((id) => `${rule} shop/us-east-1 ${id}`);
  const both = (place: string, ...subnets: string[]) =>
    subnets.flatMap((id) => [`s3-through-nat ${place} ${id}`, `dynamodb-through-nat ${place} ${id}`]);
  return [
    ...shop("s3-through-nat", storefront.forgotten, storefront.fallback),
    ...shop("dynamodb-through-nat", storefront.fallback),
    ...shop("gateway-endpoint-not-associated", storefront.forgottenTable, storefront.mainTable),
    ...shop("endpoint-single-zone", storefront.ecr),
    // Workloads run in zones a, b and c: the queue's endpoint lacks c, the registry's b and c.
    ...shop("endpoint-zone-gap", storefront.sqs, storefront.ecr),
    ...policyRules.flatMap((rule) => shop(rule, storefront.s3, storefront.ecr)),
    // Nothing for the mended storefront in eu-west-1, nor for the subnet behind a deleted NAT gateway: it reaches nobody.
    `s3-through-nat billing/eu-west-1 ${modifiedEndpoint.modifiedSubnet}`,
    `dynamodb-through-nat billing/eu-west-1 ${modifiedEndpoint.createdSubnet}`,
    `dynamodb-through-nat billing/eu-west-1 ${modifiedEndpoint.modifiedSubnet}`,
    // The endpoint names the table, the table has no route to it: two witnesses disagree (aws-semantics 1.12).
    `gateway-endpoint-not-associated billing/eu-west-1 ${modifiedEndpoint.modifiedTable} (unknown)`,
    ...both("billing/ap-southeast-2", natInstance.app),
    ...both("lab/us-east-1", leftoverRoute.app),
    `endpoint-policy-admits-outside-resources lab/eu-west-1 ${publicOnly.s3}`,
    `endpoint-service-open-to-any-principal hub/us-east-1 ${endpointServices.open}`,
    `endpoint-service-auto-accept hub/us-east-1 ${endpointServices.open}`,
    // moto has no Route 53 Profiles: whether one gives the VPC the names of its S3 endpoint, nobody says (2.27).
    ...[uselessEndpoints.appA, uselessEndpoints.appB].flatMap((id) => [
      `s3-through-nat hub/eu-west-1 ${id} (unknown)`,
      `dynamodb-through-nat hub/eu-west-1 ${id}`,
    ]),
    // moto offers DynamoDB as a gateway only, so nothing says whether the interface endpoint heeds policies (4.10). It
    // serves both zones that have consumers: no zone finding, whichever other zones there could be.
    ...policyRules.map((rule) => `${rule} hub/eu-west-1 ${uselessEndpoints.dynamodb} (unknown)`),
  ].toSorted();
}
