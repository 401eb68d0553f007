import type { Maybe } from "../unknown.ts";
import type { Remembering } from "./memo.ts";
import type { PrefixLists } from "./prefix-lists.ts";
import type { Destination } from "./records.ts";

/** A transit gateway, or an edge of a core network. */
export interface TransitPlace extends Remembering {
  account: string;
  region: string;
  /** For references to prefix lists whose CIDRs the routes do not repeat. */
  prefixLists: PrefixLists;
}

export interface TransitRoute {
  destination: Destination;
  type: string;
  state: string;
  attachments: readonly { id: string }[];
}

export interface TransitTable<R extends TransitRoute> {
  id: string;
  routes: Maybe<readonly R[]>;
}
