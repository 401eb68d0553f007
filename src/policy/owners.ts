import { anything, judgeAtom, matchAtomClass, present, absent } from "./atom-truth.ts";
import { asksOrganizations, recognizersOf, someValue } from "./compiled-policy.ts";
import type { CompiledAtom, CompiledPolicy } from "./compiled-policy.ts";
import type { PolicyContext } from "./context.ts";
import {
  accountSamples,
  accountShape,
  divideOrganizations,
  inDoubt,
  inside,
  isKnownAccount,
  leavesOrganizationOpen,
  judgeMembership,
  kindOfAccount,
  knownAccounts,
  tooMany,
} from "./memberships.ts";
import type { Mentions, OrganizationClass, Standing } from "./memberships.ts";
import type { RequestedResource } from "./request.ts";
import { hasOwnerKeys, serviceOf } from "./services.ts";
import { languageOf, recognizerOfTexts } from "./recognizers.ts";
import type { Recognizer, TextClass } from "./recognizers.ts";
import { divideTexts } from "./text-classes.ts";
import { eitherOne, every } from "./truth.ts";
import type { Truth } from "./truth.ts";

/** Who can own a resource. */
export interface Owner {
  owner: NonNullable<RequestedResource["owner"]>;
  standing: Standing;
  /** What each statement's conditions on the owner say. */
  truths: readonly Truth[];
}

/** The owners that a policy can tell apart, by account and by organization. */
export interface Owners {
  /** Where the account follows from the ARN: the owners that it then can have. */
  ofAccount: (account: OwnerAccount) => Owner[];
  /** Where anybody can be the owner. One owner stands for all of whom every statement says the same. */
  anybody: readonly Owner[];
  /** What the account of an owner is compared with. */
  accountRecognizers: readonly Recognizer[];
}

export interface OwnerAccount extends TextClass {
  isFresh: boolean;
}

export function divideOwners(policy: CompiledPolicy, context: PolicyContext, mentions: Mentions): Owners {
  const accountRecognizers = recognizersOf(policy, "owner-account");
  const organizations = divideOrganizations(
    {
      budget: policy.budget,
      ofHead: recognizersOf(policy, "owner-organization"),
      ofWhole: recognizersOf(policy, "owner-path"),
      crosses: someValue(policy, "owner-path", leavesOrganizationOpen),
    },
    context,
    mentions,
  );
  const isAsked = asksOrganizations(policy);
  const ofAccount = (account: OwnerAccount): Owner[] => {
    const kind = kindOfAccount(account.text, context, account.isFresh);
    return [undefined, ...organizations].flatMap((organization) => {
      const standing = judgeMembership({ account: account.text, kind, organization, context, isAsked });
      return standing === undefined ? [] : [makeOwner(policy, context, { account, organization, standing })];
    });
  };
  const accounts = divideAccounts(policy, context, mentions);
  return {
    ofAccount,
    anybody: oneOfEach(mentions, [
      ...accounts.classes.flatMap(ofAccount),
      ...(accounts.isComplete ? [] : anybodyElse(policy)),
    ]),
    accountRecognizers,
  };
}

function divideAccounts(
  policy: CompiledPolicy,
  context: PolicyContext,
  mentions: Mentions,
): { classes: OwnerAccount[]; isComplete: boolean } {
  const recognizers = recognizersOf(policy, "owner-account");
  const known = knownAccounts(context, mentions, recognizers);
  const texts = known.map(({ text }) => text);
  const { classes, isComplete } = divideTexts(languageOf(accountShape, accountSamples), recognizers, {
    budget: policy.budget,
    avoid: isKnownAccount(context),
    except: recognizerOfTexts(texts),
  });
  return {
    // Strangers first: of owners that a policy treats alike, the first is shown.
    classes: [...classes.map((one) => ({ ...one, isFresh: true })), ...known],
    isComplete,
  };
}

/** Whoever was not told apart: ours, or not. */
export function anybodyElse({ statements }: CompiledPolicy): Owner[] {
  const owner = { account: accountSamples[0] ?? "" };
  const truths = statements.map((): Truth => "maybe");
  return [inDoubt(tooMany), { ...inside, doubt: tooMany }].map((standing) => ({ owner, standing, truths }));
}

interface Ownership {
  account: TextClass;
  organization: OrganizationClass | undefined;
  standing: Standing;
}

function makeOwner(policy: CompiledPolicy, context: PolicyContext, ownership: Ownership): Owner {
  const { account, organization, standing } = ownership;
  // Some services leave the owner out of some requests (policy-semantics 6).
  const isSure = hasOwnerKeys(serviceOf(context.service));
  const truths = policy.statements.map(({ atoms }) =>
    every(atoms, (atom) => {
      if (!atom.subject.startsWith("owner-")) return "yes";
      const truth = judgeOwnerAtom(atom, ownership);
      return isSure ? truth : eitherOne(truth, judgeAtom(atom, absent));
    }),
  );
  const membership =
    organization === undefined ? {} : { organization: { id: organization.id, path: organization.path } };
  return { owner: { account: account.text, ...membership }, standing, truths };
}

function judgeOwnerAtom(atom: CompiledAtom, { account, organization }: Ownership): Truth {
  if (atom.subject === "owner-account") return judgeAtom(atom, present(matchAtomClass(atom, account)));
  if (organization === undefined) return judgeAtom(atom, absent);
  const { id, accepted } = organization;
  return accepted === undefined ? "maybe" : judgeAtom(atom, present(matchAtomClass(atom, { text: id, accepted })));
}

function oneOfEach({ samples }: Mentions, owners: readonly Owner[]): Owner[] {
  const kinds = new Map<string, Owner>();
  for (const owner of owners) {
    const { account, organization } = owner.owner;
    // Those whom a variable stands for are looked at by themselves.
    const sampled = [account, organization?.id ?? ""].filter((text) => samples.has(text));
    const signature = [owner.standing.side, owner.standing.doubt, ...sampled, ...owner.truths].join(" ");
    if (!kinds.has(signature)) kinds.set(signature, owner);
  }
  return [...kinds.values()];
}

/** What the conditions on the owner say where there is no resource, and so no owner that we know of. */
export function truthsWithoutOwner(policy: CompiledPolicy): Truth[] {
  return policy.statements.map(({ atoms }) =>
    every(atoms, (atom) => (atom.subject.startsWith("owner-") ? judgeAtom(atom, anything) : "yes")),
  );
}
