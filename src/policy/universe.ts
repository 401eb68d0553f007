import { buildActions } from "./actions.ts";
import { buildCallers } from "./callers.ts";
import { buildSpace } from "./cells.ts";
import type { Space } from "./cells.ts";
import { readForResource, setScene, sideOf } from "./class-reading.ts";
import type { PolicyContext } from "./context.ts";
import type { PolicyDocument } from "./document.ts";
import { buildOwners } from "./owners.ts";
import type { Owner } from "./owners.ts";
import { parseGlob } from "./glob.ts";
import { accountResources, noResource, unownedResources } from "./resources.ts";
import type { ResourceClass, ResourceSpace } from "./resources.ts";
import { accessPointResources, bucketResources } from "./s3-resources.ts";
import { serviceOf } from "./services.ts";
import { readStatement } from "./statement-reading.ts";
import { gatherVocabulary } from "./vocabulary.ts";

const maxOwners = 4000;
const maxDivisions = 30_000;

/** Every class of requests that can pass the endpoint; undefined where the policy divides them into too many. */
export function buildUniverse(document: PolicyDocument, context: PolicyContext): Space | undefined {
  const service = serviceOf(context.service);
  const vocabulary = gatherVocabulary(document, context);
  const owners = buildOwners(vocabulary, context);
  const wild = [...vocabulary.callerArns, ...vocabulary.resources].filter(({ literal }) => literal === undefined);
  const accounts = new Set(owners.map(({ account }) => account));
  if (owners.length > maxOwners || accounts.size * wild.length > maxDivisions) return undefined;
  const readings = document.statements.map((statement) => readStatement(statement, document, context));
  const distinctOwners = distinguishOwners(owners, document, context);
  return buildSpace(readings, {
    callers: buildCallers(owners, vocabulary, context.partition),
    actions: buildActions(document, service),
    resources: buildResources({ owners, distinctOwners, vocabulary, service, context }),
  });
}

function buildResources(space: ResourceSpace): ResourceClass[] {
  if (space.service.namespace === "s3") return [...bucketResources(space), ...accessPointResources(space), noResource];
  const tail = space.service.namespace === "dynamodb" ? "table/any-table" : "any-resource";
  const owned = accountResources(space, { service: parseGlob("?*"), tail, judge: (standing) => standing });
  return [...owned, ...unownedResources(space), noResource];
}

function distinguishOwners(owners: readonly Owner[], document: PolicyDocument, context: PolicyContext): Owner[] {
  const scenes = document.statements
    .flatMap(({ condition }) => condition)
    .filter((atom) => sideOf(atom, context) === "resource")
    .map((atom) => setScene(atom, document.version, context));
  const kinds = new Map<string, Owner>();
  for (const owner of owners) {
    const { side, doubt } = owner.standing;
    const truths = scenes.map((scene) => readForResource(scene, { ...noResource, owner }));
    const signature = [side, doubt, ...truths].join(" ");
    if (!kinds.has(signature)) kinds.set(signature, owner);
  }
  return [...kinds.values()];
}
