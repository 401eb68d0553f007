import { createOrganizationIndex } from "./network/organization-index.ts";
import type { OrganizationIndex } from "./network/region-network.ts";
import { fillImpliedAnswers } from "./snapshot/format.ts";
import type { Snapshot } from "./snapshot/read.ts";

/**
 * The first pass over a snapshot: what paths that leave an account-Region are followed by. Account-Regions are read one
 * by one, and of most of them next to nothing is kept.
 */
export async function indexOrganization(snapshot: Snapshot): Promise<OrganizationIndex> {
  const builder = createOrganizationIndex();
  for (const { account, region } of snapshot.places) {
    builder.add(fillImpliedAnswers(await snapshot.read(account, region)));
  }
  return builder.finish();
}
