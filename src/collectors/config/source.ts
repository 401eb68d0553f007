import type { Page } from "../paging.ts";
import type { Aggregator } from "./aggregator.ts";
import type { ConfigurationItem } from "./queries.ts";

/** An aggregator with what has to be known of it before its items can be read. */
export interface ConfigSource {
  aggregator: Aggregator;
  /** A page of the items that a query selects. */
  selectItems(expression: string, token: string | undefined): Promise<Page<ConfigurationItem>>;
  isKnownType(region: string, resourceType: string): boolean;
}
