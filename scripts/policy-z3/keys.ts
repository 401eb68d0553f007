import { and, implies, no, not, or, yes } from "./formula.ts";
import type { Formula } from "./formula.ts";
import { anyText } from "./model.ts";
import type { Model, Text } from "./model.ts";
import { isUnlisted } from "./request.ts";
import type { Party, RequestModel } from "./request.ts";

/** The table of policy-semantics 6: when a request holds a key, and what. */

export type Content =
  /** One of these, by which condition holds. */
  | { kind: "text"; cases: readonly { when: Formula; text: Text }[] }
  | { kind: "bool"; isTrue: Formula }
  /** A whole number: of a number, of seconds, or of an IPv4 address. */
  | { kind: "number"; integer: string; isOfKind: Formula }
  /** Several texts, each there or not. */
  | { kind: "set"; elements: readonly { isThere: Formula; text: Text }[] };

export interface KeyReading {
  isPresent: Formula;
  /** Where the reference does not say what it holds. */
  isOpen: Formula;
  content: Content;
}

const text = (one: Text): Content => ({ kind: "text", cases: [{ when: yes, text: one }] });
const absent: KeyReading = { isPresent: no, isOpen: no, content: text([]) };
const opened: KeyReading = { isPresent: yes, isOpen: yes, content: text([]) };
const constant = (value: string | undefined): KeyReading =>
  value === undefined ? opened : { isPresent: yes, isOpen: no, content: text([{ known: value }]) };

interface Place {
  model: Model;
  request: RequestModel;
  /** In lower case. */
  name: string;
  /** How many values of a multivalued key can matter. */
  most: number;
}

type Read = (place: Place) => KeyReading;

const nameOf = ({ name }: Place): string => `key_${name.replaceAll(/[^a-z]/gu, "_")}`;

const ofCaller =
  (textOf: (party: Party) => Text): Read =>
  ({ request: { isIam, isService, caller } }) => ({
    isPresent: and(isIam, caller.hasOrganization),
    isOpen: isService,
    content: text(textOf(caller)),
  });

const ofOwner =
  (textOf: (party: Party) => Text): Read =>
  ({ request: { owner, kinds } }) => ({
    isPresent: owner.hasOrganization,
    isOpen: kinds["none"] ?? no,
    content: text(textOf(owner)),
  });

const ownerAccount: Read = ({ request: { owner, kinds } }) => ({
  isPresent: yes,
  isOpen: kinds["none"] ?? no,
  content: text(owner.account),
});

const serviceNames =
  (textOf: (name: Text) => Content): Read =>
  ({ request: { isService, serviceName } }) => ({
    isPresent: isService,
    isOpen: no,
    content: textOf(serviceName),
  });

const serviceCallOnly: Read = ({ request: { isService } }) => ({ ...absent, isPresent: isService, isOpen: isService });

/** Of a signed call, where it is there or not. */
const signed =
  (contentOf: (place: Place) => Content): Read =>
  (place) => ({
    isPresent: and(place.request.isIam, place.model.bool(`${nameOf(place)}_there`)),
    isOpen: place.request.isService,
    content: contentOf(place),
  });

const free =
  (contentOf: (place: Place) => Content): Read =>
  (place) => ({ isPresent: place.model.bool(`${nameOf(place)}_there`), isOpen: no, content: contentOf(place) });

const required =
  (contentOf: (place: Place) => Content): Read =>
  (place) => ({ isPresent: yes, isOpen: no, content: contentOf(place) });

/** Keys of listing are there with ListBucket, and who knows with which actions beside those of the table. */
const listing =
  (contentOf: (place: Place) => Content): Read =>
  (place) => {
    const { request, model } = place;
    const isListing = or(request.listed.get("s3:ListBucket") ?? no, isUnlisted(request));
    return {
      isPresent: and(isListing, model.bool(`${nameOf(place)}_there`)),
      isOpen: no,
      content: contentOf(place),
    };
  };

const anyString = (place: Place): Content => text(place.model.variable(nameOf(place), anyText));
const bool = (place: Place): Content => ({ kind: "bool", isTrue: place.model.bool(nameOf(place)) });
const number = (place: Place): Content => ({
  kind: "number",
  integer: place.model.integer(nameOf(place)),
  isOfKind: yes,
});
/** Or one of IPv6, which is in no block of IPv4. */
const address = (place: Place): Content => ({
  kind: "number",
  integer: place.model.integer(nameOf(place)),
  isOfKind: not(place.model.bool(`${nameOf(place)}_is_v6`)),
});

const set: Read = (place) => {
  const elements = Array.from({ length: place.most }, (_, at) => ({
    isThere: place.model.bool(`${nameOf(place)}_${at}_there`),
    text: place.model.variable(`${nameOf(place)}_${at}`, anyText),
  }));
  return { isPresent: or(...elements.map(({ isThere }) => isThere)), isOpen: no, content: { kind: "set", elements } };
};

/** Services that AWS's RCP example names; requests to the others hold none of these (policy-semantics 6 and 13). */
const fillsEndpointKeys = new Set(["cognito-identity", "ecr", "kms", "s3", "sqs"]);

const asSet = (one: Text): Content => ({ kind: "set", elements: [{ isThere: yes, text: one }] });

const keys: Readonly<Record<string, Read>> = {
  "aws:principalorgid": ofCaller(({ organization }) => organization),
  "aws:principalorgpaths": (place) => {
    const { caller } = place.request;
    return { ...ofCaller(({ path }) => path)(place), content: asSet(caller.path) };
  },
  "aws:principalaccount": ({ request: { caller, isIam, isAnonymous, isService } }) => ({
    isPresent: yes,
    isOpen: isService,
    content: {
      kind: "text",
      cases: [
        { when: isIam, text: caller.account },
        { when: isAnonymous, text: [{ known: "anonymous" }] },
      ],
    },
  }),
  "aws:principalarn": ({ request: { caller, isIam, isService, isSts, callerTail } }) => ({
    isPresent: isIam,
    isOpen: isService,
    content: {
      kind: "text",
      cases: ["iam", "sts"].map((service) => ({
        when: service === "sts" ? isSts : not(isSts),
        text: [{ known: `arn:aws:${service}::` }, ...caller.account, { known: ":" }, ...callerTail],
      })),
    },
  }),
  "aws:principalisawsservice": ({ request: { isAnonymous, isService } }) => ({
    isPresent: not(isAnonymous),
    isOpen: no,
    content: { kind: "bool", isTrue: isService },
  }),
  "aws:principalservicename": serviceNames(text),
  "aws:principalservicenameslist": serviceNames(asSet),
  "aws:principaltag/team": signed(anyString),
  "aws:multifactorauthage": signed(number),
  "aws:tokenissuetime": signed(number),
  "aws:resourceorgid": ofOwner(({ organization }) => organization),
  "aws:resourceorgpaths": (place) => ({
    ...ofOwner(({ path }) => path)(place),
    content: asSet(place.request.owner.path),
  }),
  "aws:resourceaccount": ownerAccount,
  "s3:resourceaccount": ownerAccount,
  "aws:sourcevpce": ({ request: { context } }) => constant(context.endpointId),
  "aws:sourcevpc": ({ request: { context } }) => constant(context.vpcId),
  "aws:vpceaccount": ({ request: { context, pool } }) =>
    fillsEndpointKeys.has(pool.namespace) ? constant(context.endpointAccount) : absent,
  "aws:vpceorgid": ({ request: { context, pool } }) =>
    fillsEndpointKeys.has(pool.namespace) ? constant(context.organizationId) : absent,
  "aws:sourceip": () => absent,
  "aws:vpcsourceip": required(address),
  "aws:sourceaccount": serviceCallOnly,
  "aws:securetransport": required(bool),
  "aws:viaawsservice": required(bool),
  "aws:useragent": free(anyString),
  "aws:tagkeys": set,
  "aws:misspelt": () => absent,
  "s3:prefix": listing(anyString),
  "s3:max-keys": listing(number),
};

export function readKey(place: Place): KeyReading {
  const { name, request } = place;
  const [prefix] = name.split(":");
  // A key of another service is in no request.
  if (prefix !== "aws" && prefix !== request.pool.namespace) return absent;
  const read = keys[name];
  if (read === undefined) throw new Error(`the solver's model does not know ${name}`);
  return read(place);
}

/** Requests of which the reference does not say whether there are such. */
export function isRealSituation(place: Omit<Place, "name">, names: ReadonlySet<string>): Formula {
  const { request } = place;
  const held = ["s3:prefix", "s3:max-keys"].filter((name) => names.has(name) && request.pool.namespace === "s3");
  return and(...held.map((name) => implies(isUnlisted(request), not(readKey({ ...place, name }).isPresent))));
}

/** Numbers are none below 0, and addresses none beyond the last. */
export function boundsOf(model: Model): Formula {
  return and(
    ...[...model.integers].map((name) => and(`(<= 0 ${name})`, name.endsWith("ip") ? `(< ${name} 4294967296)` : yes)),
  );
}
