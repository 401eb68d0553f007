import type { Hop, Path } from "../network/path.ts";
import { textFact } from "./common.ts";
import { defineObject } from "./vocabulary.ts";

export const hopObject = defineObject<Hop>({
  name: "Hop",
  description: "One thing that a packet passes on its path.",
  facts: {
    type: textFact("`subnet`, `route-table`, or a kind of route target such as `nat-gateway`.", ({ type }) => type),
    id: textFact("The AWS id.", ({ id }) => id),
    name: textFact("The tag `Name`; empty without one.", ({ name }) => name ?? ""),
    account: textFact("The account that owns it, as far as that is known.", ({ account }) => account),
    region: textFact("The Region.", ({ region }) => region),
    route: textFact("Of a route table: the route that was chosen, and why it won.", ({ route }) => route ?? ""),
    note: textFact("What else there is to say about it.", ({ note }) => note ?? ""),
  },
});

/** The hops of all pieces of a path in their order; one that several pieces pass with the same route stands once. */
export function distinctHops({ pieces }: Path): Hop[] {
  const hops = new Map<string, Hop>();
  for (const hop of pieces.flatMap((piece) => piece.hops)) {
    const key = JSON.stringify([hop.type, hop.id, hop.account, hop.route]);
    if (!hops.has(key)) hops.set(key, hop);
  }
  return [...hops.values()];
}
