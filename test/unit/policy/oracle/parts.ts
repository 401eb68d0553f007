import type { Membership, RequestPrincipal } from "../../../../src/policy/request.ts";

/** What requests are put together from. */

/** `doubt`: an outsider, unless the policy names the account, or the organization, which may then be ours. */
export type Standing = "inside" | "outside" | "doubt";

export interface Judged {
  standing: Standing;
  /** False: whether there is such a caller, or such a resource, is not said. */
  isReal: boolean;
}

/** An account, in one of the organizations that it can be in, or in none. */
export interface Owner extends Judged {
  account: string;
  organization?: Membership;
}

/** Of a caller, without the organization. */
export type Identity = RequestPrincipal;

/** The account and the organization of a caller; of one without an account, who it is to us. */
export type Member = Judged & Partial<Pick<Owner, "account" | "organization">>;

export interface Arn {
  arn: string;
  kind: string;
  bucket: string | undefined;
  /** Whether the context leaves it out of the questions about outsiders. */
  isExempt: boolean;
  isReal: boolean;
}

/** Each of the lefts with each of the rights. */
export interface Product<Left, Right> {
  lefts: readonly Left[];
  rights: readonly Right[];
}

export interface Universe {
  callers: readonly Product<Identity, Member>[];
  /** Without an owner: nothing is called. */
  targets: readonly Product<Arn, Owner | undefined>[];
}
