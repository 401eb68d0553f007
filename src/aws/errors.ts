import type { Gap } from "../snapshot/format.ts";

/** How a call ended that brought no answer, as the ledger keeps it. The same failure gives the same text. */
export type Failure = Pick<Gap, "outcome" | "reason">;

/** An answer that arrived and cannot be used: not AWS's, or not whole. */
export class AnswerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AnswerError";
  }
}

/** A session that could not be renewed, in the middle of a scan: how every call that is left of its account ends. */
export class SessionError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.reason);
    this.name = "SessionError";
    this.failure = failure;
  }
}

/** What can be read off an error of the SDK, of node, or of neither. */
interface ErrorFacts {
  /** The AWS error code, or node's name for a network failure. */
  code: string;
  message: string;
  /** HTTP status, where there was an answer. */
  status: number | undefined;
}

interface Circumstances {
  /** Whether the account's own list of Regions says that this Region is enabled. */
  regionIsEnabled?: boolean;
}

const throttleCodes: ReadonlySet<string> = new Set([
  "BandwidthLimitExceeded",
  "EC2ThrottledException",
  "PriorRequestNotComplete",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
]);

const expiryCodes: ReadonlySet<string> = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"]);

const paginationCodes: ReadonlySet<string> = new Set([
  "InvalidNextToken",
  "InvalidNextTokenException",
  "InvalidPaginationToken",
]);

const denialCodes: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedException",
  "UnauthorizedOperation",
]);

/** Codes by which a Region that is not enabled answers, and so does one that refuses the credentials (5.12). */
const refusalCodes: ReadonlySet<string> = new Set([
  "AuthFailure",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
]);

/** Codes that always mean one thing (aws-semantics 5.12), and node's names of network failures. */
const meanings: Readonly<Record<string, Failure>> = {
  Blocked: { outcome: "denied", reason: "AWS has blocked the account" },
  PendingVerification: { outcome: "denied", reason: "AWS has not verified the account yet" },
  OptInRequired: { outcome: "not-enabled", reason: "the account is not activated for EC2" },
  RegionDisabledException: { outcome: "not-enabled", reason: "STS is not active in this Region for the account" },
  CredentialsProviderError: { outcome: "failed", reason: "the credentials could not be loaded" },
  TokenProviderError: { outcome: "failed", reason: "the credentials could not be loaded" },
  ENOTFOUND: { outcome: "failed", reason: "the endpoint's host name does not resolve" },
  EAI_AGAIN: { outcome: "failed", reason: "the endpoint's host name could not be looked up" },
  ECONNREFUSED: { outcome: "failed", reason: "the endpoint refused the connection" },
  ECONNRESET: { outcome: "failed", reason: "the connection was cut" },
  EPIPE: { outcome: "failed", reason: "the connection was cut" },
  EHOSTUNREACH: { outcome: "failed", reason: "the endpoint cannot be reached" },
  ENETUNREACH: { outcome: "failed", reason: "the endpoint cannot be reached" },
  ETIMEDOUT: { outcome: "failed", reason: "the endpoint did not answer in time" },
  TimeoutError: { outcome: "failed", reason: "the endpoint did not answer in time" },
};

const untrustedCertificate = /^(CERT_|DEPTH_ZERO_SELF_SIGNED|ERR_TLS_|SELF_SIGNED_CERT|UNABLE_TO_)/;

/** Words that tell which kind of policy refused (IAM guide); the first that the message holds names it. */
const denials: readonly (readonly [words: RegExp, reason: string])[] = [
  [/explicit deny in a service control policy/i, "explicit deny in a service control policy"],
  [/no service control policy allows/i, "no service control policy allows it"],
  [/explicit deny in a resource control policy/i, "explicit deny in a resource control policy"],
  [/no resource control policy allows/i, "no resource control policy allows it"],
  [/explicit deny in a permissions boundary/i, "explicit deny in a permissions boundary"],
  [/no permissions boundary allows/i, "no permissions boundary allows it"],
  [/explicit deny in a session policy/i, "explicit deny in a session policy"],
  [/no session policy allows/i, "no session policy allows it"],
  [/explicit deny in a VPC endpoint policy/i, "explicit deny in a VPC endpoint policy"],
  [/no VPC endpoint policy allows/i, "no VPC endpoint policy allows it"],
  [/explicit deny in an identity-based policy/i, "explicit deny in an IAM policy"],
  [/no identity-based policy allows/i, "no IAM policy allows it"],
];

/** What an error means for the ledger: by its code, else by its HTTP status, else a failure that is quoted. */
export function classifyError(error: unknown, circumstances: Circumstances = {}): Failure {
  const facts = readError(error);
  const { code, message } = facts;
  if (error instanceof SessionError) return error.failure;
  if (error instanceof AnswerError) return { outcome: "failed", reason: boundReason(message) };
  if (denialCodes.has(code)) return { outcome: "denied", reason: `${code}: ${nameDenial(message)}` };
  if (throttleCodes.has(code))
    return { outcome: "throttled-out", reason: `${code}: still throttled after every retry` };
  if (expiryCodes.has(code))
    return { outcome: "failed", reason: `${code}: the credentials expired and could not be renewed` };
  if (refusalCodes.has(code)) return classifyRefusal(code, circumstances);
  const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  if (meaning !== undefined) return { outcome: meaning.outcome, reason: `${code}: ${meaning.reason}` };
  if (untrustedCertificate.test(code)) {
    return { outcome: "failed", reason: `${code}: the endpoint's certificate is not trusted (see AWS_CA_BUNDLE)` };
  }
  return isUnreadable(facts) ? classifyUnreadable(facts.status) : { outcome: "failed", reason: quoteError(facts) };
}

export function isThrottle(error: unknown): boolean {
  return throttleCodes.has(readError(error).code);
}

export function isExpiredCredential(error: unknown): boolean {
  return expiryCodes.has(readError(error).code);
}

/** What came is not a whole answer of the service: an HTML page, XML or JSON that is cut off. */
export function isUnreadableAnswer(error: unknown): boolean {
  return error instanceof AnswerError || isUnreadable(readError(error));
}

export function isStalePageToken(error: unknown): boolean {
  return paginationCodes.has(readError(error).code);
}

/** The AWS error code, or node's name for a network failure; `Error` where there is none. */
export function errorCode(error: unknown): string {
  return readError(error).code;
}

function classifyRefusal(code: string, { regionIsEnabled }: Circumstances): Failure {
  // 5.11: tokens of the global STS endpoint are refused in opt-in Regions, with the same code.
  if (regionIsEnabled === true) {
    return { outcome: "denied", reason: `${code}: the credentials were refused, although the Region is enabled` };
  }
  return { outcome: "not-enabled", reason: `${code}: the Region is not enabled, or it refuses the credentials` };
}

/** How the reason of a denial ends in which AWS names no policy. */
export const unnamedDenial = "not authorized; AWS does not say by which policy";

function nameDenial(message: string): string {
  return denials.find(([words]) => words.test(message))?.[1] ?? unnamedDenial;
}

/** The SDK throws a plain Error or a SyntaxError where the body is not XML or JSON (emulators 1.3.7). */
function isUnreadable({ code, message }: ErrorFacts): boolean {
  return (
    code === "SyntaxError" ||
    (code === "Error" && /\b(XML|JSON)\b.*\bparse|Unexpected token|is not valid JSON/i.test(message))
  );
}

function classifyUnreadable(status: number | undefined): Failure {
  const outcome = status === 401 || status === 403 ? "denied" : status === 429 ? "throttled-out" : "failed";
  const withStatus = status === undefined ? "" : ` (HTTP ${status})`;
  return { outcome, reason: `the endpoint's answer is not readable as AWS's${withStatus}` };
}

function quoteError({ code, message, status }: ErrorFacts): string {
  const text = message === "" || message === "UnknownError" ? "" : `: ${message}`;
  return boundReason(`${code}${text}${text === "" && status !== undefined ? ` (HTTP ${status})` : ""}`);
}

function readError(error: unknown): ErrorFacts {
  if (typeof error !== "object" || error === null) return { code: "Error", message: String(error), status: undefined };
  const { name, code, message, $metadata } = error as Record<string, unknown>;
  const status = (($metadata ?? {}) as Record<string, unknown>)["httpStatusCode"];
  // Node's errors are all named Error and say what they are in `code`; the SDK's say it in `name`.
  const ownCode = [name === "Error" || name === "TimeoutError" ? code : name, code, name].find(isText);
  return {
    code:
      (ownCode ?? "Error")
        .replace(/^.*#/, "")
        .replaceAll(/[^\w.-]/g, "")
        .slice(0, 80) || "Error",
    message: isText(message) ? message : "",
    status: typeof status === "number" ? status : undefined,
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

const maxReasonLength = 200;

/** One line of bounded length, without what differs from call to call or nobody should see. */
export function boundReason(text: string): string {
  const clean = text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replaceAll(/ ?Deserialization error: to see the raw response.*$/g, "")
    .replaceAll(/ ?Encoded authorization failure message: *\S+/gi, "")
    .replaceAll(/[(,;.]? ?request ?id:? *[\w-]+\)?/gi, "")
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "(id)")
    .replaceAll(/\b(A3T|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}\b/g, "(access key)")
    .trim();
  const characters = Array.from(clean);
  return characters.length <= maxReasonLength ? clean : `${characters.slice(0, maxReasonLength - 1).join("")}…`;
}
