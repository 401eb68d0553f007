import type { AccountRegion, Manifest } from "../snapshot/format.ts";
import type { Identity, TokenMint } from "./credentials.ts";
import type { Ledger } from "./ledger.ts";
import type { OrganizationTree } from "./organization-tree.ts";
import type { PageTokens } from "./page-tokens.ts";
import type { ServiceError } from "./service-error.ts";

/** What every simulated service answers from. */
export interface World {
  readonly manifest: Manifest;
  readonly ledger: Ledger;
  /** Null where the snapshot was taken outside an organization. */
  readonly tree: OrganizationTree | null;
  readonly tokens: PageTokens;
  readonly mint: TokenMint;
  /** Pages are never longer than this. */
  readonly pageLimit: number;
  read(account: string, region: string): Promise<AccountRegion | undefined>;
}

/** One signed request. Who asks, and where, is what its credential scope says. */
export interface Call {
  readonly identity: Identity;
  readonly region: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The `X-Amz-Target` header, by which the JSON protocols name the operation. */
  readonly target: string;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Service {
  /** The API that the request names, for the request log; undefined where this service has no such API. */
  nameApi(call: Call): string | undefined;
  answer(call: Call): Promise<Reply>;
  /** The error in this service's own protocol. */
  refuse(error: ServiceError): Reply;
}
