import { AssumeRoleCommand, GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { UserError } from "../errors.ts";
import { AnswerError, boundReason, classifyError, errorCode } from "./errors.ts";
import { partitionOfArn } from "./partitions.ts";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Credentials without one do not expire. */
  expiration?: Date;
}

/** One identity's credentials, for every client of that identity. */
export interface CredentialSource {
  get(): Promise<Credentials>;
  /** What `get` would give, where that is known without waiting: each request asks three times. */
  atHand?(): Credentials | undefined;
  /** AWS has just said that these are expired: the next `get` loads new ones, unless that has happened already. */
  expire(used: Credentials): void;
}

/** Renewed this long before they expire: longer than any one call with its retries takes. */
const renewalMargin = 5 * 60_000;

/**
 * Keeps credentials until shortly before they expire. However many calls ask at once, one `load` serves them all, and
 * a failed load is not remembered.
 *
 * @param now milliseconds since the epoch
 */
export function keepFresh(load: () => Promise<Credentials>, now: () => number): CredentialSource {
  let loading: Promise<Credentials> | undefined;
  let latest: Credentials | undefined;

  async function renew(): Promise<Credentials> {
    latest = undefined;
    try {
      latest = await load();
      return latest;
    } finally {
      loading = undefined;
    }
  }

  const isFresh = ({ expiration }: Credentials): boolean =>
    expiration === undefined || now() < expiration.getTime() - renewalMargin;

  const atHand = () => (latest !== undefined && isFresh(latest) ? latest : undefined);

  return {
    get: async () => atHand() ?? (loading ??= renew()),
    atHand,
    expire: (used) => {
      if (latest === used) latest = undefined;
    },
  };
}

interface Role {
  partition: string;
  account: string;
  /** Name of the role, with its path if it has one: `team/VpclintReadOnly`. */
  name: string;
  externalId?: string | undefined;
}

/**
 * One session for all Regions of an account (aws-semantics 5.10). The duration is left to STS's default of one hour,
 * which is also the most that role chaining allows.
 *
 * @throws what STS answered, or AnswerError
 */
export async function assumeRole(sts: STSClient, { partition, account, name, externalId }: Role): Promise<Credentials> {
  const { Credentials: answer } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:${partition}:iam::${account}:role/${name.replace(/^\/+/, "")}`,
      RoleSessionName: "vpclint",
      ExternalId: externalId,
    }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer ?? {};
  if (!AccessKeyId || !SecretAccessKey) throw new AnswerError("AssumeRole answered no credentials");
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  };
}

/** Whose credentials the scan starts with. */
export interface CallerIdentity {
  account: string;
  arn: string;
  partition: string;
}

/** @throws UserError: without an identity there is nothing to scan */
export async function readCallerIdentity(sts: STSClient): Promise<CallerIdentity> {
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    const partition = partitionOfArn(Arn ?? "");
    if (!Account || !Arn || partition === undefined) throw new AnswerError("GetCallerIdentity answered no identity");
    return { account: Account, arn: Arn, partition };
  } catch (error) {
    throw explainIdentityFailure(error);
  }
}

const signIn = "set AWS_PROFILE, sign in again (aws sso login), or give the AWS_ACCESS_KEY_ID family of variables";

/** What a person can do about credentials that STS does not take, by the code of the error. */
const refusals: Readonly<Record<string, { message: string; hint: string }>> = {
  CredentialsProviderError: { message: "no AWS credentials were found", hint: signIn },
  TokenProviderError: { message: "the SSO session has ended", hint: "sign in again: aws sso login" },
  ExpiredToken: { message: "the AWS credentials have expired", hint: signIn },
  ExpiredTokenException: { message: "the AWS credentials have expired", hint: signIn },
  RequestExpired: { message: "AWS finds the request too old", hint: "set the clock of this machine right" },
  SignatureDoesNotMatch: {
    message: "the secret access key does not belong to the access key",
    hint: `${signIn}; and see that the clock of this machine is right`,
  },
  InvalidClientTokenId: { message: "AWS does not know these credentials", hint: signIn },
  UnrecognizedClientException: { message: "AWS does not know these credentials", hint: signIn },
  AuthFailure: { message: "AWS does not know these credentials", hint: signIn },
  MissingAuthenticationToken: { message: "the request was not signed", hint: signIn },
};

function explainIdentityFailure(error: unknown): UserError {
  if (error instanceof UserError) return error;
  const code = errorCode(error);
  const refusal = Object.hasOwn(refusals, code) ? refusals[code] : undefined;
  if (refusal !== undefined)
    return new UserError("no-credentials", refusal.message, { hint: refusal.hint, cause: error });
  const { outcome, reason } = classifyError(error);
  if (outcome === "denied" || outcome === "not-enabled") {
    return new UserError("no-credentials", `STS refused the AWS credentials: ${reason}`, {
      hint: signIn,
      cause: error,
    });
  }
  return new UserError("no-endpoint", `STS did not say who the caller is: ${boundReason(reason)}`, {
    hint: "check AWS_ENDPOINT_URL, AWS_REGION, HTTPS_PROXY and the network",
    cause: error,
  });
}
