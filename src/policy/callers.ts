import { absent, anything, judgeAtom, matchAtomClass, matchAtomText, present } from "./atom-truth.ts";
import type { KeyContent } from "./atom-truth.ts";
import { asksOrganizations, recognizersOf, someValue } from "./compiled-policy.ts";
import type { CompiledAtom, CompiledPolicy } from "./compiled-policy.ts";
import { divideComposed } from "./composed-texts.ts";
import type { Composition } from "./composed-texts.ts";
import type { PolicyContext } from "./context.ts";
import { identifier, nameLetter, visible } from "./letters.ts";
import {
  accountField,
  accountSamples,
  accountShape,
  divideOrganizations,
  inside,
  isKnownAccount,
  leavesOrganizationOpen,
  judgeMembership,
  kindOfAccount,
  knownAccounts,
  outside,
  tooMany,
} from "./memberships.ts";
import type { Mentions, OrganizationClass, Standing } from "./memberships.ts";
import { matchNamedPrincipals, readAwsPrincipal } from "./principal.ts";
import type { RequestPrincipal } from "./request.ts";
import { choice, letter, literal, optional, sequence, some } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { acceptedBy, isOpenEnded, languageOf } from "./recognizers.ts";
import type { Language, TextClass } from "./recognizers.ts";
import { divideTexts } from "./text-classes.ts";
import { isPartlyOpen } from "./text-test.ts";
import { both, every } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** Callers that the policy cannot tell apart, with one of them. */
export interface Caller {
  principal: RequestPrincipal;
  standing: Standing;
  /** What each statement says of them: of its principals, and of its conditions on the caller. */
  truths: readonly Truth[];
}

export function divideCallers(policy: CompiledPolicy, context: PolicyContext, mentions: Mentions): Caller[] {
  const identities = divideIdentities(policy, context, mentions);
  const isAsked = asksOrganizations(policy);
  const organizations = divideOrganizations(
    {
      budget: policy.budget,
      ofHead: recognizersOf(policy, "caller-organization"),
      ofWhole: recognizersOf(policy, "caller-path"),
      crosses: someValue(policy, "caller-path", leavesOrganizationOpen),
    },
    context,
    mentions,
  );
  const memberships = [undefined, ...organizations].map((organization) => ({
    organization,
    truths: policy.statements.map(({ atoms }) => every(atoms, (atom) => judgeMembershipAtom(atom, organization))),
  }));
  const people = identities.flatMap(({ principal, kind, truths }) =>
    memberships.flatMap((membership): Caller[] => {
      const { organization } = membership;
      const account = principal.kind === "iam" ? principal.account : "";
      const standing = judgeMembership({ account, kind, organization, context, isAsked });
      if (standing === undefined) return [];
      const ofBoth = truths.map((truth, index) => both(truth, membership.truths[index] ?? "maybe"));
      return [{ principal: withOrganization(principal, organization), standing, truths: ofBoth }];
    }),
  );
  return [...people, anonymous(policy, context), ...divideServices(policy, context)];
}

function withOrganization(principal: RequestPrincipal, organization: OrganizationClass | undefined): RequestPrincipal {
  if (principal.kind !== "iam" || organization === undefined) return principal;
  return { ...principal, organization: { id: organization.id, path: organization.path } };
}

function judgeMembershipAtom(atom: CompiledAtom, organization: OrganizationClass | undefined): Truth {
  if (atom.subject !== "caller-organization" && atom.subject !== "caller-path") return "yes";
  if (organization === undefined) return judgeAtom(atom, absent);
  const { id, path, accepted } = organization;
  if (accepted === undefined) return "maybe";
  return judgeAtom(atom, present(matchAtomClass(atom, { text: atom.subject === "caller-path" ? path : id, accepted })));
}

interface Identity {
  principal: RequestPrincipal;
  kind: ReturnType<typeof kindOfAccount>;
  truths: readonly Truth[];
}

// A path within IAM may hold nearly anything, colons and account numbers too (policy-semantics 6).
const pathAndName: Shape = sequence(optional(sequence(some(letter(visible)), literal("/"))), some(letter(nameLetter)));

function arnComposition(partition: string, tail: Shape, samples: readonly string[]): Composition {
  return {
    before: literal(`arn:${partition}:iam::`),
    head: accountShape,
    after: sequence(literal(":"), tail),
    headOf: (text) => text.split(":")[4] ?? "",
    headSamples: accountSamples,
    samplesWith: (account) => samples.map((sample) => `arn:${partition}:iam::${account}:${sample}`),
  };
}

/** Federated users have an ARN of STS, all others one of IAM; a role's session has its role's. */
function divideIdentities(policy: CompiledPolicy, context: PolicyContext, mentions: Mentions): Identity[] {
  const { partition } = context;
  const ofHead = [
    ...recognizersOf(policy, "caller-account"),
    ...policy.statements.flatMap(({ principals }) => principals.accounts),
  ];
  const ofWhole = [
    ...recognizersOf(policy, "caller-arn"),
    ...policy.statements.flatMap(({ principals }) => principals.arns),
  ];
  const crosses =
    someValue(policy, "caller-arn", (value) => isPartlyOpen(value, accountField)) ||
    policy.statements.some(({ principals: { arns } }) => arns.some(isOpenEnded));
  const people = choice(literal("root"), sequence(choice(literal("role/"), literal("user/")), pathAndName));
  const compositions = [
    arnComposition(partition, people, ["role/any-role", "user/any-user", "role/other-role"]),
    {
      ...arnComposition(partition, sequence(literal("federated-user/"), some(letter(nameLetter))), []),
      before: literal(`arn:${partition}:sts::`),
      samplesWith: (account: string) => [`arn:${partition}:sts::${account}:federated-user/anybody`],
    },
  ];
  // Without a pattern that a federated user could match alone, such users are like any other.
  const isFederationAsked = ofWhole.length > 0;
  const heads = { known: knownAccounts(context, mentions, ofHead), isTaken: isKnownAccount(context) };
  const divisions = compositions
    .slice(0, isFederationAsked ? 2 : 1)
    .map((composition) => divideComposed(composition, { budget: policy.budget, ofHead, ofWhole, crosses }, heads));
  const identities = divisions.flatMap(({ classes }) =>
    classes.map(({ head, isFresh, text, accepted }) =>
      identify(policy, context, { account: head, isFresh, arn: { text, accepted } }),
    ),
  );
  const sessions = divideSessions(policy, context, ofHead, ofWhole);
  const isComplete = sessions.isComplete && divisions.every((division) => division.isComplete);
  return [...identities, ...sessions.classes, ...(isComplete ? [] : anybodyElse(policy, context))];
}

/** Whoever was not told apart, of each kind of account. */
function anybodyElse(policy: CompiledPolicy, { partition, accounts, trustedAccounts }: PolicyContext): Identity[] {
  const ofKind = { ours: accounts[0], trusted: trustedAccounts[0], named: undefined, "any-other": accountSamples[0] };
  return Object.entries(ofKind).map(([kind, account = accountSamples[0] ?? ""]) => ({
    principal: { kind: "iam", account, arn: `arn:${partition}:iam::${account}:role/any-role` },
    kind: kind as Identity["kind"],
    truths: policy.statements.map(() => "maybe"),
  }));
}

interface Found {
  account: string;
  isFresh: boolean;
  arn: TextClass;
  sessionArn?: string;
}

function identify(policy: CompiledPolicy, context: PolicyContext, found: Found): Identity {
  const { account, isFresh, arn, sessionArn } = found;
  const principal: RequestPrincipal = {
    kind: "iam",
    account,
    arn: arn.text,
    ...(sessionArn === undefined ? {} : { sessionArn }),
  };
  const truths = policy.statements.map(({ statement, atoms }) =>
    both(
      matchNamedPrincipals(statement.principal, principal, context.partition),
      every(atoms, (atom) => judgeIdentityAtom(atom, account, arn)),
    ),
  );
  return { principal, kind: kindOfAccount(account, context, isFresh), truths };
}

function judgeIdentityAtom(atom: CompiledAtom, account: string, arn: TextClass): Truth {
  const { subject } = atom;
  if (subject === "caller-account") return judgeAtom(atom, present(matchAtomClass(atom, { ...arn, text: account })));
  if (subject === "caller-arn") return judgeAtom(atom, present(matchAtomClass(atom, arn)));
  if (subject === "caller-is-service") return judgeAtom(atom, present(matchAtomText(atom, "false")));
  return subject === "caller-service" ? judgeAtom(atom, absent) : "yes";
}

/** Sessions of roles that Principal names one by one. Their role may have any path, which the session's ARN leaves out. */
function divideSessions(
  policy: CompiledPolicy,
  context: PolicyContext,
  ofHead: Parameters<typeof knownAccounts>[2],
  ofWhole: Parameters<typeof knownAccounts>[2],
): { classes: Identity[]; isComplete: boolean } {
  const named = policy.statements.flatMap(({ statement }) => statement.principal.named);
  const sessions = new Map(
    named.flatMap(({ kind, name }) => {
      const meant = kind === "AWS" ? readAwsPrincipal(name, context.partition) : undefined;
      return meant?.kind === "session" ? [[name, meant] as const] : [];
    }),
  );
  const divisions = Array.from(sessions, ([sessionArn, { account, role }]) => {
    const path = optional(sequence(some(letter(visible)), literal("/")));
    const composition = arnComposition(context.partition, sequence(literal("role/"), path, literal(role)), [
      `role/${role}`,
    ]);
    const [known] = knownAccounts(
      context,
      { accounts: new Set([account]), organizations: new Set(), samples: new Set() },
      ofHead,
    );
    const language = languageOf(
      sequence(composition.before, literal(account), composition.after),
      composition.samplesWith(account),
    );
    const { classes, isComplete } = divideTexts(language, ofWhole, { budget: policy.budget });
    return {
      isComplete,
      classes: classes.map((one) =>
        identify(policy, context, {
          account,
          isFresh: false,
          arn: acceptedBy(one, known?.accepted ?? []),
          sessionArn,
        }),
      ),
    };
  });
  return {
    classes: divisions.flatMap(({ classes }) => classes),
    isComplete: divisions.every(({ isComplete }) => isComplete),
  };
}

function anonymous(policy: CompiledPolicy, context: PolicyContext): Caller {
  const principal: RequestPrincipal = { kind: "anonymous" };
  const contentOf = (atom: CompiledAtom): KeyContent | undefined => {
    if (!atom.subject.startsWith("caller-")) return undefined;
    return atom.subject === "caller-account" ? present(matchAtomText(atom, "anonymous")) : absent;
  };
  return { principal, standing: outside, truths: judgeAll(policy, context, principal, contentOf) };
}

function judgeAll(
  policy: CompiledPolicy,
  { partition }: PolicyContext,
  principal: RequestPrincipal,
  contentOf: (atom: CompiledAtom) => KeyContent | undefined,
): Truth[] {
  return policy.statements.map(({ statement, atoms }) =>
    both(
      matchNamedPrincipals(statement.principal, principal, partition),
      every(atoms, (atom) => {
        const content = contentOf(atom);
        return content === undefined ? "yes" : judgeAtom(atom, content);
      }),
    ),
  );
}

const serviceLetter = choice(letter(identifier), literal("."));
const serviceSamples = ["cloudtrail", "config", "delivery.logs", "any-service"].map((name) => `${name}.amazonaws.com`);
const serviceNames: Language = languageOf(sequence(some(serviceLetter), literal(".amazonaws.com")), serviceSamples);
/** In China some services go by `.amazonaws.com.cn`, and nowhere else. */
const chineseNames: Language = languageOf(
  sequence(some(serviceLetter), literal(".amazonaws.com"), optional(literal(".cn"))),
  serviceSamples,
);

/** AWS services are no outsiders (policy-semantics 10). What else a service's own call holds is not documented key by key. */
function divideServices(policy: CompiledPolicy, context: PolicyContext): Caller[] {
  const recognizers = [
    ...recognizersOf(policy, "caller-service"),
    ...policy.statements.flatMap(({ principals }) => principals.services),
  ];
  const { classes, isComplete } = divideTexts(
    context.partition === "aws-cn" ? chineseNames : serviceNames,
    recognizers,
    { budget: policy.budget },
  );
  const services = classes.map((name): Caller => {
    const principal: RequestPrincipal = { kind: "service", name: name.text };
    const contentOf = (atom: CompiledAtom): KeyContent | undefined => {
      if (atom.subject === "caller-is-service") return present(matchAtomText(atom, "true"));
      if (atom.subject === "caller-service") return present(matchAtomClass(atom, name));
      return atom.subject.startsWith("caller-") ? anything : undefined;
    };
    return { principal, standing: inside, truths: judgeAll(policy, context, principal, contentOf) };
  });
  if (isComplete) return services;
  const rest: RequestPrincipal = { kind: "service", name: "any.amazonaws.com" };
  return [
    ...services,
    { principal: rest, standing: { ...inside, doubt: tooMany }, truths: policy.statements.map(() => "maybe") },
  ];
}
