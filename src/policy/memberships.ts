import { divideComposed } from "./composed-texts.ts";
import type { ComposedClass, ComposedDivision, Composition, Comparisons, Head } from "./composed-texts.ts";
import type { PolicyContext } from "./context.ts";
import { digit, lowerOrDigit } from "./letters.ts";
import type { Pattern } from "./pattern.ts";
import { letter, literal, many, sequence, times } from "./shape.ts";
import { classOf, isOpenEnded } from "./recognizers.ts";
import type { Recognizer, TextClass } from "./recognizers.ts";
import { beginningOf } from "./text-test.ts";

/** Accounts and organizations: of callers, and of owners of resources (policy-semantics 10). */

/**
 * Whether somebody is ours or trusted, or an outsider; in doubt where the context does not tell, and why. Insiders with
 * a doubt are ours for sure, but may not be as this class has them.
 */
export interface Standing {
  side: "inside" | "outside" | "in-doubt";
  doubt?: string;
}

export const inside: Standing = { side: "inside" };
export const outside: Standing = { side: "outside" };
export const inDoubt = (doubt: string): Standing => ({ side: "in-doubt", doubt });

/** Of those whose classes are too many to be told apart: every statement may match them, or none. */
export const tooMany = "the policy names too many different values to be decided";

export type AccountKind = "ours" | "trusted" | "named" | "any-other";

/** Whom the policy names, wherever it does. */
export interface Mentions {
  accounts: ReadonlySet<string>;
  organizations: ReadonlySet<string>;
  /** What variables are taken to stand for, of both: looked at one by one as well, though nobody names them. */
  samples: ReadonlySet<string>;
}

/** Where an ARN has its account, counted from 0. */
export const accountField = 4;

export const accountShape = times(letter(digit), 12, 12);
export const accountSamples: readonly string[] = Array.from("987654321", (each) => each.repeat(12));

export function kindOfAccount(
  account: string,
  { accounts, trustedAccounts }: PolicyContext,
  isFresh: boolean,
): AccountKind {
  if (accounts.includes(account)) return "ours";
  if (trustedAccounts.includes(account)) return "trusted";
  return isFresh ? "any-other" : "named";
}

/** The accounts that are looked at one by one: named ones, and of ours and the trusted one for each way to treat them. */
export function knownAccounts(
  { accounts, trustedAccounts }: PolicyContext,
  mentions: Mentions,
  recognizers: readonly Recognizer[],
): Head[] {
  const listed = new Set([...accounts, ...trustedAccounts]);
  const head = (account: string): Head => ({
    ...classOf(account, recognizers),
    isFresh: !mentions.accounts.has(account) && !listed.has(account),
  });
  const looked = new Set([...mentions.accounts, ...[...mentions.samples].filter((text) => accountNumber.test(text))]);
  const ofLists = [accounts, trustedAccounts].flatMap((list) =>
    oneOfEach(
      list.filter((account) => !looked.has(account)),
      recognizers,
    ),
  );
  return [...[...looked].map(head), ...ofLists.map((one) => ({ ...one, isFresh: false }))];
}

const accountNumber = /^\d{12}$/u;

function oneOfEach(accounts: readonly string[], recognizers: readonly Recognizer[]): TextClass[] {
  const asked = recognizers.filter(({ isUniversal }) => !isUniversal);
  // What is spelled out is mentioned, and so is none of these.
  const isSpelled = !asked.some(isOpenEnded);
  const looked = isSpelled ? accounts.slice(0, 1) : accounts;
  const classes = new Map<string, TextClass>();
  for (const account of looked) {
    const one = classOf(account, recognizers);
    const signature = recognizers.map((recognizer) => (one.accepted.has(recognizer) ? "1" : "0")).join("");
    if (!classes.has(signature)) classes.set(signature, one);
  }
  return [...classes.values()];
}

export function isKnownAccount({ accounts, trustedAccounts }: PolicyContext): (account: string) => boolean {
  const known = new Set([...accounts, ...trustedAccounts]);
  return (account) => known.has(account);
}

const organizationId = /^o-[a-z0-9]{10,32}$/u;

/** `o-.../r-.../ou-.../`: what aws:PrincipalOrgPaths holds; its head is the organization's id. */
const organizationPaths: Composition = {
  before: literal(""),
  head: sequence(literal("o-"), times(letter(lowerOrDigit), 10, 32)),
  after: sequence(
    literal("/r-"),
    times(letter(lowerOrDigit), 4, 32),
    literal("/"),
    many(
      sequence(
        literal("ou-"),
        times(letter(lowerOrDigit), 4, 32),
        literal("-"),
        times(letter(lowerOrDigit), 8, 32),
        literal("/"),
      ),
    ),
  ),
  headOf: (text) => text.split("/")[0] ?? "",
  headSamples: ["o-other00000", "o-elsewhere0", "o-zzzzzzzzzz"],
  samplesWith: (id) => [`${id}/r-root/`, `${id}/r-root/ou-root-somewhere/`],
};

/** Whether a pattern of paths does not spell out the organization that they begin with. */
export function leavesOrganizationOpen(path: Pattern): boolean {
  return !/^o-[^/]+\//u.test(beginningOf(path));
}

export interface OrganizationClass {
  id: string;
  path: string;
  /** Whether it is one that nobody names. */
  isFresh: boolean;
  /** Undefined where it stands for all that could not be told apart. */
  accepted: ReadonlySet<Recognizer> | undefined;
}

export function divideOrganizations(
  comparisons: Comparisons,
  context: PolicyContext,
  mentions: Mentions,
): OrganizationClass[] {
  const own = context.organizationId === undefined ? [] : [context.organizationId];
  const named = new Set([...own, ...context.trustedOrganizations, ...mentions.organizations]);
  const samples = [...mentions.samples].filter((text) => organizationId.test(text) && !named.has(text));
  const heads = [...named, ...samples].map((id) => ({
    ...classOf(id, comparisons.ofHead),
    isFresh: !named.has(id),
  }));
  const { classes, isComplete }: ComposedDivision = divideComposed(organizationPaths, comparisons, {
    known: heads,
    isTaken: () => false,
  });
  const read = ({ head, text, isFresh, accepted }: ComposedClass): OrganizationClass => ({
    id: head,
    path: text,
    isFresh,
    accepted,
  });
  const rest = { id: "o-any0000000", path: "o-any0000000/r-root/", isFresh: true, accepted: undefined };
  return [...classes.map(read), ...(isComplete ? [] : [rest])];
}

interface Membership {
  account: string;
  kind: AccountKind;
  organization: OrganizationClass | undefined;
  context: PolicyContext;
  /** Whether the policy asks for organizations at all. */
  isAsked: boolean;
}

/** Undefined where the context says that there is no such account in such an organization. */
export function judgeMembership({ account, kind, organization, context, isAsked }: Membership): Standing | undefined {
  const id = organization?.isFresh === false ? organization.id : undefined;
  const isOwn = id !== undefined && id === context.organizationId;
  if (kind === "ours" && context.organizationId === undefined) {
    return isAsked ? { ...inside, doubt: "which organization our accounts belong to is not known" } : inside;
  }
  if (kind === "ours") return isOwn ? inside : undefined;
  if (kind === "trusted") return isOwn && context.accountsComplete ? undefined : inside;
  if (isOwn) return context.accountsComplete ? undefined : inside;
  if (id !== undefined && context.trustedOrganizations.includes(id)) return inside;
  if (id !== undefined && !organizationId.test(id)) return inDoubt(`${id} is no id of an organization`);
  if (id !== undefined && context.organizationId === undefined) {
    return inDoubt(`whether the organization ${id} is ours is not known`);
  }
  if (kind === "named" && !context.accountsComplete) {
    return inDoubt(`whether account ${account} is ours is not known: the list of our accounts is incomplete`);
  }
  return outside;
}
