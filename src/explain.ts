import { didYouMean, UserError } from "./errors.ts";
import { explainRouteTable } from "./explain/route-table.ts";
import { explainSubnet } from "./explain/subnet.ts";
import { explainEndpoint } from "./explain/vpc-endpoint.ts";
import type { Question } from "./explain/question.ts";
import { buildPlace, viewOrganization, type Trust } from "./facts/place.ts";
import { indexOrganization } from "./index-organization.ts";
import type { Explanation } from "./report/explanation.ts";
import type { AccountRegion, Manifest } from "./snapshot/format.ts";
import type { Snapshot } from "./snapshot/read.ts";

export { parseQuestion } from "./explain/question.ts";
export type { Explanation, Question };

interface Order {
  snapshot: Snapshot;
  /** Of a subnet, a VPC endpoint or a route table. */
  id: string;
  question: Question;
  /** Whom endpoint policies may admit beside ourselves: of the configuration. */
  trust: Trust;
}

const explainers = [explainSubnet, explainEndpoint, explainRouteTable];

/**
 * What there is to say about one resource: a subnet's paths, an endpoint's zones and policy, a route table's routes.
 *
 * @throws UserError where no account-Region of the snapshot lists the resource, or the question does not fit it
 */
export async function explain({ snapshot, id, question, trust }: Order): Promise<Explanation> {
  const found = await find(snapshot, id);
  const place = buildPlace(found, viewOrganization(snapshot.manifest, trust), await indexOrganization(snapshot));
  for (const explainer of explainers) {
    const explanation = explainer(place, id, question);
    if (explanation !== undefined) return { ...explanation, collectedAt: snapshot.manifest.finishedAt };
  }
  throw new Error(`${id} was found in ${found.account}/${found.region}, and then it was not`);
}

/** The account-Region that lists it: its owner's before a participant's, who sees less of it (aws-semantics 3.4). */
async function find(snapshot: Snapshot, id: string): Promise<AccountRegion> {
  const names: string[] = [];
  let shared: AccountRegion | undefined;
  for (const { account, region } of snapshot.places) {
    const collected = await snapshot.read(account, region);
    const ids = idsOf(collected);
    const owner = ids.get(id);
    if (owner === "" || owner === account) return collected;
    if (owner !== undefined) shared ??= collected;
    names.push(...ids.keys());
  }
  return shared ?? refuse(snapshot, id, names);
}

/** The ids that can be explained, each with its owner, as AWS answered them: no model is built to look for one. */
function idsOf({ answers }: AccountRegion): ReadonlyMap<string, string> {
  const subnets = answers.DescribeSubnets?.Subnets.map((each) => [each.SubnetId, each.OwnerId]) ?? [];
  const endpoints = answers.DescribeVpcEndpoints?.VpcEndpoints.map((each) => [each.VpcEndpointId, each.OwnerId]) ?? [];
  const tables = answers.DescribeRouteTables?.RouteTables.map((each) => [each.RouteTableId, each.OwnerId]) ?? [];
  return new Map([...subnets, ...endpoints, ...tables].map(([id = "", owner = ""]) => [id, owner]));
}

function refuse({ places, manifest }: Snapshot, id: string, names: readonly string[]): never {
  const similar = didYouMean(id, names);
  const searched = places.length === 0 ? "nothing was collected" : `searched ${listPlaces(places)}`;
  const message = `no subnet, VPC endpoint or route table is named ${id}; ${searched}${describeUnseen(manifest)}`;
  throw new UserError("no-such-resource", message, {
    hint:
      similar === undefined
        ? "name it by its AWS id, and look whether its account and Region were collected"
        : `did you mean ${similar}?`,
  });
}

/** Where it may be all the same. */
function describeUnseen({ ledger }: Manifest): string {
  const unseen = ledger.filter(
    ({ collected, gaps }) =>
      collected.length === 0 && gaps.some(({ outcome }) => outcome !== "skipped" && outcome !== "not-enabled"),
  );
  return unseen.length === 0 ? "" : `; not collected: ${listPlaces(unseen)}`;
}

const shownPlaces = 6;

function listPlaces(places: readonly { account: string; region: string }[]): string {
  const shown = places
    .slice(0, shownPlaces)
    .map(({ account, region }) => (region === "*" ? account : `${account}/${region}`));
  return places.length > shown.length
    ? `${shown.join(", ")} and ${places.length - shown.length} more`
    : shown.join(", ");
}
