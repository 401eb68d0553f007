import type { PolicyContext } from "./context.ts";
import { anyDigit, anyMany, literalGlob, literalOf, parseGlob } from "./glob.ts";
import type { Glob } from "./glob.ts";
import type { Pattern } from "./pattern.ts";
import { divideTexts, fillGlob, literalClass, stretchGlob } from "./text-class.ts";
import type { TextClass } from "./text-class.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Classes of accounts with their organizations: of callers, and of owners of resources (policy-semantics 10). */
export interface Owner {
  account: TextClass;
  /** Undefined for a standalone account. */
  organization: OrganizationClass | undefined;
  standing: Standing;
}

interface OrganizationClass {
  id: TextClass;
  path: TextClass;
}

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

export const accountLanguage: Glob = Array.from({ length: 12 }, () => anyDigit);
const organizationLanguage: Glob = parseGlob("o-??????????*");
const organizationId = /^o-[a-z0-9]{10,32}$/u;
const accountNumber = /^\d{12}$/u;

export function buildOwners(vocabulary: Vocabulary, context: PolicyContext): Owner[] {
  const organizations = divideOrganizations(vocabulary, context);
  const isAsked = vocabulary.organizations.length + vocabulary.paths.length > 0;
  return divideAccounts(vocabulary, context).flatMap((account) =>
    [undefined, ...organizations].flatMap((organization) => {
      const standing = judge({ account, organization, context, isAsked });
      return standing === undefined ? [] : [{ account: account.texts, organization, standing }];
    }),
  );
}

interface AccountClass {
  texts: TextClass;
  kind: "ours" | "trusted" | "named" | "any-other";
}

function divideAccounts({ accounts, mentionedAccounts }: Vocabulary, context: PolicyContext): AccountClass[] {
  const ours = new Set(context.accounts);
  const trusted = new Set(context.trustedAccounts);
  const kindOf = (account: string): AccountClass["kind"] => {
    if (ours.has(account)) return "ours";
    return trusted.has(account) ? "trusted" : "named";
  };
  const named = [...mentionedAccounts].map((account) => ({ texts: literalClass(account), kind: kindOf(account) }));
  const unnamed = (kind: "ours" | "trusted", members: ReadonlySet<string>): AccountClass[] => {
    const samples = [...members].filter((account) => !mentionedAccounts.has(account)).slice(0, 4);
    if (samples.length === 0) return [];
    return [{ texts: { ...literalClass(""), ...anyAccount(accounts), samples }, kind }];
  };
  const others = divideTexts({
    fields: [accountLanguage],
    patterns: accounts,
    fits: (text) => accountNumber.test(text) && !ours.has(text) && !trusted.has(text) && !mentionedAccounts.has(text),
    samples: Array.from("987654321", (digit) => digit.repeat(12)),
    instances: (glob) => stretchGlob(glob, ["9", "8", "0", "1"], [12]),
    foreign: new Set(accounts.filter(spellsAccount).map(({ id }) => id)),
  });
  return [
    ...others.map((texts) => ({ texts, kind: "any-other" as const })),
    ...named,
    ...unnamed("ours", ours),
    ...unnamed("trusted", trusted),
  ];
}

/** Accounts of a list that the policy does not name: none of its literal numbers matches them. */
function anyAccount(patterns: readonly Pattern[]): Pick<TextClass, "language" | "literal" | "signs"> {
  return {
    language: { whole: accountLanguage, fields: [accountLanguage] },
    literal: undefined,
    signs: new Map(patterns.filter(spellsAccount).map(({ id }) => [id, false])),
  };
}

/** Twelve digits leave a `*` beside them nothing: the account has a class of its own. */
function spellsAccount({ globs: [glob = []] }: Pattern): boolean {
  return accountNumber.test(literalOf(glob.filter((token) => token !== anyMany)) ?? "");
}

function divideOrganizations(vocabulary: Vocabulary, context: PolicyContext): OrganizationClass[] {
  const own = context.organizationId === undefined ? [] : [context.organizationId];
  const named = new Set([...own, ...context.trustedOrganizations, ...vocabulary.mentionedOrganizations]);
  const others = divideTexts({
    fields: [organizationLanguage],
    patterns: vocabulary.organizations,
    fits: (text) => organizationId.test(text) && !named.has(text),
    samples: ["o-other00000", "o-elsewhere0", "o-zzzzzzzzzz"],
    instances: (glob) => stretchGlob(glob, ["z", "q", "0"], [12, 13, 16, 24, 34]),
  });
  const namedPaths = new Set(vocabulary.paths.filter((pattern) => startsInOneOf(pattern, named)).map(({ id }) => id));
  return [
    ...others.flatMap((id) => withPaths(id, vocabulary.paths, namedPaths)),
    ...[...named].flatMap((id) => withPaths(literalClass(id), vocabulary.paths, new Set())),
  ];
}

function startsInOneOf(pattern: Pattern, organizations: ReadonlySet<string>): boolean {
  const [glob = []] = pattern.globs;
  return [...organizations].some((id) => literalGlob(`${id}/`).every((unit, index) => glob[index] === unit));
}

const pathTail = /^r-[a-z0-9]{4,32}\/(?:ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\/)*$/u;

/** Paths tell organizations apart only by their first part: ids of roots and units occur in others again. */
function withPaths(id: TextClass, patterns: readonly Pattern[], foreign: ReadonlySet<string>): OrganizationClass[] {
  const start = id.literal === undefined ? organizationLanguage : literalGlob(id.literal);
  const samples = id.samples.map((sample) => `${sample}/r-root/`);
  const belongs = (organization: string): boolean =>
    id.literal === undefined ? organizationId.test(organization) : organization === id.literal;
  const paths = divideTexts({
    fields: [[...start, ...parseGlob("/r-????*/")]],
    patterns,
    fits: (text) => belongs(text.split("/")[0] ?? "") && pathTail.test(text.slice(text.indexOf("/") + 1)),
    samples,
    instances: (glob) => fillGlob(glob, ["", ...id.samples, "r-root/", "zzzzzzzzzz", "zzzzzzzzzz/r-root/"], "0"),
    foreign,
  });
  return paths.map((path) => ({ id, path }));
}

interface Membership {
  account: AccountClass;
  organization: OrganizationClass | undefined;
  context: PolicyContext;
  /** Whether the policy asks for organizations at all. */
  isAsked: boolean;
}

/** Undefined where the context says that there is no such account in such an organization. */
function judge({ account, organization, context, isAsked }: Membership): Standing | undefined {
  const id = organization?.id.literal;
  const isOwn = id !== undefined && id === context.organizationId;
  if (account.kind === "ours" && context.organizationId === undefined) {
    return isAsked ? { ...inside, doubt: "which organization our accounts belong to is not known" } : inside;
  }
  if (account.kind === "ours") return isOwn ? inside : undefined;
  if (account.kind === "trusted") return isOwn && context.accountsComplete ? undefined : inside;
  if (isOwn) return context.accountsComplete ? undefined : inside;
  if (id !== undefined && context.trustedOrganizations.includes(id)) return inside;
  if (id !== undefined && !organizationId.test(id)) return inDoubt(`${id} is no id of an organization`);
  if (id !== undefined && context.organizationId === undefined) {
    return inDoubt(`whether the organization ${id} is ours is not known`);
  }
  if (account.kind === "named" && !context.accountsComplete) {
    return inDoubt(
      `whether account ${account.texts.literal ?? ""} is ours is not known: the list of our accounts is incomplete`,
    );
  }
  return outside;
}
