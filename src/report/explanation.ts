import type { PathExhibit, ResourceIdentity, StatementsExhibit, ZonesExhibit } from "../facts/vocabulary.ts";
import type { Need } from "../unknown.ts";

/** EXPLANATION: what `vpclint explain` says about one resource. Plain JSON data. */

export const explanationVersion = 1;

export interface Explanation {
  version: number;
  /** When what it rests on was collected, ISO 8601. */
  collectedAt: string;
  resource: ResourceIdentity;
  /** What the resource is, in the order in which people ask. */
  facts: { name: string; value: string }[];
  /** The ways of a subnet's packets. */
  paths: PathExhibit[];
  /** Of an interface endpoint. */
  zones?: ZonesExhibit;
  /** Of an endpoint. */
  policy?: StatementsExhibit;
  /** Of a route table. */
  routes?: ExplainedRoute[];
  /** Of a route table: whether it leads to a gateway endpoint, for each service that has them. */
  services?: ExplainedService[];
  /** What was not collected, and would say more. */
  missing: Need[];
}

export interface ExplainedRoute {
  destination: string;
  /** The name of the prefix list that the destination is; empty for a CIDR. */
  destinationName: string;
  target: string;
  targetType: string;
  state: string;
  origin: string;
}

export interface ExplainedService {
  service: string;
  /** The endpoint that its routes lead to; empty without one. */
  endpoint: string;
  /** Endpoints of the VPC that it could be associated with. */
  forgotten: string[];
}
